"""Superset's settings for Kith: on this machine only, reading marts only, fetching nothing.

What is secret, or differs between homes, comes from the environment (`./kith superset` sets it).
"""

from __future__ import annotations

import logging
import os
from typing import Any

from sqlalchemy.engine import URL, make_url

SECRET_KEY = os.environ["KITH_SUPERSET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['KITH_SUPERSET_METADATA']}"

# Superset's own page asks for a picture elsewhere, which tells that it is used; a browser that
# may load from this machine alone doesn't.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
ENABLE_CORS = False
FAB_API_SWAGGER_UI = False
SESSION_COOKIE_NAME = "kith_superset"
SESSION_COOKIE_SAMESITE = "Strict"

APP_NAME = "Kith"
LOG_LEVEL = logging.WARNING
# It looks for its own waiting picture where only a developer's copy has one, at every page.
logging.getLogger("superset.views.base").setLevel(logging.ERROR)


def DB_CONNECTION_MUTATOR(
    uri: URL, params: dict[str, Any], *_: object
) -> tuple[URL, dict[str, Any]]:
    """Put the reader's address, which no file holds, in the place of databases/kith.yaml's."""
    if uri.host == "kith.invalid":
        uri = make_url(os.environ["KITH_BI_READER_URL"])
    return uri, params
