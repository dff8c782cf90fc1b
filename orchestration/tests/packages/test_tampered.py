"""A package changed after it was signed is refused, whatever was changed, and lands nothing."""

from __future__ import annotations

import json
import random
import string
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from orchestration.lib.landing import lander
from orchestration.lib.packages import importing, sign, unpack
from orchestration.lib.packages.refusals import PackageRefused
from orchestration.lib.packages.verify import verify
from orchestration.tests.packages import made
from orchestration.tests.packages.made import Files

SEED, VARIANTS = 7, 500
# Of the package's people: what no message may hold.
PERSONAL = ("Imani", "Brooks", "Quinn", "mail.example", "6145550119", "HYPERLINK")

Tampering = Callable[[random.Random, Files], Files]


def _byte(lot: random.Random, files: Files) -> Files:
    name = lot.choice([name for name in sorted(files) if files[name]])
    changed = bytearray(files[name])
    at = lot.randrange(len(changed))
    changed[at] ^= 1 << lot.randrange(8)
    return files | {name: bytes(changed)}


def _cut(lot: random.Random, files: Files) -> Files:
    name = lot.choice([name for name in sorted(files) if len(files[name]) > 1])
    return files | {name: files[name][: lot.randrange(len(files[name]))]}


def _row(lot: random.Random, files: Files) -> Files:
    """Rows dropped, told twice, or in another order; the lists of sums are made to fit."""
    name = lot.choice([n for n in sorted(files) if n.startswith("data/") and "merges" not in n])
    lines = files[name].splitlines(keepends=True)
    first = 1 if name.endswith(".csv") else 0
    at = lot.randrange(first, len(lines))
    kind = lot.choice(("drop", "twice", "swap")) if len(lines) > first + 1 else "drop"
    if kind == "swap":
        other = lot.choice([place for place in range(first, len(lines)) if place != at])
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at : at + 1] = [] if kind == "drop" else [lines[at]] * 2
    changed = {n: c for n, c in files.items() if n not in ("checksums.sha256", "signature.json")}
    changed[name] = b"".join(lines)
    changed["datapackage.json"] = made.as_json(made.manifest(changed))
    return made.signed(changed) | {"signature.json": files["signature.json"]}


def _dropped(lot: random.Random, files: Files) -> Files:
    gone = lot.choice(sorted(files))
    return {name: content for name, content in files.items() if name != gone}


def _added(lot: random.Random, files: Files) -> Files:
    name = lot.choice((
        f"contacts/{lot.randrange(16**32):032x}.json", "osdi/osdi_answers.json", "data/more.csv",
        "run.sh", "data/people.csv.gz", "signature2.json",
    ))
    return files | {name: lot.randbytes(40)}


def _renamed(lot: random.Random, files: Files) -> Files:
    one, other = lot.sample([n for n in sorted(files) if files[n] != b"{}\n"], 2)
    return files | {one: files[other], other: files[one]}


def _sums(lot: random.Random, files: Files) -> Files:
    """A line of the sums in capitals, gone, twice or of another file."""
    lines = files["checksums.sha256"].decode().splitlines(keepends=True)
    at = lot.randrange(len(lines))
    sum_, _, path = lines[at].partition("  ")
    lines[at] = lot.choice((
        f"{sum_.upper()}  {path}", "", lines[at] * 2, f"{sum_}  ../{path}", f"{sum_} *{path}",
        f"{sum_[::-1]}  {path}",
    ))
    return files | {"checksums.sha256": "".join(lines).encode()}


def _another_key(lot: random.Random, files: Files) -> Files:
    """Signed again, rightly, with a key that nobody here trusts."""
    key = Ed25519PrivateKey.from_private_bytes(lot.randbytes(32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign, "private_key", lambda: key)
        return made.signed({n: c for n, c in files.items() if n not in (
            "checksums.sha256", "signature.json")})


TAMPERINGS: tuple[Tampering, ...] = (
    _byte, _byte, _byte, _cut, _row, _row, _dropped, _added, _renamed, _sums, _another_key,
)


def _of_archive(lot: random.Random, path: Path) -> bytes:
    """A byte of the archive changed, or some cut off, put before it or behind it.

    The last byte of what is deflated has bits that mean nothing to anybody: those are let be.
    """
    whole = path.read_bytes()
    ends = {each.start + each.packed_size - 1 for each in unpack.read(path).entries.values()}
    kind = lot.choice(("byte", "byte", "byte", "cut", "before", "behind", "claim"))
    if kind == "byte":
        at = lot.choice([place for place in range(len(whole)) if place not in ends])
        return whole[:at] + bytes([whole[at] ^ (1 << lot.randrange(8))]) + whole[at + 1 :]
    if kind == "claim":
        at = whole.index(b"PK\1\2", lot.randrange(len(whole) // 2)) + 24
        return whole[:at] + struct.pack("<L", 10_000_000_000 % 2**32) + whole[at + 4 :]
    if kind == "cut":
        return whole[: lot.randrange(len(whole))]
    more = lot.randbytes(lot.randrange(1, 30))
    return more + whole if kind == "before" else whole + more


def test_500_tampered_packages_are_refused_and_nothing_lands(
    tmp_path: Path, own_home: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    landed: list[object] = []
    monkeypatch.setattr(lander, "_land", lambda *told: landed.append(told))
    monkeypatch.setattr(importing, "_check_earlier", lambda *told: landed.append(told))
    lot = random.Random(SEED)
    files = made.signed(made.files(made.rows()))
    whole = made.packed(files, tmp_path, "whole.zip")
    rules: dict[str, int] = {}
    for number in range(VARIANTS):
        if number % 4 == 0:
            variant = tmp_path / f"{number}.zip"
            variant.write_bytes(_of_archive(lot, whole))
        else:
            tampering = TAMPERINGS[lot.randrange(len(TAMPERINGS))]
            changed = tampering(lot, files)
            assert changed != files, tampering.__name__
            variant = made.packed(changed, tmp_path, f"{number}.zip")
        with pytest.raises(PackageRefused) as refused:
            importing.import_package(variant, source, "tests")
        rules[refused.value.rule] = rules.get(refused.value.rule, 0) + 1
        assert not any(value in str(refused.value) for value in PERSONAL)
    assert landed == []
    assert sum(rules.values()) == VARIANTS
    # Each for what was done to it, and not all by the first thing that is looked at.
    assert {
        "altered_file", "dropped_file", "extra_file", "unknown_file", "wrong_signature",
        "unknown_key", "not_a_package", "schema",
    } <= rules.keys()
    assert [path for path in (own_home / "archive").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("change", [
    lambda text: text.replace("{", '{"note": "x", ', 1),
    lambda text: text.replace("{", '{"signed": "other", ', 1),
    lambda text: text.replace("  ", " "),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.rstrip(),
    lambda text: text + "\n",
    lambda text: text.replace('"Ed25519"', '"\\u0045d25519"'),
    lambda text: text.replace('=="', '==="'),
    lambda text: json.dumps(dict(reversed(json.loads(text).items())), indent=2) + "\n",
    # The last sextet of either holds bits that stand for nothing.
    lambda text: _next_sextet(text, '="'),
    lambda text: _next_sextet(text, '=="'),
], ids=["extra", "twice", "spaces", "lines", "cut", "longer", "escape", "padding", "order",
        "loose-key", "loose-signature"])  # fmt: skip
def test_a_signature_is_written_in_one_way_alone(
    tmp_path: Path, own_home: Path, change: Callable[[str], str]
) -> None:
    """It covers every file but its own: what else stood in that would be known to nobody."""
    files = made.signed(made.files(made.rows()))
    text = files["signature.json"].decode()
    assert change(text) != text
    files["signature.json"] = change(text).encode()
    with pytest.raises(PackageRefused, match=r"signature\.json") as refused:
        verify(made.packed(files, tmp_path))
    assert refused.value.rule in ("wrong_signature", "schema")


def test_no_bit_of_a_signature_means_nothing(own_home: Path) -> None:
    content = b"what was signed"
    written = sign.rendered(sign.signature(content))
    passed = [
        (at, bit) for at in range(len(written)) for bit in range(8)
        for changed in [written[:at] + bytes([written[at] ^ 1 << bit]) + written[at + 1 :]]
        for said in [_read(changed)]
        if said and sign.is_rendered(changed, said) and sign.verify(content, said)
    ]
    assert passed == [] and sign.is_rendered(written, json.loads(written))


def _read(written: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(written)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _next_sextet(text: str, end: str) -> str:
    """Another last character before the padding: what it decodes to stays the same."""
    at = text.index(end) - 1
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    return text[:at] + alphabet[alphabet.index(text[at]) + 1] + text[at + 1 :]


def test_the_package_itself_is_let_in(tmp_path: Path, own_home: Path) -> None:
    """Or the 500 would be refused for something else."""
    package = verify(made.package(tmp_path), importing.trusted_keys())
    assert {table: len(ids) for table, ids in package.ids.items()} == {
        "people": 5, "interactions": 5, "relationships": 1, "merges": 0
    }


@pytest.mark.parametrize(("change", "rule", "place"), [
    (lambda f: f.update({"data/people.csv": f["data/people.csv"].replace(b"Ana", b"Eva")}),
     "altered_file", "data/people.csv"),
    (lambda f: f.pop("data/interactions.jsonl"), "dropped_file", "data/interactions.jsonl"),
    (lambda f: f.update({"osdi/osdi_events.json": b"{}"}), "extra_file", "osdi/osdi_events.json"),
    (lambda f: f.update({"checksums.sha256": f["checksums.sha256"].upper()}),
     "checksums", "checksums.sha256, line 1"),
], ids=["altered", "dropped", "extra", "sums"])  # fmt: skip
def test_the_refusal_names_the_first_mismatch(
    tmp_path: Path, own_home: Path, change: Callable[[Files], object], rule: str, place: str
) -> None:
    """Signed by a trusted key, so that nothing but the mismatch speaks against it."""
    package = made.packed(made.signed(made.files(made.rows()), change), tmp_path)
    with pytest.raises(PackageRefused, match=place) as refused:
        verify(package, importing.trusted_keys())
    assert refused.value.rule == rule
