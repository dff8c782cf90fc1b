"""The probabilistic model: Splink on DuckDB, trained on the warehouse's own records."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.comparison_level_creator import ComparisonLevelCreator
from splink.internals.exceptions import EMTrainingException

from orchestration.lib.errors import KithError
from orchestration.lib.identity.probabilistic.records import HELD_OUT

SEED = 1
# A key's share of pairs: so many, and so many more a record. Beyond it the key's commonest values
# are left out, so that no value, however common, costs more than that.
_PAIRS_ANYWAY = 100_000
_PAIRS_PER_RECORD = 0.3
_RANDOM_PAIRS = 1e6
_TRAINING_PAIRS = 5e5
_COMPARED = (
    "first_name", "last_name", "birth_date", "emails", "phones", "identifiers", "street",
    "postal_code", "city",
)

# What must be the same for two records to be compared at all, and which of the fields that are
# held out such a key holds. Names are taken in both orders.
_NAMES = "least(first_group, last_root) || '|' || greatest(first_group, last_root)"
_PLACE = "coalesce(postal_code, city)"
_KEYS = {
    "unnest(emails)": ("emails",),
    "unnest(phones)": ("phones",),
    "unnest(identifiers)": ("identifiers",),
    f"street || '|' || {_PLACE}": (),
    "birth_date": ("birth_date",),
    "birth_date || '|' || first_group": ("birth_date",),
    "birth_date || '|' || last_root": ("birth_date",),
    f"birth_date || '|' || {_PLACE}": ("birth_date",),
    _NAMES: (),
    f"{_NAMES} || '|' || {_PLACE}": (),
    "first_group": (),
    "last_root": (),
    f"first_group || '|' || {_PLACE}": (),
    f"last_root || '|' || {_PLACE}": (),
}


class NothingToLearn(KithError):
    """No two records share enough to train on."""


@dataclass(frozen=True)
class Scored:
    """Pairs of records with what the model says of them.

    Attributes:
        one, other: the two records' numbers.
        weight: binary logarithm of the odds that they are one person's, as the model has it.
        parts: by compared field, its part of the weight; 0 where one of the two doesn't say.
        is_open: whether the rules have left it open that the two are one person's.
        is_open_without: by field that is held out, whether the rules would have without it, and
            the two were met by something else.
    """

    one: np.ndarray
    other: np.ndarray
    weight: np.ndarray
    parts: dict[str, np.ndarray]
    is_open: np.ndarray
    is_open_without: dict[str, np.ndarray]


def scored_pairs(connection: duckdb.DuckDBPyConnection) -> Scored:
    """Train on the table ``records`` and score the pairs worth it.

    The table's ``number`` counts the records in the order of their keys, ``cluster`` is whose the
    rules hold a record to be, ``cluster_without_<field>`` whose they would without that field.
    """
    present = _present(connection)
    held_out = [name for name in HELD_OUT if name in present]
    api = DuckDBAPI(connection)
    linker = Linker(api.register("records"), _settings(present), log_level="ERROR")
    _train(linker, present)
    _make_pairs(connection, held_out)
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked_pairs"))
    predicted = linker.inference.predict(warning_mode="never").as_duckdbpyrelation()
    connection.register("predicted", predicted)
    parts = {name: _part(name, predicted.columns) for name in _COMPARED if name in present}
    told = "".join(f", {part} as {name}" for name, part in parts.items())
    told += "".join(f", is_open_without_{name}" for name in held_out)
    rows = connection.sql(f"""
        select number_l, number_r, match_weight, is_open {told}
        from predicted
        inner join met on number_l = join_key_l and number_r = join_key_r
        order by number_l, number_r
    """).to_arrow_table()
    return Scored(
        one=_numpy(rows, "number_l"),
        other=_numpy(rows, "number_r"),
        weight=_numpy(rows, "match_weight"),
        parts={name: _numpy(rows, name) for name in parts},
        is_open=_numpy(rows, "is_open"),
        is_open_without={name: _numpy(rows, f"is_open_without_{name}") for name in held_out},
    )


def _part(name: str, columns: list[str]) -> str:
    """A field's part of the weight, the rarity of what is shared included.

    Splink has none of a field that no two of the records it compared tell.
    """
    told = [each for each in columns if each in (f"mw_{name}", f"mw_tf_adj_{name}")]
    return " + ".join(told) or "0.0::double"


def _numpy(rows: pa.Table, name: str) -> np.ndarray:
    return np.asarray(rows[name].combine_chunks().to_numpy(zero_copy_only=False))


def _present(connection: duckdb.DuckDBPyConnection) -> set[str]:
    names = [row[0] for row in connection.execute("describe records").fetchall()]
    query = f"select {', '.join(f'count({name})' for name in names)} from records"
    counts = connection.execute(query).fetchall()[0]
    return {name for name, count in zip(names, counts, strict=True) if count}


def _make_pairs(connection: duckdb.DuckDBPyConnection, held_out: list[str]) -> None:
    """``met``: each pair that the rules leave open, with or without a field, once.

    Of each key the rarest values are taken, as long as their pairs fit into the key's share.
    """
    keys = " union all ".join(
        f"select number, {kind} as kind, {key} as value from records"
        for kind, key in enumerate(_KEYS)
    )
    met = "".join(
        f", bool_or(kind in ({_kinds_without(name)})) as met_without_{name}" for name in held_out
    )
    is_open = ["one.cluster <> other.cluster as is_open"] + [
        f"met_without_{name} and one.cluster_without_{name} <> other.cluster_without_{name}"
        f" as is_open_without_{name}"
        for name in held_out
    ]
    connection.execute(f"""
        create table keys as
        select distinct number, kind, value from ({keys}) where value is not null;
        create table blocks as
        with sizes as (
            select kind, value, count(*) as size from keys group by kind, value having size > 1
        ), growing as (
            select *, sum(size * (size - 1) / 2) over (partition by kind order by size) as pairs
            from sizes
        )
        select kind, value from growing
        where pairs <= {_PAIRS_ANYWAY} + {_PAIRS_PER_RECORD} * (select count(*) from records);
        create table touching as
        select one.number as join_key_l, other.number as join_key_r {met}
        from blocks
        inner join keys as one using (kind, value)
        inner join keys as other using (kind, value)
        where one.number < other.number
        group by join_key_l, join_key_r;
        create table met as
        select * from (
            select '0' as match_key, join_key_l, join_key_r, {", ".join(is_open)}
            from touching
            inner join records as one on join_key_l = one.number
            inner join records as other on join_key_r = other.number
        ) where {" or ".join(each.rsplit(" as ", 1)[1] for each in is_open)};
        create view blocked_pairs as select match_key, join_key_l, join_key_r from met;
    """).fetchall()


def _kinds_without(name: str) -> str:
    return ", ".join(str(kind) for kind, held in enumerate(_KEYS.values()) if name not in held)


def _train(linker: Linker, present: set[str]) -> None:
    certain: list[str | BlockingRuleCreator] = [
        block_on(*columns)
        for columns in (
            ("first_group", "birth_date"), ("last_root", "birth_date"),
            ("first_group", "last_root", "email"), ("first_group", "last_root", "phone"),
            ("first_group", "last_root", "postal_code"),
        )
        if present.issuperset(columns)
    ]
    if certain:
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=SEED)
    sessions = 0
    for columns in (
        ("first_group", "last_root"), ("birth_date",), ("email",), ("phone",), ("identifier",),
    ):
        if present.issuperset(columns):
            # Where hardly anybody shares these, there is nothing to learn from them.
            with suppress(EMTrainingException):
                linker.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*columns),
                    estimate_without_term_frequencies=True,
                    max_pairs=_TRAINING_PAIRS,
                )
                sessions += 1
    if not sessions:
        raise NothingToLearn("No two records share enough for the probabilistic model to learn.")


def _settings(present: set[str]) -> SettingsCreator:
    every = {
        "first_name": _name("first_name", "first_group", "first_name_count"),
        "last_name": _name("last_name", "last_root", "last_name_count", is_swap_counted=True),
        "birth_date": _birth_date(),
        "emails": _listed("emails", [
            levels.ExactMatchLevel("split_part(email, '@', 1)"),
            # Not merely alike: an address is made of its owner's name, which counts already.
            levels.CustomLevel(
                "abs(length(email_l) - length(email_r)) <= 2"
                " and damerau_levenshtein(email_l, email_r) <= 2", "A slip or two",
            ),
        ]),
        "phones": _listed("phones", [
            levels.CustomLevel("hamming(phone_l, phone_r) = 1", "A digit differs"),
        ]),
        # Ids are handed out in order: one a digit away is a neighbour's.
        "identifiers": _listed("identifiers", []),
        "street": compare.CustomComparison(
            output_column_name="street",
            comparison_levels=[
                levels.NullLevel("street"),
                levels.ExactMatchLevel("street", term_frequency_adjustments=True),
                levels.ExactMatchLevel("address"),
                levels.CustomLevel(
                    "street_l[1] = street_r[1]"
                    " and jaro_winkler_similarity(street_l, street_r) >= 0.9", "A slip",
                ),
                levels.ElseLevel(),
            ],
        ),
        "postal_code": compare.DamerauLevenshteinAtThresholds("postal_code", 1).configure(
            term_frequency_adjustments=True
        ),
        "city": compare.JaroWinklerAtThresholds("city", [0.9]).configure(
            term_frequency_adjustments=True
        ),
    }
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=[each for column, each in every.items() if column in present],
        blocking_rules_to_generate_predictions=[block_on("number")],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _name(
    column: str, alike: str, count: str, is_swap_counted: bool = False
) -> ComparisonCreator:
    """A name: the same, a short form or first word of the other, a slip, or in the other's place.

    A slip makes a rare name of a common one; two common names that look alike are two people's.
    Names swapped agree once, not twice: ``is_swap_counted`` says that the other name counts it.
    """
    is_slip = f"least({count}_l, {count}_r) * 10 <= greatest({count}_l, {count}_r) + 10"
    return compare.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True),
            levels.ExactMatchLevel(alike, term_frequency_adjustments=True),
            levels.CustomLevel(_SWAPPED, "First and last name swapped").configure(
                is_null_level=is_swap_counted
            ),
            levels.CustomLevel(f"{is_slip} and {_near(column, 0.92)}", "A slip"),
            levels.CustomLevel(f"{is_slip} and {_near(column, 0.8)}", "Two slips"),
            levels.ElseLevel(),
        ],
    )


def _near(column: str, similarity: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {similarity}"


_SWAPPED = (
    "(first_name_l = last_root_r"
    " and jaro_winkler_similarity(last_root_l, first_name_r) >= 0.88)"
    " or (last_root_l = first_name_r"
    " and jaro_winkler_similarity(first_name_l, last_root_r) >= 0.88)"
)


def _birth_date() -> ComparisonCreator:
    return compare.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            levels.NullLevel("birth_date"),
            levels.ExactMatchLevel("birth_date"),
            levels.CustomLevel("hamming(birth_date_l, birth_date_r) = 1", "A digit differs"),
            levels.CustomLevel("hamming(birth_date_l, birth_date_r) = 2", "Two digits differ"),
            levels.CustomLevel(
                "abs(date_diff('day', cast(birth_date_l as date), cast(birth_date_r as date)))"
                " <= 366", "Within a year",
            ),
            levels.ElseLevel(),
        ],
    )


def _listed(column: str, near: list[ComparisonLevelCreator]) -> ComparisonCreator:
    """Something a record may have several of: one in common, one like it, or neither."""
    return compare.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.CustomLevel(f"list_has_any({column}_l, {column}_r)", "One in common"),
            *near,
            levels.ElseLevel(),
        ],
    )
