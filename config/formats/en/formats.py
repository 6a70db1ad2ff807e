"""Days as everywhere on the portal, 15 April 2026, not Django's American April 15, 2026; a moment with the 24-hour clock."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
