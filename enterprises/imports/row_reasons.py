"""What speaks against a row once the register was asked, and what is good to know of one that is taken. Worded by `reasons`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "twice-in-file": _("Rows %(first)s and %(line)s are about the same thing; only row %(first)s is taken."),
    "merged-enterprise": _("This entry was merged into %(name)s (%(code)s). Change that one instead."),
    "unknown-enterprise": _("No enterprise in the register has the code %(code)s. Enter or import the enterprise first."),
    "other-enterprise": _("The equipment code %(code)s belongs to %(name)s (%(owner)s) in the register."),
    "no-number": _("There is neither an equipment code nor a product number, so the piece cannot be told from others."),
    "ambiguous": _("The enterprise has several pieces with the product number %(number)s. Give the equipment code."),
    "ended": _("The register says that this was scrapped or has ended; it is not changed any more."),
    "older-than-register": _("The file says it was last done on %(file)s, but the register already knows a later day, %(register)s."),
    "dates-contradict": _("Good until %(expires)s is not after the day it was last done, %(done)s."),
}
# Not refused: good to know.
NOTES: dict[str, str | Promise] = {
    "goes-to-kept": _("The enterprise was merged into %(name)s (%(code)s); the row goes there."),
    "likely-double": _("May be the same enterprise as %(name)s (%(code)s)."),
}
