"""What the room "catalogue" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import categories, navigation
from licensing.catalogue.selectors import item_label


def register_all() -> None:
    """Called once when Django is ready."""
    categories.register(item_label)
    navigation.register(
        navigation.Entry(
            label=_("Powers and services"),
            url_name="licensing:catalogue",
            icon="journal-text",
            audience="public",
            order=15,
            description=_("Everything the bureau may lawfully do, with its legal basis; apply for permits and other services."),
        )
    )
