"""Addresses of the room "desk", in the namespace `enterprises`. The code in the path is checked by `@member` at every request."""

from django.urls import path

from enterprises.views import desk, desk_matters

urlpatterns = [
    path("", desk.choose, name="desk"),
    path("<str:code>/", desk.home, name="desk-home"),
    path("<str:code>/holdings/", desk.holdings, name="desk-holdings"),
    path("<str:code>/matters/", desk_matters.matter_list, name="desk-matters"),
    path("<str:code>/matters/<str:number>/", desk_matters.matter, name="desk-matter"),
    path("<str:code>/matters/<str:number>/files/<int:pk>/", desk_matters.matter_file, name="desk-file"),
    path("<str:code>/matters/<str:number>/<slug:name>/", desk_matters.step, name="desk-matter-step"),
    path("<str:code>/documents/", desk_matters.document_list, name="desk-documents"),
    path("<str:code>/documents/<int:pk>/", desk_matters.document, name="desk-document"),
    path("<str:code>/profile/", desk.profile, name="desk-profile"),
    path("<str:code>/profile/correction/", desk_matters.correction, name="desk-correction"),
    path("<str:code>/profile/contacts/add/", desk.contact_add, name="desk-contact-add"),
    path("<str:code>/profile/contacts/<int:pk>/", desk.contact, name="desk-contact"),
    path("<str:code>/profile/contacts/<int:pk>/end/", desk.contact_end, name="desk-contact-end"),
]
