"""What the parts of a guide and their attributes are called where one edits them and where differences are told."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

PARTS: Words = {
    "texts": _("Texts"),
    "lists": _("Lists"),
    "requests": _("Ways of applying"),
    "fields": _("Questions"),
    "materials": _("Materials"),
    "steps": _("Steps"),
    "checklist": _("Checklist"),
    "result": _("Result"),
}
CONTENT: Words = {
    "summary": _("Summary"),
    "applicants": _("Applicants"),
    "who": _("Who may apply"),
    "conditions": _("Conditions"),
    "refusal_grounds": _("Grounds of refusal"),
    "requests": _("Ways of applying"),
    "sections": _("Sections of the form"),
    "fields": _("Questions"),
    "materials": _("Materials"),
    "checklist": _("Checklist"),
    "steps": _("Steps"),
    "fee": _("Fee"),
    "fee_basis": _("Basis of the fee"),
    "result": _("Result"),
    "validity": _("Validity"),
    "renewal": _("Renewal"),
    "remedies": _("Remedies"),
    "delegated_by": _("Decided here for this body, by its delegation (empty: by our own power)"),
    "review_body": _("Government that reviews that body's decisions (only with a delegation)"),
    "consultation": _("Consultation"),
    "complaint_channel": _("Complaints about the service"),
    "place": _("Place"),
    "hours": _("Opening hours"),
    "safety": _("Concerns safety: false material bars new applications (articles 78 and 79)"),
    "third_party_interest": _("May concern a major interest of others: a hearing must be considered"),
    "unconfirmed": _("Not compared with the official text"),
}
ROWS: Mapping[str, Words] = {
    "requests": {
        "request": _("Way of applying"),
        "label": _("Words"),
        "decision_clock": _("Time limit of the decision (code)"),
        "promised_days": _("Promised working days (0: none)"),
        "on_the_spot": _("May be decided on the spot"),
        "needs_check": _("Needs an on-site check"),
        "window_days": _("Days before the end by which renewal is asked for (0: nothing ends)"),
        "note": _("Remark"),
    },
    "fields": {
        "code": _("Code"),
        "label": _("Words of the question"),
        "type": _("Sort of answer"),
        "section": _("Section"),
        "required": _("Must be answered"),
        "help": _("Help"),
        "unit": _("Unit"),
        "choices": _("To choose from (one per line: value=words)"),
        "minimum": _("Smallest value"),
        "maximum": _("Largest value"),
        "max_length": _("Most characters"),
        "pattern": _("Pattern"),
        "pattern_words": _("What the pattern expects, in words"),
        "when": _("Only asked if"),
        "prefill": _("Filled in from"),
        "personal": _("Personal: sealed and shown masked"),
        "requests": _("Only for these ways of applying (none: all)"),
        "lies": _("The day lies"),
    },
    "materials": {
        "code": _("Code"),
        "name": _("Name of the material"),
        "required": _("Needed"),
        "kind": _("Form"),
        "copies": _("Copies at the window"),
        "note": _("Remark"),
        "formats": _("Sorts of file"),
        "sample": _("Sample (address)"),
        "when": _("Only asked if"),
        "requests": _("Only for these ways of applying (none: all)"),
        "waived_when_on_file": _("Not asked for if it is on file here"),
        "source": _("Where one gets it"),
    },
    "checklist": {
        "code": _("Code"),
        "text": _("What is checked"),
        "basis": _("Legal basis"),
        "required": _("Must be answered"),
    },
    "steps": {"title": _("Step"), "text": _("What happens"), "days": _("Days")},
}
RESULT: Words = {
    "name": _("Name of the result"),
    "kind": _("Kind of certificate (empty: only a letter)"),
    "letter": _("Letter (code)"),
    "series": _("Number series"),
    "validity_months": _("Valid for months (0: without end)"),
    "facts": _("Answers the certificate states, in order"),
    "holding": _("What it becomes in the register"),
    "holding_kind": _("Kind of certificate in the register"),
}
TYPES: Words = {
    "text": _("One line of text"),
    "textarea": _("Longer text"),
    "integer": _("Whole number"),
    "decimal": _("Number with decimals"),
    "date": _("Day"),
    "choice": _("One of a list"),
    "choices": _("Several of a list"),
    "yes-no": _("Yes or no"),
    "phone": _("Phone number"),
    "email": _("E-mail address"),
    "uscc": _("Unified social credit code"),
    "identity-number": _("Identity number"),
}
MATERIAL_KINDS: Words = {"original": _("Original"), "copy": _("Copy"), "electronic": _("Electronic file")}
APPLICANTS: Words = {"enterprise": _("Enterprises and other organisations"), "person": _("Natural persons")}
LIES: Words = {"past": _("in the past, today included"), "future": _("in the future, today included")}
HOLDINGS: Words = {"equipment": _("Special equipment"), "certificate": _("Certificate"), "person": _("Qualified person")}
