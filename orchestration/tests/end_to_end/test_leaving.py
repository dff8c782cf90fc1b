"""An organization leaves a warehouse it shared, and what it takes along makes the same marts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import psycopg
import pytest

from orchestration.lib import audit, settings
from orchestration.lib.build.gates import ledger as verdicts
from orchestration.lib.landing import quarantine
from orchestration.lib.landing.lander import land_path
from orchestration.lib.landing.load import Load
from orchestration.lib.leaving import arrive, fingerprints, package, tables
from orchestration.lib.leaving.errors import CannotArrive, DamagedPackage
from orchestration.lib.privacy import keys, landed, retain
from orchestration.lib.privacy.words import Words
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse import connect, lease, prepare
from orchestration.tests.end_to_end import small_project
from orchestration.tests.end_to_end.small_project import SmallProject
from orchestration.tests.orchestration.exports import CANARY, spoke_users
from simulation import simulate

OWN = "county_spoke,spoke,county_organizers,County Organizers,7,UTC,utf-8,"
OTHER = "other_spoke,spoke,state_alliance,State Alliance,8,UTC,utf-8,"
# Canon, what people are shown first, and the marts that say what only the ledger knows. The others
# are made of these; `import-all` itself compares every one when it builds.
MARTS = ("interactions", "program_360", "people", "source_status", "ledger_exceptions")
BUILD = ("dbt", "--quiet", "build", "--exclude-resource-type", "test", "unit_test", "--select",
         "+path:models/canon", "+path:models/marts/portability", *(f"+{name}" for name in MARTS))
_SAYS = (
    "insert into landing.steward_decisions (left_record_key, right_record_key, decision_code,"
    " decided_by, reason) values (%s, %s, 'no', 'somebody', %s)"
)
EXPORT = ("export-all", "--organization", "county_organizers", "--without-tables", "--to")


@dataclass(frozen=True)
class Left:
    """What the organization had, what it took along, and what became of that elsewhere."""

    folder: Path
    zipped: Path
    before: fingerprints.Prints
    after: fingerprints.Prints
    ledger: list[list[tuple[Any, ...]]]
    killed: list[int]
    half: str
    tables: Path
    trail: list[str]
    twice: str
    forgotten: Forgotten


@dataclass(frozen=True)
class Forgotten:
    """A warehouse that forgot somebody, the one made of its package, and what came there then."""

    counts: list[list[tuple[Any, ...]]]
    refusal: str
    again: Load
    still_there: list[tuple[Any, ...]]
    mode: int


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    place = tmp_path_factory.mktemp("leaving")
    project = small_project.make(
        tmp_path_factory.mktemp("project"), ("spoke",), has_unit_tests=False
    )
    simulate(60, 1, place / "world", days=2, workers=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_SOURCES", str(project.folder / "seeds/registry/sources.csv"))
        patch.setenv("DBT_TARGET_PATH", str(place / "target"))
        _alone_in_the_registry(project)
        with scratch_warehouse(waits_for_disk=False):
            _arrive(place)
            _run(project, *BUILD)
            before, ledger = _prints(), _ledger()
            _another_arrives(project, place)
            killed = [_killed(project, "file_copied", *EXPORT, str(place / "left"))]
            assert not (place / "left").exists()
            _run(project, *EXPORT, str(place / "left"))
            _run(project, *EXPORT, str(place / "left.zip"))
            with connect() as connection:
                trail = [each.action_code for each in audit.entries(connection)]
        with scratch_warehouse(waits_for_disk=False):
            killed.append(_killed(project, "load_replayed", "import-all", str(place / "left.zip")))
            half = _refusal()
            _run(project, "import-all", str(place / "left.zip"), "--without-build")
            _run(project, *BUILD)
            after, moved, read = _prints(), _ledger(), _tables(place)
            forgot = _forget(project, place)
            with pytest.raises(CannotArrive) as again:
                arrive.arrive(place / "left.zip", "somebody", is_built=False)
        with scratch_warehouse(waits_for_disk=False):
            yield Left(
                place / "left", place / "left.zip", before, after, [ledger, moved], killed, half,
                read, trail, str(again.value), _arrive_without(project, place, forgot),
            )


def _alone_in_the_registry(project: SmallProject) -> None:
    """The registry of the organization alone, as it is once all others are gone."""
    project.register(OWN)
    for name, others in (
        ("organizations", ("national_network,",)), ("affiliations", ("state_alliance,",)),
        ("organization_regions", ("state_alliance,",)), ("roles", ("organization,state_alliance",)),
    ):
        path = project.folder / "seeds" / "registry" / f"{name}.csv"
        kept = [line for line in path.read_text().splitlines() if not line.startswith(others)]
        path.write_text("\n".join([*kept, ""]))
    roles = project.folder / "seeds" / "registry" / "roles.csv"
    kept = [line for line in roles.read_text().splitlines()
            if not line.startswith("source,") or "county_spoke" in line]
    roles.write_text("\n".join([*kept, ""]))


def _run(project: SmallProject, *arguments: str) -> str:
    """A command in the project, whose dbt keeps what it has read."""
    done = _started(project, {}, *arguments)
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def _killed(project: SmallProject, crash_at: str, *arguments: str) -> int:
    return _started(project, {"KITH_CRASH_AT": crash_at}, *arguments).returncode


def _started(
    project: SmallProject, more: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=project.folder, env=os.environ | {"PYTHONPATH": str(project.folder)} | more,
        capture_output=True, text=True, check=False,
    )


def _arrive(place: Path) -> None:
    """Two days' exports; a bad record that is mended, one dismissed; a file that is refused."""
    for day in sorted((place / "world" / "days").iterdir()):
        land_path(day / "county_spoke", "county_spoke")
        _let_in("county_spoke")
    bad = spoke_users(place, "20270101", 4)
    bad.write_text(bad.read_text().replace(CANARY, "known").replace("\n2,", "\n,").replace(
        "\n3,", "\n0,").replace("\n4,", "\n,"))
    land_path(bad, "county_spoke")
    _let_in("county_spoke")
    mended, dismissed, done_with = quarantine.open_items("county_spoke")[-3:]
    raw = quarantine.raw_bytes(mended.quarantine_id)
    assert quarantine.retry(mended.quarantine_id, b"9002" + raw).records_landed == 1
    quarantine.dismiss(dismissed.quarantine_id)
    quarantine.dismiss(done_with.quarantine_id)
    _let_in("county_spoke")
    with connect() as connection:
        connection.execute(
            "update landing.quarantine set resolved_at = now() - interval '10 years'"
            " where quarantine_id = %s", [done_with.quarantine_id],
        )
    retain.retain("somebody")
    with connect() as connection:
        connection.execute(
            "insert into landing.imported_packages (load_id, source_id, volunteer_id, key_id,"
            " exported_at, imported_by) select load_id, source_id, 'v', 'k', now(), 'somebody'"
            " from landing.loads order by load_id limit 1"
        )
        connection.execute(_SAYS, ["county_spoke/user/1", "county_spoke/user/2", "told apart"])
        _grant(connection, "county_spoke/user/1", "county_organizers")
        connection.execute(
            "insert into landing.grant_revocations (record_key, grant_id, reason, recorded_by)"
            " select record_key, grant_id, 'asked', 'somebody' from landing.grants"
        )
    (place / "user_20270102.csv").write_text("")
    land_path(place / "user_20270102.csv", "county_spoke")


def _let_in(source_id: str) -> None:
    """Released, without asking what the gates think of so few records."""
    for _, loads, _ in verdicts.waiting_exports(source_id):
        verdicts.settle(source_id, loads, None)


def _another_arrives(project: SmallProject, place: Path) -> None:
    """Another organization's people, and what a steward says of one of theirs and one of ours."""
    project.register(OWN, OTHER)
    prepare()
    land_path(spoke_users(place / "theirs", "20260601", 4), "other_spoke")
    _let_in("other_spoke")
    with connect() as connection:
        connection.execute(_SAYS, ["county_spoke/user/1", "other_spoke/user/1", CANARY])
        _grant(connection, "other_spoke/user/1", "state_alliance")
        connection.execute(
            "insert into identity.person_id_history select 'other_spoke/user/1', %s, null, 1,"
            " run_id, valid_from_at from identity.person_id_history limit 1",
            [f"p_{CANARY}"],
        )


def _grant(connection: psycopg.Connection, record_key: str, organization_id: str) -> None:
    """A volunteer's word that an organization may use what they made for it."""
    connection.execute(
        "insert into landing.grants (record_key, records_of_id, organization_id, purposes,"
        " starts_at, grant_text_id, grant_text_version, recorded_by)"
        " values (%s, %s, %s, 'organizing', '2026-01-01', 'to_organize', 1, 'somebody')",
        [record_key, organization_id, organization_id],
    )


def _prints() -> fingerprints.Prints:
    with connect("kith_builder") as connection:
        return fingerprints.take(connection, arrive.relations(connection))


def _ledger() -> list[tuple[Any, ...]]:
    """Every load, record set aside and person id, but for who is told."""
    with connect() as connection:
        return [
            *connection.execute(
                "select load_id, source_id, file_id, file_name, extracted_at, loaded_at, status,"
                " method, rule, records_read, records_landed, records_unchanged,"
                " records_quarantined, released_at, held_at, dismissed_at, is_to_revisit"
                " from landing.loads order by load_id"
            ),
            *connection.execute(
                "select quarantine_id, load_id, line, status, created_at, resolved_at,"
                " resolved_by_load_id, md5(raw_bytes) from landing.quarantine order by 1"
            ),
            *connection.execute("select * from identity.person_id_history order by record_key"),
            *connection.execute("select * from landing.imported_packages order by load_id"),
            *connection.execute("select * from landing.grants order by grant_id"),
            *connection.execute("select * from landing.grant_revocations order by 1"),
        ]


def _forget(project: SmallProject, place: Path) -> list[tuple[Any, ...]]:
    """Forget a texter, and leave with the list of the forgotten; the counts of each load."""
    record = ("county_spoke", "user", "1")
    with connect() as connection:
        connection.execute(
            "with person as (insert into landing.forgotten_people"
            "  (subject_key, key_check, asked_by, reason, done_at)"
            "  values ('s', %s, 'somebody', 'they asked', now())"
            "  returning forgetting_id)"
            " insert into landing.suppression_list (key_hash, kind_code, forgetting_id)"
            " select hash, 'record', forgetting_id from person, unnest(%s::bytea[]) as hash",
            [keys.keyed("check").hex(), [keys.keyed("record", *record)]],
        )
    assert landed.take_out("county_spoke", Words([]))["files rewritten"] > 0
    landed.sweep()
    _run(project, *EXPORT, str(place / "alone.zip"))
    return _counts()


def _arrive_without(
    project: SmallProject, place: Path, counts: list[tuple[Any, ...]]
) -> Forgotten:
    """Import that, first where something landed and then where nothing has; they come once more."""
    with connect() as connection:
        connection.execute(
            "insert into landing.loads (load_id, source_id, file_id, file_name, size_bytes, method,"
            " extracted_at, status, rule, message, advice) overriding system value values (1,"
            " 'other_spoke', 'f', 'user.csv', 0, 'file', now(), 'refused', 'empty', 'm', 'a')"
        )
    with pytest.raises(CannotArrive) as refused:
        arrive.arrive(place / "alone.zip", "somebody", is_built=False)
    with connect() as connection:
        connection.execute("delete from landing.loads")
    _run(project, "import-all", str(place / "alone.zip"), "--without-build")
    arrived = _counts()
    with connect() as connection:
        # A source of packages takes no export that nobody signed.
        connection.execute("delete from landing.imported_packages")
    again = spoke_users(place / "again", "20270105", 1)
    load = land_path(again, "county_spoke")[0]
    with connect() as connection:
        there = connection.execute(
            "select _load_id from landing.spoke__user where _record_id = '1'"
        ).fetchall()
    mode = (settings.folder("secrets") / "suppression").stat().st_mode & 0o777
    return Forgotten([counts, arrived], str(refused.value), load, there, mode)


def _counts() -> list[tuple[Any, ...]]:
    with connect() as connection:
        return connection.execute(
            "select load_id, records_read, records_landed, records_unchanged, records_quarantined,"
            " records_suppressed from landing.loads order by load_id"
        ).fetchall()


def _refusal() -> str:
    with pytest.raises(lease.HalfImported) as refused, lease.hold("a build", "a build"):
        pass
    return str(refused.value)


def _tables(place: Path) -> Path:
    """Some of the tables to be read, and their Data Package."""
    folder = place / "read"
    folder.mkdir()
    manifest = json.loads((place / "target" / "manifest.json").read_text())
    known = {each.name: each for each in tables.of_manifest(manifest)}
    with connect() as connection:
        # The export of tables itself is of a warehouse made of what it wrote, where this follows
        # from the grants and revocations that came along.
        connection.execute(
            "insert into landing.withdrawn_records select source_id, record_type, record_id,"
            " 'county_organizers', true, now() from canon.people order by record_id limit 1"
            " on conflict do nothing"
        )
        resources = [
            tables.write(connection, known[name], folder, "county_organizers")
            for name in ("canon.people", "marts.interactions", "marts.program_360")
        ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "left", "resources": resources}))
    return folder


def test_every_table_comes_out_as_it_was(left: Left) -> None:
    assert fingerprints.differing(left.before, left.after) == {}
    assert sum(count for count, _ in left.before.values()) > 500
    assert left.before["marts.interactions"][0] > 0


def test_files_land_with_their_numbers_times_and_verdicts(left: Left) -> None:
    there, here = left.ledger
    assert here == there
    assert {row[6] for row in there if len(row) == 17} == {"landed", "refused"}


def test_what_is_kept_no_longer_does_not_come_back(left: Left) -> None:
    """A dismissed record that was deleted is counted, as before, and isn't open again."""
    for rows in left.ledger:
        counted = sum(row[12] for row in rows if len(row) == 17)
        kept = [row for row in rows if len(row) == 8 and row[3] in ("open", "landed", "dismissed")]
        assert counted == len(kept) + 1


def test_nobody_who_was_forgotten_comes_back(left: Left) -> None:
    there, here = left.forgotten.counts
    assert here == there and sum(row[-1] for row in here) > 0
    assert (left.forgotten.again.records_suppressed, left.forgotten.again.records_landed) == (1, 0)
    assert left.forgotten.still_there == []
    assert left.forgotten.mode == 0o600


def test_a_list_of_forgotten_people_goes_where_its_key_is(left: Left) -> None:
    assert "only its own key" in left.forgotten.refusal


def test_nothing_of_another_organization_is_in_it(left: Left) -> None:
    with zipfile.ZipFile(left.zipped) as zipped:
        texts = {name: zipped.read(name) for name in zipped.namelist()}
    found = [
        name for name, text in texts.items()
        for canary in (CANARY, "other_spoke") if canary.encode() in text
    ]
    assert found == []
    assert b"told apart" in texts["rebuild/ledger/steward_decisions.csv"]
    assert package.Package(left.zipped).manifest["left_out"]["steward_decisions"] == 1


def test_a_killed_export_or_import_leaves_nothing_half(left: Left) -> None:
    assert left.killed == [-9, -9]
    assert "not finished" in left.half
    assert not list(left.folder.parent.glob("*.partial"))


def test_an_export_is_noted(left: Left) -> None:
    assert left.trail.count("exported_all") == 2


def test_what_is_here_already_is_not_imported_again(left: Left) -> None:
    assert "was imported on" in left.twice


def test_the_tables_are_a_valid_data_package(left: Left) -> None:
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(str(left.tables / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]


def test_what_a_volunteer_took_back_is_in_no_table(left: Left) -> None:
    count = "select count(*) from read_parquet($file)"
    shown = duckdb.connect().execute(count, {"file": str(left.tables / "canon/people.parquet")})
    assert shown.fetchall() == [(left.after["canon.people"][0] - 1,)]


def test_duckdb_reads_what_the_readme_shows(left: Left, monkeypatch: pytest.MonkeyPatch) -> None:
    told = (Path(package.__file__).parent / "readme_reading.txt").read_text()
    query = told.split("```sql")[1].split("```")[0]
    monkeypatch.chdir(left.tables)
    shown = duckdb.connect().execute(query).fetchall()
    assert shown
    plain = duckdb.connect().execute(query.replace(".parquet", ".csv")).fetchall()
    assert sorted(plain) == sorted(shown)


def test_the_same_warehouse_gives_the_same_package(left: Left) -> None:
    package_id = package.Package(left.zipped).package_id
    assert package.Package(left.folder).package_id == package_id


@pytest.mark.parametrize("harm", ["changed", "missing", "added", "linked", "above"])
def test_a_harmed_package_is_refused_by_name(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "package"
    (folder / "rebuild").mkdir(parents=True)
    (folder / "rebuild" / "file.csv").write_text("id\n1\n")
    (folder / package.MANIFEST).write_text(f'{{"format": "{package.FORMAT}"}}')
    assert package.seal(folder) == package.seal(folder)
    package.Package(folder).check(lambda done, total: None)
    harmed = folder / "rebuild" / "file.csv"
    if harm == "changed":
        harmed.write_text("id\n2\n")
    elif harm == "missing":
        harmed.unlink()
    elif harm == "added":
        (folder / "rebuild" / "file.csv.more").write_text("")
    elif harm == "linked":
        harmed.unlink()
        harmed.symlink_to("/etc/hostname")
    else:
        sums = folder / package.CHECKSUMS
        sums.write_text(sums.read_text().replace("rebuild/file.csv", "../file.csv"))
    with pytest.raises(DamagedPackage, match=r"file\.csv|link|checksums"):
        package.Package(folder).check(lambda done, total: None)
