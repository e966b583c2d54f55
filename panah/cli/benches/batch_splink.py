"""Splink 5 on DuckDB, on the list of `panah bench batch`: its own usual settings, run by itself.

It gets what a user of Splink would give it: names in Latin letters in every row (the Latin
columns where there are some, else the Cyrillic ones by ICAO's table, made beforehand and not
counted in its time), term frequencies for names, its own comparison for birth dates, blocking rules
of two facts each, training on at most 100,000 rows, and the true share of pairs that match.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from panah.cli.benches.batch_people import TABLES, in_latin

SAMPLE = 100_000
LEAST = 0.01
"""Pairs of a lower match probability are not written."""


def prepare(people: Path, target: Path) -> None:
    """The list with names in Latin letters in every row."""
    with (
        people.open(encoding="utf-8") as source,
        target.open("w", encoding="utf-8", newline="") as made,
    ):
        writer = csv.writer(made)
        writer.writerow(("unique_id", "family", "given", "patronymic", "sex", "dob", "year"))
        for row in csv.DictReader(source):
            family = row["family_name_latin"] or in_latin(row["family_name"], TABLES[0])
            given = row["given_names_latin"] or in_latin(row["given_names"], TABLES[0])
            born = row["birth_date"]
            writer.writerow(
                (
                    row["client_id"],
                    family.lower(),
                    given.lower(),
                    in_latin(row["patronymic"], TABLES[0]).lower(),
                    row["sex"],
                    born,
                    born[:4],
                )
            )


def main(prepared: str, pairs: str, match_share: str) -> None:
    """Train, predict, cluster, write the pairs."""
    import duckdb
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect()
    connection.execute("set threads=2")
    connection.execute(
        "create table people as select unique_id, nullif(family, '') as family, "  # noqa: S608
        "nullif(given, '') as given, nullif(patronymic, '') as patronymic, nullif(sex, '') as sex, "
        "nullif(dob, '') as dob, nullif(year, '') as year "
        f"from read_csv('{prepared}', all_varchar=true, header=true)"
    )
    connection.execute(
        f"create table part as select * from people using sample {SAMPLE} rows (reservoir, 1)"  # noqa: S608
    )
    api = DuckDBAPI(connection)
    training = Linker(api.register(connection.table("part")), _settings(float(match_share)))
    model = _trained(training)
    linker = Linker(api.register(connection.table("people")), model)
    found = linker.inference.predict(threshold_match_probability=LEAST)
    linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=0.95
    )
    connection.execute(
        f"copy (select unique_id_l, unique_id_r, match_weight from {found.physical_name}) "  # noqa: S608
        f"to '{pairs}' (format csv, header true)"
    )


def _trained(linker: Any) -> dict[str, Any]:
    from splink import block_on

    training = linker.training
    training.estimate_u_using_random_sampling(max_pairs=1e7)
    for rule in (block_on("family", "given"), block_on("dob")):
        training.estimate_parameters_using_expectation_maximisation(rule)
    model: dict[str, Any] = linker.misc.save_model_to_json(out_path=None)
    return model


def _settings(match_share: float) -> Any:
    import splink.comparison_library as compare
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=match_share,
        comparisons=[
            compare.NameComparison("family").configure(term_frequency_adjustments=True),
            compare.NameComparison("given").configure(term_frequency_adjustments=True),
            compare.JaroWinklerAtThresholds("patronymic"),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("family", "dob"),
            block_on("given", "dob"),
            block_on("family", "given", "year"),
            block_on("substr(family, 1, 3)", "dob"),
            block_on("substr(family, 1, 3)", "substr(given, 1, 3)", "year"),
            block_on("family", "given", "substr(dob, 6, 5)"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
