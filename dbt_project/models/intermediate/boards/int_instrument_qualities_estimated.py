"""α and ω of every questionnaire: one row per group or province, instrument, wave and block."""

import numpy as np
import pyarrow

from dbt_project.statistics.cross_products import covariances, sums_by_group, unfold
from dbt_project.statistics.reliability import cronbach_alpha, omega_total

KEYS = ("unit_id", "instrument", "wave")


def judge(table, fewest):
    """Rows (unit, instrument, wave, n, items, α, ω) of one block; `table` has one order of columns.

    Every row counts in its province and in the group. The overall judgement, where asked, is the
    first column and none of the items.
    """
    listed = table["survey_columns"][0].as_py()
    skipped = int(listed[0] == "overall_satisfaction" or listed[0].startswith("theme_"))
    waves = list(zip(table["instrument"].to_pylist(), table["wave"].to_pylist(), strict=True))
    provinces = table["province_id"].to_pylist()
    keys = [("G", *wave) for wave in waves]
    keys += [(province, *wave) for province, wave in zip(provinces, waves, strict=True) if province]
    own = [row for row, province in enumerate(provinces) if province]
    rows = np.array([*range(len(waves)), *own])
    names = sorted(set(keys))
    number = {name: place for place, name in enumerate(names)}
    group = np.array([number[key] for key in keys])
    n, sums, triangles = (
        sums_by_group(values[rows], group, len(names))
        for values in (
            table["answer_count"].to_numpy()[:, None],
            np.stack(table["k_sums"].to_numpy()),
            np.stack(table["k_products"].to_numpy()),
        )
    )
    covariance = covariances(n[:, 0], sums, unfold(triangles, len(listed)))
    covariance = covariance[:, skipped:, skipped:]
    covariance[n[:, 0] < fewest] = np.nan
    items = len(listed) - skipped
    return [
        (*name, int(count), items, alpha, omega)
        for name, count, alpha, omega in zip(
            names, n[:, 0], cronbach_alpha(covariance), omega_total(covariance), strict=True
        )
    ]


def model(dbt, session):
    """Block by block; blocks asked with and without the overall judgement apart."""
    dbt.config(materialized="table", schema="intermediate")
    limits = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    units = dbt.ref("dim_units").select("unit_id, province_id")
    answers = dbt.ref("fct_survey_cross_products").join(units, "unit_id").to_arrow_table()
    kinds = np.array(
        [
            f"{block} {len(columns)}"
            for block, columns in zip(
                answers["block_code"].to_pylist(),
                answers["survey_columns"].to_pylist(),
                strict=True,
            )
        ],
        dtype=object,
    )
    rows = [
        (*row[:3], kind.split()[0], *row[3:])
        for kind in sorted(set(kinds))
        for row in judge(answers.take(np.flatnonzero(kinds == kind)), limits["min_n_firm"])
    ]
    types = {"answer_count": pyarrow.int64(), "item_count": pyarrow.int32()}
    types |= {"alpha": pyarrow.float64(), "omega": pyarrow.float64()}
    names = [*KEYS, "block_code", *types]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pyarrow.table(
        {
            name: pyarrow.array(values, types.get(name, pyarrow.string()), from_pandas=True)
            for name, values in zip(names, columns, strict=True)
        }
    )
