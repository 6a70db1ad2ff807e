"""Addresses of outreach."""

from django.urls import path

from outreach.views import staff

app_name = "outreach"

urlpatterns = [
    path("inbox/", staff.inbox, name="inbox"),
    path("inbox/read/", staff.inbox_read, name="inbox-read"),
    path("inbox/read-all/", staff.inbox_read_all, name="inbox-read-all"),
    path("calls/", staff.call_list, name="call-list"),
    path("calls/done/", staff.message_called, name="message-called"),
    path("messages/", staff.message_list, name="message-list"),
    path("messages/resend/", staff.message_resend, name="message-resend"),
]
