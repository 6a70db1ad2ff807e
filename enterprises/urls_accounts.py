"""Addresses of the room "accounts", in the namespace `enterprises`."""

from django.urls import URLPattern, path

from enterprises.views import account_requests, account_self, accounts, members

urlpatterns: list[URLPattern] = [
    path("register/", accounts.new, name="account-new"),
    path("register/code/", accounts.new_code, name="account-new-code"),
    path("forgotten/", account_self.forgotten, name="account-forgotten"),
    path("forgotten/code/", account_self.forgotten_code, name="account-forgotten-code"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
    path("account/", accounts.overview, name="account"),
    path("account/ask/", accounts.ask, name="account-ask"),
    path("account/profile/", account_self.profile, name="account-profile"),
    path("account/phone/", account_self.new_phone, name="account-phone"),
    path("account/phone/code/", account_self.new_phone_code, name="account-phone-code"),
    path("account/requests/<int:pk>/", accounts.one_request, name="account-request"),
    path("account/requests/<int:pk>/code/", accounts.send_code, name="account-request-code"),
    path("account/requests/<int:pk>/prove/", accounts.prove, name="account-request-prove"),
    path("account/requests/<int:pk>/withdraw/", accounts.withdraw, name="account-request-withdraw"),
    path("account/requests/<int:pk>/files/", accounts.add_files, name="account-request-files"),
    path("account/requests/<int:pk>/files/<int:file>/", accounts.own_file, name="account-request-file"),
    path("account/requests/<int:pk>/files/<int:file>/remove/", accounts.remove_file, name="account-request-file-remove"),
    path("staff/account-requests/", account_requests.waiting, name="account-requests"),
    path("staff/account-requests/<int:pk>/", account_requests.one_waiting, name="account-requests-one"),
    path("staff/account-requests/<int:pk>/grant/", account_requests.grant, name="account-requests-grant"),
    path("staff/account-requests/<int:pk>/refuse/", account_requests.refuse, name="account-requests-refuse"),
    path("staff/account-requests/<int:pk>/files/<int:file>/", account_requests.paper, name="account-requests-file"),
    path("desk/<str:code>/people/", members.people, name="desk-members"),
    path("desk/<str:code>/people/invite/", members.invite, name="desk-member-invite"),
    path("desk/<str:code>/people/leave/", members.leave, name="desk-member-leave"),
    path("desk/<str:code>/people/<int:pk>/part/", members.change_part, name="desk-member-part"),
    path("desk/<str:code>/people/<int:pk>/end/", members.end, name="desk-member-end"),
    path("desk/<str:code>/people/invited/<int:pk>/revoke/", members.revoke, name="desk-invitation-revoke"),
]
