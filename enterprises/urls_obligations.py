"""Addresses of the room "obligations", in the namespace `enterprises`."""

from django.urls import path

from enterprises.views import desk_obligations, feeds, obligations

urlpatterns = [
    path("staff/obligations/", obligations.obligation_list, name="obligations"),
    path("staff/obligations/export/", obligations.export, name="obligations-export"),
    path("staff/obligations/<int:pk>/done/", obligations.done, name="obligation-done"),
    path("staff/obligations/month/", obligations.month, name="obligations-month"),
    path("staff/obligations/calendar/", feeds.staff_feed, name="obligations-feed"),
    path("desk/<str:code>/obligations/", desk_obligations.obligation_list, name="desk-obligations"),
    path("desk/<str:code>/obligations/month/", desk_obligations.month, name="desk-obligations-month"),
    path("desk/<str:code>/obligations/calendar/", feeds.desk_feed, name="desk-feed"),
    path("desk/<str:code>/obligations/<int:pk>/", desk_obligations.detail, name="desk-obligation"),
    path("feed/<str:key>.ics", feeds.feed, name="feed"),
]
