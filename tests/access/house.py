"""The ground floor, complaints, outreach, sign-in, the API and the administration."""

from bureau.roles import Role
from tests.access.words import ADMINISTRATOR, ANY_ACCOUNT, ANY_STAFF, NOBODY, PUBLIC, WITH_SECOND_FACTOR, Table, roles

MESSAGE_OVERSEERS = roles(Role.SUPERVISOR, Role.ADMINISTRATOR)
CALLERS = roles(Role.CLERK, Role.SEAT, Role.SUPERVISOR, Role.ADMINISTRATOR)

# Tables of the administration whose rows come from what happens or from code, and those whose history matters.
WRITTEN_ELSEWHERE = ("clockrule", "messagetemplate", "event", "reveal", "document", "message")
REGISTER_TABLES = ("industry", "tag", "certificatekind", "instrumentkind", "obligationkind")
NEVER_DELETED = (*WRITTEN_ELSEWHERE, "office", "user", "officer", "township", "category")

ACCESS: Table = {
    # --- public ---
    "bureau:home": PUBLIC,
    "bureau:accessibility": PUBLIC,
    "bureau:large-text": PUBLIC,
    "health": PUBLIC,
    "set_language": PUBLIC,
    "bureau:verify": PUBLIC,
    "bureau:verify-code": PUBLIC,
    # The citizen's pages show a matter to whoever proved its number and query code, and ask for them otherwise.
    "bureau:track": PUBLIC,
    "bureau:track-number": PUBLIC,
    "bureau:receipt": PUBLIC,
    "bureau:leave": PUBLIC,
    "bureau:matter": PUBLIC,
    "bureau:matter-file": PUBLIC,
    "bureau:matter-document": PUBLIC,
    "bureau:matter-step": PUBLIC,
    "complaints:old-track": PUBLIC,
    "complaints:old-track-number": PUBLIC,
    "complaints:new": PUBLIC,
    "complaints:other-authorities": PUBLIC,
    "complaints:draft": PUBLIC,
    "complaints:draft-file-add": PUBLIC,
    "complaints:draft-file-remove": PUBLIC,
    "complaints:draft-discard": PUBLIC,
    "complaints:resume": PUBLIC,
    "complaints:resume-code": PUBLIC,
    # --- API ---
    "api:workflow-list": PUBLIC,
    "api:clock-rule-list": PUBLIC,
    "api:schema": ANY_STAFF,
    "api:case-list": ANY_STAFF,
    "api:case": ANY_STAFF,
    "api:case-step": ANY_STAFF,
    # --- sign-in (allauth guards itself) ---
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # answers that accounts come from an administrator
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reauthenticate": ANY_ACCOUNT,
    "account_change_password": ANY_ACCOUNT,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": ANY_ACCOUNT,
    "mfa_index": ANY_ACCOUNT,
    "mfa_activate_totp": ANY_ACCOUNT,
    "mfa_deactivate_totp": WITH_SECOND_FACTOR,
    "mfa_view_recovery_codes": WITH_SECOND_FACTOR,
    "mfa_generate_recovery_codes": WITH_SECOND_FACTOR,
    "mfa_download_recovery_codes": WITH_SECOND_FACTOR,
    # --- staff ---
    "bureau:workbench": ANY_STAFF,
    "bureau:search": ANY_STAFF,
    "bureau:export": ANY_STAFF,
    "bureau:bulk-assign": roles(Role.CLERK, Role.SEAT, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR),
    "bureau:saved-view-save": ANY_STAFF,
    "bureau:saved-view-delete": ANY_STAFF,
    "bureau:supervision": roles(Role.SUPERVISOR, Role.MANAGER, Role.APPROVER),
    "bureau:handover": roles(Role.SUPERVISOR, Role.APPROVER),
    "bureau:case": ANY_STAFF,
    "bureau:case-print": ANY_STAFF,
    "bureau:case-looking": ANY_STAFF,
    "bureau:case-attach": ANY_STAFF,
    "bureau:case-reveal": ANY_STAFF,
    "bureau:case-action": ANY_STAFF,
    "complaints:staff-new": roles(Role.CLERK, Role.SEAT, Role.OFFICER, Role.SUPERVISOR),
    "complaints:staff-caller": roles(Role.CLERK, Role.SEAT, Role.OFFICER, Role.SUPERVISOR),
    "bureau:profile": ANY_STAFF,
    "bureau:sign-out-everywhere": ANY_STAFF,
    "bureau:attachment": ANY_STAFF,
    "bureau:document": ANY_STAFF,
    "bureau:dashboard": roles(Role.MANAGER, Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR),
    "outreach:inbox": ANY_STAFF | roles(Role.ENTERPRISE),
    "outreach:inbox-read": ANY_STAFF | roles(Role.ENTERPRISE),
    "outreach:inbox-read-all": ANY_STAFF | roles(Role.ENTERPRISE),
    "outreach:call-list": CALLERS,
    "outreach:message-called": CALLERS,
    "outreach:message-list": MESSAGE_OVERSEERS,
    "outreach:message-resend": MESSAGE_OVERSEERS,
    # --- administration: every page of it ---
    "admin:login": PUBLIC,
    "admin:*": ADMINISTRATOR,
    "admin:autocomplete": NOBODY,  # without the name of a registered field
    **{f"admin:bureau_{table}_add": NOBODY for table in WRITTEN_ELSEWHERE},
    **{f"admin:bureau_{table}_delete": NOBODY for table in NEVER_DELETED},
    **{f"admin:enterprises_{table}_delete": NOBODY for table in REGISTER_TABLES},
    "admin:django_celery_beat_periodictask_add": NOBODY,
    "admin:django_celery_beat_periodictask_delete": NOBODY,
    "admin:django_celery_beat_intervalschedule_delete": NOBODY,
}
