"""The comparison's own parts: what it reads, and the systems Kith is compared with."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib.bench import identity_data, identity_naive, identity_splink

FEBRL = (
    "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state,"
    " date_of_birth, soc_sec_id\n"
    "rec-7-org, ana, berry, 69, giblin street, , bittern, 4814, qld, 19990219, 7364009\n"
    "rec-7-dup-0, , berry, , giblin street, , bittern, 4814, qld, 19990299, 7364009\n"
)


def test_febrl_names_the_person_and_impossible_dates_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dataset1.csv").write_text(FEBRL)
    monkeypatch.setattr(identity_data, "_febrl_folder", lambda: tmp_path)
    data = identity_data.febrl(1)
    assert data.truth == {"rec-7-org": "7", "rec-7-dup-0": "7"}
    one, other = data.records.to_pylist()
    assert (one["birth_date"], one["street_address"]) == ("1999-02-19", "69 giblin street")
    assert (other["birth_date"], other["first_name"]) == (None, None)


def test_a_missing_set_says_where_to_put_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(identity_data.FAKE_1000, raising=False)
    with pytest.raises(identity_data.DataMissing, match=identity_data.FAKE_1000):
        identity_data.fake_1000()


def test_fifty_worthless_values_make_fifty_false_people_of_the_naive_join() -> None:
    data = identity_data.junk(people=500)
    found, _ = identity_naive.resolve(data.records)
    assert len(set(found.values())) == 50
    assert len(set(data.truth.values())) == 500


def test_splink_alone_finds_people_and_is_spared_what_a_crowd_shares() -> None:
    rows = []
    for number in range(120):
        name = {"first_name": f"Na{number}me", "last_name": f"Sur{number}name"}
        for copy in range(2):
            rows.append({
                "record_id": f"{number}-{copy}", "person": str(number), **name,
                "email": f"{number}@mail.example", "phone": "+16095550142",
            })
    found = identity_splink.resolve(identity_data.table(rows))
    clusters = found["clusters"][0.5]
    assert len(set(clusters.values())) == 120
    assert all(clusters[f"{number}-0"] == clusters[f"{number}-1"] for number in range(120))
    assert found["seconds"] > 0
