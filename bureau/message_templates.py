"""The wording of messages: loaded from data, versioned in the database, rendered at the moment of sending."""

import json
import time
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.template import Context, Engine, Template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext

from bureau.models import MessageChannel, MessageTemplate

DATA = Path(__file__).parent / "data" / "message_templates.json"
CACHE_SECONDS = 60.0
# A channel without a wording of its own borrows one: what is read aloud on the phone is the SMS, the inbox shows the e-mail.
BORROWS: dict[str, tuple[str, ...]] = {
    MessageChannel.PHONE: (MessageChannel.SMS, MessageChannel.EMAIL),
    MessageChannel.INBOX: (MessageChannel.EMAIL, MessageChannel.SMS),
    MessageChannel.SMS: (),
    MessageChannel.EMAIL: (MessageChannel.INBOX,),
}


class MissingVariable(LookupError):
    """A wording names a value that the message does not carry. A letter with a hole in it is not sent."""


class _Hole(str):
    """What Django puts where a variable is unknown; ours refuses. `{% if x %}` still asks whether there is an x."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise MissingVariable(str(variable))


_engine = Engine(autoescape=False, string_if_invalid=_Hole("%s"))


class Wording(NamedTuple):
    """One shipped text."""

    code: str
    channel: str
    language: str
    subject: str
    body: str


def shipped_wordings(path: Path | None = None) -> list[Wording]:
    """The texts this version of the product ships: the ground floor's, or those of the file `path` of an app above."""
    data: dict[str, dict[str, dict[str, str]]] = json.loads((path or DATA).read_text(encoding="utf-8"))
    return [
        Wording(code, channel, language, texts["subject"], body)
        for code, languages in data.items()
        for language, texts in languages.items()
        for channel, body in texts.items()
        if channel != "subject"
    ]


@transaction.atomic
def load_templates(path: Path | None = None) -> int:
    """Bring the shipped wordings (of one file, see `shipped_wordings`) into the database and return how many new versions that took.

    A text that was ever loaded is not loaded again, so that a later wording written by an administrator stays in use.
    """
    known: dict[tuple[str, str, str], list[tuple[int, str, str]]] = {}
    rows = MessageTemplate.objects.values_list("code", "channel", "language", "version", "subject", "body")
    for code, channel, language, version, subject, body in rows:
        known.setdefault((code, channel, language), []).append((version, subject, body))
    fresh = [one for one in shipped_wordings(path) if (one.subject, one.body) not in [row[1:] for row in known.get(one[:3], [])]]
    for one in fresh:
        MessageTemplate.objects.filter(code=one.code, channel=one.channel, language=one.language, active=True).update(active=False)
    MessageTemplate.objects.bulk_create(
        MessageTemplate(**one._asdict(), version=max((row[0] for row in known.get(one[:3], [])), default=0) + 1) for one in fresh
    )
    forget_templates()
    return len(fresh)


class _Shelf:
    """Ids of the wordings in use, kept in this process for a minute."""

    ids: Mapping[tuple[str, str, str], int] | None = None
    read_at: float = 0.0


def template_id(code: str, channel: str, language: str) -> int | None:
    """The wording in use, in that language or else in Chinese, of that channel or one it borrows from. None: there is none."""
    shelf = _Shelf.ids
    if shelf is None or time.monotonic() - _Shelf.read_at > CACHE_SECONDS:
        rows = MessageTemplate.objects.filter(active=True).values_list("code", "channel", "language", "pk")
        shelf = {(row[0], row[1], row[2]): row[3] for row in rows}
        _Shelf.ids, _Shelf.read_at = shelf, time.monotonic()
    for source in (channel, *BORROWS.get(channel, ())):
        for tongue in (language, settings.LANGUAGE_CODE):
            found = shelf.get((code, source, tongue))
            if found is not None:
                return found
    return None


def forget_templates(**_signal: Any) -> None:
    """Drop the ids kept in this process; other processes notice within a minute."""
    _Shelf.ids = None


receiver([post_save, post_delete], sender=MessageTemplate, dispatch_uid="forget_templates")(forget_templates)


@lru_cache(maxsize=512)
def _compiled(text: str) -> Template:
    return Template(text, engine=_engine)


def render(template: MessageTemplate, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body as plain text in the template's language.

    Values whose name ends in `_on` or `_at` are ISO dates and times and are written out for the reader, also inside lists of mappings.
    Raises MissingVariable, and TemplateSyntaxError for a wording that is not a template.
    """
    with translation.override(template.language):
        values = _readable(context)
        subject = _compiled(template.subject).render(Context(values, autoescape=False))
        body = _compiled(template.body).render(Context(values, autoescape=False))
    return " ".join(subject.split()), body.strip()


def _readable(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _in_words(name, value) for name, value in context.items()}


def _in_words(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_readable(one) if isinstance(one, Mapping) else one for one in value]
    if name.endswith("_on"):
        day = parse_date(value) if isinstance(value, str) else value
        return date_format(day, gettext("j F Y")) if isinstance(day, date) else value
    if name.endswith("_at"):
        moment = parse_datetime(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime):
            return value
        # A moment without a zone was written down in Shanghai.
        return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, gettext("j F Y, H:i"))
    return value


def standing_values(language: str, number: str) -> dict[str, str]:
    """What every wording may name without the message carrying it; `number` is the case's, empty without a case."""
    with translation.override(language):
        name = gettext("Chuzhou District Quality and Market Supervision Bureau, Huai'an")
    return {
        "bureau_name": name,
        "hotline": str(getattr(settings, "PORTAL_HOTLINE", "12365")),
        "tracking_url": _page("TRACKING_URL_NAME", "bureau:track") + (f"?number={number}" if number else ""),
        "workbench_url": _page("LOGIN_REDIRECT_URL", "bureau:workbench"),
        "desk_url": _page("DESK_URL_NAME", "enterprises:desk"),
    }


def _page(setting: str, default: str) -> str:
    """The full address of a page named by a setting (this floor knows no app above); the portal's front door if there is no such page."""
    try:
        return f"{settings.SITE_URL}{reverse(getattr(settings, setting, default))}"
    except NoReverseMatch:
        return f"{settings.SITE_URL}/"
