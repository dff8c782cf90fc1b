"""How Splink alone is set up: as somebody who knows it would, with its guides and without labels.

Tried on counties of other seeds than the measured ones (9,000 people; F1 over pairs at the best
line):

- names, birth date, e-mail and phone by Splink's own comparisons, street, postal code and city each
  by itself, trained in blocks of full name, birth date and e-mail: .74
- and given the ids that Spoke holds, as Kith is: .78
- and trained in blocks of phone and id too (most records have no birth date): .80
- and the phone by term frequency, an id alike or not (ids are handed out in order): .82
- and street, postal code and city as one comparison (they say the same thing thrice): .86
- and the e-mail by slips, not by likeness (a family's addresses are alike): .886
- and the names' agreement learned from records that share an id, as the guides advise: .891.

More random pairs, other Jaro-Winkler thresholds, first and last name as one comparison, a wider
phone comparison and more certain pairs for the prior changed nothing or cost some. Where records
are single people's with slips (FEBRL, fake_1000), the first of these was best and is kept.

``is_guarded`` is one step beyond Splink's guides, which want blocks to be loose: an e-mail or
phone in common is looked at only where first names begin alike. That is a rule about households,
of the kind that Kith is made of, and brings .93; it is measured by its own name.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import Linker, SettingsCreator, block_on
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.exceptions import EMTrainingException

_SHARED_BY = 50
_SMALL = 5_000
_SHARED = ("email", "phone", "identifier")
_SAME_INITIAL = "substr(first_name, 1, 1)"

_BLOCKS = (
    ("email",),
    ("phone",),
    ("identifier",),
    ("birth_date",),
    ("first_name", "last_name"),
    ("first_name", "last_name", "postal_code"),
    ("first_name", "last_name", "city"),
    ("street_address", "postal_code"),
    ("birth_date", "postal_code"),
    ("birth_date", "city"),
)
# What would be too many pairs beyond some thousand records.
_BLOCKS_OF_SMALL_SETS = (("last_name",), ("first_name", "city"))
_GUARDED_BLOCKS = (
    ("email", _SAME_INITIAL),
    ("phone", _SAME_INITIAL),
    ("identifier",),
    ("first_name", "last_name"),
    ("street_address", _SAME_INITIAL),
    ("birth_date", "postal_code"),
)
_CERTAIN = (
    ("first_name", "birth_date"), ("last_name", "birth_date"), ("first_name", "email"),
    ("last_name", "email"), ("first_name", "phone"), ("identifier",),
)
_TRAINED_IN = (("first_name", "last_name"), ("birth_date",), ("email",))
_TRAINED_IN_HOUSEHOLDS = (
    ("first_name", "last_name", "postal_code"), ("phone",), ("email",), ("identifier",),
)


def unshared() -> str:
    """The query of the records with values that a crowd shares left out; of a table ``given``."""
    kept = ", ".join(
        f"case when count(*) over (partition by {name}) <= {_SHARED_BY} then {name} end as {name}"
        for name in _SHARED
    )
    return f"select * exclude (person, {', '.join(_SHARED)}), {kept} from given"


def settings(connection: duckdb.DuckDBPyConnection, is_guarded: bool) -> SettingsCreator:
    """Comparisons and blocks for the table ``records``."""
    present, count = _present(connection)
    blocks = [*_BLOCKS, *(_BLOCKS_OF_SMALL_SETS if count <= _SMALL else ())]
    # Sets with phones are of households; those without are of single people.
    compared = _households() if "phone" in present else _single_people()
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[each for name, each in compared.items() if name in present],
        blocking_rules_to_generate_predictions=_rules(
            _GUARDED_BLOCKS if is_guarded else blocks, present
        ),
        retain_matching_columns=False,
    )


def train(linker: Linker, connection: duckdb.DuckDBPyConnection) -> None:
    """Learn the prior, how often values agree by chance, and how often they do for one person."""
    present, _ = _present(connection)
    is_of_households = "phone" in present
    if certain := _rules(_CERTAIN, present):
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in _rules(_TRAINED_IN_HOUSEHOLDS if is_of_households else _TRAINED_IN, present):
        # Where nobody in a block is one person, the prior comes out as nothing, and its logarithm.
        with suppress(EMTrainingException, ValueError):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=2e6
            )
    if is_of_households and "identifier" in present:
        linker.training.estimate_m_from_label_column("identifier")


def _present(connection: duckdb.DuckDBPyConnection) -> tuple[set[str], int]:
    """The columns that say something, and how many records there are."""
    names = [row[0] for row in connection.execute("describe records").fetchall()]
    total, *counts = connection.execute(
        f"select count(*), {', '.join(f'count({name})' for name in names)} from records"
    ).fetchall()[0]
    return {name for name, count in zip(names, counts, strict=True) if count}, total


def _rules(
    blocks: tuple[tuple[str, ...], ...] | list[tuple[str, ...]], present: set[str]
) -> list[Any]:
    """The blocks whose columns there are."""
    return [
        block_on(*columns)
        for columns in blocks
        if (present | {_SAME_INITIAL}).issuperset(columns)
    ]


def _single_people() -> dict[str, ComparisonCreator]:
    return {
        "first_name": compare.NameComparison("first_name"),
        "last_name": compare.NameComparison("last_name"),
        "birth_date": compare.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": compare.EmailComparison("email"),
        "identifier": compare.LevenshteinAtThresholds("identifier", [1, 2]),
        "street_address": compare.CustomComparison(
            output_column_name="street_address",
            comparison_levels=[
                levels.NullLevel("street_address"),
                levels.ExactMatchLevel("street_address", term_frequency_adjustments=True),
                levels.JaroWinklerLevel("street_address", 0.9),
                levels.ElseLevel(),
            ],
        ),
        "postal_code": compare.LevenshteinAtThresholds("postal_code", 1),
        "city": compare.JaroWinklerAtThresholds("city", [0.9]).configure(
            term_frequency_adjustments=True
        ),
    }


def _households() -> dict[str, ComparisonCreator]:
    return {
        "first_name": compare.NameComparison("first_name"),
        "last_name": compare.NameComparison("last_name"),
        "birth_date": compare.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": compare.LevenshteinAtThresholds("email", [2]).configure(
            term_frequency_adjustments=True
        ),
        "phone": compare.ExactMatch("phone").configure(term_frequency_adjustments=True),
        "identifier": compare.ExactMatch("identifier"),
        "postal_code": compare.CustomComparison(
            output_column_name="place",
            comparison_levels=[
                levels.And(levels.NullLevel("postal_code"), levels.NullLevel("city")),
                levels.ExactMatchLevel("street_address", term_frequency_adjustments=True),
                levels.JaroWinklerLevel("street_address", 0.9),
                levels.ExactMatchLevel("postal_code"),
                levels.ExactMatchLevel("city"),
                levels.ElseLevel(),
            ],
        ),
    }
