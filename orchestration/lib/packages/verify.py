"""Whether a package is what its signer wrote and as the standard has it, before anything lands.

    archive → names → signature → checksums → manifest → tables

Everything is streamed out of the archive; nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.lib.packages import layout, rows, sign, unpack
from orchestration.lib.packages.refusals import PackageRefused
from orchestration.lib.packages.unpack import Archive

_CHECKSUMS, _SIGNATURE, _MANIFEST = sign.SIGNED, "signature.json", "datapackage.json"
# Bytes of a file that is read whole.
_MOST_OF_A_LIST = 8 << 20
_MOST_OF_A_SIGNATURE = 1 << 16
_TABLES = {
    *(f"data/{table}.csv" for table in layout.TABLES),
    *(f"data/{table}.jsonl" for table in layout.WITH_LINES),
}
_ALWAYS = {
    "README.md", "provenance.json", "resume.json", _CHECKSUMS, _SIGNATURE, _MANIFEST, *_TABLES,
}
_KNOWN = re.compile(
    r"osdi/osdi_(people|canvasses|answers|events)\.json|contacts/(v_)?[0-9a-f]{32}\.json"
)
_CHECKSUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")
_VOLUNTEER = re.compile(r"v_[0-9a-f]{32}")
# Clocks differ, no more than this: whatever came after a package of next year would be too old.
_MOST_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Package:
    """What is known of a package that is as it should be. Ids are opaque.

    ``key_id``: the sha256 of the public key it was signed with. ``exported_at``: as of when it
    is, in UTC. ``ids``: those of each table's records.
    """

    key_id: str
    volunteer_id: str
    exported_at: datetime
    ids: dict[str, set[str]]

    def told(self) -> str:
        """One line for people."""
        counts = ", ".join(
            f"{len(self.ids[table]):,} {table}" for table in layout.WITH_LINES
        )
        return (
            f"Signed by {self.key_id}, as of {self.exported_at:%Y-%m-%d %H:%M} UTC: {counts}. "
            f"The volunteer is {self.volunteer_id} in it."
        )


def verify(path: Path, trusted: Collection[str] | None = None) -> Package:
    """The package at ``path``, everything about it checked.

    ``trusted``: the ids of the keys it may be signed with; None: any, which shows that nothing was
    changed since, and not who made it. Raises ``PackageRefused`` at the first thing that is wrong.
    """
    archive = unpack.read(path)
    _check_names(archive)
    key_id = _check_signature(archive, trusted)
    sums = _check_sums(archive)
    volunteer_id, exported_at = _check_manifest(archive, sums)
    ids = rows.check(archive, volunteer_id, exported_at)
    return Package(key_id, volunteer_id, _instant(exported_at), ids)


def _check_names(archive: Archive) -> None:
    for number, name in enumerate(archive.entries, start=1):
        if name not in _ALWAYS and not _KNOWN.fullmatch(name):
            raise PackageRefused("unknown_file", f"Entry {number} is no file of a package.")
    if missing := sorted(_ALWAYS - archive.entries.keys()):
        raise PackageRefused("dropped_file", "it isn't there.", file=missing[0])
    if list(archive.entries) != sorted(archive.entries):
        raise PackageRefused("not_a_package", "Its files are not in the order of their names.")


def _check_signature(archive: Archive, trusted: Collection[str] | None) -> str:
    said = _json(archive, _SIGNATURE, _MOST_OF_A_SIGNATURE)
    content = archive.read(_CHECKSUMS, _MOST_OF_A_LIST)
    written = archive.read(_SIGNATURE, _MOST_OF_A_SIGNATURE)
    if not sign.is_rendered(written, said) or not sign.verify(content, said):
        raise PackageRefused(
            "wrong_signature", "it is not a signature of checksums.sha256.", file=_SIGNATURE
        )
    key_id = str(said["key_id"])
    if trusted is not None and key_id not in trusted:
        raise PackageRefused(
            "unknown_key", f"it was made with the key {key_id}, which is not trusted here.",
            file=_SIGNATURE,
            advice="Ask the organization it comes from whether that is its key (./kith bundle key "
            "prints it there). If so, add it to seeds/registry/package_keys.csv, or say "
            "--trust-key KEY_ID.",
        )
    return key_id


def _check_sums(archive: Archive) -> dict[str, str]:
    """The sha256 of every file, which are those that were signed."""
    text = archive.read(_CHECKSUMS, _MOST_OF_A_LIST).decode(errors="replace")
    told: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        found = _CHECKSUM.fullmatch(line)
        if not found or found[2] in told:
            raise PackageRefused(
                "checksums", "not a sha256 in lower case and the path of a file.",
                file=_CHECKSUMS, line=number,
            )
        told[found[2]] = found[1]
    present = archive.entries.keys() - {_CHECKSUMS, _SIGNATURE}
    if dropped := sorted(told.keys() - present):
        where = text[: text.index(f"  {dropped[0]}\n")].count("\n") + 1
        raise PackageRefused(
            "dropped_file", "the file it names is not in the archive.", file=_CHECKSUMS, line=where
        )
    for name in sorted(present):
        if name not in told:
            raise PackageRefused("extra_file", "it was not signed.", file=name)
        digest = hashlib.sha256()
        for piece in archive.pieces(name):
            digest.update(piece)
        if digest.hexdigest() != told[name]:
            raise PackageRefused("altered_file", "it is not what was signed.", file=name)
    return told


def _check_manifest(archive: Archive, sums: dict[str, str]) -> tuple[str, str]:
    """The volunteer's id and the export's time, after the manifest was held against the files."""
    said = _json(archive, _MANIFEST, _MOST_OF_A_LIST)
    told = said.get("kith")
    own: dict[str, Any] = told if isinstance(told, dict) else {}
    if own.get("format_version") != layout.FORMAT_VERSION:
        raise PackageRefused(
            "format_version", f"it is not of version {layout.FORMAT_VERSION}.", file=_MANIFEST,
            advice="A newer Kith may know it.",
        )
    resources = said.get("resources")
    listed = resources if isinstance(resources, list) else []
    paths = [each.get("path") if isinstance(each, dict) else None for each in listed]
    for place, (path, each) in enumerate(zip(paths, listed, strict=True)):
        if path not in _TABLES or paths.count(path) > 1:
            raise _of_manifest(place, "path", "path_traversal", "it is no table of a package.")
        if each.get("hash") != f"sha256:{sums[path]}":
            raise _of_manifest(place, "hash", "altered_file", "it is not that of the file.")
        if each.get("bytes") != archive.entries[path].size:
            raise _of_manifest(place, "bytes", "altered_file", "it is not that of the file.")
    if missing := sorted(_TABLES - set(paths)):
        raise PackageRefused("dropped_file", f"it doesn't list {missing[0]}.", file=_MANIFEST)
    volunteer_id, created = str(own.get("volunteer_id")), str(said.get("created"))
    if not _VOLUNTEER.fullmatch(volunteer_id):
        raise PackageRefused("schema", "its volunteer_id is none.", file=_MANIFEST)
    if _instant(created) > datetime.now(UTC) + _MOST_AHEAD:
        raise PackageRefused(
            "not_yet", "created is more than a day from now.", file=_MANIFEST,
            advice="Look at this machine's clock, else ask for the package as it was exported.",
        )
    return volunteer_id, created


def _of_manifest(place: int, key: str, rule: str, message: str) -> PackageRefused:
    return PackageRefused(rule, f"resources[{place}].{key}: {message}", file=_MANIFEST)


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if text.endswith("Z"):
            return found
    except ValueError:
        pass
    raise PackageRefused("schema", "created is no instant in UTC.", file=_MANIFEST)


def _json(archive: Archive, name: str, most: int) -> dict[str, Any]:
    try:
        said = json.loads(archive.read(name, most))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PackageRefused("schema", "it is not a JSON object.", file=name)
    return said
