"""App configuration: makes what this floor has known to the floors below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LicensingConfig(AppConfig):
    """Power catalogue, permits and certificates, filings, disputes, random inspections."""

    name = "licensing"
    verbose_name = _("Licensing")

    def ready(self) -> None:
        """Fill the registries of the floors below."""
        from licensing import registry  # models must be loaded first

        registry.register_all()
