"""How the front line scores the back-office departments, and what it asks them for."""

import datetime as dt

import numpy as np
import polars as pl

from ingest.sample.geography import SEEDS, Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.ratings import correlated, rate
from ingest.sample.service_plants import BAD_DEPARTMENT, BAD_DEPARTMENT_POINTS
from ingest.sample.sizes import SampleSize
from ingest.sample.staff import name_halls, respondents, staff_frame
from ingest.sample.streams import pick, stream

LEVEL = 77.0
SPREAD = 18.0
DEPARTMENT_SD = 2.0
CITY_SD = 2.0
SCORED_SHARE = 0.6
"""Chance that a respondent works with a department and scores it."""
DEMANDS_PER_CITY_WAVE = 1.0
BAD_DEMANDS_PER_CITY_WAVE = 1.5
FRONT_PROBLEMS = {"unclear_demand": 0.4, "no_deadline": 0.4, "beyond_capacity": 0.2}
BACK_PROBLEMS = {"request_ignored": 0.3, "under_resourced": 0.25, "late": 0.25, "insufficient": 0.2}
BAD_PROBLEMS = {"late": 0.65, "under_resourced": 0.2, "request_ignored": 0.1, "insufficient": 0.05}
BACK_SHARE, BAD_BACK_SHARE = 0.55, 0.9
DAYS_TO_ANSWER = 20
NEVER_ANSWERED_SHARE, BAD_NEVER_ANSWERED_SHARE = 0.08, 0.35
TEXTS = {
    "unclear_demand": "需求描述不清，后台难以处理",
    "no_deadline": "未约定完成时限",
    "beyond_capacity": "超出后台处理能力",
    "request_ignored": "多次反馈无人回应",
    "under_resourced": "支撑人手不足",
    "late": "处理超时，前台被客户催办",
    "insufficient": "处理结果不能解决问题",
}


def departments() -> list[str]:
    """Department codes of the seed, in order."""
    return pl.read_csv(SEEDS / "departments.csv").sort("sort_order")["department_code"].to_list()


def internal_scores(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    plants: Plants,
    seed: int,
) -> pl.DataFrame:
    """One row per anonymous respondent and department scored; front line and hall managers."""
    rng = stream(seed, size.name, "internal_service")
    wave_months = np.array(sorted({months.back(lag) for lag in size.internal_wave_lags}))
    city, role, wave = respondents(rng, size, geography, network, plants, len(wave_months))
    in_hall = role < 2
    city, role, wave = city[in_hall], role[in_hall], wave[in_hall]
    codes = departments()
    level = LEVEL + rng.normal(0, DEPARTMENT_SD, len(codes))
    level[codes.index(BAD_DEPARTMENT)] = LEVEL + BAD_DEPARTMENT_POINTS
    local = rng.normal(0, CITY_SD, (geography.cities.height, len(codes)))
    points = level + local[city] + SPREAD * correlated(rng, len(city), len(codes), 0.4)[0]
    scores = rate(points, 1, 10)
    frame = staff_frame(rng, geography, months, wave_months, city, role, wave, "N").with_columns(
        hall_code=name_halls(rng, network, city, role)
    )
    is_scored = rng.random(scores.shape) < SCORED_SHARE
    row, department = np.nonzero(is_scored)
    return frame[row].with_columns(
        department_code=pl.Series(np.array(codes)[department]),
        score=pl.Series(scores[row, department]),
    )


def internal_demands(
    size: SampleSize,
    geography: Geography,
    months: Months,
    read_on: dt.date,
    seed: int,
) -> pl.DataFrame:
    """One row per demand of the front line, with its coded problem, due date and answer so far."""
    rng = stream(seed, size.name, "internal_demands")
    wave_months = np.array(sorted({months.back(lag) for lag in size.internal_wave_lags}))
    codes = departments()
    average = np.full(len(codes), DEMANDS_PER_CITY_WAVE / len(codes))
    average[codes.index(BAD_DEPARTMENT)] = BAD_DEMANDS_PER_CITY_WAVE
    counts = rng.poisson(
        np.broadcast_to(average, (len(wave_months), geography.cities.height, len(codes)))
    )
    wave, city, department = (
        np.repeat(index, counts.ravel())
        for index in np.unravel_index(np.arange(counts.size), counts.shape)
    )
    rows = len(wave)
    is_bad = np.array(codes)[department] == BAD_DEPARTMENT
    is_back = rng.random(rows) < np.where(is_bad, BAD_BACK_SHARE, BACK_SHARE)
    problem = np.where(is_back, pick(rng, BACK_PROBLEMS, rows), pick(rng, FRONT_PROBLEMS, rows))
    problem = np.where(is_back & is_bad, pick(rng, BAD_PROBLEMS, rows), problem).astype(str)
    month = wave_months[wave]
    raised = months.day_within(month, rng.random(rows))
    due = raised + rng.integers(10, 31, rows)
    late = np.where(is_bad, 15, 0)
    answered = raised + 2 + rng.poisson(DAYS_TO_ANSWER / 2 + late)
    never = rng.random(rows) < np.where(is_bad, BAD_NEVER_ANSWERED_SHARE, NEVER_ANSWERED_SHARE)
    known = ~never & (answered <= np.datetime64(read_on))
    closed = known & (rng.random(rows) < 0.7)
    return pl.DataFrame(
        {
            "demand_no": [f"XQ{n + 1:06d}" for n in range(rows)],
            "wave": np.array(months.labels)[month],
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "department_code": np.array(codes)[department],
            "side": np.where(is_back, "back", "front"),
            "problem_code": problem,
            "raised_date": raised.astype("datetime64[D]"),
            "demand_text": [TEXTS[code] for code in problem],
            "due_date": due.astype("datetime64[D]"),
            "status": np.where(closed, "closed", np.where(known, "answered", "open")),
        }
    ).with_columns(
        answered_date=pl.when(pl.Series(known)).then(pl.Series(answered.astype("datetime64[D]"))),
        answer_text=pl.when(pl.Series(known)).then(pl.lit("已安排专人跟进")),
    )
