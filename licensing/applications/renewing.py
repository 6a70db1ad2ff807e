"""A form that begins with everything the bureau knows: what makes a renewal one click. Reading it stores nothing.

Papers handed in before go along by a tick (`typed.AGAIN`) and are copied by `intake.receive` when the form is sent in.
"""

from datetime import datetime

from django.http import QueryDict

from licensing.applications import materials, typed
from licensing.applications.checking import missing_paper
from licensing.applications.forms import APPLICANT, DELIVERY
from licensing.applications.intake import Answer, Page, Sender, checked_form, contact_of, show_form
from licensing.applications.place import Place
from licensing.models import Delivery


def ready_to_send(place: Place, *, at: datetime) -> Answer:
    """The review, if nothing is missing, else the form itself with what is still to be done. No writes."""
    asked = [one.code for one in place.content.materials_for(place.request, {**place.known, **place.kept})]
    along = materials.earlier_files(asked, place.applicant)
    data = _everything_known(place)
    data.setlist(typed.AGAIN, list(along))
    answer = checked_form(place, data, None, sender=Sender(language=""), at=at, along=along)
    if answer.page is Page.REVIEW:
        return answer
    papers = [one for one in place.content.materials if one.code in answer.missing]
    told = {missing_paper(one) for one in papers}
    questions = [str(field.label) for form in (answer.applicant, answer.guide, answer.delivery) for field in form if field.errors]
    shown = show_form(place, data)
    shown.missing, shown.problems = answer.missing, [one for one in answer.problems if one not in told]
    shown.lacking = [*questions, *(one.name for one in papers)]
    return shown


def _everything_known(place: Place) -> QueryDict:
    """As if somebody had typed it; personal answers of last time are not in it."""
    data = typed.from_answers(place.known)
    data["request"], data["certificate"] = place.request, place.certificate_number
    data.update({f"{APPLICANT}-{name}": value for name, value in contact_of(place).items()})
    data[f"{DELIVERY}-delivery"] = Delivery.DOWNLOAD
    return data
