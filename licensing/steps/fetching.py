"""A result fetched is a result delivered (行政许可法 44): when the applicant gets the PDF, the delivery is recorded by itself."""

import logging
from datetime import datetime
from typing import Any

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Document
from bureau.workflow import Actor, perform
from licensing.models import Application, Delivery, IssuedCertificate
from licensing.permit.states import PermitState

log = logging.getLogger(__name__)

# Letters that are themselves the result where there is no certificate to deliver.
RESULTS = frozenset({"permit-decision", "cancellation-decision", "deemed-decision", "registration-change-decision"})
# The state from which every kind that delivers does so: the change of a registration has it under the same name.
TO_DELIVER = PermitState.GRANTED


def document_fetched(document: Document, at: datetime, **_signal: Any) -> None:
    """Receiver of `bureau.signals.document_fetched`: takes the step "deliver" once, where an electronic result was asked for."""
    waiting = Application.objects.filter(pk=document.case_id, state=TO_DELIVER, delivery=Delivery.DOWNLOAD)
    if not waiting.exists() or not _is_result(document):
        return
    try:
        perform(document.case_id, "deliver", actor=Actor.system(), at=at, data={"mode": Delivery.DOWNLOAD, "fetched": True})
    except (TransitionRefused, GateClosed):
        # Somebody delivered it this very moment.
        log.info("Case %s needs no delivery", document.case_id)


def _is_result(document: Document) -> bool:
    """The certificate, or where none was issued the decision."""
    certificate = IssuedCertificate.objects.filter(case_id=document.case_id).values_list("document_id", flat=True).first()
    return document.pk == certificate if certificate else document.template in RESULTS
