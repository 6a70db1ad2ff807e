"""Addresses of the room "window", in the namespace `licensing`. A booking code is a key and therefore never part of an address."""

from django.urls import path

from licensing.views import window, window_accept, window_joint, window_public

urlpatterns = [
    # --- everybody ---
    path("window/book/", window_public.book, name="window-book"),
    path("window/booking/", window_public.booking, name="window-booking"),
    path("window/board/", window_public.board, name="window-board"),
    path("window/kiosk/", window_public.kiosk, name="window-kiosk"),
    # --- staff ---
    path("staff/window/", window.desk, name="window"),
    path("staff/window/settings/", window.settings_, name="window-settings"),
    path("staff/window/call/", window.call, name="window-call"),
    path("staff/window/numbers/<str:label>/<slug:step>/", window.ticket_step, name="window-ticket"),
    path("staff/window/give/", window.give, name="window-give"),
    path("staff/window/device/", window.device, name="window-device"),
    path("staff/window/search/", window.search, name="window-search"),
    path("staff/window/deliveries/", window.deliveries, name="window-deliveries"),
    path("staff/window/deliveries/<str:number>/", window.deliver, name="window-deliver"),
    path("staff/window/accept/<str:code>/", window_accept.accept, name="window-accept"),
    path("staff/window/taken/<str:number>/", window_accept.taken, name="window-taken"),
    path("staff/window/drafts/<uuid:draft>/discard/", window_accept.discard, name="window-draft-discard"),
    path("staff/window/joint/", window_joint.joint, name="window-joint"),
    path("staff/window/joint/<str:number>/", window_joint.slip, name="window-joint-slip"),
]
