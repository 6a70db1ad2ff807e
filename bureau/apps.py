"""App configuration: the ground floor's own entries in the registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BureauConfig(AppConfig):
    """Bureau."""

    name = "bureau"
    verbose_name = _("Bureau")

    def ready(self) -> None:
        """Register navigation."""
        from bureau import registry  # models must be loaded first

        registry.register_all()
