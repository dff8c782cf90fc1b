"""The comparison's own parts: what it reads, and the systems Kith is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.lib.bench import (
    identity_data,
    identity_naive,
    identity_ratios,
    identity_splink,
)

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


def test_splink_alone_finds_people_and_is_spared_what_a_crowd_shares(tmp_path: Path) -> None:
    rows = []
    for number in range(120):
        name = {"first_name": f"Na{number}me", "last_name": f"Sur{number}name"}
        for copy in range(2):
            rows.append({
                "record_id": f"{number}-{copy}", "person": str(number), **name,
                "email": f"{number}@mail.example", "phone": "+16095550142",
            })
    data = identity_data.DataSet("pairs", identity_data.table(rows))
    found, at_fixed_line = identity_splink.compared(data, tmp_path)
    assert (found["people_found"], found["f1"]) == (120, 1.0)
    assert at_fixed_line["threshold"] == identity_splink.FIXED_THRESHOLD
    assert 0 < found["train_seconds"] < found["seconds"]
    assert found["memory_mb"] > 0


def test_ratios_are_to_splink_and_growth_is_by_records() -> None:
    def county(records: int, seconds: float) -> dict[str, Any]:
        costs = {"seconds": seconds, "memory_mb": 500, "f1": 0.9, "mixed_clusters": 4}
        return {
            "records": records,
            "kith": {**costs, "f1": 0.98, "mixed_clusters": 1},
            "kith_rules": {**costs, "seconds": seconds / 2, "new_records_seconds": seconds / 20},
            "splink": {**costs, "memory_mb": 1_000},
            "ratios": {},
        }

    assert identity_ratios.of(county(100, 10.0)) == {
        "rules_to_splink_seconds": 0.5, "rules_to_splink_memory": 0.5,
        "whole_to_splink_seconds": 1.0, "whole_to_splink_memory": 0.5,
        "new_records_to_full_seconds": 0.1, "f1_above_splink": 0.08,
        "mixed_clusters_to_splink": 0.25,
    }
    grown = identity_ratios.growth(county(100, 10.0), county(1_000, 100.0))
    assert grown == {"kith": 1.0, "kith_rules": 1.0, "splink": 1.0}
