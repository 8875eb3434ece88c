"""Good practices and lessons of the sample's projects, and the cities that copied them."""

import datetime as dt

import numpy as np

from ingest.sample.geography import Geography
from ingest.sample.project_calendar import Calendar
from ingest.sample.project_measures import DAY
from ingest.sample.project_plans import ProjectPlan
from ingest.sample.project_texts import Practice, filled, topic
from ingest.sample.streams import stream

Row = dict[str, object]
# Known before the year's projects: last year's campaigns of these themes left them behind.
EARLIER_TOPICS = ("hall", "hotline", "promotion")
EARLIER_METRICS = {"hall": "theme_hall", "hotline": "theme_hotline", "promotion": "theme_promotion"}
COPIES = (1, 4)
RESULTS = (
    "按原做法落地，运行一个月平稳",
    "做了本地化调整，效果接近原做法",
    "执行到位后现场问题减少",
    "资源不足，仅在中心城区执行",
)


def practices_and_copies(
    plans: tuple[ProjectPlan, ...],
    calendars: dict[str, Calendar],
    geography: Geography,
    seen_on: dt.date,
    size: str,
    seed: int,
) -> tuple[list[Row], list[Row]]:
    """One practice of every project that was reviewed, until its topic has no more; last year's."""
    rng = stream(seed, size, "project_practices")
    left = {
        name: list(topic(name).practices) for name in dict.fromkeys(plan.topic for plan in plans)
    }
    provinces = sorted({plan.province for plan in plans})
    cities = [str(geography.city_codes[c]) for p in provinces for c in geography.cities_of(p)]
    practices: list[Row] = []
    copies: list[Row] = []
    for plan in plans:
        reviewed = calendars[plan.code].passed("review", seen_on)
        if reviewed is None or not plan.pilots or not left[plan.topic]:
            continue
        practice = left[plan.topic].pop(0)
        number = f"JY{plan.year}-{len(practices) + 1:03d}"
        origin: Row = {"project_code": plan.code, "metric_code": plan.metric}
        origin |= {"theme_code": plan.theme, "city_code": plan.pilots[0]}
        practices.append({"practice_no": number} | _told(practice, rng) | origin)
        copies += _copies(number, practice, reviewed, cities, seen_on, rng)
    year = min(plan.year for plan in plans) - 1
    for name in EARLIER_TOPICS:
        practice, city = topic(name).practices[-1], str(rng.choice(cities))
        number = f"JY{year}-{len(practices) + 1:03d}"
        effect = 0.1 if practice.kind == "lesson" else (10 + int(rng.integers(0, 16))) / 10
        origin = {"metric_code": EARLIER_METRICS[name], "theme_code": name, "city_code": city}
        told = _told(practice, rng) | origin | {"effect_value": effect}
        practices.append({"practice_no": number} | told)
        copies += _copies(number, practice, dt.date(year, 12, 20), cities, seen_on, rng)
    return practices, copies


def _told(practice: Practice, rng: np.random.Generator) -> Row:
    return {
        "kind_code": practice.kind,
        "title": practice.title,
        "problem_text": practice.problem,
        "measure_text": filled(practice.measure, rng),
        "evidence_text": practice.evidence,
        "element_id": practice.element,
    }


def _copies(
    number: str,
    practice: Practice,
    since: dt.date,
    cities: list[str],
    seen_on: dt.date,
    rng: np.random.Generator,
) -> list[Row]:
    """Where a practice was taken over; a lesson is not."""
    rows: list[Row] = []
    count = min(len(cities), int(rng.integers(*COPIES)))
    for city in rng.choice(cities, count, replace=False):
        day = since + int(rng.integers(10, 60)) * DAY
        result = RESULTS[int(rng.integers(0, len(RESULTS)))]
        effect = int(rng.integers(2, 24)) / 10
        if practice.kind == "practice" and day <= seen_on:
            rows.append(
                {
                    "practice_no": number,
                    "city_code": str(city),
                    "copied_date": day,
                    "result_text": result,
                    "effect_value": effect,
                }
            )
    return rows
