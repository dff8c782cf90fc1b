"""What no package may be, whoever signed it: an archive that does harm, ids not its own."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.lib.packages import importing, unpack
from orchestration.lib.packages.refusals import PackageRefused
from orchestration.lib.packages.verify import verify
from orchestration.tests.packages import made
from orchestration.tests.packages.made import Rows

pytestmark = pytest.mark.usefixtures("own_home")
Zip = Callable[[zipfile.ZipFile], object]


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
    entry.external_attr = 0o100644 << 16
    return entry


def _refusal(path: Path) -> PackageRefused:
    with pytest.raises(PackageRefused) as refused:
        verify(path, importing.trusted_keys())
    return refused.value


def _archive(path: Path, *names: str, change: Zip = lambda _: None) -> Path:
    """A whole package's files, and entries of these names behind them."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in sorted(made.signed(made.files(made.rows())).items()):
            archive.writestr(_entry(name), content)
        for name in names:
            archive.writestr(_entry(name), b"x")
        change(archive)
    return path


def _link(archive: zipfile.ZipFile) -> None:
    entry = _entry("contacts/link.json")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def _commented(archive: zipfile.ZipFile) -> None:
    archive.comment = b"note"


@pytest.mark.parametrize(("names", "change", "rule"), [
    (("../../.ssh/authorized_keys",), None, "path_traversal"),
    (("data/../../out.csv",), None, "path_traversal"),
    (("/etc/cron.d/run",), None, "path_traversal"),
    (("C:/run.bat",), None, "path_traversal"),
    (("..\\run.bat",), None, "path_traversal"),
    (("data/people.csv",), None, "repeated_entry"),
    (("DATA/People.csv",), None, "repeated_entry"),
    (("data/caf\u00e9.csv", "data/cafe\u0301.csv"), None, "not_a_package"),
    (("data/\ufb01le.csv",), None, "not_a_package"),
    (("data/folder/",), None, "unknown_file"),
    (("more.zip",), None, "unknown_file"),
    ((), _link, "symbolic_link"),
    ((), _commented, "not_a_package"),
    (tuple(f"contacts/{n:032x}.json" for n in range(unpack.MOST_ENTRIES)), None,
     "too_many_entries"),
], ids=["up", "inside-up", "absolute", "drive", "backslash", "twice", "case", "composed",
        "ligature", "folder", "nested", "link", "comment", "many"])  # fmt: skip
def test_an_archive_with_a_name_that_does_harm_is_refused(
    tmp_path: Path, names: tuple[str, ...], change: Zip | None, rule: str
) -> None:
    path = _archive(tmp_path / "a.zip", *names, change=change or (lambda _: None))
    assert _refusal(path).rule == rule
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "home"]


def _changed(whole: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    place = whole.index(mark) + at
    return whole[:place] + value + whole[place + len(value) :]


@pytest.mark.parametrize(("change", "rule"), [
    # The directory says 3.9 GB of a file, and of all the files more than that.
    (lambda b: _changed(b, b"PK\1\2", 24, struct.pack("<L", 0xF0000000)), "not_a_package"),
    (lambda b: _changed(b, b"PK\1\2", 8, b"\1\0"), "encrypted"),
    (lambda b: _changed(b, b"PK\5\6", 8, struct.pack("<2H", 65535, 65535)), "too_many_entries"),
    (lambda b: b"#!/bin/sh\nexit\n" + b, "not_a_package"),
    (lambda b: b + b"\0", "not_a_package"),
    (lambda b: b[:-200], "not_a_package"),
    (lambda b: b"PK", "not_a_package"),
    (lambda b: b"", "not_a_package"),
], ids=["claim", "encrypted", "entries", "script", "behind", "cut", "begun", "empty"])  # fmt: skip
def test_an_archive_that_claims_what_it_is_not_is_refused(
    tmp_path: Path, change: Callable[[bytes], bytes], rule: str
) -> None:
    path = made.package(tmp_path)
    path.write_bytes(change(path.read_bytes()))
    assert _refusal(path).rule == rule


def _bomb(size: int) -> bytes:
    """A deflated run of zeros, as the archive of a package holds it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        entry = _entry("README.md")
        entry.file_size = size
        with archive.open(entry, "w") as sink:
            for _ in range(size >> 20):
                sink.write(bytes(1 << 20))
    return written.getvalue()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(_bomb(64 << 20))
    assert _refusal(tmp_path / "bomb.zip").rule == "inflates_too_far"


def test_a_file_that_grows_further_than_its_directory_says_is_cut_short(tmp_path: Path) -> None:
    """The sizes lie, in both places alike: as many bytes are inflated as they say, and no more."""
    whole = _bomb(8 << 20)
    for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        whole = _changed(whole, mark, at, struct.pack("<L", 1000))
    (tmp_path / "bomb.zip").write_bytes(whole)
    archive = unpack.read(tmp_path / "bomb.zip")
    with pytest.raises(PackageRefused, match=r"README\.md"):
        archive.read("README.md", 1 << 20)
    assert sum(map(len, _pieces(archive))) <= 1000


def _pieces(archive: unpack.Archive) -> list[bytes]:
    found: list[bytes] = []
    with suppress(PackageRefused):
        found.extend(archive.pieces("README.md"))
    return found


def test_ten_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    """A file with a hole: it takes no room, and no time."""
    path = tmp_path / "large.zip"
    with path.open("wb") as handle:
        handle.truncate(10 << 30)
    with pytest.raises(PackageRefused) as refused:
        importing.check_size(path)
    assert refused.value.rule == "too_large"
    assert _refusal(path).rule == "too_large"


def _set(table: str, row: int, column: str, value: str) -> Callable[[Rows], object]:
    return lambda rows: rows[table][row].update({column: value})


OTHER = "v_" + "f" * 32


@pytest.mark.parametrize(("change", "place"), [
    (_set("interactions", 1, "record_id", "12"), "interactions.csv, line 3, column record_id"),
    (_set("people", 1, "source_instance", OTHER), "line 3, column source_instance"),
    (_set("people", 2, "record_id", made.number(11)), "data/people.csv, line 4, column record_id"),
    (_set("people", 3, "record_type", "volunteer"), "data/people.csv, line 5, column record_id"),
    (_set("people", 1, "email", "nobody"), "data/people.csv, line 3, column email"),
    (_set("people", 1, "origin_id", "5512034"), "data/people.csv, line 3, column origin_id"),
    (_set("people", 0, "source_system", "van"), "data/people.csv, line 2, column source_system"),
    (_set("people", 1, "text_consent_code", "opted_in"), "line 3, column text_consent_code"),
    (_set("interactions", 2, "person_record_id", made.number(99)),
     "data/interactions.csv, line 4, column person_record_id"),
    (_set("interactions", 0, "happened_at", "yesterday"), "line 2, column happened_at"),
    (_set("interactions", 0, "collected_by_id", OTHER), "line 2, column collected_by_id"),
    (_set("relationships", 0, "related_record_id", OTHER), "line 2, column related_record_id"),
    (_set("interactions", 0, "exported_at", "2026-05-03T04:00:00Z"), "line 2, column exported_at"),
    (lambda rows: rows["people"].pop(0), "data/people.csv"),
    (lambda rows: rows["merges"].append(dict.fromkeys(("kept_record_id",), made.number(11))),
     "data/merges.csv, line 2"),
], ids=["short-id", "instance", "same-id", "two-volunteers", "email", "van-id", "system", "consent",
        "nobody", "time", "author", "tie", "exported", "no-volunteer", "merge"])  # fmt: skip
def test_a_signed_package_that_claims_more_than_it_may_is_refused(
    tmp_path: Path, change: Callable[[Rows], object], place: str
) -> None:
    rows = made.rows()
    change(rows)
    refused = _refusal(made.packed(made.signed(made.files(rows)), tmp_path))
    assert place in str(refused)
    assert "5512034" not in str(refused) and "nobody," not in str(refused)


@pytest.mark.parametrize("path", ["../../outside.csv", "/etc/passwd", "README.md",
                                  "https://bad.example/people.csv", "data/people.csv"])
def test_the_manifest_may_name_the_packages_own_tables_and_no_more(
    tmp_path: Path, path: str
) -> None:
    files = made.files(made.rows())
    said = made.manifest(files)
    said["resources"][0]["path"] = path
    files["datapackage.json"] = made.as_json(said)
    refused = _refusal(made.packed(made.signed(files), tmp_path))
    assert (refused.rule, refused.file) == ("path_traversal", "datapackage.json")


def test_json_lines_that_say_something_else_than_the_csv_are_refused(tmp_path: Path) -> None:
    files = made.files(made.rows())
    files["data/people.jsonl"] = files["data/people.jsonl"].replace(b'"Ana"', b'"Eva"')
    files["datapackage.json"] = made.as_json(made.manifest(files))
    refused = _refusal(made.packed(made.signed(files), tmp_path))
    assert (refused.file, refused.line) == ("data/people.jsonl", 2)


@pytest.mark.parametrize(("ahead", "is_refused"), [
    (timedelta(hours=12), False), (timedelta(days=2), True), (timedelta(days=365 * 7900), True),
], ids=["a-clock-ahead", "the-day-after-tomorrow", "year-9925"])  # fmt: skip
def test_a_package_of_the_future_is_refused(
    tmp_path: Path, ahead: timedelta, is_refused: bool
) -> None:
    """Whatever came after it would be refused as older, for ever."""
    at = (datetime.now(UTC).replace(microsecond=0) + ahead).isoformat().replace("+00:00", "Z")
    told = made.files(made.rows(exported_at=at), exported_at=at)
    path = made.packed(made.signed(told), tmp_path)
    if is_refused:
        assert _refusal(path).rule == "not_yet"
    else:
        assert verify(path, importing.trusted_keys()).exported_at.isoformat() == at.replace(
            "Z", "+00:00"
        )
