"""Projects outside the calendar of themes: broken norms, pilots of management, benchmark halls."""

import datetime as dt

import numpy as np

from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.project_plans import ProjectPlan, months_before
from ingest.sample.service_plants import BROKEN_MEASURE, ServicePlants


def special_projects(
    geography: Geography,
    network: Network,
    months: Months,
    service: ServicePlants,
    reporting: list[str],
    rng: np.random.Generator,
    today: dt.date,
) -> list[ProjectPlan]:
    """Items that a broken norm opened, a management pilot, a process redesign, benchmark halls."""
    broken = str(geography.city_codes[service.broken_city])
    since = months.starts[service.broken_since].astype(object)
    opened = months_before(today, 1)
    window = (months_before(opened, 2), months_before(opened, 1))
    plans = [
        ProjectPlan(
            code=f"ZB{today.year}-{broken[:4]}",
            kind="norm_item",
            province=geography.city_province_codes[service.broken_city],
            city=broken,
            metric=BROKEN_MEASURE,
            pilot_start=opened,
            chosen=(since, window[1]),
            origin=f"norm:{BROKEN_MEASURE}:C{broken}",
            title="故障修复超时整改",
        )
    ]
    first, second = reporting[0], reporting[-1]
    for code, kind, province, metric, title, months_ago in (
        ("GL", "management_pilot", first, "satisfaction", "后台服务一线积分制管理试点", 2),
        ("LC", "process_redesign", second, "theme_installation_repair", "装移机流程再造", 3),
    ):
        start = months_before(today, months_ago)
        cities = [str(geography.city_codes[c]) for c in geography.cities_of(province)]
        mixed = [str(city) for city in rng.permutation(cities)]
        count = max(1, len(cities) // 4)
        plans.append(
            ProjectPlan(
                code=f"{code}{today.year}-{province[:2]}",
                kind=kind,
                province=province,
                metric=metric,
                pilot_start=start,
                chosen=(months_before(start, 2), months_before(start, 1)),
                pilots=tuple(sorted(mixed[:count])),
                others=tuple(sorted(mixed[count:])),
                title=title,
            )
        )
    return plans + [
        ProjectPlan(
            code=f"BG{today.year}-{city[:4]}",
            kind="benchmark_hall",
            province=city[:2] + "0000",
            city=city,
            hall=hall,
            metric="mystery_score",
            pilot_start=months_before(today, 1 + position),
            chosen=window,
            title="标杆厅创建",
        )
        for position, (city, hall) in enumerate(_flagships(geography, network, reporting))
    ]


def _flagships(
    geography: Geography, network: Network, reporting: list[str]
) -> list[tuple[str, str]]:
    """(city, hall) of the first flagship that was always open, in up to two provinces."""
    found = []
    for province in reporting[:2]:
        inside = np.isin(network.city, geography.cities_of(province))
        halls = np.flatnonzero(inside & (network.tier == "flagship") & network.is_open.all(axis=1))
        if len(halls):
            hall = halls[0]
            found.append((str(geography.city_codes[network.city[hall]]), str(network.codes[hall])))
    return found
