"""The made-up staff of the demo: one account for every role, with fixed passwords and authenticator secrets that are printed at the start.

Never for real data: `create_accounts` refuses outside the demo, because everybody can read these secrets here.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from bureau.models import Office, Officer, User
from bureau.roles import Role

PASSWORD = "chuzhou-12365-demo"  # noqa: S105 -- printed on purpose, refused outside the demo


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """Somebody to sign in as."""

    username: str
    display_name: str
    office_code: str
    roles: tuple[Role, ...]
    phone: str
    password: str = PASSWORD
    certificate_number: str = ""
    certificate_expires_on: date | None = None

    @property
    def totp_secret(self) -> str:
        """The secret in base32, as an authenticator app takes it; always the same for one user name."""
        return base64.b32encode(hashlib.sha256(f"demo:{self.username}".encode()).digest()[:20]).decode()

    @property
    def role_labels(self) -> tuple[str, ...]:
        """The roles in the language in use."""
        return tuple(str(role.label) for role in self.roles)

    @property
    def role_label(self) -> str:
        """The roles as one text, for a printed list."""
        return ", ".join(self.role_labels)

    @property
    def email(self) -> str:
        """Where the demo's reminders go."""
        return f"{self.username}@bureau.example"


ACCOUNTS: list[DemoAccount] = [
    DemoAccount(
        username="clerk",
        display_name="王秀兰",
        office_code="desk-12365",
        roles=(Role.CLERK,),
        phone="13900000001",
    ),
    DemoAccount(
        username="clerk2",
        display_name="陈国强",
        office_code="consumer-rights",
        roles=(Role.CLERK,),
        phone="13900000002",
    ),
    DemoAccount(
        username="window",
        display_name="李秋月",
        office_code="approval",
        roles=(Role.CLERK,),
        phone="13900000011",
    ),
    DemoAccount(
        username="seat",
        display_name="刘小梅",
        office_code="desk-12365",
        roles=(Role.SEAT,),
        phone="13900000003",
    ),
    DemoAccount(
        username="officer",
        display_name="赵建军",
        office_code="inspection",
        roles=(Role.OFFICER,),
        phone="13900000004",
        certificate_number="苏08040001",
        certificate_expires_on=date(2029, 12, 31),
    ),
    DemoAccount(
        username="officer2",
        display_name="孙立平",
        office_code="inspection",
        roles=(Role.OFFICER,),
        phone="13900000005",
        certificate_number="苏08040002",
        certificate_expires_on=date(2029, 6, 30),
    ),
    DemoAccount(
        username="reviewer",
        display_name="周文静",
        office_code="legal",
        roles=(Role.REVIEWER,),
        phone="13900000006",
    ),
    DemoAccount(
        username="approver",
        display_name="吴志远",
        office_code="headquarters",
        roles=(Role.APPROVER,),
        phone="13900000007",
    ),
    DemoAccount(
        username="supervisor",
        display_name="郑海燕",
        office_code="headquarters",
        roles=(Role.SUPERVISOR,),
        phone="13900000008",
    ),
    DemoAccount(
        username="manager",
        display_name="徐明华",
        office_code="headquarters",
        roles=(Role.MANAGER,),
        phone="13900000009",
    ),
    DemoAccount(
        username="administrator",
        display_name="朱晓东",
        office_code="headquarters",
        roles=(Role.ADMINISTRATOR,),
        phone="13900000010",
    ),
]


@transaction.atomic
def create_accounts() -> int:
    """Create the accounts that are missing, with an authenticator each, and return how many. Needs the offices of `load_reference`.

    An existing account is left as it is, so that whoever changed a password in the demo keeps it. Raises ImproperlyConfigured outside
    the demo, and `Office.DoesNotExist` before the reference data are loaded.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts have public passwords and are made only by the demo.")
    existing = set(User.objects.filter(username__in=[one.username for one in ACCOUNTS]).values_list("username", flat=True))
    missing = [one for one in ACCOUNTS if one.username not in existing]
    if missing:
        # Hashing is slow by design and the password is the same for all: once is enough.
        encoded = make_password(PASSWORD)
        for account in missing:
            _create(account, encoded)
    return len(missing)


def _create(account: DemoAccount, encoded_password: str) -> None:
    user = User.objects.create(
        username=account.username,
        password=encoded_password,
        display_name=account.display_name,
        phone=account.phone,
        email=account.email,
        office=Office.objects.get(code=account.office_code),
        roles=[str(role) for role in account.roles],
    )
    enrol(user, account.totp_secret)
    if account.certificate_expires_on is not None:
        Officer.objects.create(
            user=user, certificate_number=account.certificate_number, certificate_expires_on=account.certificate_expires_on
        )


def enrol(user: User, secret: str) -> Authenticator:
    """Give a user an authenticator with a known secret, stored sealed the way allauth stores one that was scanned."""
    instance: Authenticator = TOTP.activate(user, secret).instance
    return instance


def current_code(secret: str, now: datetime) -> str:
    """The code an authenticator app shows at that moment. The portal takes each code once."""
    return str(format_hotp_value(hotp_value(secret, int(now.timestamp()) // mfa_settings.TOTP_PERIOD)))
