"""What follows the standard of exchange lands without SQL, and a volunteer's package goes round."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import pytest

from orchestration.lib.build import gates
from orchestration.lib.landing.export_time import export_time
from orchestration.lib.landing.lander import land_package, land_path
from orchestration.lib.packages import archive, importing
from orchestration.lib.packages.export import export
from orchestration.lib.packages.refusals import PackageRefused
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.standard import blocks
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.end_to_end import small_project
from orchestration.tests.end_to_end.small_project import SmallProject
from orchestration.tests.packages import example, made

LEVELS = (2, 3, 4)
PACKAGES, HOSTILE, CLAIMING = "volunteers_packages", "hostile_packages", "claiming_packages"
BUILT = ("authored_records", "people", "person_identifiers", "contact_point_suppressions",
         "person_id_aliases", "organizations", "interaction_types")  # fmt: skip
# Whose VANID the example of level 4 says it has: with the same name, and nothing else in common.
VAN_CONTACTS = (
    "VanID,FirstName,MiddleName,LastName,Suffix,VAddress,City,State,Zip5,DOB,Sex,CreatedBy,"
    "DateCreated,DateModified,DateSuppressed\n"
    "5512034,Ana,,Silva,,,,,,,,,2026-01-05 10:00:00,2026-01-05 10:00:00,\n"
)


@dataclass(frozen=True)
class World:
    """What was imported and built. ``package``: the file that was; ``folder``: room for more.

    ``noted`` and ``audited``: what was written down of it, before any test imports more.
    """

    package: Path
    folder: Path
    noted: list[tuple[Any, ...]]
    audited: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("packages")
    project = small_project.make(tmp_path_factory.mktemp("project"), {"kith", "van"})
    sources = [*(f"level_{level}" for level in LEVELS), PACKAGES, HOSTILE, CLAIMING]
    project.register("county_van,van,county_organizers,VAN,5512,UTC,utf-8,", *(
        f"{source},kith,county_organizers,{source},,America/New_York,utf-8," for source in sources
    ))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_SOURCES", str(project.folder / "seeds" / "registry" / "sources.csv"))
        with scratch_warehouse(waits_for_disk=False):
            yield _played(project, sources, folder)


def _played(project: SmallProject, sources: list[str], folder: Path) -> World:
    """Everything landed, let in and built."""
    example.write_example(folder / "example")
    archive.pack(folder / "example", folder / "package.zip")
    importing.import_package(folder / "package.zip", PACKAGES, "tests")
    importing.import_package(made.package(folder, "hostile.zip"), HOSTILE, "tests")
    for level in LEVELS:
        land_path(_zipped(level, folder), f"level_{level}")
    # As a package whose sender got past every check would land.
    land_package(_zipped(4, folder), CLAIMING, export_time)
    (folder / "contacts.csv").write_text(VAN_CONTACTS)
    land_path(folder / "contacts.csv", "county_van")
    for source in ("county_van", *sources):
        verdict = gates.check_source(source)
        assert verdict.is_passed, verdict.told()
    project.kith(
        "dbt", "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
        "-s", *(f"+{model}" for model in BUILT),
    )  # fmt: skip
    noted = _asked("select source_id, volunteer_id, imported_by from landing.imported_packages")
    audited = _asked("select actor from landing.audit_trail where action_code = 'package_imported'")
    return World(folder / "package.zip", folder, sorted(noted), audited)


def _zipped(level: int, folder: Path) -> Path:
    """An example of the standard in one archive, what describes it included."""
    path = folder / f"level-{level}_2026-05-02.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for file in sorted((blocks.folder() / "examples" / f"level-{level}").iterdir()):
            zipped.write(file, file.name)
    return path


def _asked(question: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    with connect() as connection:
        return connection.execute(question, values).fetchall()


@pytest.mark.parametrize("level", LEVELS)
def test_an_example_of_the_standard_lands_and_is_told_in_our_shapes(
    world: World, level: int
) -> None:
    """A level that says more is told more; all of it, without a line of SQL of the vendor's."""
    source = f"level_{level}"
    assert _asked(
        "select status, records_quarantined from landing.loads where source_id = %s", source
    ) == [("landed", 0)]
    told = dict(_asked(
        "select shape, count(*)::int from ("
        " select 'people' as shape, source_id from canon.people"
        " union all select 'answers', source_id from canon.survey_responses"
        " union all select 'attempts', source_id from canon.contact_attempts"
        " union all select 'events', source_id from canon.events"
        " union all select 'merges', source_id from canon.merges"
        " union all select 'gifts', source_id from canon.donations"
        ") as told where source_id = %s group by shape", source,
    ))
    known = {"people": 6, "answers": 2}
    typed = {"attempts": 4, "events": 1, "merges": 2, "gifts": 1}
    assert told == known | (typed if level > 2 else {})


def test_a_package_that_was_exported_again_is_the_same(world: World) -> None:
    """From an empty warehouse, of all the people in which only the volunteer authored anything."""
    ((person,),) = _asked(
        "select person_id from identity.record_persons where source_id = %s and record_id = %s",
        PACKAGES, example.VOLUNTEER,
    )
    again = export(person, "tests", "A round trip", world.folder / "again.zip")
    before, after = _files(world.package), _files(again.path)
    assert [name for name in before if before[name] != after.get(name)] == []
    assert again.path.read_bytes() == world.package.read_bytes()


def _files(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_a_packages_author_is_its_volunteer(world: World) -> None:
    assert _asked(
        "select authored_type_code, author_record_id, count(*)::int from marts.authored_records"
        " where source_id = %s group by 1, 2 order by 1", PACKAGES,
    ) == [
        (code, example.VOLUNTEER, count) for code, count in (
            ("contact_added", 4), ("contact_attempt", 1), ("event", 1), ("message", 1),
            ("relational_contact", 1), ("survey_answer", 1),
        )
    ]


def test_hostile_texts_arrive_as_they_were_and_do_nothing(world: World) -> None:
    """Formulas, SQL and Jinja: in a name, a question and an answer."""
    ((first, last),) = _asked(
        "select first_name, last_name from canon.people where source_id = %s and record_id = %s",
        HOSTILE, made.number(12),
    )
    assert (first, last) == made.HOSTILE[:2]
    assert _asked(
        "select question_name, response_name from canon.survey_responses where source_id = %s",
        HOSTILE,
    ) == [(made.HOSTILE[2], made.HOSTILE[4])]


def test_ids_that_a_package_claims_link_nobody(world: World) -> None:
    """The same records as an ordinary export do, together with the name: so it is the claim."""
    assert sorted(_asked(
        "select source_id, identifier_type from canon.identifiers where identifier_value = %s",
        "5512034",
    )) == [
        (CLAIMING, "claimed_id"), ("county_van", "van_id"), ("level_3", "external_id"),
        ("level_4", "external_id"),
    ]
    links = _asked(
        "select split_part(left_record_key, '/', 1), split_part(right_record_key, '/', 1),"
        " match_type from identity.assertions where 'county_van' in"
        " (split_part(left_record_key, '/', 1), split_part(right_record_key, '/', 1))"
    )
    linked = {source for *pair, _ in links for source in pair} - {"county_van"}
    assert linked and linked <= {"level_3", "level_4"}


def test_a_package_is_noted_with_whose_key_it_was(world: World) -> None:
    assert world.noted == [
        (HOSTILE, made.VOLUNTEER, "tests"), (PACKAGES, example.VOLUNTEER, "tests")
    ]
    assert world.audited == [("tests",), ("tests",)]
    assert _asked(
        "select distinct method from landing.loads where source_id = %s and status = 'landed'",
        PACKAGES,
    ) == [("bundle",)]


def test_an_older_package_does_not_come_back_after_a_newer_one(world: World) -> None:
    newer = made.package(world.folder, "newer.zip", exported_at="2026-06-01T00:00:00Z")
    importing.import_package(newer, HOSTILE, "tests")
    older = made.package(world.folder, "older.zip", exported_at="2026-05-20T00:00:00Z")
    loads = _asked("select count(*)::int from landing.loads")
    with pytest.raises(PackageRefused) as refused:
        importing.import_package(older, HOSTILE, "tests")
    assert refused.value.rule == "replayed"
    assert _asked("select count(*)::int from landing.loads") == loads


def test_nobody_speaks_for_another_volunteers_records(world: World) -> None:
    """Neither with the ids of theirs, nor under their name with another key."""
    other = "v_" + "e" * 32
    taking = made.package(world.folder, "taking.zip", volunteer=other)
    with pytest.raises(PackageRefused) as refused:
        importing.import_package(taking, HOSTILE, "tests")
    assert refused.value.rule == "taken_id"
    apart = made.package(world.folder, "apart.zip", volunteer=other, first=5000)
    assert importing.import_package(apart, HOSTILE, "tests").load.status == "landed"
    with connect() as connection:
        connection.execute(
            "update landing.imported_packages set key_id = 'another' where volunteer_id = %s",
            [other],
        )
    later = made.package(
        world.folder, "later.zip", volunteer=other, first=5000, exported_at="2026-07-01T00:00:00Z"
    )
    with pytest.raises(PackageRefused) as refused:
        importing.import_package(later, HOSTILE, "tests")
    assert refused.value.rule == "another_signer"


def test_a_package_lands_by_no_other_door(world: World) -> None:
    (load,) = land_path(world.package, HOSTILE)
    assert (load.status, load.rule) == ("refused", "signed_package")


def test_no_package_lands_beside_what_is_unsigned(world: World) -> None:
    """What came first could speak for the volunteer, too."""
    with pytest.raises(importing.NoSourceOfPackages, match="nobody signed"):
        importing.import_package(world.package, "level_4", "tests")


def test_nothing_unsigned_lands_beside_packages(world: World) -> None:
    """Nor a package whose signature was taken out, with what was changed since."""
    unsigned = world.folder / "unsigned.zip"
    with zipfile.ZipFile(world.package) as package, zipfile.ZipFile(unsigned, "w") as rest:
        for name in package.namelist():
            if name not in ("signature.json", "checksums.sha256"):
                rest.writestr(name, package.read(name).replace(b"Silva", b"Sylvan"))
    (load,) = land_path(unsigned, PACKAGES)
    assert (load.status, load.rule) == ("refused", "signed_package")
