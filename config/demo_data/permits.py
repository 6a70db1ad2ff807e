"""Lets the applications of `permits_plan` be handed in and decided through the same services as applicants and the approval office use."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from bureau import workflow
from bureau.calendar import current_calendar
from bureau.models import Case, Channel, User
from bureau.roles import Role
from bureau.workflow import Actor
from config.demo_data import people, permits_inspections, permits_papers, permits_window
from config.demo_data.enterprise_plan import code_of
from config.demo_data.permits_answers import PHONE_FROM, identity_number, line
from config.demo_data.permits_plan import PERSON, Permit, amount, keys, plan
from config.demo_data.permits_stories import APPLICANT, SIGN, SYSTEM, TEAM, WINDOW, Step
from enterprises.models import Enterprise
from licensing.applications import materials, services
from licensing.applications.wanted import Applicant, Wanted
from licensing.guides.content import GuideContent
from licensing.guides.forms import guide_form
from licensing.guides.selectors import content_of, published_guide
from licensing.models import ApplicantType, Delivery, IssuedCertificate, SiteCheck
from licensing.permit import checks

# Fields of a step that name accounts.
PEOPLE = ("handler", "chair")
PAPER_SIZE, PICTURE_SIZE = (210, 297), (320, 200)


def is_built(scale: float) -> bool:
    """Whether every application of the plan is there, the papers taken over, and both plans of inspection: three queries."""
    registers = permits_inspections.is_built() and permits_papers.is_built()
    return registers and Case.objects.filter(submission_key__in=keys(scale)).count() == amount(scale)


def build(*, now: datetime, scale: float, staff: Mapping[str, User]) -> list[int]:
    """Add what is missing, in order of time; the ids of the cases. The enterprises of the demo are there already."""
    calendar = current_calendar()
    papers = permits_papers.build(now=now, clerk=staff[WINDOW], calendar=calendar)
    permits = plan(now=now, scale=scale, calendar=calendar)
    known = dict(Case.objects.filter(submission_key__in=[one.key for one in permits]).values_list("submission_key", "pk"))
    stage = _Stage(staff, {one.place: known[one.key] for one in permits if one.key in known})
    stage.live_through([one for one in permits if one.key not in known])
    inspections = permits_inspections.build(now=now, staff=staff)
    permits_window.build(now=now, clerk=staff[WINDOW])
    return [*papers, *stage.added, *inspections]


class _Stage:
    """The cast, and the case of each place of the table."""

    def __init__(self, staff: Mapping[str, User], cases: dict[int, int]) -> None:
        self.staff = staff
        self.cases = cases
        self.added: list[int] = []
        self.actors = {name: Actor.of(user) for name, user in staff.items()} | {APPLICANT: Actor.citizen(), SYSTEM: Actor.system()}

    def live_through(self, permits: Sequence[Permit]) -> None:
        """Everything in order of time, so that numbers rise with the days."""
        happenings: list[tuple[datetime, int, Permit, Step | None]] = []
        for one in permits:
            happenings.append((one.opened_at, one.place, one, None))
            happenings += [(step.at, one.place, one, step) for step in one.steps]
        for _at, place, permit, step in sorted(happenings, key=lambda one: one[:2]):
            if step is None:
                self.cases[place] = self._hand_in(permit)
                self.added.append(self.cases[place])
            elif step.name == SIGN:
                self._sign(self.cases[place], step)
            else:
                workflow.perform(self.cases[place], step.name, actor=self.actors[step.who], at=step.at, data=self._data(step))

    # --- handing in ---------------------------------------------------------------------------------------------------------
    def _hand_in(self, permit: Permit) -> int:
        draft, at = permit.draft, permit.opened_at
        content = content_of(published_guide(draft.item))
        certificate = self._certificate(draft.about)
        form = guide_form(content, draft.request, data=permit.answers, today=timezone.localdate(at))
        if not form.is_valid():
            raise ValueError(f"demo application {permit.place} ({draft.item}): {form.errors.as_json()}")
        answers = form.split()
        wanted = Wanted(
            item_code=draft.item,
            request=draft.request,
            applicant=_applicant(permit),
            plain=answers.plain,
            personal=answers.personal,
            basket=_papers(permit, content, {**answers.plain, **answers.personal}),
            certificate=certificate,
            delivery=Delivery.COLLECT,
        )
        opened = services.submit(
            wanted, by=None, actor_role=Role.CITIZEN, channel=Channel.WEB, language="zh-hans", submission_key=permit.key, at=at
        )
        return opened.case_id

    def _certificate(self, about: int | None) -> IssuedCertificate | None:
        if about is None:
            return None
        # The newest: a lost one may have been replaced since.
        return IssuedCertificate.objects.filter(case_id=self.cases[about]).select_related("item").latest("pk")

    # --- steps ----------------------------------------------------------------------------------------------------------------
    def _data(self, step: Step) -> Mapping[str, Any]:
        """The data of a step as its form would clean them."""
        data = dict(step.data)
        data |= {name: self.staff[data[name]] for name in PEOPLE if name in data}
        if "officers" in data:
            data["officers"] = [self.staff[name] for name in data["officers"]]
        return data

    def _sign(self, case_id: int, step: Step) -> None:
        """The record of the check as its two officers fill it in at the place."""
        check = checks.last_check(case_id)
        if check is None:
            raise LookupError(f"case {case_id} has no check to sign")
        first = self.staff[TEAM[0]]
        record = checks.Record(
            results={row["code"]: ("yes", "") for row in check.items},
            found="现场与申报材料一致，设备和场所符合要求。",
            conclusion=SiteCheck.Conclusion.PASSED,
            rectify_by=None,
            witness="申请人现场负责人",
            witness_refused=False,
        )
        row = checks.write_record(check, record, by=first, at=step.at, version=check.version)
        for caption, is_signature in (("设备铭牌", False), ("", True)):
            name = "签名.png" if is_signature else "现场.png"
            picture = SimpleUploadedFile(name, _picture(check.pk * 2 + is_signature, "PNG"))
            checks.add_photo(row, picture, caption=caption, is_signature=is_signature, by=first, at=step.at)
        for username in TEAM:
            checks.confirm(row, by=self.staff[username], at=step.at, version=row.version)


def _applicant(permit: Permit) -> Applicant:
    """The enterprise with somebody of its own as agent, or a person."""
    place = permit.place
    person = people.person(permit.rng, serial=PHONE_FROM + place, town="淮城镇")
    if permit.draft.firm == PERSON:
        return Applicant(
            type=ApplicantType.PERSON,
            name=person["name"],
            phone=line(place),
            address=person["address"],
            identity_number=identity_number(place),
        )
    enterprise = Enterprise.objects.get(code=code_of(permit.draft.firm))
    return Applicant(
        name=enterprise.name,
        enterprise_code=enterprise.code,
        phone=line(place),
        address=enterprise.address,
        agent_name=person["name"],
        agent_phone=line(place),
    )


def _papers(permit: Permit, content: GuideContent, answers: Mapping[str, Any]) -> UUID | None:
    """A paper for each material asked for."""
    basket = uuid5(permit.key, "papers")
    asked = [one for one in content.materials_for(permit.draft.request, answers) if one.required]
    for turn, spec in enumerate(asked):
        kind = "PDF" if "pdf" in spec.formats else "PNG"
        content_of_file = _picture(permit.place * 40 + turn, kind)
        upload = SimpleUploadedFile(f"{spec.name[:40]}.{kind.lower()}", content_of_file)
        materials.attach(basket, spec.code, upload, at=permit.opened_at - timedelta(minutes=1), formats=spec.formats)
    return basket if asked else None


def _picture(serial: int, kind: str) -> bytes:
    """A sheet of paper with lines on it, another for every serial: no two papers of the demo are the same file."""
    image = Image.new("L", PAPER_SIZE if kind == "PDF" else PICTURE_SIZE, 250)
    pen = ImageDraw.Draw(image)
    for row in range(6):
        pen.line((20, 30 + row * 22, 60 + (serial * 37 + row * 53) % 130, 30 + row * 22), fill=60 + serial % 100, width=2)
    pen.text((20, 10), f"DEMO {serial}", fill=40)
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()
