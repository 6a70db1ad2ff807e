"""The access log of the web server."""

from typing import Any

from gunicorn.glogging import Logger

from config.secret_paths import without_secrets


class AccessLog(Logger):
    """Gunicorn's access log without secret addresses."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What a line may be made of."""
        return {name: without_secrets(value) if isinstance(value, str) else value for name, value in super().atoms(*args, **kwargs).items()}
