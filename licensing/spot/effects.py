"""What the steps of the simple procedure change. Nothing here assigns a state."""

from bureau import documents
from bureau.models import Party
from bureau.workflow import Act
from licensing.fines import charges
from licensing.models import PartyStatement, PartyType, PenaltyCase
from licensing.papers.sources import letter_source
from licensing.penalties import team
from licensing.penalties.opening import WantedPenalty, open_penalty
from licensing.procedure.decisions import serve
from licensing.spot.gates import age_on
from licensing.steps.telling import heads, tell_users

NAMED, TO_FILE = "staff-spot-named", "staff-spot-to-file"
SOURCE_NOTE = 300


def decide(act: Act) -> None:
    """The penalty as charged, what the party said, and the numbered paper with everything article 52 wants."""
    case, data, totals = act.case, act.data, charges.totals(act.case)
    case.fine, case.sanctions = totals.fine, list(totals.sanctions)
    case.decided_on, case.decision, case.decision_text = act.now.date(), PenaltyCase.Decision.PENALTY, data.get("finding") or ""
    case.correction = data.get("correction") or ""
    if statement := (data.get("statement") or "").strip():
        PartyStatement.objects.create(
            case_id=case.pk,
            kind=PartyStatement.Kind.DEFENCE,
            form=PartyStatement.Form.ORAL,
            text=statement,
            received_on=act.now.date(),
            received_by=act.actor.user,
            adopted=bool(data.get("adopted")),
            finding=data["finding"],
            found_by=act.actor.user,
            found_at=act.at,
        )
    facts = letter_source(act, "spot-decision")
    case.decision_document = documents.issue_document(case, "spot-decision", facts, by=act.actor.user, at=act.at)
    act.letters = []
    told = {"fine": str(totals.fine), "sanctions": list(totals.sanctions), "place": data.get("place", ""), "said": int(bool(statement))}
    if case.party_type == PartyType.CITIZEN and data.get("born_on"):
        told["age"] = age_on(data["born_on"], act.now.date())
    act.record = {**told, "document": case.decision_document.number}
    named = [one for one in team.investigators(case) if act.actor.user is None or one.pk != act.actor.user.pk]
    tell_users(act, NAMED, named)


def hand_over(act: Act) -> None:
    """Whatever is owed runs from this day (67); the heads learn that a decision waits to be taken on file (52 para. 3)."""
    serve(act)
    tell_users(act, TO_FILE, heads())


def put_on_file(act: Act) -> None:
    """Taken on file on that day, with the remark of whoever looked at it."""
    act.case.filed_on = act.now.date()
    act.note = act.data.get("note") or ""
    act.record = {"filed_on": act.now.date().isoformat()}


def convert(act: Act) -> None:
    """Facts that are not clear are investigated: an ordinary case with the same party, act and officers, linked to this matter."""
    case, user, reason = act.case, act.actor.user, act.data["reason"]
    officers = team.investigators(case)
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.RESPONDENT).first()
    is_person = case.party_type == PartyType.CITIZEN
    opened = open_penalty(
        WantedPenalty(
            source=PenaltyCase.Source.OWN,
            source_case=case,
            source_note=f"{case.number}：{reason}"[:SOURCE_NOTE],
            title=case.title,
            facts=case.facts,
            party_type=case.party_type,
            party_name=party.name.open() if is_person and party is not None else case.party_name,
            phone=party.phone.open() if party is not None else "",
            address=party.address.open() if party is not None else "",
            enterprise_code=case.enterprise_code,
            legal_representative=case.legal_representative,
            act_from=case.act_from,
            act_to=case.act_to,
            discovered_on=case.discovered_on,
            harms_life=case.harms_life,
            lead=user if user is not None else case.handler,
            officers=officers,
            item_code=case.category,
        ),
        by=user if user is not None else case.handler,
        at=act.at,
    )
    if case.person_index:
        # The number itself was never kept; its digest goes along, so that the person is found again.
        PenaltyCase.objects.filter(pk=opened.case_id).update(person_index=case.person_index)
    act.note = reason
    act.record = {"number": opened.number}


def drop(act: Act) -> None:
    """No penalty, and why (行政处罚法 33): the party is taught instead."""
    act.case.decision, act.case.decision_text = PenaltyCase.Decision.NO_PENALTY, act.data["reason"]
    act.note = act.data["reason"]
