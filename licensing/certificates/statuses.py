"""How a certificate may change its status, and how each is shown. Anything the table does not name is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bureau.errors import BureauError
from licensing.models import IssuedCertificate

Status = IssuedCertificate.Status
ENDED = frozenset({Status.EXPIRED, Status.CANCELLED, Status.REVOKED, Status.WITHDRAWN, Status.REPLACED})
# 行政许可法 8 (withdrawn), 50 and 70 item 1 (expired), 69 (revoked), 70 (cancelled). What has ended never comes back: it is issued anew.
ARROWS: Mapping[str, frozenset[str]] = {
    Status.VALID: ENDED | {Status.SUSPENDED},
    Status.SUSPENDED: ENDED | {Status.VALID},
    **{ended: frozenset() for ended in ENDED},
}
TONES: Mapping[str, str] = {Status.VALID: "success", Status.SUSPENDED: "waiting", Status.EXPIRED: "neutral", Status.REPLACED: "neutral"}
# 注销 is a term of the law; elsewhere "cancelled" is said of what was merely called off.
CANCELLED_WORDS = pgettext_lazy("certificate", "Cancelled")
# Reasons nobody has to type. Chinese, as everything the register of certificates says.
RAN_OUT = "有效期届满未延续（《中华人民共和国行政许可法》第七十条第一项）"
ASKED = "持证人申请注销"
SCRAPPED = "设备报废，办理注销"
TAKEN_OVER = "依纸质证书转录"
RENEWED, CHANGED, REISSUED = "已延续，由新证替代", "已变更，由新证替代", "已补发，由新证替代"


class StatusRefused(BureauError):
    """A certificate that stands like this cannot come to stand like that."""


def is_allowed(now: str, wanted: str) -> bool:
    """Whether the arrow is in the table."""
    return wanted in ARROWS[now]


def words_of(status: str) -> str | Promise:
    """The statutory term for a status."""
    return CANCELLED_WORDS if status == Status.CANCELLED else Status(status).label


def check_arrow(certificate: IssuedCertificate, wanted: str) -> None:
    """Raises StatusRefused with a sentence for people."""
    if not is_allowed(certificate.status, wanted):
        words = _("The certificate %(number)s is “%(now)s”; it cannot become “%(wanted)s”.")
        raise StatusRefused(words % {"number": certificate.number, "now": words_of(certificate.status), "wanted": words_of(wanted)})


def tone_of(status: str) -> str:
    """The tone of the badge."""
    return TONES.get(status, "danger")
