"""Lines of the registry and of vocabularies: which are an organization's, and how they arrive.

A seed that names organizations or sources in its lines is taken along without the lines of others.
One that names none is a rule or a vocabulary of the house, under which the marts were made: whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.leaving.errors import CannotArrive, DamagedPackage
from orchestration.lib.leaving.ownership import Owner
from orchestration.lib.registry.sources import registry_file

FOLDERS = ("registry", "vocabulary", "standard")
_NAME = re.compile(r"(?:registry|vocabulary|standard)(?:/words)?/[a-z0-9_]+\.csv")
# Columns of which a line says whose it is.
_OWNERS = {"organization_id", "source_id", "subject_id"}
# Whose first column names what a line is, once.
_BY_ID = ("registry/organizations.csv", "registry/sources.csv")
Line = dict[str, str]


def own(owner: Owner) -> Iterator[tuple[str, str]]:
    """(path below seeds, text) of each seed, without other organizations' lines."""
    root = settings.PROJECT_ROOT / "seeds"
    for name in FOLDERS:
        for path in sorted((root / name).rglob("*.csv")):
            place = registry_file() if path.name == "sources.csv" else path
            yield str(path.relative_to(root)), _own_lines(path.stem, place.read_text(), owner)


def differing(package: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(path below seeds, text) of the package's seeds that the project has otherwise.

    Raises ``DamagedPackage`` where a path is none of a seed.
    """
    found = []
    for name, text in package:
        if not _NAME.fullmatch(name):
            raise DamagedPackage(f"The package holds {name}, which is no seed.")
        place = _place(name)
        if not place.exists() and not name.startswith("vocabulary/words/"):
            raise CannotArrive(
                f"This project has no seeds/{name}. Import with the version of Kith that the "
                "package names, or a newer one."
            )
        if not place.exists() or place.read_text() != text:
            found.append((name, text))
    return found


def replace(texts: Iterable[tuple[str, str]], kept: Path) -> None:
    """Make the project's seeds those of the package; what they were is copied into ``kept``."""
    for name, text in texts:
        place, copy = _place(name), kept / name
        if place.exists() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            _write(copy, place.read_text())
        _write(place, text)


def add(texts: Iterable[tuple[str, str]], owner: Owner) -> list[str]:
    """Add the package's lines that are about its owner; the seeds that still differ.

    Who is there already keeps their lines, and what is said of everything stays theirs to say.
    """
    differ = []
    for name, text in texts:
        place = _place(name)
        header, lines = _read(text)
        if not _OWNERS & {*header} or not place.exists():
            differ.append(name)
            continue
        there = place.read_text()
        known_header, known = _read(there)
        if known_header != header:
            raise CannotArrive(f"seeds/{name} has other columns here than in the package.")
        ids = {line[header[0]] for line in known} if name in _BY_ID else set()
        new = [line for line in lines if line not in known and line[header[0]] not in ids]
        own_lines = [line for line in new if _may_arrive(name, line, owner)]
        if own_lines != new:
            differ.append(name)
        _write(place, there.rstrip("\n") + "\n" + _written(header, own_lines))
    return differ


def _may_arrive(name: str, line: Line, owner: Owner) -> bool:
    """Whether a line is about the owner alone; an organization that is only named harms nobody."""
    if name == "registry/organizations.csv":
        return True
    if line.get("subject_type") not in (None, "organization", "source"):
        return False
    if line.get("destination_id") and line["destination_id"] not in owner.sources:
        return False
    return _is_own(line, owner)


def _written(header: list[str], lines: Iterable[Line]) -> str:
    out = io.StringIO()
    csv.DictWriter(out, header, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _place(name: str) -> Path:
    if name == "registry/sources.csv":
        return registry_file()
    return settings.PROJECT_ROOT / "seeds" / name


def _own_lines(seed: str, text: str, owner: Owner) -> str:
    header, lines = _read(text)
    if not _OWNERS & {*header}:
        return text
    if seed == "organizations":
        named = {owner.organization_id, *_member_of(owner)}
        kept = [
            line for line in lines
            if line["organization_id"] in named or line["organization_kind"] == "vendor"
        ]
    else:
        kept = [line for line in lines if _is_own(line, owner)]
    if kept == lines:
        return text
    out = io.StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return out.getvalue()


def _is_own(line: Line, owner: Owner) -> bool:
    """Whether the line is about the organization, its sources, its tools or everything."""
    organization, source = line.get("organization_id"), line.get("source_id")
    if "subject_type" in line:
        organization = source = None  # whom it names beside its subject is no owner
    if organization and organization != owner.organization_id:
        return False
    if source and source not in owner.sources:
        return False
    of_kind = {"organization": {owner.organization_id}, "source": {*owner.sources},
               "tool": owner.tools}.get(line.get("subject_type", ""))
    return of_kind is None or line["subject_id"] in of_kind


def _member_of(owner: Owner) -> set[str]:
    """Whom its own lines name as those it is a member of."""
    place = settings.PROJECT_ROOT / "seeds" / "registry" / "affiliations.csv"
    _, lines = _read(place.read_text())
    return {line["member_of_id"] for line in lines if _is_own(line, owner)}


def _read(text: str) -> tuple[list[str], list[Line]]:
    reader = csv.DictReader(io.StringIO(text))
    lines = list(reader)
    return list(reader.fieldnames or []), lines


def _write(place: Path, text: str) -> None:
    """All of it or nothing, whenever the process dies."""
    beside = place.with_name(place.name + ".partial")
    beside.write_text(text)
    beside.replace(place)
