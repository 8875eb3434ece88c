"""Raw rows that count today, placed in units and periods by their codes and dates alone.

SQL on raw.* for DuckDB; no model of the build takes part.
"""

from __future__ import annotations

import duckdb

from warehouse.current_rows import current_rows

OWN = "operator_code = 'OWN'"


def in_units(rows: str) -> str:
    """SQL: each row of `rows` (a relation) once for the group, its province and its city.

    The tree shown is today's: a hall belongs to the city its newest register row names.
    """
    return f"""(
        with cities as (
            select operator_code, hall_code, arg_max(city_code, effective_date) as hall_city
            from ({current_rows("hall_register")}) group by all
        ),
        known as (
            select placed.*, coalesce(hall_city, city_code) as known_city
            from {rows} as placed
            left join cities on placed.hall_code = cities.hall_code and cities.operator_code = 'OWN'
        )
        select *, unnest([
            'G', 'P' || coalesce(left(known_city, 2) || '0000', province_code), 'C' || known_city
        ]) as unit_id
        from known)"""


def in_periods(rows: str, day: str) -> str:
    """SQL: each row once for the month, bimonth, quarter and year that its date `day` lies in."""
    return f"""(
        select *, unnest([
            strftime({day}, '%Y-%m'), year({day}) || '-B' || ((month({day}) + 1) // 2),
            year({day}) || '-Q' || quarter({day}), year({day})::varchar
        ]) as period_id
        from {rows})"""


def in_both(source: str, day: str, condition: str = "true") -> str:
    """SQL: the rows of a source that count today, in every unit and period they belong to."""
    rows = f"(select * from ({current_rows(source)}) where {condition})"
    return in_periods(in_units(rows), day)


def answers(con: duckdb.DuckDBPyConnection) -> str:
    """SQL: one row per own answer with its element, measure, score 0-100, codes and date."""
    elements = con.execute(
        "select survey_column, element_id from seeds.elements where survey_column is not null"
    ).fetchall()
    columns = dict(
        con.execute("select column_name, 1 from (describe raw.satisfaction_survey)").fetchall()
    )
    parts = []
    for column, element in elements:
        scales = [(column, "level", "scale_min", "scale_max")]
        if f"{column}_importance" in columns:
            scales.append((f"{column}_importance", "importance", "1", "10"))
        parts += [
            f"select '{element}' as element_id, '{measure}' as measure,"
            f" 100.0 * ({asked} - {low}) / ({high} - {low}) as score, instrument, wave,"
            " operator_code, province_code, city_code, hall_code, interview_date"
            f" from respondents where {asked} is not null"
            for asked, measure, low, high in scales
        ]
    return f"""
        with respondents as (
            select * from ({current_rows("satisfaction_survey")}) where {OWN}
        )
        {" union all ".join(parts)}"""


# an expectation holds from its wave's end in the province until the next, twelve months at most, and
# rests on the twelve months up to that end (M1, M5)
EXPECTATIONS = """
    with ends as (
        select province_code, wave, max(interview_date) as end_date
        from answers where instrument = 'expectation' group by all
    ),
    in_effect as (
        select province_code, period_id, max(ends.end_date) as end_date
        from ends, marts.dim_periods as periods, intermediate.int_build_dates as today
        where ends.end_date <= least(periods.end_date, today.as_of_date)
            and ends.end_date + interval 12 months >= least(periods.end_date, today.as_of_date)
        group by all
    )
    select answers.* exclude (instrument), instrument, in_effect.period_id
    from answers inner join in_effect using (province_code)
    where instrument = 'expectation'
        and interview_date >= date_trunc('month', in_effect.end_date) - interval 11 months
        and interview_date < date_trunc('month', in_effect.end_date) + interval 1 month"""
