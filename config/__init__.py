"""The roof: settings, URLs, Celery and the embedded services. Knows every app; no app imports it."""
