"""In which encoding a part is, and its bytes in a form whose structure is ASCII.

UTF-8 and the one-byte encodings are read as they are: delimiters, quotes and line ends are the
same bytes in all of them. UTF-16 is turned into UTF-8 first; lines and byte ranges of such a part
are those of the UTF-8.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import BinaryIO, cast

from orchestration.lib.landing.problems import FileRefused

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Encoding:
    """``name``: Python's name of it. ``mark``: length of a byte order mark to step over."""

    name: str
    mark: int
    is_recoded: bool


def encoding_of(head: bytes, declared: str) -> Encoding:
    """The encoding of a part that begins with ``head``, of a source that declares ``declared``."""
    if head.startswith(_UTF8_MARK):
        return Encoding("utf-8", len(_UTF8_MARK), False)
    if head[:2] in _UTF16_MARKS:
        return Encoding(_UTF16_MARKS[head[:2]], 2, True)
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    most = len(head[:4096]) // 2
    if most > 4 and odd > most * 0.4 and even < most * 0.1:
        return Encoding("utf-16-le", 0, True)
    if most > 4 and even > most * 0.4 and odd < most * 0.1:
        return Encoding("utf-16-be", 0, True)
    name = codecs.lookup(declared).name
    if name.startswith("utf-16"):
        raise FileRefused(
            "wrong_encoding",
            "The source's encoding is declared as UTF-16, but this file isn't UTF-16.",
            "Correct the encoding of the source in the registry.",
        )
    return Encoding("utf-8" if name == "utf-8-sig" else name, 0, False)


def readable(stream: BinaryIO, encoding: Encoding) -> BinaryIO:
    """The stream after its byte order mark, recoded to UTF-8 where it must be."""
    if not encoding.is_recoded:
        return stream
    stream.read(encoding.mark)
    return cast(BinaryIO, _Recoded(stream, encoding.name))


class _Recoded(io.RawIOBase):
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._rest = b""
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces, length = [self._rest], len(self._rest)
        while not self._is_at_end and (size < 0 or length < size):
            piece = self._stream.read(1 << 16)
            self._is_at_end = not piece
            pieces.append(self._utf8(piece))
            length += len(pieces[-1])
        whole = b"".join(pieces)
        cut = len(whole) if size < 0 else size
        self._rest = whole[cut:]
        return whole[:cut]

    def _utf8(self, piece: bytes) -> bytes:
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError:
            # Half a character at the very end: a byte no UTF-8 holds sets its line aside.
            return b"\xff"
        return text.encode("utf-8", "surrogatepass")
