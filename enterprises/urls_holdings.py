"""Addresses of the room "holdings": the page of one enterprise, and what it holds. In the namespace `enterprises`, below staff/.

They come after the rooms with words of their own (new/, export/, …): a code has 18 characters, so none of those is taken for one.
"""

from django.urls import URLPattern, path

from enterprises import converters  # noqa: F401 -- makes `uscc` and `holding` known
from enterprises.views import holdings, page, person

urlpatterns: list[URLPattern] = [
    path("holdings/", holdings.holdings_home, name="holdings-home"),
    path("holdings/<holding:kind>/", holdings.holdings_everywhere, name="holdings"),
    path("holdings/<holding:kind>/export/", holdings.holdings_export, name="holdings-export"),
    path("<uscc:code>/", page.enterprise_page, name="enterprise"),
    path("<uscc:code>/print/", page.enterprise_print, name="enterprise-print"),
    path("<uscc:code>/timeline/", page.enterprise_timeline, name="enterprise-timeline"),
    path("<uscc:code>/notes/add/", page.risk_note_add, name="risk-note-add"),
    path("<uscc:code>/notes/<int:pk>/end/", page.risk_note_end, name="risk-note-end"),
    path("<uscc:code>/credit/add/", page.credit_add, name="credit-add"),
    path("<uscc:code>/person/<int:pk>/reveal/", person.person_reveal, name="person-reveal"),
    path("<uscc:code>/<holding:kind>/", holdings.holdings_of_one, name="enterprise-holdings"),
    path("<uscc:code>/<holding:kind>/add/", holdings.holding_add, name="holding-add"),
    path("<uscc:code>/<holding:kind>/<int:pk>/", holdings.holding_correct, name="holding-correct"),
    path("<uscc:code>/<holding:kind>/<int:pk>/done/", holdings.holding_done, name="holding-done"),
    path("<uscc:code>/<holding:kind>/<int:pk>/standing/", holdings.holding_standing, name="holding-standing"),
]
