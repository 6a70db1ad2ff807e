"""The facts that go into the letters of the desk. Names are opened here, because an official letter is addressed to a person."""

from typing import Any

from django.utils import timezone

from bureau.models import Party
from bureau.workflow import Act
from complaints.models import RefusalGround, TerminationGround


def _addressee(act: Act, part: str) -> str:
    party = Party.objects.filter(case_id=act.case.pk, part=part).first()
    return party.name.open() if party and party.name else ""


def _facts(act: Act, part: str) -> dict[str, Any]:
    case = act.case
    return {
        "case_number": case.number,
        "addressee": _addressee(act, part),
        "respondent": case.subject_name,
        "received_on": timezone.localdate(case.opened_at).isoformat(),
        "issued_on": timezone.localdate(act.at).isoformat(),
        "subject": case.title,
        "statement": case.statement,
        "wish": case.wish,
    }


def complaint_letter(act: Act, letter: str) -> dict[str, Any]:
    """Source of a letter about a complaint."""
    source = _facts(act, Party.Part.COMPLAINANT)
    data = act.data
    if letter == "complaint-refusal":
        source |= {"ground": data["ground"], "ground_text": _chinese(RefusalGround(data["ground"])), "explanation": data["explanation"]}
    elif letter == "termination-notice":
        source |= {"ground": data["ground"], "ground_text": _chinese(TerminationGround(data["ground"])), "explanation": data["explanation"]}
    elif letter == "mediation-agreement":
        source |= {"agreement": data["agreement"], "recovered": str(data["recovered"])}
    return source


def report_letter(act: Act, letter: str) -> dict[str, Any]:
    """Source of a letter about a report: the reporter's name never leaves the sealed columns."""
    return _facts(act, "") | {"addressee": ""}


# Official documents are Chinese, whatever language the officer's screen shows: the words of the articles.
_WORDS = {
    RefusalGround.NO_COMPETENCE: "投诉事项不属于市场监督管理部门职责，或者本行政机关不具有处理权限",
    RefusalGround.HANDLED_ELSEWHERE: "法院、仲裁机构、市场监督管理部门或者其他行政机关、消费者协会已经受理或者处理过同一消费者权益争议",
    RefusalGround.NOT_CONSUMER: "不是为生活消费需要购买、使用商品或者接受服务，或者不能证明与被投诉人之间存在消费者权益争议",
    RefusalGround.OVER_THREE_YEARS: "自知道或者应当知道权益受到侵害之日起超过三年",
    RefusalGround.MATERIAL_MISSING: "未提供第十条第一款、第十一条规定的材料，或者提供虚假材料",
    RefusalGround.IDENTITY: "冒用他人名义，或者拒不配合核验真实身份信息",
    RefusalGround.OTHER_LAW: "法律、法规、规章规定不予受理的其他情形",
    TerminationGround.WITHDRAWN: "投诉人撤回投诉或者双方自行和解",
    TerminationGround.ABSENT: "无正当理由不参加调解，或者明确拒绝调解",
    TerminationGround.NO_AGREEMENT: "经组织调解，明确表示无法达成调解协议",
    TerminationGround.TEST_COSTS: "对鉴定、检测费用承担无法协商一致",
    TerminationGround.SIXTY_DAYS: "自投诉受理之日起六十日内未能达成调解协议",
    TerminationGround.REFUSABLE: "受理后发现存在第十六条、第四十二条规定的情形",
    TerminationGround.ENDED: "投诉人或者被投诉人死亡或者主体资格灭失",
    TerminationGround.OTHER_LAW: "法律、法规、规章规定的其他情形",
}


def _chinese(ground: RefusalGround | TerminationGround) -> str:
    return _WORDS[ground]
