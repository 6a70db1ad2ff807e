"""App configuration: makes the kinds of case of this app known to the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """The 12365 desk."""

    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Register workflows, navigation and panels."""
        from complaints import registry  # models must be loaded first

        registry.register_all()
