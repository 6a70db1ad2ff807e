"""What every form states: party, officers with their certificates, the case, the acts charged. Names are opened for the paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bureau.models import CaseMember, Party
from licensing.evidence.records import opened
from licensing.fines.rules import Rule, rules_of
from licensing.models import CaseOpinion, Charge, DiscretionFactor, Evidence, MeasureCase, PenaltyCase
from licensing.models.penalty import PartyType
from licensing.papers import words

Facts = dict[str, Any]
FINE, GAIN = "罚款", "没收违法所得"


@dataclass(frozen=True, slots=True)
class Ask:
    """A form asked for: the case, the row it is about (None: the latest one of its kind), and what the step says."""

    case: Any
    subject: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def penalty(self) -> PenaltyCase | None:
        """The penalty case: the case itself, or the one a measure belongs to."""
        return self.case.penalty if isinstance(self.case, MeasureCase) else self.case


Build = Callable[[Ask], Facts]


def base_facts(case: Any) -> Facts:
    """Party, officers, cause and dates. At most three queries."""
    party = _party(case)
    name = (opened(party.name) if case.party_type == PartyType.CITIZEN and party else "") or case.party_name
    address = opened(party.address) if party else ""
    officers = officers_of(case)
    return {
        "addressee": name,
        "address": address,
        "party_rows": _party_rows(case, name=name, party=party, address=address),
        "cause": case.title,
        "officers": officers,
        "officers_text": "、".join(f"{one[0]}（{one[1]}）" if one[1] else one[0] for one in officers),
        "filed_on": getattr(case, "filed_on", None) or "",
    }


def _party(case: Any) -> Party | None:
    """The party of a case; of a measure that has none of its own, that of its penalty case. At most two queries."""
    rows = Party.objects.filter(part=Party.Part.RESPONDENT).order_by("pk")
    own = rows.filter(case_id=case.pk).first()
    return own or (rows.filter(case_id=case.penalty_id).first() if isinstance(case, MeasureCase) and case.penalty_id else None)


def _party_rows(case: Any, *, name: str, party: Party | None, address: str) -> list[list[str]]:
    phone = opened(party.phone) if party else ""
    rows = [
        ["当事人", name],
        ["当事人类型", words.PARTY_TYPES[case.party_type]],
        ["统一社会信用代码", case.enterprise_code],
        ["法定代表人（负责人、经营者）", getattr(case, "legal_representative", "")],
        ["住所（住址）", address],
        ["联系电话", phone],
    ]
    return [[label, value] for label, value in rows if value]


def officers_of(case: Any) -> list[list[str]]:
    """[name, certificate number] of the officers who investigate, the one in charge first. One query."""
    parts = (CaseMember.Part.LEAD, CaseMember.Part.OFFICER)
    rows = CaseMember.objects.standing().filter(case_id=case.pk, part__in=parts).select_related("user")
    ordered = sorted(rows, key=lambda row: (row.part != CaseMember.Part.LEAD, row.since, row.pk))
    return [[str(row.user), row.certificate_number] for row in ordered]


def case_facts(case: PenaltyCase) -> Facts:
    """Source, facts found, days of the act, evidence, charges, sums. Four queries."""
    charges = charges_of(case)
    return {
        "source": words.SOURCES[case.source] + (f"：{case.source_note}" if case.source_note else ""),
        "facts_text": case.facts,
        "discovered_on": case.discovered_on,
        "act_from": case.act_from or "",
        "act_to": case.act_to or "",
        "charge_rows": [_charge_row(one) for one in charges],
        "basis_list": basis_of(charges),
        "discretion": discretion_of(charges),
        "penalties": penalties_of(case, charges),
        "evidence": evidence_lines(case),
    }


def charges_of(case: PenaltyCase) -> list[Charge]:
    """The acts charged with item and citations. Two queries."""
    return list(case.charges.select_related("item_version__item").prefetch_related("item_version__bases"))


def _charge_row(charge: Charge) -> list[str]:
    return [
        str(charge.number),
        charge.act,
        f"{charge.item_version.item.code} {charge.item_version.name}",
        "；".join(citations(charge)),
        fine_of(charge),
    ]


def citations(charge: Charge) -> list[str]:
    """What the act is punished by: the citations of the version applied, and the article that sets the sum where another does."""
    own = [one.citation for one in sorted(charge.item_version.bases.all(), key=lambda one: one.order)]
    rule = rule_of(charge)
    sums = [rule.article] if rule and rule.article else list(charge.item_version.fines_from or []) if charge.fine else []
    return list(dict.fromkeys(own + sums))


def rule_of(charge: Charge) -> Rule | None:
    """The fine rule applied; None where none was chosen."""
    return next((one for one in rules_of(charge.item_version) if one.index == charge.rule), None)


def basis_of(charges: list[Charge]) -> list[str]:
    """The citations of all acts, each once."""
    return list(dict.fromkeys(one for charge in charges for one in citations(charge)))


def fine_of(charge: Charge) -> str:
    """The sanctions of one act with their sums."""
    named = [one for one in charge.sanctions if one not in (FINE, GAIN)]
    named += [f"罚款{words.yuan(charge.fine)}"] if charge.fine else []
    named += [f"没收违法所得{words.yuan(charge.confiscation)}"] if charge.confiscation else []
    return "；".join(named) or "、".join(charge.sanctions)


def penalties_of(case: PenaltyCase, charges: list[Charge]) -> list[str]:
    """What is or is to be imposed, numbered: once decided as decided, before that as charged (行政处罚法 59 item 3)."""
    if case.decided_on:
        fine, gain, named = case.fine, case.confiscation, list(case.sanctions)
    else:
        fine = sum((one.fine for one in charges), Decimal(0))
        gain = sum((one.confiscation for one in charges), Decimal(0))
        named = [name for one in charges for name in one.sanctions]
    lines = [name for name in dict.fromkeys(named) if name not in (FINE, GAIN)]
    lines += [f"{GAIN}{words.money(gain)}"] if gain else []
    lines += [f"{FINE}{words.money(fine)}"] if fine else []
    return [f"{place}. {line}{'；' if place < len(lines) else '。'}" for place, line in enumerate(lines, start=1)]


def discretion_of(charges: list[Charge]) -> list[str]:
    """Why this sum: range, tier, factors and the facts behind them, act by act (行政处罚法 5, 34). One query where factors are named."""
    codes = {code for one in charges for code in one.factors}
    rows = DiscretionFactor.objects.filter(code__in=codes).order_by("valid_from") if codes else ()
    names = {row.code: f"{row.name}（{row.citation}）" for row in rows}
    return [line for one in charges if (line := _discretion(one, names))]


def _discretion(charge: Charge, names: Mapping[str, str]) -> str:
    parts = []
    if charge.low is not None or charge.high is not None:
        low = f"{words.yuan(charge.low)}以上" if charge.low is not None else ""
        high = f"{words.yuan(charge.high)}以下" if charge.high is not None else ""
        parts.append(f"法定罚款幅度为{low}{high}")
    rule = rule_of(charge)
    parts += [f"适用情形：{rule.when}"] if rule and rule.when else []
    parts += ["计算依据：" + "、".join(f"{name}{amount}元" for name, amount in charge.values.items())] if charge.values else []
    parts += [f"适用{words.TIERS[charge.tier]}档次"] if charge.tier in words.TIERS else []
    parts += ["裁量情节：" + "、".join(names.get(code, code) for code in charge.factors)] if charge.factors else []
    parts += [charge.factor_note] if charge.factor_note else []
    if charge.applied == Charge.Applied.AT_ACT:
        parts.append(words.APPLIED[Charge.Applied.AT_ACT] + (f"：{charge.applied_reason}" if charge.applied_reason else ""))
    # What officers type ends like a sentence already.
    return f"违法行为{charge.number}：" + "；".join(part.rstrip("。；") for part in parts) + "。" if parts else ""


def evidence_lines(case: Any) -> list[str]:
    """The evidence that stands, with what it proves (59 item 2). One query."""
    rows = Evidence.objects.filter(case_id=case.pk, excluded_at__isnull=True)
    return [f"{place}. {words.EVIDENCE[row.kind]}：{row.title}，证明{row.proves}" for place, row in enumerate(rows, start=1)]


def opinions_of(case: Any, *stages: str) -> list[list[str]]:
    """[stage, verdict, text, author, moment] of the opinions of those stages in the order given. One query."""
    rows = CaseOpinion.objects.filter(case_id=case.pk, stage__in=stages).select_related("author")
    return [[words.STAGES[one.stage], _verdict(one), one.text, str(one.author), words.moment(one.at)] for one in rows]


def _verdict(opinion: CaseOpinion) -> str:
    """Who looks into a defence adopts it or not; the others agree or not with what is proposed."""
    named = words.DEFENCE_VERDICTS if opinion.stage == CaseOpinion.Stage.DEFENCE else words.VERDICTS
    return named[opinion.verdict]


def last_opinion(case: Any, stage: str) -> CaseOpinion | None:
    """The last opinion of a stage. One query."""
    return CaseOpinion.objects.filter(case_id=case.pk, stage=stage).select_related("author").last()
