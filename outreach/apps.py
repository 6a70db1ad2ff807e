"""App configuration: makes the pages and schedules of outreach known to the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    """Outreach."""

    name = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        """Register navigation and schedules."""
        from outreach import registry  # models must be loaded first

        registry.register_all()
