"""One machine, embedded services, made-up keys: for trying the product. Never for real data."""

import base64
import hashlib

from config.settings.base import *

DEMO = True
SECRET_KEY = env.str("SECRET_KEY", default="demo-key-that-production-refuses-to-start-with")


def _demo_key(name: str) -> str:
    """A stable key made from the demo secret, so that a second start can open what the first one sealed."""
    return base64.b64encode(hashlib.sha256(f"{name}:{SECRET_KEY}".encode()).digest()).decode()


SEALING_KEYS = env.list("SEALING_KEYS", default=[f"1:{_demo_key('seal')}"])
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", default=_demo_key("index"))
QUERY_CODE_KEY = env.str("QUERY_CODE_KEY", default=_demo_key("query"))
# Made by `make_demo_seal` at the first start.
DOCUMENT_SEAL_KEY = env.str("DOCUMENT_SEAL_KEY", default=str(BASE_DIR / "var" / "demo-seal.p12"))
DOCUMENT_SEAL_PASSWORD = env.str("DOCUMENT_SEAL_PASSWORD", default=_demo_key("document-seal"))
