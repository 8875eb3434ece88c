"""M6: intervals of the gaps hold the truth, by gap and level.

The truth is the footfall-weighted mean of the realised means of all halls, also of those without
data. Every draw is a bimonth; all units of a level and all elements count.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from tests.compiled_models import METHOD_SEEDS, scratch_database
from tests.statistics.gap_network import (
    CITIES,
    ELEMENTS,
    HALLS,
    PROMISE,
    PROVINCES,
    STANDARD,
    Network,
    simulate,
    weighted,
)
from tests.statistics.gap_staff import StaffTruth, simulate_cells
from tests.statistics.gap_tables import ITEMS, months, run
from tests.truth import TruthRow, coverage_row

AXES = {"hall": (), "city": (3,), "province": (2, 3), "group": (1, 2, 3)}
# the ends of what is met in practice; as many draws of each
INTRACLASS = (0.05, 0.10)
# gap: left side, right side, items
GAPS = {
    "gap_1": ("M", "E", ELEMENTS),
    "gap_2": ("S", "E", ELEMENTS),
    "gap_2_standard_knowledge": ("S", "M", ELEMENTS),
    "gap_3": ("D", "S", ELEMENTS),
    "gap_4": ("D", "C", ELEMENTS),
    "gap_5": ("P", "E", ITEMS),
    "unexplained": ("P", "D", ELEMENTS),
    "internal_staff": ("P", "STAFF", ("overall",)),
    "internal_service": ("P", "INT", ("overall",)),
    "self_image": ("SELF", "P", ELEMENTS),
}


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """Coverage per gap and level, with respondents of their own on each side and with pairs."""
    found = pl.concat(
        [
            intervals(np.random.default_rng([seed, number]), draws, compiled, intraclass)
            for number, intraclass in enumerate(INTRACLASS)
        ]
    )
    paired = intervals(
        np.random.default_rng([seed, len(INTRACLASS)]), draws, compiled, is_paired=True
    )
    weights = pl.col("element_id") == "weighted_overall"
    five = pl.col("gap_code") == "gap_5"
    return [
        *coverage_rows("", found.filter(~weights)),
        *coverage_rows(", weighted overall", found.filter(five & weights)),
        *coverage_rows(", paired respondents", paired.filter(five)),
    ]


def coverage_rows(note: str, found: pl.DataFrame) -> list[TruthRow]:
    """One row per gap and level: every unit, element and draw is one interval."""
    rows = []
    for gap in GAPS:
        for level in AXES:
            chosen = found.filter(pl.col("gap_code") == gap, pl.col("level") == level)
            if chosen.height:
                covered = chosen["truth"].is_between(chosen["ci_low"], chosen["ci_high"])
                rows.append(coverage_row(f"M6 {gap}{note}", level, covered.to_numpy()))
    return rows


def intervals(
    rng: np.random.Generator,
    draws: int,
    compiled: dict[str, str],
    intraclass: float = 0.08,
    is_paired: bool = False,
) -> pl.DataFrame:
    """gap_code, level, element_id, unit_id, period_id, ci_low, ci_high, truth of every interval."""
    network = simulate(rng, draws, intraclass=intraclass, is_paired=is_paired)
    cells, staff = simulate_cells(rng, months(draws))
    with scratch_database((*METHOD_SEEDS, "gap_codes")) as con:
        run(con, compiled, network, cells)
        found = con.sql(
            """
            select gap_code, unit_type as level, element_id, unit_id, period_id, value, se, ci_low, ci_high
            from intermediate.int_gaps_compared
            where ci_low is not null and layer = 'all'
            """
        ).pl()
    return found.join(
        truths(network, staff, draws), on=["gap_code", "element_id", "unit_id", "period_id"]
    )


def truths(network: Network, staff: dict[str, StaffTruth], draws: int) -> pl.DataFrame:
    """The true gap of every unit, element and draw."""
    frames = []
    periods = [f"{start:%Y-%m}" for start in months(draws)]
    for level, axes in AXES.items():
        values = side_truths(network, staff, level, axes)
        for gap, (left, right, items) in GAPS.items():
            if level == "hall" and gap == "gap_5" and network.differences is not None:
                gap_values = network.differences.expected
            else:
                gap_values = values[left][..., : len(items)] - values[right][..., : len(items)]
            flat = np.broadcast_to(gap_values, (*values["P"].shape[:-1], len(items))).reshape(
                draws, -1, len(items)
            )
            names = unit_names(level)
            frames += [
                pl.DataFrame(
                    {
                        "gap_code": gap,
                        "element_id": item,
                        "unit_id": names * draws,
                        "period_id": np.repeat(periods, len(names)),
                        "truth": flat[..., number].ravel(),
                    }
                )
                for number, item in enumerate(items)
            ]
    return pl.concat(frames)


def side_truths(
    network: Network, staff: dict[str, StaffTruth], level: str, axes: tuple[int, ...]
) -> dict[str, np.ndarray]:
    """Every side of every unit of a level, draw × units × item; the finest there is at the hall."""
    standard = np.array([STANDARD[tier] for tier in network.tiers])[:, None]
    halls = {
        "P": network.perception.expected,
        "D": network.inspection.expected,
        "S": np.broadcast_to(standard, network.inspection.expected.shape),
        "C": np.full(network.inspection.expected.shape, PROMISE),
    }
    expectation = network.footfall_expectation
    if network.differences is not None:
        # respondents who told both are weighted alike on both sides
        expectation = network.footfall
    if level == "hall":
        city = side_truths(network, staff, "city", AXES["city"])
        inherited = {side: value[:, :, :, None] for side, value in city.items()}
        return {**inherited, **halls}
    own = {side: weighted(network.footfall, value, axes) for side, value in halls.items()}
    own["E"] = weighted(expectation, network.expectation.expected, axes)
    # staff belong to a city, so the axis of the halls is none of theirs
    for side, truth in staff.items():
        own[side] = (
            truth.at(tuple(axis for axis in axes if axis < 3)) if axes != (3,) else truth.expected
        )
    return own


def unit_names(level: str) -> list[str]:
    """Names of a level's units in the order of the arrays."""
    if level == "group":
        return ["G"]
    if level == "province":
        return [f"P{province}" for province in range(PROVINCES)]
    cities = [f"{province}-{city}" for province in range(PROVINCES) for city in range(CITIES)]
    if level == "city":
        return [f"C{city}" for city in cities]
    return [f"H{city}-{hall}" for city in cities for hall in range(HALLS)]
