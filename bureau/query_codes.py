"""The code a citizen follows a matter with: derived from its number by a secret key; nothing is stored, nothing can be guessed."""

import base64
import hashlib
import hmac

from django.conf import settings

CODE_LENGTH = 12


def query_code(number: str) -> str:
    """Twelve characters of base32 (60 bits) in groups of four, for instance K7QF-2M4P-XTDA."""
    digest = hmac.digest(settings.QUERY_CODE_KEY.encode(), number.encode(), hashlib.sha256)
    code = base64.b32encode(digest)[:CODE_LENGTH].decode()
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def is_query_code(number: str, code: str) -> bool:
    """Whether `code` opens the matter; separators, case and the digits people mistake for letters do not count."""
    typed = code.upper().replace("-", "").replace(" ", "").replace("0", "O").replace("1", "I").replace("8", "B")
    return hmac.compare_digest(query_code(number).replace("-", "").encode(), typed.encode("utf-8", "replace"))
