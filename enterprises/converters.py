"""What can stand in an address: only what can be a code of an enterprise is one, so that `staff/new/` is never taken for an enterprise."""

from django.urls import register_converter

from enterprises.models import SOURCES


class CodeConverter:
    """The 18 characters of a unified social credit code (GB 32100-2015 knows no I, O, S, V and Z)."""

    regex = "[0-9A-HJ-NPQRTUWXY]{18}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class HoldingKindConverter(CodeConverter):
    """One of the sorts of holding."""

    regex = "|".join(SOURCES)


register_converter(CodeConverter, "uscc")
register_converter(HoldingKindConverter, "holding")
