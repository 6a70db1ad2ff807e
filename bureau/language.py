"""Which language a page is in: Chinese, unless the reader switched."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Django's, without guessing from the browser: many browsers here ask for English without their owner knowing."""

    def process_request(self, request: HttpRequest) -> None:
        """The language of the reader's cookie, else the portal's own."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
