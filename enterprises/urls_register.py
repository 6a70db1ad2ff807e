"""Addresses of the room "register", in the namespace `enterprises`."""

from django.urls import URLPattern, path

from enterprises import converters  # noqa: F401 -- makes `uscc` known
from enterprises.views import entry, register, who

urlpatterns: list[URLPattern] = [
    path("", register.register, name="register"),
    path("export/csv/", register.export_csv, name="register-export-csv"),
    path("export/xlsx/", register.export_xlsx, name="register-export-xlsx"),
    path("suggest/", register.suggest, name="suggest"),
    path("new/", entry.new, name="enterprise-new"),
    path("check/", entry.check, name="enterprise-check"),
    path("<uscc:code>/edit/", entry.edit, name="enterprise-edit"),
    path("<uscc:code>/contacts/add/", who.contact_add, name="contact-add"),
    path("<uscc:code>/contacts/<int:pk>/", who.contact_change, name="contact-change"),
    path("<uscc:code>/contacts/<int:pk>/end/", who.contact_end, name="contact-end"),
    path("<uscc:code>/contacts/<int:pk>/reveal/", who.contact_reveal, name="contact-reveal"),
    path("<uscc:code>/premises/add/", who.premises_add, name="premises-add"),
    path("<uscc:code>/premises/<int:pk>/", who.premises_change, name="premises-change"),
    path("<uscc:code>/premises/<int:pk>/end/", who.premises_end, name="premises-end"),
    path("<uscc:code>/officers/assign/", who.officer_assign, name="officer-assign"),
    path("<uscc:code>/officers/<int:pk>/end/", who.officer_end, name="officer-end"),
]
