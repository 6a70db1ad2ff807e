"""A day as people write it, for sentences that name one: gates, refusals, cards."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext


def day_words(day: date) -> str:
    """2026年4月15日 or 15 April 2026, by the reader's language. A moment is taken as it stands: bring it to Shanghai first."""
    # Translators: PHP-style date format as Django's `date` filter takes it
    return date_format(day, gettext("j F Y"))
