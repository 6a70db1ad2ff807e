"""Addresses of the room "publicity", in the namespace `licensing`."""

from django.urls import URLPattern, path

from licensing.views import double_publicity, public_penalties, publicity

urlpatterns: list[URLPattern] = [
    path("penalties/published/", public_penalties.published, name="published-penalties"),
    path("penalties/published.json", public_penalties.feed, name="published-penalties-feed"),
    path("penalties/figures/", public_penalties.figures, name="published-penalties-figures"),
    path("penalties/published/<str:number>/", public_penalties.published_one, name="published-penalty"),
    path("staff/penalties/publications/", publicity.publications, name="publications"),
    path("staff/penalties/<str:number>/publication/", publicity.publication, name="publication"),
    path("staff/penalties/<str:number>/publication/compare/", publicity.compare, name="publication-compare"),
    path("staff/penalties/<str:number>/publication/<slug:act>/", publicity.step, name="publication-step"),
    path("staff/double-publicity/", double_publicity.check, name="double-export"),
    path("staff/double-publicity/file/", double_publicity.export, name="double-export-file"),
]
