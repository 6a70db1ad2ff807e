"""People of the demo's enterprises who may sign in: the same fixed password as the staff's, and no second factor to go with it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured

from bureau.demo import PASSWORD
from bureau.models import User
from bureau.roles import Role
from config.demo_data.enterprise_plan import code_of
from enterprises.models import Enterprise, Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseAccount:
    """Somebody to sign in as; the phone is the user name, as for everybody who registers. `serials` are the demo's enterprises."""

    phone: str
    display_name: str
    part: Membership.Part
    serials: tuple[int, ...]
    password: str = PASSWORD

    @property
    def role_label(self) -> str:
        """The role in the language in use."""
        return f"{Role.ENTERPRISE.label}, {self.part.label}"


ENTERPRISE_ACCOUNTS = (
    EnterpriseAccount(phone="19900009001", display_name="马经理", part=Membership.Part.OWNER, serials=(0,)),
    EnterpriseAccount(phone="19900009002", display_name="高代办", part=Membership.Part.AGENT, serials=(0, 1)),
    EnterpriseAccount(phone="19900009003", display_name="林会计", part=Membership.Part.READER, serials=(0,)),
)


def create_enterprise_accounts(*, by: User, at: datetime) -> int:
    """Make the accounts that are missing with their memberships; how many. Raises ImproperlyConfigured outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts have public passwords and are made only by the demo.")
    existing = set(User.objects.filter(username__in=[one.phone for one in ENTERPRISE_ACCOUNTS]).values_list("username", flat=True))
    missing = [one for one in ENTERPRISE_ACCOUNTS if one.phone not in existing]
    encoded = make_password(PASSWORD) if missing else ""
    for account in missing:
        user = User.objects.create(
            username=account.phone,
            phone=account.phone,
            display_name=account.display_name,
            email=f"enterprise{account.phone[-4:]}@example.com",
            password=encoded,
            roles=[Role.ENTERPRISE.value],
        )
        for enterprise in Enterprise.objects.filter(code__in=[code_of(serial) for serial in account.serials]):
            Membership.objects.create(
                enterprise=enterprise, user=user, part=account.part, proof=Membership.Proof.STAFF, granted_by=by, since=at
            )
    return len(missing)
