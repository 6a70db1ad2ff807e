"""What every page of the portal needs to know about the bureau and the reader's settings, without touching the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LARGE_TEXT_COOKIE = "large_text"
HOTLINE = "12365"


def is_large_text(request: HttpRequest) -> bool:
    """Whether the reader asked for large text on this device."""
    return request.COOKIES.get(LARGE_TEXT_COOKIE) == "1"


def languages() -> list[dict[str, Any]]:
    """The languages of the interface, each named in itself, the one in use marked.

    `tag` is the BCP 47 form (`zh-Hans`) that belongs in a `lang` attribute, next to Django's lower-case `code`.
    """
    current = get_language()
    return [{"code": code, "tag": code.replace("hans", "Hans"), "name": name, "current": code == current} for code, name in LANGUAGE_NAMES]


# Each language is named in itself, whatever the interface language: a reader looks for the word they can read.
LANGUAGE_NAMES = (("zh-hans", "中文"), ("en", "English"))


def portal(request: HttpRequest) -> dict[str, Any]:
    """Template variable `portal`. Address, hotline and build come from the settings PORTAL_ADDRESS, PORTAL_HOTLINE and BUILD_VERSION."""
    known = languages()
    return {
        "portal": {
            "bureau_name": _("Chuzhou District Quality and Market Supervision Bureau, Huai'an"),
            "name": _("Service Portal"),
            "hotline": getattr(settings, "PORTAL_HOTLINE", HOTLINE),
            "address": getattr(settings, "PORTAL_ADDRESS", ""),
            "languages": known,
            "language_tag": next((language["tag"] for language in known if language["current"]), "zh-Hans"),
            "large_text": is_large_text(request),
            "version": getattr(settings, "BUILD_VERSION", ""),
        }
    }
