"""A record's id: the tool's own, several of its columns joined, or one minted from its content.

Ids are bytes of COPY text format here, that is, already escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

NOT_IDS = frozenset(
    {
        b"", b" ", b"0", b"-1", b"null", b"NULL", b"Null", b"None", b"none", b"nan", b"NaN",
        b"N/A", b"n/a", b"#N/A", b"#REF!",
    }
)


def joined(values: list[bytes]) -> bytes:
    """The columns' values joined by colons, so that different values never join alike."""
    if len(values) == 1:
        return values[0]
    return b":".join(value.replace(b"%", b"%25").replace(b":", b"%3A") for value in values)


def minted(content: Mapping[str, bytes]) -> bytes:
    """An id made of the declared columns that hold something.

    The number of the occurrence, for rows alike in all of them, is added in the warehouse.
    """
    told = sorted((name.encode(), value) for name, value in content.items() if value)
    digest = blake2b(digest_size=16)
    for name, value in told:
        digest.update(b"%d:%b=%d:%b;" % (len(name), name, len(value), value))
    return b"minted:" + digest.hexdigest().encode()
