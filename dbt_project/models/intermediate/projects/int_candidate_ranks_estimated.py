"""Rank intervals of the items of themes that take several boards: one row per ranked item.

Themes of one board have theirs from `int_board_ranks_estimated`. Across boards the answers come from
different questionnaires, so items are drawn as if they were independent: where they do go together the
interval is wider than it need be.
"""

import numpy as np
import pyarrow

from dbt_project.statistics.drawn_ranks import correlated_deviates, rank_intervals


def rank_theme(rows, limits):
    """(lowest, highest rank) of the rows of one theme: arrays by name, `problem` a unit and period."""
    problems, place = np.unique(rows["problem"], return_inverse=True)
    items = int(rows["item_no"].max())
    index, error = np.full((len(problems), items), -np.inf), np.zeros((len(problems), items))
    at = (place, rows["item_no"] - 1)
    index[at], error[at] = rows["urgency"], rows["urgency_se"]
    deviates = correlated_deviates(np.eye(items)[None], limits["draws"], limits["seed"])
    chosen = np.zeros(len(problems), dtype=np.int64)
    low, high = rank_intervals(index, error, deviates, chosen, limits["rate"])
    return low[at], high[at]


def model(dbt, session):
    """Ranks drawn theme by theme, for the group and the provinces."""
    dbt.config(materialized="table", schema="intermediate")
    read = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    limits = {
        "draws": int(read["rank_draws"]),
        "seed": int(read["board_rank_seed"]),
        "rate": read["rank_interval_rate"],
    }
    ranked = (
        dbt.ref("int_candidates_indexed")
        .filter("is_ranked and board_count > 1 and unit_type in ('group', 'province')")
        .select(
            "theme_code, unit_id, period_id, element_id, item_no, urgency, urgency_se,"
            " unit_id || ' ' || period_id as problem"
        )
        .to_arrow_table()
    )
    low = np.zeros(ranked.num_rows, dtype=np.int32)
    high = np.zeros(ranked.num_rows, dtype=np.int32)
    themes = ranked["theme_code"].to_numpy()
    names = ("problem", "item_no", "urgency", "urgency_se")
    arrays = {name: ranked[name].to_numpy() for name in names}
    for theme in sorted(set(themes)):
        number = np.flatnonzero(themes == theme)
        rows = {name: values[number] for name, values in arrays.items()}
        low[number], high[number] = rank_theme(rows, limits)
    kept = ranked.select(["theme_code", "unit_id", "period_id", "element_id"])
    return kept.append_column("rank_ci_low", pyarrow.array(low)).append_column(
        "rank_ci_high", pyarrow.array(high)
    )
