"""What only a forgotten person is reached by, found in any bytes; as quick for many as for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from orchestration.lib.privacy import keys, points

_NEAR = 3


class Words:
    """Addresses and ten-digit numbers. ``points``: kinds (email, phone) and what reaches them.

    ``listed``: keyed hashes of more of them, of people whose addresses nobody here knows any more.
    ``inside``: those that were met as a part of something longer, which is somebody else's.
    """

    def __init__(
        self, told: Iterable[tuple[str, str]], listed: Collection[bytes] = frozenset()
    ) -> None:
        self.points = tuple(sorted(set(told)))
        self.listed = frozenset(listed) - {keys.keyed("mention", each) for _, each in self.points}
        self.inside: set[str] = set()
        self._mention = keys.hasher("mention") if self.listed else None
        self._phones = {point.encode() for kind, point in self.points if kind == "phone"}
        self._emails: dict[bytes, list[bytes]] = {}
        for kind, point in self.points:
            if kind == "email":
                address = point.encode()
                self._emails.setdefault(_around(address, address.index(b"@")), []).append(address)

    def spans(self, raw: bytes) -> Iterator[points.Span]:
        """Where one of them begins and ends, however it is written; never within a longer one."""
        if self._emails:
            at = raw.find(b"@")
            while at >= 0:
                for told in self._emails.get(_around(raw, at).lower(), ()):
                    start = at - told.index(b"@")
                    end = start + len(told)
                    if start < 0 or raw[start:end].lower() != told:
                        continue
                    if points.begins(raw, start) and points.ends(raw, end):
                        yield start, end
                    else:
                        self.inside.add(told.decode())
                at = raw.find(b"@", at + 1)
        for span, digits, is_whole in points.numbers(raw) if self._phones else ():
            if digits in self._phones:
                if is_whole:
                    yield span
                else:
                    self.inside.add(digits.decode())
        if self._mention is not None:
            yield from (
                span for span, key in mentioned(raw)
                if keys.added(self._mention, key) in self.listed
            )

    def are_in(self, raw: bytes) -> bool:
        """Whether any of them is there."""
        return next(self.spans(raw), None) is not None

    def masked(self, raw: bytes) -> bytes:
        """The bytes with each of them blanked out, of the same length."""
        made = bytearray(raw)
        for start, end in self.spans(raw):
            made[start:end] = b"x" * (end - start)
        return bytes(made)

    def written(self) -> list[str]:
        """Each of them in the ways it is mostly written, to be searched for as it stands.

        Without those of which only hashes are left, and those met inside of others'.
        """
        found = []
        for kind, point in self.points:
            if point in self.inside:
                continue
            if kind == "email":
                found.append(point)
            else:
                area, exchange, line = point[:3], point[3:6], point[6:]
                found += [point, f"({area}) {exchange}-{line}", f"{area}-{exchange}-{line}"]
        return found


def mentioned(raw: bytes) -> Iterator[tuple[points.Span, str]]:
    """Each address and number in the bytes, where it stands and in the form that is compared."""
    for start, end in points.addresses(raw):
        yield (start, end), keys.email_key(raw[start:end].decode("latin-1"))
    for span, digits, is_whole in points.numbers(raw):
        if is_whole:
            yield span, digits.decode()


def _around(raw: bytes, at: int) -> bytes:
    return raw[max(0, at - _NEAR) : at + _NEAR + 1]
