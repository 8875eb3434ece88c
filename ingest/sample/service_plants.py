"""Truth planted in the feeds on service work: who misjudges, over-promises, breaks a norm."""

from dataclasses import dataclass

import numpy as np

from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

KNOWLEDGE_ELEMENT = "service_process"
KNOWLEDGE_POINTS = -16.0
LOW_STANDARD_ELEMENT = "efficiency"
RAISED_ELEMENT = "problem_solving"
PROMISED_ELEMENT = "attitude"
BAD_DEPARTMENT = "BILLING"
BAD_DEPARTMENT_POINTS = -16.0
BROKEN_MEASURE = "fault_repair_hours"
PROMISED_HOURS_BEYOND = 8.0
WEAK_BRANCH_POINTS = -22.0
WEAK_ASPECT = "knowledge_scripts"
WEAK_ASPECT_POINTS = -15.0
COMPETITOR_ELEMENT = "environment"
COMPETITOR_POINTS = 10.0
PROVINCE_ITEMS = (
    ("network", "network_stability"),
    ("product", "product_billing_accuracy"),
    ("installation_repair", "installation_repair_notice"),
)
CITY_ITEMS = (
    ("promotion", "promotion_ease_of_joining"),
    ("hotline", "hotline_competence"),
    ("network", "network_speed"),
    ("support", "support_online_service"),
)
PROVINCE_ITEM_DEFICIT = 14.0
CITY_ITEM_DEFICIT = 16.0


@dataclass(frozen=True)
class ThemeBoard:
    """A theme item that is `deficit` points lower than elsewhere in the in-network survey."""

    unit_type: str
    unit_code: str
    cities: tuple[int, ...]
    theme: str
    item: str
    deficit: float


@dataclass(frozen=True)
class ServicePlants:
    """Provinces by code; cities and months as indexes into geography and window."""

    knowledge_province: str
    """Staff of every layer believe that customers expect far less of one element."""
    promise_province: str
    """Promises far more of one element than is delivered."""
    aspect_province: str
    """Weak in one aspect of hall management."""
    standard_province: str
    """Has written standards of its own for some elements."""
    broken_city: int
    broken_since: int
    promise_city: int
    """Publicly promises a repair time beyond the official limit."""
    branch_city: int
    branch_code: str
    """Weak in every item of the company's own inspection."""
    standard_raised: int
    """Month from whose first day the raised standard holds."""
    competitor_city: int
    """Where every competitor is better at one element."""
    theme_boards: tuple[ThemeBoard, ...]


def choose_service_plants(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    plants: Plants,
    seed: int,
) -> ServicePlants:
    """Pick the units, clear of the project's province and, where there are enough, of each other."""
    rng = stream(seed, size.name, "service_plants")
    provinces = _provinces(rng, size, geography, plants)
    taken = {plants.hotline_city, *plants.competitor_cities}
    taken |= {city for board in plants.short_boards for city in board.cities}
    calm = np.flatnonzero(geography.city_province_codes != size.project_province)
    halls = np.bincount(network.city, minlength=geography.cities.height)
    # Bigger cities first: what is planted there must be felt.
    mixed = [int(city) for city in rng.permutation(calm)]
    free = [city for city in mixed if city not in taken] or mixed
    free.sort(key=lambda city: halls[city] < np.median(halls[calm]))
    boards = _theme_boards(size, geography, provinces, free)
    branch_city = free[1 % len(free)]
    return ServicePlants(
        knowledge_province=provinces[0],
        promise_province=provinces[1 % len(provinces)],
        aspect_province=provinces[2 % len(provinces)],
        standard_province=provinces[3 % len(provinces)],
        broken_city=free[0],
        broken_since=months.back(3),
        promise_city=free[2 % len(free)],
        branch_city=branch_city,
        branch_code=_largest_branch(network, branch_city),
        standard_raised=months.count // 2,
        competitor_city=plants.competitor_cities[0],
        theme_boards=boards,
    )


def _provinces(
    rng: np.random.Generator, size: SampleSize, geography: Geography, plants: Plants
) -> list[str]:
    """Provinces to plant in: of several cities, without a short board of their own if possible."""
    cities = np.bincount(geography.city_province)
    boards = {board.unit_code for board in plants.short_boards}
    codes = [
        str(code)
        for code, count in zip(geography.province_codes, cities, strict=True)
        if code != size.project_province and count > 1
    ]
    mixed = [str(code) for code in rng.permutation(codes)]
    return sorted(mixed, key=lambda code: code in boards)


def _largest_branch(network: Network, city: int) -> str:
    codes = network.halls["branch_code"].to_numpy()[network.city == city]
    names, counts = np.unique(codes, return_counts=True)
    return str(names[counts.argmax()])


def _theme_boards(
    size: SampleSize, geography: Geography, provinces: list[str], free: list[int]
) -> tuple[ThemeBoard, ...]:
    """One item per chosen province and city; a city's item is not that of its province."""
    chosen = provinces[4:] or provinces
    boards = [
        ThemeBoard(
            "province",
            code,
            tuple(int(city) for city in geography.cities_of(code)),
            *PROVINCE_ITEMS[n],
            PROVINCE_ITEM_DEFICIT,
        )
        for n, code in enumerate(chosen[: size.province_theme_boards])
    ]
    inside = {city for board in boards for city in board.cities}
    outside = [city for city in free[3:] if city not in inside] or free
    boards += [
        ThemeBoard(
            "city",
            str(geography.city_codes[city]),
            (city,),
            *CITY_ITEMS[n],
            CITY_ITEM_DEFICIT,
        )
        for n, city in enumerate(outside[: size.city_theme_boards])
    ]
    return tuple(boards)
