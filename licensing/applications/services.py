"""Writes of the intake: taking an application in, and what the applicant puts right in it afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from bureau import docket, drafts, outbox
from bureau.models import Channel, Message, MessageChannel, Party, User
from bureau.outbox import Note
from bureau.roles import Role
from enterprises.models import Enterprise
from licensing.applications import asked, materials
from licensing.applications.checking import Checked, check, identity_number
from licensing.applications.sealed import IDENTITY, identity_field, personal_answers, sealed_text
from licensing.applications.wanted import ApplicationRefused, Wanted
from licensing.catalogue.selectors import item_in_force
from licensing.guides.answers import merged
from licensing.guides.content import GuideContent
from licensing.guides.selectors import content_of, published_guide
from licensing.models import Application, Guide, ItemVersion
from licensing.processes import Process, office_id, process_of

TITLE_LENGTH = 200
SEARCH_WORDS = 12
SEARCH_LENGTH = 80
TEXTS = frozenset({"text", "textarea"})


@transaction.atomic
def submit(
    wanted: Wanted, *, by: User | None, actor_role: Role, channel: Channel, language: str, submission_key: UUID, at: datetime
) -> docket.Opened:
    """Take an application in: once per `submission_key`, however often it is sent.

    The case takes its gap-free number in the last but few statements, because others of its prefix wait from there to the commit. `by`: who
    is signed in, if anybody. Raises ApplicationRefused with all reasons, ItemVersion.DoesNotExist, Guide.DoesNotExist, and KeyError for an
    item nobody applies for.
    """
    # The same form sent twice at once: the second waits, or it would miss the files the first has just claimed.
    _one_at_a_time(f"application:{submission_key}")
    earlier = received_before(submission_key)
    if earlier is not None:
        return earlier
    process, today = process_of(wanted.item_code), timezone.localdate(at)
    version, guide = item_in_force(wanted.item_code, today), published_guide(wanted.item_code)
    content = content_of(guide)
    if wanted.certificate is not None:
        # Two windows about one certificate wait for each other here, so that neither slips past the other's open application.
        _one_at_a_time(f"application-about:{wanted.certificate.pk}")
    checked = check(wanted, content, process, today=today)
    if checked.reasons:
        raise ApplicationRefused(checked.reasons)
    application = _application(wanted, version, guide, content, checked)
    application.kind, application.channel, application.submission_key = process.kind, channel, submission_key
    application.office_id = office_id(process)
    application.filed_by = by if actor_role == Role.ENTERPRISE else None
    parties = _parties(wanted, language)
    extra = list(process.extra(application, wanted.answers)) if process.extra else []  # noqa: S610 -- not a queryset's
    messages = _receipts(process, parties[0], by if actor_role == Role.ENTERPRISE else None, key=submission_key, language=language, at=at)
    opened = docket.open_case(
        application,
        prefix=process.prefix,
        search=_search_words(wanted, content, version),
        at=at,
        parties=parties,
        clock_codes=process.opening_clocks,
        messages=messages,
        basket=wanted.basket,
        actor=by,
        actor_role=actor_role,
        record={"item": wanted.item_code, "request": wanted.request},
        without_gaps=True,
    )
    if opened.created:
        _settle(application, opened, wanted, checked, extra)
    return opened


def received_before(submission_key: UUID) -> docket.Opened | None:
    """The application this key made already. One query."""
    earlier = Application.objects.filter(submission_key=submission_key).values_list("pk", "number").first()
    return docket.Opened(earlier[0], earlier[1], created=False) if earlier else None


def _one_at_a_time(what: str) -> None:
    """Wait for whoever does the same; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _settle(application: Application, opened: docket.Opened, wanted: Wanted, checked: Checked, extra: list[Any]) -> None:
    """What belongs to the new case and could not go into its statement: few rows, for others wait for the serial meanwhile."""
    application.id = opened.case_id
    if wanted.basket is not None:
        if checked.files:
            materials.hand_over(wanted.basket, opened.case_id)
        drafts.mark_basket_sent(wanted.basket, opened.number)
    for row in extra:
        row.save(force_insert=True)
    outbox.wake_delivery()


def _application(wanted: Wanted, version: ItemVersion, guide: Guide, content: GuideContent, checked: Checked) -> Application:
    """The unsaved case: what is asked for and by whom, personal answers sealed."""
    applicant, personal = wanted.applicant, dict(wanted.personal)
    number = identity_number(wanted, content)
    if applicant.is_person and number and not identity_field(content, wanted.request):
        personal[IDENTITY] = number
    application = Application(
        item_version=version,
        guide=guide,
        request=wanted.request,
        applicant_type=applicant.type,
        applicant_name=applicant.name,
        enterprise_code="" if applicant.is_person else applicant.enterprise_code,
        category=wanted.item_code,
        certificate=wanted.certificate,
        answers=dict(wanted.plain),
        sealed_answers=sealed_text(personal),
        delivery=wanted.delivery,
        delivery_address=wanted.delivery_address,
        taken_by=wanted.taken_by,
        visit=wanted.visit,
    )
    if applicant.is_person:
        application.name_person(name=applicant.name, identity_number=number)
    else:
        application.township = _township(applicant.enterprise_code)
    application.title = f"{application.applicant_name}：{version.name}"[:TITLE_LENGTH]
    return application


def _township(code: str) -> str:
    """Where the enterprise is, if the register knows it. One query."""
    return Enterprise.objects.filter(code=code).values_list("township", flat=True).first() or ""


def _parties(wanted: Wanted, language: str) -> list[Party]:
    """The applicant first, then whoever handles it for them."""
    who = wanted.applicant
    parties = [Party.sealed(Party.Part.APPLICANT, name=who.name, phone=who.phone, email=who.email, address=who.address, language=language)]
    if who.agent_name:
        parties.append(Party.sealed(Party.Part.AGENT, name=who.agent_name, phone=who.agent_phone, language=language))
    return parties


def _search_words(wanted: Wanted, content: GuideContent, version: ItemVersion) -> tuple[str, ...]:
    """What the case is found by: item, enterprise, and the short texts of the form. Nothing of a person."""
    texts = [str(wanted.plain.get(one.code) or "") for one in content.fields_for(wanted.request) if one.type in TEXTS and not one.personal]
    who = wanted.applicant
    named = () if who.is_person else (who.name, who.enterprise_code)
    about = (wanted.certificate.number,) if wanted.certificate else ()
    return (version.name, *named, *about, *(text[:SEARCH_LENGTH] for text in texts[:SEARCH_WORDS] if text))


def _receipts(process: Process, applicant: Party, user: User | None, *, key: UUID, language: str, at: datetime) -> list[Message]:
    """The confirmation: to the applicant by SMS and e-mail, to whoever sent it from the desk into the inbox."""
    code, occasion = process.receipt, f"{process.receipt}:{key}"

    def note(to: Party | User, channels: tuple[MessageChannel, ...] | None) -> list[Message]:
        return outbox.unsaved(
            Note(code=code, to=to, channels=channels, context={}, case_id=None, dedupe_key=occasion, at=at, language=language)
        )

    return [*note(applicant, None), *(note(user, (MessageChannel.INBOX,)) if user is not None else [])]


# --- after a correction notice -------------------------------------------------------------------------------------------
def apply_correction(
    application: Application, *, plain: Mapping[str, Any], personal: Mapping[str, Any], basket: UUID | None, at: datetime
) -> None:
    """Put in what the correction notice asked for, and nothing else (行政许可法 32).

    For the effect of the step "correct": the answers are changed on the object, which the workflow saves; files of the basket that were
    not asked for are left in it. The papers they replace are kept, marked as replaced. `at` is when it arrived.
    """
    content = content_of(application.guide)
    open_codes = asked.open_questions(application, content)
    before_personal = personal_answers(application)
    given = {code: value for code, value in {**plain, **personal}.items() if code in open_codes}
    answers = merged(content, application.request, before={**application.answers, **before_personal}, after=given)
    sealed_codes = {one.code for one in content.fields if one.personal}
    kept = {IDENTITY: before_personal[IDENTITY]} if IDENTITY in before_personal else {}
    application.answers = {code: value for code, value in answers.items() if code not in sealed_codes}
    application.sealed_answers = sealed_text({**kept, **{code: value for code, value in answers.items() if code in sealed_codes}})
    if basket is None:
        return
    wanted = asked.material_codes(application)
    files = [row for row in materials.files_of(basket) if row.code in wanted]
    materials.supersede(application, {row.code for row in files})
    materials.hand_over_files(files, application_id=application.pk)
    drafts.mark_basket_sent(basket, application.number)
