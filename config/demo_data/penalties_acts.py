"""What officers do to the penalty matters of the demo besides steps: charges, evidence, records, service, things held, publications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bureau import workflow
from bureau.models import Document, User
from bureau.workflow import Actor
from config.demo_data import pictures
from config.demo_data.penalties_plan import Matter
from licensing.evidence import ledger, records, signing
from licensing.models import FieldRecord, HeldThing, MeasureCase, PenaltyCase, PowerItem, RecordSignature, ServiceAttempt
from licensing.penalties.charging import WantedCharge, save_charge
from licensing.procedure.serving import record_attempt, succeed
from licensing.publicity import services as publicity
from licensing.seizures import expiry, things
from licensing.spot import deciding

HALF = Decimal("0.5")
SITE = "当事人经营场所"
NOTE = "当事人初次违法，积极配合调查并在规定期限内改正，危害后果轻微，符合从轻处罚的情形。"
# Kind, name, what it proves, where it comes from, which drawing.
PIECES: Mapping[str, tuple[str, str, str, str, str]] = {
    "receipt": ("document", "购货小票复印件", "当事人经营情况和涉案金额", "举报人提供", "receipt"),
    "photo": ("media", "现场照片", "检查当日现场情况", "执法人员现场拍摄", "photo"),
    "account": ("document", "进销货台账复印件", "涉案产品的数量和金额", "当事人提供，与原件核对一致", "contract"),
    "licence": ("document", "营业执照复印件", "当事人的主体资格", "当事人提供，与原件核对一致", "contract"),
}
ANSWERS = (
    ("检查情况", "执法人员出示执法证件后，在当事人负责人陪同下对经营场所进行检查。"),
    ("发现的问题", "检查发现的情况与立案线索一致，已拍照固定并提取相关资料。"),
    ("当事人意见", "当事人对检查情况无异议，表示立即改正。"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing to do: in which matter, with which case, by whom, when, with which data."""

    matter: Matter
    case_id: int
    first: User
    second: User
    by: User | None
    at: datetime
    data: Mapping[str, Any]

    @property
    def penalty(self) -> PenaltyCase:
        """The case as it stands now."""
        return PenaltyCase.objects.defer("search").get(pk=self.case_id)

    @property
    def officer(self) -> User:
        """Who acts, where only an officer does."""
        return self.by or self.first


def wanted_charge(matter: Matter) -> WantedCharge:
    """What the matter is charged with."""
    draft = matter.draft
    values = {"违法所得": draft.gain} if draft.gain else {}
    return WantedCharge(
        number=1,
        act=draft.act,
        act_to=matter.act_on,
        values=values,
        tier=draft.tier,
        factor_note=NOTE if draft.tier == "light" else "",
        sanctions=draft.sanctions,
        fine=draft.fine,
        confiscation=draft.gain,
    )


def charge(scene: Scene) -> None:
    """The act under its item."""
    item = PowerItem.objects.get(code=scene.matter.draft.item)
    save_charge(scene.penalty, item, wanted_charge(scene.matter), by=scene.officer, at=scene.at)


def evidence(scene: Scene) -> None:
    """Pieces entered in the ledger with their files."""
    for name in scene.data["pieces"]:
        kind, title, proves, origin, picture = PIECES[name]
        piece = ledger.Piece(
            kind=kind,
            title=title,
            proves=proves,
            origin=origin,
            holder="案卷",
            obtained_at=scene.at,
            collected_by=scene.first,
            witnessed_by=scene.second,
            place=SITE,
            is_copy=title.endswith("复印件"),
        )
        upload = pictures.drawing(picture, shop=f"{name} {scene.matter.place}", amount=str(scene.case_id), day=scene.at.date())
        ledger.add_evidence(scene.case_id, piece, [upload], by=scene.first, at=scene.at)


def record(scene: Scene) -> None:
    """A record of the site, signed by the party and both officers."""
    first, second, at = scene.first, scene.second, scene.at
    row = records.start_record(
        scene.case_id, kind=FieldRecord.Kind.SITE, place=SITE, began_at=at, officer=first, second=second, by=first, at=at
    )
    draft = records.Draft(place=SITE, began_at=at, person="陈志强", person_part="现场负责人", rights_told=True, lines=ANSWERS)
    row = records.write_record(row, draft, by=first, at=at, version=row.version)
    digest = signing.text_digest(row)
    part = RecordSignature.Part
    for turn, (who, by) in enumerate(((part.PARTY, first), (part.OFFICER, first), (part.OFFICER, second))):
        signing.sign(row, who, _signature(scene, turn), by=by, at=at, digest=digest, read_back=True)


def _signature(scene: Scene, turn: int) -> SimpleUploadedFile:
    upload = pictures.drawing("contract", shop=f"签名 {scene.case_id}-{turn}", amount=str(turn), day=scene.at.date())
    upload.name = "签名.png"
    return upload


def serve(scene: Scene) -> None:
    """The paper named is handed over; what waits for it begins."""
    attempt = _attempt(scene)
    succeed(attempt, on=timezone.localdate(scene.at), by=scene.first, at=scene.at)
    publicity.prepare(scene.penalty, scene.at)


def serve_later(scene: Scene) -> None:
    """The paper is under way."""
    way, number = ServiceAttempt.Way.POST, f"EMS{1250000000 + scene.case_id}CN"
    record_attempt(_paper(scene), way=way, by=scene.first, at=scene.at, tracking_number=number)


def _paper(scene: Scene) -> Document:
    return Document.objects.filter(case_id=scene.case_id, template=scene.data["letter"]).select_related("case").latest("pk")


def _attempt(scene: Scene) -> ServiceAttempt:
    way = ServiceAttempt.Way.DIRECT
    return record_attempt(_paper(scene), way=way, by=scene.first, at=scene.at, place=SITE, receiver="陈志强", relation="现场负责人")


def publish(scene: Scene) -> None:
    """Put before the public by the head."""
    row = publicity.prepare(scene.penalty, scene.at)
    if row is not None and scene.by is not None:
        publicity.publish(row, by=scene.by, at=scene.at, version=row.version)


def withdraw(scene: Scene) -> None:
    """Taken back by the head."""
    row = scene.penalty.publication
    if scene.by is not None:
        publicity.withdraw(row, reason=scene.data["reason"], by=scene.by, at=scene.at, version=row.version)


def relief(scene: Scene) -> None:
    """The party asks to pay in two parts."""
    half = (scene.penalty.fine * HALF).quantize(Decimal("0.01"))
    days = (scene.data["first"], half), (scene.data["second"], scene.penalty.fine - half)
    plan = [{"due_on": day.isoformat(), "amount": f"{amount:.2f}"} for day, amount in days]
    data = {"kind": "instalments", "reason": "资金周转困难，申请分两期缴纳罚款。", "plan": plan}
    workflow.perform(scene.case_id, "ask-relief", actor=Actor.citizen(), at=scene.at, data=data)


# --- on the spot, measures --------------------------------------------------------------------------------------------------
def decide_spot(scene: Scene) -> None:
    """Decided at the place."""
    said = {
        "place": SITE,
        "certificates_shown": True,
        "facts_clear": True,
        "rights_told": True,
        "statement": "",
        "said_nothing": True,
        "correction": "当场改正。",
    }
    item = PowerItem.objects.get(code=scene.matter.draft.item)
    deciding.decide(scene.penalty, item, wanted_charge(scene.matter), said, by=scene.first, at=scene.at)


def hand_over(scene: Scene) -> None:
    """The party signs for it."""
    said = {"receiver": "陈志强", "relation": "现场负责人", "refused": False, "signature": _signature(scene, 9)}
    deciding.hand_over(scene.penalty, said, by=scene.first, at=scene.at)


def write_inventory(scene: Scene) -> None:
    """The inventory line by line."""
    case = MeasureCase.objects.defer("search").get(pk=scene.case_id)
    for turn, (name, model, quantity, unit, value) in enumerate(scene.matter.draft.things, start=1):
        storage = HeldThing.Storage.ON_SITE if case.act == MeasureCase.Act.SEAL else HeldThing.Storage.BUREAU
        line = {
            "name": name,
            "specification": model,
            "mark": f"CZ{scene.matter.place:02d}-{turn:03d}",
            "quantity": Decimal(quantity),
            "unit": unit,
            "unit_value": Decimal(value),
            "condition": "外包装完好",
            "storage": storage,
            "place": SITE if storage == HeldThing.Storage.ON_SITE else "局涉案物品仓库 2 号货架",
            "custodian": "当事人" if storage == HeldThing.Storage.ON_SITE else "物品管理员",
        }
        things.add_thing(case, line, by=scene.first, at=scene.at)


def keep_dates(scene: Scene) -> None:
    """What every night is done: what is over is marked."""
    expiry.keep_dates(scene.at)
