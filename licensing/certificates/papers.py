"""The paper of a certificate: its letter kind, the facts printed on it, and the numbers of its series."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation

from bureau import letters, numbering
from bureau.documents import issue_document
from bureau.letters import LetterKind
from bureau.models import Document, User
from licensing.certificates.facts import Statement, fact_rows
from licensing.certificates.series import SERIES
from licensing.guides.content import GuideContent
from licensing.models import Application, IssuedCertificate

REQUIRED = frozenset({"holder", "certificate_number", "item", "valid_from"})
OPTIONAL = frozenset({"rows", "holder_code", "identity_number", "valid_to", "replaces", "remark"})
# Title and basis by letter. Articles are those of the corpus; what it does not hold is not cited.
TITLES: Mapping[str, tuple[str, str]] = {
    "equipment-registration-certificate": ("特种设备使用登记证", "《中华人民共和国特种设备安全法》第三十三条"),
    "metrology-standard-certificate": ("计量标准考核证书", "《中华人民共和国计量法》第六条、第八条"),
    "verification-authorisation-certificate": ("计量授权证书", "《中华人民共和国计量法》第二十条"),
    "operator-certificate": ("特种设备安全管理和作业人员证", "《中华人民共和国特种设备安全法》第十四条"),
}
WITHOUT_END = "长期（以持续符合法定条件为前提）"


def register_papers() -> None:
    """Called once when Django is ready."""
    for code, (title, basis) in TITLES.items():
        series = SERIES[code]
        numbering.register_prefix(series.paper, series.paper_words)
        letters.register(
            LetterKind(code, title, series.paper, code, requires=REQUIRED, optional=OPTIONAL, basis=((letters.date.min, basis),))
        )


def issue_paper(
    certificate: IssuedCertificate,
    application: Application,
    statement: Statement,
    content: GuideContent,
    *,
    by: User | None,
    at: datetime,
) -> Document:
    """Issue the paper in the caller's transaction. Raises IncompleteLetter, LookupError for a guide that names an unknown letter."""
    # Official documents are Chinese, whatever language the screen shows.
    with translation.override(settings.LANGUAGE_CODE):
        rows = fact_rows(content, {**statement.plain, **statement.personal})
    old = certificate.replaces
    return issue_document(
        application,
        content.result.letter,
        {
            "holder": statement.holder,
            "holder_code": certificate.enterprise_code,
            "identity_number": statement.identity_number,
            "certificate_number": certificate.number,
            "item": application.item_version.name,
            "rows": rows,
            "valid_from": certificate.valid_from,
            "valid_to": certificate.valid_to or WITHOUT_END,
            "replaces": old.number if old else "",
            "remark": old.status_reason if old else "",
        },
        by=by,
        at=at,
    )
