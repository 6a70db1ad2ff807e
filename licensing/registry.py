"""What this app makes known to the floors below. Each room brings its own in its `registry.py`."""

from bureau.signals import document_fetched, reference_loading
from licensing import reference_data
from licensing.applications import registry as applications
from licensing.catalogue import registry as catalogue
from licensing.certificates import registry as certificates
from licensing.disputes import registry as disputes
from licensing.evidence import registry as evidence
from licensing.execution import registry as execution
from licensing.filings import registry as filings
from licensing.fines import registry as fines
from licensing.guides import registry as guides
from licensing.inspections import registry as inspections
from licensing.papers import registry as papers
from licensing.penalties import registry as penalties
from licensing.permit import registry as permit
from licensing.procedure import registry as procedure
from licensing.publicity import registry as publicity
from licensing.seizures import registry as seizures
from licensing.spot import registry as spot
from licensing.standards import registry as standards
from licensing.steps import fetching
from licensing.window import registry as window

# Papers before the processes that name them.
ENFORCEMENT = (fines, papers, penalties, evidence, procedure, execution, seizures, spot, publicity)
# Processes before what asks for them.
ROOMS = (catalogue, guides, permit, filings, disputes, inspections, standards, certificates, applications, window, *ENFORCEMENT)


def register_all() -> None:
    """Called once when Django is ready."""
    reference_loading.connect(reference_data.load_with_reference_data, dispatch_uid="licensing.reference")
    document_fetched.connect(fetching.document_fetched, dispatch_uid="licensing.fetched")
    for room in ROOMS:
        room.register_all()
