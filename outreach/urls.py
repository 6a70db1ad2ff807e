"""Addresses of outreach."""

from django.urls import path

from outreach.views import inbox, staff

app_name = "outreach"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox-read"),
    path("inbox/read-all/", inbox.inbox_read_all, name="inbox-read-all"),
    path("desk/<str:code>/inbox/", inbox.desk_inbox, name="desk-inbox"),
    path("calls/", staff.call_list, name="call-list"),
    path("calls/done/", staff.message_called, name="message-called"),
    path("messages/", staff.message_list, name="message-list"),
    path("messages/resend/", staff.message_resend, name="message-resend"),
]
