"""A package of an organization's speaks of nobody else's, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.leaving import foreign, package, seeds
from orchestration.lib.leaving.errors import CannotArrive, DamagedPackage
from orchestration.lib.leaving.package import Package

SOURCES = "source_id,tool,organization_id,account_name,account_id,time_zone,encoding,trust_rank"
OURS = {
    "loads": "load_id,source_id\n1,new_spoke\n",
    "quarantine": "quarantine_id,load_id\n4,1\n",
    "grants": "grant_id,record_key,records_of_id\n1,new_spoke/user/1,newcomers\n",
    "grant_revocations": "record_key,grant_id,records_of_id\nnew_spoke/user/1,1,\n"
    "new_spoke/user/2,,newcomers\n",
    "person_ids": "record_key,person_id\nnew_spoke/user/1,p_1\n",
    "steward_decisions": "left_record_key,right_record_key\nnew_spoke/user/1,new_spoke/user/2\n",
    "sync_intents": "intent_id,destination_id\n7,new_spoke\n",
    "sync_attempts": "attempt_id,intent_id\n8,7\n",
    "forgotten_people": "forgetting_id\n",
}
# What a hostile package says of the records of those whose warehouse it is to come into.
HOSTILE = {
    "a source": ("loads", "2,old_van\n"),
    "another's load": ("quarantine", "5,9\n"),
    "a volunteer": ("grants", "2,old_van/users/1,newcomers\n"),
    "whose records": ("grants", "2,new_spoke/user/1,old_hands\n"),
    "a revocation": ("grant_revocations", "old_van/users/1,,newcomers\n"),
    "another's grant": ("grant_revocations", "new_spoke/user/1,99,\n"),
    "a person": ("person_ids", "old_van/contacts/1,p_2\n"),
    "one of two": ("steward_decisions", "new_spoke/user/1,old_van/contacts/1\n"),
    "a destination": ("sync_intents", "9,old_van\n"),
    "another's intent": ("sync_attempts", "9,99\n"),
}


def _package(folder: Path, **facts: str) -> Package:
    place = folder / "package"
    for name, text in (OURS | facts).items():
        path = place / "rebuild" / "ledger" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    path = place / "rebuild" / "seeds" / "registry" / "sources.csv"
    path.parent.mkdir(parents=True)
    path.write_text(f"{SOURCES}\nnew_spoke,spoke,newcomers,N,1,UTC,utf-8,\n"
                    "old_van,van,old_hands,O,1,UTC,utf-8,\n")
    (place / "manifest.json").write_text(
        f'{{"format": "{package.FORMAT}", "organization_id": "newcomers"}}'
    )
    package.seal(place)
    return Package(place)


def test_a_package_of_its_own_lines_alone_is_let_in(tmp_path: Path) -> None:
    opened = _package(tmp_path)
    owner = foreign.owner_of(opened)
    assert (owner.sources, owner.tools) == (("new_spoke",), frozenset({"spoke"}))
    foreign.check(opened, owner)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_line_about_anothers_is_refused(case: str, tmp_path: Path) -> None:
    fact, line = HOSTILE[case]
    opened = _package(tmp_path, **{fact: OURS[fact] + line})
    with pytest.raises(DamagedPackage, match=rf"record \d of rebuild/ledger/{fact}\.csv"):
        foreign.check(opened, foreign.owner_of(opened))


def test_a_source_that_is_anothers_here_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = _package(tmp_path)
    for organization_id, is_taken in (("newcomers", False), ("old_hands", True)):
        path = tmp_path / f"{organization_id}.csv"
        path.write_text(f"{SOURCES}\nnew_spoke,spoke,{organization_id},N,1,UTC,utf-8,\n")
        monkeypatch.setenv("KITH_SOURCES", str(path))
        if is_taken:
            with pytest.raises(CannotArrive, match="is a source of old_hands here"):
                foreign.check_place(opened, foreign.owner_of(opened))
        else:
            foreign.check_place(opened, foreign.owner_of(opened))


def test_a_list_of_the_forgotten_comes_to_no_others(tmp_path: Path) -> None:
    opened = _package(tmp_path, forgotten_people="forgetting_id\n1\n")
    with pytest.raises(CannotArrive, match="only its own key"):
        foreign.check_place(opened, foreign.owner_of(opened))


REGISTRY = {
    "sources": (
        SOURCES, "old_van,van,old_hands,O,1,UTC,utf-8,",
        ["new_spoke,spoke,newcomers,N,1,UTC,utf-8,"],
        ["extra_van,van,old_hands,O,2,UTC,utf-8,", "old_van,van,newcomers,N,1,UTC,utf-8,"],
    ),
    "default_grants": (
        "subject_type,subject_id,organization_id,is_granted", "everything,,,true",
        ["organization,newcomers,old_hands,true", "source,new_spoke,,false"],
        ["everything,,newcomers,true", "source,old_van,newcomers,true",
         "organization,old_hands,newcomers,true", "tool,spoke,newcomers,true"],
    ),
    "firewall_grants": (
        "organization_id,granted_by,reason", 'old_hands,Dana,"one, two"', ["newcomers,Ana,asked"],
        ["old_hands,Ana,asked"],
    ),
    "sync_routes": (
        "source_id,destination_id,fact_type_code", "old_van,old_van,tag",
        ["new_spoke,new_spoke,tag"], ["new_spoke,old_van,tag", "old_van,new_spoke,tag"],
    ),
    "organizations": (
        "organization_id,organization_name", "old_hands,Old Hands",
        ["newcomers,Newcomers"], ["old_hands,Newcomers too"],
    ),
}


@pytest.mark.parametrize("seed", REGISTRY)
def test_only_lines_about_the_newcomer_join_the_registry_of_others(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody lets themselves use another's records, sends theirs on, or answers for them."""
    header, there, own_lines, hostile = REGISTRY[seed]
    monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
    place = tmp_path / "seeds" / "registry" / f"{seed}.csv"
    place.parent.mkdir(parents=True)
    place.write_text(f"{header}\n{there}\n")
    monkeypatch.setenv("KITH_SOURCES", str(place.with_name("sources.csv")))
    said = "\n".join([header, there, *own_lines, *hostile, ""])
    owner = foreign.owner_of(_package(tmp_path))
    assert seeds.add([(f"registry/{seed}.csv", said)], owner) == (
        [] if seed == "organizations" else [f"registry/{seed}.csv"]
    )
    assert place.read_text() == "\n".join([header, there, *own_lines, ""])
