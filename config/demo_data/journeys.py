"""What happens to a matter after it is opened: each journey is a list of steps with their moment, written as if there were no today.

The steps later than now are cut off by the builder, so the newest matters are open for the same reason as in life: nobody has come to
them yet. A few journeys stop on their own: those are the matters somebody should look at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from config.demo_data import people
from config.demo_data.diary import Diary
from config.demo_data.story import Story

CITIZEN = "citizen"
SMALLEST, LARGEST = Decimal(20), Decimal(8000)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `who` is a user name or the citizen; user names under "handler" and office codes under "office" stand for the rows."""

    at: datetime
    name: str
    who: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tale:
    """What a journey is told from."""

    diary: Diary
    rng: Random
    story: Story
    amount: int
    shop: str


Journey = Callable[[Tale], list[Step]]

# Who mediates: mostly the consumer rights office, special matters the brigade, small ones the desk itself.
MEDIATORS, MEDIATOR_WEIGHTS = ("clerk2", "officer", "officer2", "clerk", "seat"), (50, 14, 12, 14, 10)
TECHNICAL = ("special-equipment", "measurement", "farming", "vehicles-fuel")
NOTES = (
    "已电话联系商家，负责人称核实后答复。",
    "到店核查，已调取销售记录和监控。",
    "双方对金额仍有分歧，约定再次调解。",
    "商家已提供进货票据和检验报告，已附卷。",
    "已告知当事人准备原始付款凭证。",
)
SUPPLEMENTS = (
    "补充一下：我找到了付款截图和当时的聊天记录。",
    "商家今天又打电话来，只愿意退一半，我不同意。",
    "补充购物小票照片，日期很清楚。",
    "刚才写错了购买日期，应该是前一天下午。",
)
ASKED = ("请补充购买凭证（小票、付款截图均可）。", "请补充被投诉商家的详细地址和您的联系地址。")


def _mediator(tale: Tale) -> str:
    if tale.story.category.startswith(TECHNICAL):
        return tale.rng.choice(("officer", "officer2", "clerk2"))
    return tale.rng.choices(MEDIATORS, MEDIATOR_WEIGHTS)[0]


def _desk(tale: Tale) -> str:
    return tale.rng.choices(("clerk", "seat"), (65, 35))[0]


def _beginning(tale: Tale) -> list[Step]:
    """What may come before acceptance: the citizen adds something, is asked for something, or the matter lay in the wrong office."""
    diary, luck = tale.diary, tale.rng.random()
    if luck < 0.10:
        return [Step(diary.citizen(0, 1), "supplement", CITIZEN, {"text": tale.rng.choice(SUPPLEMENTS)})]
    if luck < 0.18:
        return [
            Step(diary.office(0, 1), "ask-supplement", _desk(tale), {"asked": tale.rng.choice(ASKED)}),
            Step(diary.citizen(0, 1), "supplement", CITIZEN, {"text": "已按要求补充，见照片和说明。"}),
        ]
    return []


def _accepted(tale: Tale) -> tuple[list[Step], str]:
    """Up to acceptance, and in whose hands the matter then is."""
    steps, handler = _beginning(tale), _mediator(tale)
    luck = tale.rng.random()
    if luck < 0.06:
        why = "属消费纠纷，转消费者权益保护科办理。"
        steps.append(Step(tale.diary.office(0, 1), "reroute", "clerk", {"office": "consumer-rights", "reason": why}))
        steps.append(Step(tale.diary.office(0, 2), "accept", "clerk2"))
        return steps, "clerk2"
    # One in thirty is decided too late: the dashboard must have something to say.
    late = luck > 0.965
    accept = tale.diary.office(8, 9) if late else tale.diary.office(0, 4)
    steps.append(Step(accept, "accept", _desk(tale), {"handler": handler, "note": "材料齐全，予以受理。"}))
    return steps, handler


def _mediating(tale: Tale) -> tuple[list[Step], str]:
    """Up to the mediation, sometimes handed over to a colleague on the way."""
    steps, handler = _accepted(tale)
    if tale.rng.random() < 0.12:
        heir = "clerk2" if handler != "clerk2" else "officer"
        step = Step(tale.diary.office(0, 2), "assign", handler, {"handler": heir, "reason": "原承办人外出执法，移交办理。"})
        steps, handler = [*steps, step], heir
    steps.append(Step(tale.diary.office(1, 4), "mediate", handler, {"note": "已通知双方参加调解。"}))
    if tale.rng.random() < 0.35:
        steps.append(Step(tale.diary.office(1, 4), "note", handler, {"note": tale.rng.choice(NOTES)}))
    return steps, handler


def _settlement(tale: Tale, *, result: str) -> dict[str, Any]:
    share = tale.rng.choice((Decimal(1), Decimal(1), Decimal("0.8"), Decimal("0.6"), Decimal("0.5")))
    recovered = min(max((tale.amount * share).quantize(Decimal(1)), SMALLEST), LARGEST)
    return {"result": result, "recovered": recovered, "agreement": tale.story.ending.format(recovered=recovered, shop=tale.shop)}


def _rated(tale: Tale, *, ending: str, odds: float = 0.6) -> list[Step]:
    if tale.rng.random() > odds:
        return []
    score, comment = people.rating(tale.rng, ending=ending)
    return [Step(tale.diary.citizen(0, 4), "rate", CITIZEN, {"score": score, "comment": comment})]


def settled_by_phone(tale: Tale) -> list[Step]:
    """Most small disputes end with the first calls."""
    steps, handler = _accepted(tale)
    result = tale.rng.choice(("at-once", "at-once", "waived"))
    steps.append(Step(tale.diary.office(0, 4), "settle", handler, _settlement(tale, result=result)))
    return steps + _rated(tale, ending="settled")


def settled_in_session(tale: Tale) -> list[Step]:
    """Both sides at one table, and mostly a mediation document."""
    steps, handler = _mediating(tale)
    result = tale.rng.choice(("agreement", "agreement", "at-once", "waived"))
    steps.append(Step(tale.diary.office(2, 12), "settle", handler, _settlement(tale, result=result)))
    return steps + _rated(tale, ending="settled")


def settled_after_appraisal(tale: Tale) -> list[Step]:
    """The clock stands still while a laboratory works."""
    steps, handler = _mediating(tale)
    steps += [
        Step(tale.diary.office(1, 3), "pause-for-appraisal", handler, {"note": "双方同意送检，费用由责任方承担。"}),
        Step(tale.diary.office(6, 14), "resume", handler, {"note": "检验报告已出，恢复调解。"}),
        Step(tale.diary.office(1, 4), "settle", handler, _settlement(tale, result="agreement")),
    ]
    return steps + _rated(tale, ending="settled")


TERMINATIONS = (
    ("23-2", "被投诉人经两次通知无正当理由不参加调解。"),
    ("23-3", "经组织调解，双方对赔偿金额分歧较大，明确表示无法达成协议。"),
    ("23-4", "双方对检测费用的承担无法协商一致。"),
    ("23-1", "双方已自行和解，投诉人不再要求调解。"),
)


def _termination(tale: Tale) -> dict[str, str]:
    ground, explanation = tale.rng.choice(TERMINATIONS)
    return {"ground": ground, "explanation": explanation}


def terminated(tale: Tale) -> list[Step]:
    """No agreement: mediation ends, both sides are told."""
    steps, handler = _mediating(tale)
    steps.append(Step(tale.diary.office(4, 14), "terminate", handler, _termination(tale)))
    steps.append(Step(tale.diary.office(0, 4), "tell-both", handler, {"note": "终止调解告知书已送达双方。"}))
    return steps + _rated(tale, ending="unsettled", odds=0.35)


def refused(tale: Tale) -> list[Step]:
    """Not accepted, with the ground of the story."""
    ground, explanation = tale.story.ground or ("16-7", "依法不属于本部门受理的情形。")
    step = Step(tale.diary.office(1, 5), "refuse", _desk(tale), {"ground": ground, "explanation": explanation})
    return [step, *_rated(tale, ending="unsettled", odds=0.3)]


def withdrawn(tale: Tale) -> list[Step]:
    """The citizen takes it back, before or after acceptance."""
    steps = _accepted(tale)[0] if tale.rng.random() < 0.5 else []
    return [*steps, Step(tale.diary.citizen(1, 4), "withdraw", CITIZEN, {"reason": "商家已主动联系解决，撤回投诉。"})]


def _verifying(tale: Tale) -> tuple[list[Step], str]:
    handler = tale.rng.choice(("officer", "officer2"))
    steps = [Step(tale.diary.office(0, 3), "verify", _desk(tale), {"handler": handler, "note": "交稽查大队核查。"})]
    if tale.rng.random() < 0.4:
        steps.append(Step(tale.diary.office(1, 3), "note", handler, {"note": "两名执法人员到场检查，制作现场笔录。"}))
    return steps, handler


def _conclusion(tale: Tale) -> dict[str, str]:
    return {"outcome": tale.story.outcome, "verified": tale.story.ending}


def verified(tale: Tale) -> list[Step]:
    """Looked into within fifteen working days."""
    steps, handler = _verifying(tale)
    steps.append(Step(tale.diary.office(3, 9), "conclude", handler, _conclusion(tale)))
    return steps + _rated(tale, ending="answered", odds=0.4)


def verified_with_extension(tale: Tale) -> list[Step]:
    """The head grants fifteen working days more."""
    steps, handler = _verifying(tale)
    tale.diary.office(4, 6)
    steps += [
        Step(tale.diary.office(1, 2), "extend-verification", "approver", {"reason": "需要等待抽样检验结果，同意延长。"}),
        Step(tale.diary.office(5, 12), "conclude", handler, _conclusion(tale)),
    ]
    return steps


def _drafted(tale: Tale) -> tuple[list[Step], str]:
    """The first answer, and who may release it: never its author."""
    author, other = tale.rng.choice((("seat", "clerk"), ("clerk", "seat"), ("seat", "supervisor")))
    moment = tale.diary.minutes(6, 40) if tale.rng.random() < 0.3 else tale.diary.office(0, 2)
    return [Step(moment, "draft-answer", author, {"answer": tale.story.ending})], other


def answered(tale: Tale) -> list[Step]:
    """Answered by one, released by another; now and then sent back first."""
    steps, other = _drafted(tale)
    if tale.rng.random() < 0.08:
        steps.append(Step(tale.diary.office(0, 1), "return-answer", other, {"reason": "请写明法律依据和办理地点。"}))
        steps.append(Step(tale.diary.office(0, 1), "draft-answer", steps[0].who, {"answer": tale.story.ending}))
    steps.append(Step(tale.diary.office(0, 1), "release-answer", other, {"answer": ""}))
    return steps + _rated(tale, ending="answered", odds=0.5)


# The journeys that stop on their own.


def untouched(tale: Tale) -> list[Step]:
    """Nobody has taken it up."""
    return []


def handed_over(tale: Tale) -> list[Step]:
    """In somebody's hands and not decided yet."""
    return [Step(tale.diary.office(0, 1), "assign", "clerk", {"handler": "clerk2", "reason": "请尽快与当事人联系核实。"})]


def at_a_branch(tale: Tale) -> list[Step]:
    """Passed to a branch where nobody has taken it yet."""
    data = {"office": "branch-pingqiao", "reason": "被投诉人位于平桥镇，转平桥分局办理。"}
    return [Step(tale.diary.office(0, 1), "reroute", "clerk", data)]


def accepted_only(tale: Tale) -> list[Step]:
    """Accepted, no session yet."""
    return _accepted(tale)[0]


def in_mediation(tale: Tale) -> list[Step]:
    """In mediation and not getting on."""
    return _mediating(tale)[0]


def in_appraisal(tale: Tale) -> list[Step]:
    """In the laboratory."""
    steps, handler = _mediating(tale)
    return [*steps, Step(tale.diary.office(1, 3), "pause-for-appraisal", handler, {"note": "双方共同封样，送市质检中心。"})]


def to_be_told(tale: Tale) -> list[Step]:
    """Terminated a dozen working days after it came in; the two sides wait to be told."""
    diary = tale.diary
    return [
        Step(diary.office(0, 1), "accept", "clerk", {"handler": "clerk2", "note": "材料齐全，予以受理。"}),
        Step(diary.office(1, 1), "mediate", "clerk2", {"note": "已通知双方参加调解。"}),
        Step(diary.office(10, 11), "terminate", "clerk2", _termination(tale)),
    ]


def in_verification(tale: Tale) -> list[Step]:
    """Being verified."""
    return _verifying(tale)[0]


def in_longer_verification(tale: Tale) -> list[Step]:
    """Being verified, with the head's extension."""
    return verified_with_extension(tale)[:-1]


def draft_waiting(tale: Tale) -> list[Step]:
    """An answer that waits for a second pair of eyes."""
    return _drafted(tale)[0]
