"""DOMAIN 5: a planted short board is ranked first as often as a direct simulation of it says.

One element of the hall is served worse everywhere, by 4, 8 or 12 points. The gaps, the index and the
ranks come from the compiled models; the same survey held once more, with other random numbers, is
ranked by a few lines of numpy. Every draw is a period of one network of halls.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from tests.compiled_models import METHOD_SEEDS, scratch_database
from tests.statistics.gap_network import CITIES as CITIES_PER_PROVINCE
from tests.statistics.gap_network import (
    HALLS,
    PROVINCES,
    SPREAD,
    TIERS,
    Answers,
    Network,
    correlated,
    inspected,
    weighted,
)
from tests.statistics.gap_staff import simulate_cells
from tests.statistics.gap_tables import months, run
from tests.truth import TruthRow, against_simulation_row

BOARD = (
    "attitude",
    "efficiency",
    "problem_solving",
    "environment",
    "facilities",
    "staff_competence",
)
# importance shares; the planted element is neither the weightiest nor the lightest
SHARES = np.array([0.18, 0.20, 0.19, 0.13, 0.14, 0.16])
PLANTED = BOARD.index("staff_competence")
DEFICITS = (4.0, 8.0, 12.0)
INTRACLASS, SIDES = 0.08, 0.5
LEVELS = {"city": (3,), "province": (2, 3), "group": (1, 2, 3)}
FIRM_N, FIRM_SHARE = 30, 0.5
BOARD_MODELS = ("int_gaps_tested", "mart_gaps_by_unit_period", "int_boards_indexed")


def measure(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
    """Share of planted boards ranked first, per deficit and level, against the direct simulation."""
    rows = []
    for number, deficit in enumerate(DEFICITS):
        rng = np.random.default_rng([seed, number])
        found = rank_by_models(rng, draws, deficit, compiled)
        again = survey(np.random.default_rng([seed, number, 1]), draws, deficit)
        for level, axes in LEVELS.items():
            measured = found.filter(pl.col("unit_type") == level)["is_first"].to_numpy()
            simulated = rank_by_hand(again, axes)
            rows.append(
                against_simulation_row(
                    f"Short board planted {deficit:.0f} points deep ranks first",
                    level,
                    draws,
                    float(measured.mean()) if len(measured) else float("nan"),
                    float(simulated.mean()),
                    error_of_difference(measured, simulated, draws),
                )
            )
    return rows


def error_of_difference(measured: np.ndarray, simulated: np.ndarray, draws: int) -> float:
    """Monte-Carlo error of the difference of two shares.

    Units of one draw share nothing, so each counts; one success and one failure are added, so that a
    share of 1 is not taken for certain.
    """
    counted = [max(len(values), 1) for values in (measured, simulated)]
    share = (measured.sum() + simulated.sum() + 1) / (sum(counted) + 2)
    return float(np.sqrt(share * (1 - share) * sum(1 / count for count in counted)))


def survey(rng: np.random.Generator, draws: int, deficit: float) -> Network:
    """Perception and expectation of clustered respondents, the planted element served worse."""
    shape = (draws, PROVINCES, CITIES_PER_PROVINCE, HALLS)
    sides = correlated(rng, (*shape, len(BOARD)), 2, SIDES)
    means = [side * SPREAD * np.sqrt(INTRACLASS) for side in sides]
    centres = [7.0 + means[0], 8.2 + means[1]]
    centres[0][..., PLANTED] -= deficit * 9 / 100
    within = SPREAD * np.sqrt(1 - INTRACLASS)
    order = rng.random(shape)
    masks = [
        np.argsort(np.argsort(order + 0.5 * rng.random(shape), axis=-1), axis=-1) < halls
        for halls in (12, 10)
    ]
    footfall = np.round(rng.lognormal(8.5, 0.5, shape))
    return Network(
        footfall,
        footfall,
        TIERS[np.arange(HALLS) % 2],
        answers_of(rng, centres[0], masks[0], (12, 40), within),
        answers_of(rng, centres[1], masks[1], (6, 20), within),
        inspected(rng, np.zeros((*shape, 3)), masks[0] & False),
        None,
    )


def answers_of(
    rng: np.random.Generator,
    centres: np.ndarray,
    has_data: np.ndarray,
    answers: tuple[int, int],
    within: float,
) -> Answers:
    """Sums per hall of the board's elements."""
    n = np.where(has_data, rng.integers(answers[0], answers[1] + 1, has_data.shape), 0)
    shared = rng.standard_normal((n.sum(), 1), dtype=np.float32)
    own = rng.standard_normal((n.sum(), len(BOARD)), dtype=np.float32)
    latent = np.repeat(centres.reshape(n.size, -1), n.ravel(), axis=0)
    latent += within * np.sqrt(0.5) * (shared + own)
    k = (np.clip(np.rint(latent), 1, 10) - 1) * 280
    halls = np.repeat(np.arange(n.size), n.ravel())
    sums = [
        np.stack([np.bincount(halls, column, n.size) for column in values.T], axis=1).reshape(
            *n.shape, len(BOARD)
        )
        for values in (k, k * k)
    ]
    return Answers(n, *sums, centres)


def rank_by_models(
    rng: np.random.Generator, draws: int, deficit: float, compiled: dict[str, str]
) -> pl.DataFrame:
    """unit_type, is_first of the planted element wherever the models rank it."""
    cells, _ = simulate_cells(rng, months(draws))
    with scratch_database((*METHOD_SEEDS, "gap_codes")) as con:
        run(con, compiled, survey(rng, draws, deficit), cells.clear(), BOARD)
        con.register(
            "board",
            pl.DataFrame(
                {"element_id": BOARD, "share": SHARES, "element_no": range(1, len(BOARD) + 1)}
            ).to_arrow(),
        )
        con.execute(
            """
            update marts.dim_periods set period_type = 'bimonth';
            create table intermediate.int_board_elements as
            select 'hall' as board_set, element_id, element_no from board;
            create table intermediate.int_importance_weights as
            select province_id, cast(year_no as integer) as year_no, 'hall' as board_set, element_id,
                share as importance_share, 1000 as importance_n, null as inherited_from_unit_id
            from board
            cross join (select distinct coalesce(province_id, 'G') as province_id from marts.dim_units)
            cross join (select distinct year(start_date) as year_no from marts.dim_periods);
            create table seeds.complaint_kinds (complaint_kind varchar, theme_element_id varchar);
            create table marts.mart_complaint_pareto_by_unit_period (unit_id varchar,
                period_id varchar, dimension varchar, code varchar, ticket_count bigint);
            create table intermediate.int_board_ranks_estimated (unit_id varchar, period_id varchar,
                element_id varchar, rank_ci_low integer, rank_ci_high integer);
            alter table marts.dim_periods add column sort_order integer;
            """
        )
        for name in BOARD_MODELS:
            schema = "marts" if name.startswith("mart_") else "intermediate"
            con.execute(f"create table {schema}.{name} as {compiled[name]}")
        return con.sql(
            f"""
            select unit_type, rank_no = 1 as is_first
            from ({compiled["mart_short_boards_by_unit_period"]})
            inner join marts.dim_units using (unit_id)
            where element_id = '{BOARD[PLANTED]}' and rank_no is not null
            """
        ).pl()


def rank_by_hand(network: Network, axes: tuple[int, ...]) -> np.ndarray:
    """Whether the planted element comes first, of every unit that rests on enough."""
    means, firm = [], None
    for side in (network.perception, network.expectation):
        footfall = network.footfall * (side.n > 0)
        halls = side.k_sum / np.maximum(side.n, 1)[..., None] / 25.2
        means.append(weighted(footfall, halls, axes))
        covered = footfall.sum(axis=axes) / network.footfall.sum(axis=axes) >= FIRM_SHARE
        enough = covered & (side.n.sum(axis=axes) >= FIRM_N)
        firm = enough if firm is None else firm & enough
    urgency = SHARES * (means[1] - means[0])
    return (urgency.argmax(axis=-1) == PLANTED)[firm]
