"""The page of a joint visit: items chosen, one applicant, one set of papers, a form for each item."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from bureau.baskets import Basket, basket_from
from bureau.models import User
from licensing.applications import intake, materials, offers, typed
from licensing.applications.forms import ANSWER, DeliveryForm, WindowApplicantForm
from licensing.applications.papers import PaperBox, paper_boxes
from licensing.applications.place import NothingToApplyFor, Place, own_certificates
from licensing.applications.wanted import Wanted
from licensing.guides.forms import GuideForm, guide_form
from licensing.models import IssuedCertificate
from licensing.window import findings
from licensing.window.joint import Part
from licensing.window.place import Visitor, find_enterprise, known_applicant, visitor_of, window_place
from licensing.window.screen import applicant_form, applicant_of

MOST_ITEMS = 6


@dataclass(slots=True, kw_only=True)
class ItemForm:
    """One chosen item: where it is filled in, its form, and the word that names the choice in the page."""

    choice: str
    place: Place
    form: GuideForm


@dataclass(slots=True, kw_only=True)
class JointPage:
    """Everything on the page. `refused`: reasons by item; `status` of the answer."""

    visitor: Visitor
    parts: list[ItemForm]
    applicant: WindowApplicantForm | None
    delivery: DeliveryForm
    basket: Basket | None
    data: QueryDict
    key: UUID
    problems: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    status: int = 200

    @property
    def forms(self) -> list[object]:
        """Whose errors are summed up at the top."""
        return [*([self.applicant] if self.applicant else []), *(one.form for one in self.parts), self.delivery]

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """Name of the item and what stands against it."""
        return [(one.place.version.name, self.refused[one.place.code]) for one in self.parts if one.place.code in self.refused]

    @property
    def token(self) -> str:
        """Of the basket with the scans."""
        return self.basket.token if self.basket else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way of asking for one item, and the certificates it may be about."""

    value: str
    item: str
    label: str
    certificates: list[IssuedCertificate]
    needs_certificate: bool


def choices(visitor: Visitor, *, today: date) -> list[Choice]:
    """What can be asked for together: of an enterprise everything an enterprise may ask for, else what a person may."""
    sort = "enterprise" if visitor.enterprise else "person"
    names = {offer.code: offer.name for group in offers.groups(applicant=sort) for offer in group.offers}
    found = []
    for guide, content in offers.guides(applicant=sort):
        code = guide.item.code
        if code not in names:
            continue
        held = own_certificates(visitor.enterprise, code) if visitor.enterprise else []
        for spec in content.requests:
            needs = spec.request != "new" and bool(content.result.kind)
            value = f"{code}:{spec.request}"
            found.append(Choice(value=value, item=names[code], label=spec.label, certificates=held, needs_certificate=needs))
    return [one for one in found if one.certificates or not one.needs_certificate]


def read(data: QueryDict, *, clerk: User, at: datetime) -> JointPage:
    """The page as chosen and typed so far. A choice is "item:request", with ":certificate" where it is about one."""
    today = timezone.localdate(at)
    named = visitor_of(data, today=today)
    parts: list[ItemForm] = []
    for raw in list(dict.fromkeys(data.getlist("item")))[:MOST_ITEMS]:
        part = _part(raw[:100], data, named, clerk=clerk, today=today)
        if part is not None and part.place.code not in {one.place.code for one in parts}:
            parts.append(part)
    applicant = None
    if parts:
        applicant = WindowApplicantForm(content=_widest(parts).content)
        applicant.initial = {**known_applicant(named.enterprise), **typed.unchecked(applicant, data)}
    try:
        key = UUID(data.get("submission_key", "")[:36])
    except ValueError:
        key = uuid4()
    return JointPage(
        visitor=named,
        parts=parts,
        applicant=applicant,
        delivery=DeliveryForm(initial=typed.unchecked(DeliveryForm(), data)),
        basket=basket_from(data.get("draft")),
        data=data,
        key=key,
    )


def _part(raw: str, data: QueryDict, named: Visitor, *, clerk: User, today: date) -> ItemForm | None:
    code, request, number = [*raw.split(":", 2), "", ""][:3]
    number = number or data.get(f"certificate-{code}:{request}", "")
    certificate = visitor_of({"certificate": number}, today=today).certificate if number else None
    visitor = Visitor(
        enterprise=named.enterprise or find_enterprise(certificate.enterprise_code if certificate else ""), certificate=certificate
    )
    try:
        place = window_place(code, request, visitor, clerk=clerk, today=today)
    except NothingToApplyFor:
        return None
    if place is None:
        return None
    start = data if any(name.startswith(_prefix(code)) for name in data) else _prefixed(place, code)
    form = guide_form(place.content, place.request, data=start, complete=False, prefix=_prefix(code))
    return ItemForm(choice=f"{code}:{request}:{place.certificate_number}".rstrip(":"), place=place, form=form)


def _prefix(code: str) -> str:
    """Keeps the questions of one item apart from those of another."""
    return f"{ANSWER}-{code}"


def _prefixed(place: Place, code: str) -> QueryDict:
    """What is known of the answers, under the names of this page."""
    start = QueryDict(mutable=True)
    for name, values in typed.from_answers(place.known).lists():
        start.setlist(name.replace(f"{ANSWER}-", f"{_prefix(code)}-", 1), values)
    return start


def _widest(parts: Sequence[ItemForm]) -> Place:
    """The item that leaves open most sorts of applicant: its form of the applicant serves all."""
    return max((one.place for one in parts), key=lambda one: len(one.content.applicants))


def take_files(page: JointPage, files: "MultiValueDict[str, UploadedFile]", *, at: datetime) -> None:
    """Scans into the one shared basket, each under its paper; one may be taken out again."""
    seen: set[str] = set()
    for part in page.parts:
        mine: MultiValueDict[str, UploadedFile] = MultiValueDict()
        # Taken once, by the first item that asks for the paper.
        for code in {spec.code for spec in part.place.content.materials} - seen:
            mine.setlist(f"{intake.PAPER}{code}", files.getlist(f"{intake.PAPER}{code}"))
            seen.add(code)
        page.basket, refused = intake.take_papers(part.place, mine, page.basket, at=at)
        page.refusals.update(refused)
    raw = page.data.get("remove", "")[:18]
    if raw.isascii() and raw.isdecimal() and page.basket is not None:
        materials.detach(page.basket.key, int(raw))


def lines(page: JointPage) -> list[findings.Line]:
    """Every paper of every item once, with its finding."""
    rows = materials.files_of(page.basket.key if page.basket else None)
    boxes: dict[str, PaperBox] = {}
    for part in page.parts:
        for box in paper_boxes(part.place, rows, refusals=page.refusals):
            boxes.setdefault(box.spec.code, box)
    return findings.lines(boxes.values(), page.data)


def findings_of(page: JointPage) -> findings.Findings:
    """What was found, by paper."""
    rows = lines(page)
    return findings.findings(rows, [one.box.spec for one in rows])


def check(page: JointPage, *, at: datetime) -> list[Part] | None:
    """What is wanted of each item; None if something typed is wrong, which the page then shows."""
    today, enterprise = timezone.localdate(at), page.visitor.enterprise
    page.applicant = applicant_form(page.data, _widest(page.parts).content, enterprise)
    page.delivery = DeliveryForm(page.data)
    for part in page.parts:
        part.form = guide_form(part.place.content, part.place.request, data=page.data, today=today, prefix=_prefix(part.place.code))
    bound = [page.applicant, page.delivery, *(one.form for one in page.parts)]
    if not all([one.is_valid() for one in bound]) or page.refusals:
        page.status = 422
        return None
    return [_wanted(page, part) for part in page.parts]


def _wanted(page: JointPage, part: ItemForm) -> Part:
    answers, place, applicant = part.form.split(), part.place, page.applicant
    if applicant is None:
        raise ValueError("a visit without items has no applicant")
    wanted = Wanted(
        item_code=place.code,
        request=place.request,
        applicant=applicant_of(applicant, page.visitor.enterprise),
        plain=answers.plain,
        personal=answers.personal,
        certificate=place.certificate,
        certificate_number=place.certificate_number,
        taken_by=place.user,
        **page.delivery.cleaned_data,
    )
    return Part(wanted=wanted, content=place.content)
