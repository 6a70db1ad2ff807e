"""How the three kinds of the 12365 desk read to the person who follows one by number and query code."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.following.kinds import FollowKind, FollowStep, Mark, ReceiptWords
from bureau.models import Event
from bureau.standings import Card, Text
from complaints.forms import RateForm, SupplementForm, WithdrawForm
from complaints.models import Consultation, Rating, RefusalGround, ReportOutcome, Submission, TerminationGround
from complaints.standing import ASKED, STANDINGS

# Steps whose text the citizen reads, because it was written for them or by them.
TOLD = frozenset({"ask-supplement", "refuse", "settle", "terminate", "release-answer", "supplement", "withdraw", "rate"})
GROUNDS = {"refuse": RefusalGround, "terminate": TerminationGround}
MARKS = {
    "accept": Mark("check2-circle"),
    "refuse": Mark("x-circle", "danger"),
    "ask-supplement": Mark(tone="warning"),
    "settle": Mark("patch-check", "success"),
    "release-answer": Mark(tone="success"),
    "supplement": Mark("paperclip"),
    "rate": Mark("star"),
}

# The workflows say which of them a kind has, and when.
STEPS: Mapping[str, FollowStep] = {
    "supplement": FollowStep(
        form=SupplementForm,
        thanks=_("What you added has been received."),
        takes_files=True,
        title=_("Add something"),
        button=_("Send the supplement"),
    ),
    "withdraw": FollowStep(
        form=WithdrawForm,
        thanks=_("You took your complaint back."),
        title=_("Take the complaint back"),
        lead=_("We then stop and do nothing more about it. Taking it back cannot be undone; you may file a new complaint."),
        button=_("Yes, take it back"),
    ),
    "rate": FollowStep(
        form=RateForm,
        thanks=_("Thank you for your rating."),
        title=_("Rate our work"),
        lead=_("Your rating does not change the outcome. It helps us and counts in our figures."),
        button=_("Send the rating"),
    ),
}


def adds(event: Event) -> str:
    """The ground of a refusal or termination, the outcome of a report, and the office a matter was passed to."""
    grounds, code = GROUNDS.get(event.action), event.data.get("ground", "")
    if grounds is not None and code in grounds.values:
        return str(grounds(code).label)
    if event.action == "conclude" and event.data.get("outcome") in ReportOutcome.values:
        return str(ReportOutcome(event.data["outcome"]).label)
    return str(event.data.get("office", "")) if event.action == "reroute" else ""


def sent(case: Submission) -> Mapping[str, Any]:
    """The submission in the sender's words, and whom it concerns."""
    facts = [
        (gettext("What do you ask for?"), case.wish),
        (gettext("Name of the business"), getattr(case, "subject_name", "")),
        (gettext("Address of the business"), getattr(case, "subject_address", "")),
        (gettext("Money in dispute (yuan)"), getattr(case, "amount", None)),
    ]
    return {"statement": case.statement, "facts": [(label, value) for label, value in facts if value]}


def answer(case: Consultation) -> Mapping[str, Any]:
    """The answer, only after a second person released it."""
    return {"is_written": bool(case.answer), "answer": case.answer if case.closed_at else ""}


def remarks(case: Submission) -> list[str]:
    """That a closed matter takes no supplements, and the rating given."""
    if case.closed_at is None:
        return []
    found = [
        gettext(
            "This matter is closed and takes no supplements. If there is something new, file a new form and name this number; "
            "for questions about the outcome call 12365."
        )
    ]
    rating = Rating.objects.filter(case_id=case.pk).first()
    if rating is not None:
        found.append(gettext("You rated our work with %(score)s of 5. Thank you.") % {"score": rating.score})
    return found


def links(case: Submission) -> list[tuple[Text, str]]:
    """How to go on after a matter was closed."""
    return [(_("Begin a new form"), f"{reverse('complaints:new')}?kind={case.kind}")] if case.closed_at else []


USE = _(
    "With both you follow the matter, add to it and rate our work at the end. "
    "Keep the query code to yourself: whoever has it can read the matter."
)
AGAIN = _(
    "This form had been received before: it makes one matter, however often it is sent. "
    "If you changed the text since, open the matter and add the change as a supplement."
)
RECEIPTS = {
    "complaint": ReceiptWords(
        title=_("Your complaint has been received"),
        next_step=_(
            "The complaint desk reads it and decides whether to accept it. You are told either way; if something is missing, we ask for it."
        ),
        use=USE,
        again=AGAIN,
    ),
    "report": ReceiptWords(
        title=_("Your report has been received"),
        next_step=_("We check the facts and decide whether to file a case. Who you are stays with us."),
        use=USE,
        again=AGAIN,
    ),
    "consultation": ReceiptWords(
        title=_("Your question has been received"),
        next_step=_("Somebody who knows the subject writes an answer, and a second person checks it."),
        use=USE,
        again=AGAIN,
    ),
}


FOLLOW_KINDS = tuple(
    FollowKind(
        kind=kind,
        standings=STANDINGS[kind],
        steps=STEPS,
        told=TOLD,
        questions={"ask-supplement": "supplement"},
        while_asked={"submitted": ASKED} if kind == "complaint" else {},
        adds=adds,
        marks=MARKS,
        card=Card("complaints/following/answer.html", answer) if kind == "consultation" else None,
        sent=Card("complaints/following/sent.html", sent),
        no_contact=_("Anonymous: no contact data are kept."),
        remarks=remarks,
        links=links,
        receipt=RECEIPTS[kind],
    )
    for kind in STANDINGS
)
