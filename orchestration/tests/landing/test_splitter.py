"""I1, without a database: the splitters lose no byte, whatever the bytes are."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.lib.landing import json_records
from orchestration.lib.landing.csv_records import CsvRecords, Rows, Trouble, escape, unescape

_NASTY = st.lists(
    st.sampled_from(
        [
            b"a", b"b", b"7", b",", b",", b'"', b'"', b'""', b"\n", b"\n", b"\r\n", b"\r", b"\t",
            b"\\", b"\\.", b"\\N", b"\0", b"\xff", b"\xe9", "é".encode(), "\u2028".encode(),
            "\x85".encode(), b"\x0b", b" ", b";", b"|", b"x,y,z\n", b'"a","b","c"\n',
            b"\xef\xbb\xbf",
        ]
    ),
    max_size=60,
).map(b"".join)


def _events(raw: bytes, piece: int, longest: int = 200) -> list[Rows | Trouble]:
    return list(CsvRecords(io.BytesIO(raw), ",", 3, piece=piece, longest=longest))


def _ranges(events: list[Rows | Trouble]) -> list[tuple[int, int, int, bytes | str]]:
    """start, end, line and outcome of every record and every trouble."""
    found: list[tuple[int, int, int, bytes | str]] = []
    for event in events:
        if isinstance(event, Trouble):
            found.append((event.start, event.end, event.line, event.rule))
        else:
            for index, line in enumerate(event.lines):
                start, end = event.range(index)
                found.append((event.offset + start, event.offset + end, event.number(index), line))
    return found


@settings(max_examples=1500)
@given(_NASTY, st.integers(1, 40))
@example(b'1,2,3\n4,"5,6\n7,8,9\n', 5)
@example(b'1,2,3\r\n"4",5,6\r7,8,9', 1)
def test_every_byte_is_in_exactly_one_range(raw: bytes, piece: int) -> None:
    ranges = _ranges(_events(raw, piece))
    position = 0
    for start, end, _, _ in ranges:
        assert start == position
        assert end > start
        position = end
    assert position == len(raw)


@settings(max_examples=700)
@given(_NASTY, st.integers(1, 40))
def test_what_comes_out_does_not_depend_on_how_the_bytes_arrive(raw: bytes, piece: int) -> None:
    assert _ranges(_events(raw, piece)) == _ranges(_events(raw, 1 << 16))


@settings(max_examples=500)
@given(_NASTY)
def test_lines_are_numbered_as_an_editor_does(raw: bytes) -> None:
    for start, _, line, _ in _ranges(_events(raw, 17)):
        before = raw[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        assert line == before.count(b"\n") + 1


_FIELDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=12
)


@settings(max_examples=500)
@given(
    st.lists(st.lists(_FIELDS, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(1, 60),
)
def test_what_a_writer_wrote_comes_back(
    records: list[list[str]], line_end: str, quoting: int, piece: int
) -> None:
    # Python's writer leaves a lone CR unquoted; every reader takes it for a line end then.
    lone = any("\r" in field for record in records for field in record)
    quoting = csv.QUOTE_ALL if lone else quoting
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end, quoting=quoting).writerows(records)  # type: ignore[arg-type]
    found = _ranges(_events(text.getvalue().encode(), piece, longest=1 << 20))
    assert [
        [unescape(field) for field in outcome.decode().split("\t")]
        for _, _, _, outcome in found
        if isinstance(outcome, bytes)
    ] == records


@given(_FIELDS)
def test_escaping_round_trips(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not set(escape(text)) & set("\t\n\r")


@pytest.mark.parametrize("stray", [10, 500, 998])
def test_a_stray_quote_costs_one_record(stray: int) -> None:
    lines = [b"%d,plain,text\n" % number for number in range(1000)]
    lines[stray] = b'%d,"plain,text\n' % stray
    outcomes = [outcome for _, _, _, outcome in _ranges(_events(b"".join(lines), 4096, 1 << 20))]
    assert len(outcomes) == 1000
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["unclosed_quote"]


def test_a_line_beyond_the_limit_is_passed_over_in_little_memory() -> None:
    raw = b"1,2,3\n" + b"x" * 5000 + b"\n4,5,6\n"
    found = _ranges(_events(raw, 64))
    assert [outcome for _, _, _, outcome in found] == [b"1\t2\t3", "too_long", b"4\t5\t6"]
    assert found[1][:2] == (6, 5007)


_JSON_NASTY = st.lists(
    st.sampled_from(
        [
            b"{", b"}", b"[", b"]", b'"', b'"id"', b":", b",", b"1", b"null", b"NaN", b"\\", b"\n",
            b" ", b'{"id": 1}', b'{"id": 2}\n', b'{"_embedded": {"toy:people": [', b"]}}",
            b'{"id": {"id": [{}]}},', b"\xff", b'"\\u0000"', b'"\\""',
        ]
    ),
    max_size=40,
).map(b"".join)


@settings(max_examples=1200)
@given(_JSON_NASTY, st.booleans())
def test_json_records_never_overlap_and_hold_their_own_bytes(raw: bytes, by_line: bool) -> None:
    position = 0
    for record in json_records.records(io.BytesIO(raw), "_embedded.toy:people", by_line):
        assert position <= record.start <= record.end <= len(raw)
        position = record.end
        assert record.raw == raw[record.start : record.end]
        assert record.line == raw[: record.start].count(b"\n") + 1
        if record.rule is None:
            json_records.parse(record.raw)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3),
    max_leaves=8,
)
_RECORDS = st.lists(
    st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), _VALUES, max_size=4),
    max_size=5,
)


@settings(max_examples=300)
@given(_RECORDS, st.sampled_from([None, 2]), st.sampled_from(["page", "array", "lines"]))
def test_json_records_are_found_in_every_wrapping(
    records: list[dict[str, object]], indent: int | None, wrapping: str
) -> None:
    if wrapping == "page":
        page = {"total": 9, "_embedded": {"other": [{"id": 0}], "toy:people": records}, "a": []}
        raw = json.dumps(page, indent=indent, ensure_ascii=False).encode()
    elif wrapping == "array":
        raw = json.dumps(records, indent=indent, ensure_ascii=False).encode()
    else:
        raw = "".join(json.dumps(record) + "\n" for record in records).encode()
    found = list(
        json_records.records(io.BytesIO(raw), "_embedded.toy:people", wrapping == "lines")
    )
    assert [json.loads(record.raw) for record in found] == records
    assert all(record.rule is None for record in found)


@pytest.mark.parametrize(
    ("head", "is_lines"),
    [
        (b'{"id": 1}\n{"id": 2}\n', True),
        (b'{"id": 1,}\n{"id": 2}\n', True),
        (b'{"page": 1, "people": [\n{"id": 1},\n{"id": 2}]}', False),
        (b'{"people": [{"id": 1},\n{"id": 2}]}', False),
        (b'[{"id": 1},\n{"id": 2}]', False),
        (b'{"id": 1}\n', False),
    ],
)
def test_json_lines_are_told_from_a_page_over_several_lines(head: bytes, is_lines: bool) -> None:
    assert json_records.is_one_document_a_line(head) is is_lines
