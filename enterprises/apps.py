"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """Enterprises."""

    name = "enterprises"
    verbose_name = _("Enterprises")
