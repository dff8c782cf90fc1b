"""Keyed hashes of what names a person, and stable words that name nobody in its place.

The key is a secret of the home and not of the database: who has a copy of the database alone can't
try out whether somebody's address is on the list of the forgotten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

import psycopg

from orchestration.lib import settings
from orchestration.lib.errors import KithError

_SIZE = 16
# No digit and no letter of a hexadecimal number: no real id is mistaken for a pseudonym.
_LETTERS = "ghijklmnopqrstuvwxyz"
_PHONE_DIGITS = 10
EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_NO_LETTER = re.compile(r"[\W_]+")
PHONE = re.compile(r"(?<!\d)\+?\d(?:[ ().-]{0,2}\d){9,14}(?!\d)")


class NoKey(KithError):
    """This home has not the key with which the forgotten are recognised."""


def _secret() -> bytes:
    return settings.secret("suppression").encode()[:64]


def hasher(*parts: str) -> Any:
    """A hash object that has taken in these parts; copy it to go on from there."""
    begun = hashlib.blake2b(key=_secret(), digest_size=_SIZE)
    for part in parts:
        begun.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return begun


def added(begun: Any, text: str) -> bytes:
    """The hash of what ``begun`` has taken in and this text; quick, for many texts."""
    one = begun.copy()
    one.update(text.encode("utf-8", "surrogatepass") + b"\0")
    digest: bytes = one.digest()
    return digest


def all_added(begun: Any, texts: Iterable[bytes]) -> list[bytes]:
    """What ``added`` gives for each of many texts, which are in UTF-8 already."""
    copy, digests = begun.copy, []
    for text in texts:
        one = copy()
        one.update(text + b"\0")
        digests.append(one.digest())
    return digests


def keyed(*parts: str) -> bytes:
    """The hash of the parts, in this order."""
    digest: bytes = hasher(*parts).digest()
    return digest


def check(connection: psycopg.Connection[Any]) -> bool:
    """Whether anybody was forgotten; raises ``NoKey`` where they wouldn't be recognised here."""
    row = connection.execute("select key_check from landing.forgotten_people limit 1").fetchone()
    if row is None:
        return False
    if row[0] != keyed("check").hex():
        raise NoKey(
            "People were forgotten in this warehouse, and this home has not the key that "
            "recognises them, so nothing lands here: they might come back. Put the file "
            "secrets/suppression of the home that forgot them into this one's."
        )
    return True


def email_key(value: str) -> str:
    """An address in the form that is compared."""
    return value.strip().casefold()


def phone_key(value: str) -> str:
    """A number's last ten digits; empty where there are fewer."""
    digits = re.sub(r"\D", "", value)
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS else ""


def name_key(*parts: str) -> str:
    """A name's letters, however it was divided into fields."""
    return _NO_LETTER.sub("", "".join(parts).casefold())


def pseudonym(value: str) -> str:
    """A word of as many bytes and the same punctuation that stands for the value alone."""
    sizes = [len(each.encode("utf-8", "surrogatepass")) for each in value]
    stream = b""
    while len(stream) < sum(sizes):
        stream += keyed("pseudonym", value, str(len(stream))) if stream else keyed(
            "pseudonym", value
        )
    letters = (_LETTERS[byte % len(_LETTERS)] for byte in stream)
    return "".join(
        "".join(islice(letters, size)) if each.isalnum() or size > 1 else each
        for each, size in zip(value, sizes, strict=True)
    )
