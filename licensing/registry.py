"""What this app makes known to the floors below. Each room brings its own in its `registry.py`."""

from bureau.signals import document_fetched, reference_loading
from licensing import reference_data
from licensing.applications import registry as applications
from licensing.catalogue import registry as catalogue
from licensing.certificates import registry as certificates
from licensing.disputes import registry as disputes
from licensing.filings import registry as filings
from licensing.guides import registry as guides
from licensing.inspections import registry as inspections
from licensing.permit import registry as permit
from licensing.standards import registry as standards
from licensing.steps import fetching
from licensing.window import registry as window

# Processes before what asks for them.
ROOMS = (catalogue, guides, permit, filings, disputes, inspections, standards, certificates, applications, window)


def register_all() -> None:
    """Called once when Django is ready."""
    reference_loading.connect(reference_data.load_with_reference_data, dispatch_uid="licensing.reference")
    document_fetched.connect(fetching.document_fetched, dispatch_uid="licensing.fetched")
    for room in ROOMS:
        room.register_all()
