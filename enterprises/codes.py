"""The unified social credit code (GB 32100-2015) and the organisation code inside it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as WrongNumber

LENGTH = 18
# Authority and kind of organisation (two signs), then the six digits of the region. GB 32100-2015 has letters in the first two as well
# (N2 and N3 for rural collectives, A1 for bodies of the Party, Y1 for others), which the library does not know.
_FRONT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")


def clean_text(value: object) -> str:
    """What a person meant to type: full-width signs and figures become plain, spaces at the ends go, inner runs of space become one."""
    return " ".join(unicodedata.normalize("NFKC", str(value if value is not None else "")).split())


def clean_code(value: object) -> str:
    """The code in its one spelling. Raises ValidationError with the codes `code-length`, `code-checksum` or `code-shape`."""
    code = uscc.compact(clean_text(value)).upper()
    try:
        return _validated(code)
    except InvalidLength as error:
        raise ValidationError(
            _("A unified social credit code has 18 characters; this one has %(length)d."), "code-length", {"length": len(code)}
        ) from error
    except InvalidChecksum as error:
        raise ValidationError(
            _("The check character of this code does not fit: one of the characters is mistyped."), "code-checksum"
        ) from error
    except WrongNumber as error:
        raise ValidationError(
            _("This is not a unified social credit code: it has characters or a region that no code has."), "code-shape"
        ) from error


def _validated(code: str) -> str:
    """The code if it is one, by the library; those that begin with letters by the library's check character alone."""
    if code[:2].isdigit() or not _FRONT.fullmatch(code):
        return str(uscc.validate(code))
    if uscc.calc_check_digit(code) != code[-1]:
        raise InvalidChecksum
    return code


def organisation_code(code: str) -> str:
    """The 9 characters of the organisation code inside a unified social credit code, in the written form 12345678-9."""
    inner = code[8:17]
    return f"{inner[:8]}-{inner[8:]}"
