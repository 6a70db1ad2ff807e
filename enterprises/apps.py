"""App configuration: makes the register and the desk known to the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """The register of enterprises, what falls due for them, and their own desk."""

    name = "enterprises"
    verbose_name = _("Enterprises")

    def ready(self) -> None:
        """Register workflows, navigation and panels."""
        from enterprises import registry  # models must be loaded first

        registry.register_all()
