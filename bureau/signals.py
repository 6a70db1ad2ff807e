"""What the ground floor tells the floors above, which it does not know."""

from django.dispatch import Signal

# Sent after commit of a transition. Arguments: case_id, kind, transition, event_id.
transitioned = Signal()

# Sent when the person or enterprise a document was written for gets its PDF. Arguments: document, at.
document_fetched = Signal()

# Sent while the reference data is loaded, so that upper apps load theirs. Argument: report (a list of lines to append to).
reference_loading = Signal()
