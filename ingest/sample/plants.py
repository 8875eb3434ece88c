"""The truth planted in the sample: what the product must find, chosen before any answer."""

from dataclasses import dataclass

import numpy as np

from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

PROVINCE_DEFICIT = 8.0
CITY_DEFICIT = 12.0
PROJECT_LIFT = 4.0
HOTLINE_DROP = 18.0
HARSH_POINTS = 3.0
VETO_SHARE = 0.6
CITY_BOARD_ELEMENTS = (
    "problem_solving",
    "attitude",
    "facilities",
    "staff_competence",
    "service_process",
)
PROVINCE_BOARD_ELEMENTS = (
    "efficiency",
    "customer_orientation",
    "on_site_management",
    "proactiveness",
)


@dataclass(frozen=True)
class ShortBoard:
    """An element that is `deficit` points lower than elsewhere in all exit interviews of a unit."""

    unit_type: str
    unit_code: str
    cities: tuple[int, ...]
    element: str
    deficit: float


@dataclass(frozen=True)
class Project:
    """A bimonthly special project: its pilots and what it truly does to its metric."""

    name: str
    theme: str
    metric_column: str
    province_code: str
    pilots: tuple[int, ...]
    start_month: int
    lift: float
    chosen_on: tuple[int, ...]
    """Months used to choose the board; the six months before them are clean."""


@dataclass(frozen=True)
class Plants:
    """Every planted fact, as indexes into geography, network and months."""

    short_boards: tuple[ShortBoard, ...]
    projects: tuple[Project, ...]
    hotline_city: int
    hotline_since: int
    harsh_inspector: str
    veto_hall: int
    veto_indicator: str
    unanimous_city: int
    """City whose support staff all give equal answers in every wave."""
    pattern_halls: tuple[int, ...]
    competitor_cities: tuple[int, ...]


def choose_plants(
    size: SampleSize, geography: Geography, network: Network, months: Months, seed: int
) -> Plants:
    """Pick the units; the project's province keeps clear of other plants, so its truth is clean."""
    rng = stream(seed, size.name, "plants")
    calm = geography.city_province_codes != size.project_province
    cities = [int(city) for city in rng.permutation(np.flatnonzero(calm))]
    project_cities = rng.permutation(geography.cities_of(size.project_province))
    always_open = np.flatnonzero(network.is_open.all(axis=1) & calm[network.city])
    halls = [int(hall) for hall in rng.permutation(always_open)]
    # A collapse that is felt: one of the operator's bigger cities.
    big = np.quantile(geography.city_weight[cities], 0.75)
    hotline_city = next(city for city in cities if geography.city_weight[city] >= big)
    cities.remove(hotline_city)
    boards = _province_boards(size, geography, rng) + _city_boards(size, geography, cities)
    return Plants(
        short_boards=tuple(boards),
        projects=_projects(size, months, project_cities),
        hotline_city=hotline_city,
        hotline_since=months.back(3),
        harsh_inspector=inspector_id(geography.province_codes[0], 0),
        veto_hall=halls[0],
        veto_indicator="AWA08",
        unanimous_city=cities[0],
        pattern_halls=tuple(halls[1 : 1 + size.slot_pattern_halls]),
        competitor_cities=tuple(sorted(cities[-size.competitor_cities :])),
    )


def inspector_id(province_code: str, number: int) -> str:
    """Inspector `number` of a province's pool."""
    return f"I{province_code[:2]}{number + 1:03d}"


def _province_boards(
    size: SampleSize, geography: Geography, rng: np.random.Generator
) -> list[ShortBoard]:
    codes = [code for code in geography.province_codes if code != size.project_province]
    chosen = rng.permutation(codes)[: size.province_short_boards]
    return [
        ShortBoard(
            "province",
            str(code),
            tuple(int(city) for city in geography.cities_of(code)),
            PROVINCE_BOARD_ELEMENTS[n % len(PROVINCE_BOARD_ELEMENTS)],
            PROVINCE_DEFICIT,
        )
        for n, code in enumerate(chosen)
    ]


def _city_boards(size: SampleSize, geography: Geography, cities: list[int]) -> list[ShortBoard]:
    return [
        ShortBoard(
            "city",
            str(geography.city_codes[city]),
            (city,),
            CITY_BOARD_ELEMENTS[n % len(CITY_BOARD_ELEMENTS)],
            CITY_DEFICIT,
        )
        for n, city in enumerate(cities[1 : 1 + size.city_short_boards])
    ]


def _projects(size: SampleSize, months: Months, cities: np.ndarray) -> tuple[Project, ...]:
    """One that lifts its metric and one that does nothing, in one province, with other pilots."""
    waves = range(len(months.wave_labels))
    wave_starts = [int(np.flatnonzero(months.wave_index == wave)[0]) for wave in waves]
    last, before, earlier = wave_starts[-1], wave_starts[-2], wave_starts[-3]
    pilots = [int(city) for city in cities]
    k = size.pilot_cities
    hall = Project(
        "hall theme, works",
        "hall",
        "theme_hall",
        size.project_province,
        tuple(sorted(pilots[:k])),
        last,
        PROJECT_LIFT,
        (before, before + 1),
    )
    promotion = Project(
        "promotion theme, does nothing",
        "promotion",
        "theme_promotion",
        size.project_province,
        tuple(sorted(pilots[k : 2 * k])),
        before,
        0.0,
        (earlier, earlier + 1),
    )
    return hall, promotion
