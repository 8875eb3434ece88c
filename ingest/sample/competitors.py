"""The competitors' halls that inspectors and interviewers visit too."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.sample.geography import Geography
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

# Fictitious, like the operator itself: "competitor A" and "competitor B".
OPERATORS = {"JIA": "甲网", "YI": "乙网"}
HALLS_PER_OPERATOR = 2


@dataclass(frozen=True)
class Competitors:
    """One entry per competitor hall; `level` is its service above or below our operator's level."""

    halls: pl.DataFrame
    city: np.ndarray
    level: np.ndarray

    @property
    def count(self) -> int:
        return self.halls.height

    @property
    def codes(self) -> np.ndarray:
        return self.halls["hall_code"].to_numpy()

    @property
    def operators(self) -> np.ndarray:
        return self.halls["operator_code"].to_numpy()


def build_competitors(
    size: SampleSize, geography: Geography, network: Network, plants: Plants, seed: int
) -> Competitors:
    """Two halls of each competitor in the chosen cities, of the tiers and areas of our own there."""
    rng = stream(seed, size.name, "competitors")
    places = [
        (city, operator, number)
        for city in plants.competitor_cities
        for operator in OPERATORS
        for number in range(1, HALLS_PER_OPERATOR + 1)
    ]
    cells = {city: _busiest_cells(network, city) for city in plants.competitor_cities}
    own = [cells[c][(number - 1) % len(cells[c])] for c, _, number in places]
    city = np.array([place[0] for place in places])
    cities = geography.cities[city]
    halls = pl.DataFrame(
        {
            "operator_type": "competitor",
            "operator_code": [operator for _, operator, _ in places],
            "hall_code": [
                f"{geography.city_codes[c]}{900 + 10 * list(OPERATORS).index(operator) + number}"
                for c, operator, number in places
            ],
            "hall_name_zh": [
                f"{name}{OPERATORS[operator]}{number}号厅"
                for name, (_, operator, number) in zip(cities["short_name_zh"], places, strict=True)
            ],
            "hall_name_en": [
                f"{name} {operator} hall {number}"
                for name, (_, operator, number) in zip(cities["short_name_en"], places, strict=True)
            ],
            "tier": [tier for tier, _ in own],
            "area_type": [area for _, area in own],
            "place_level": "city",
            "longitude": np.round(
                cities["longitude"].to_numpy() + rng.normal(0, 0.1, len(places)), 5
            ),
            "latitude": np.round(
                cities["latitude"].to_numpy() + rng.normal(0, 0.1, len(places)), 5
            ),
        }
    ).with_columns(opened_date=pl.date(2018, 5, 1))
    return Competitors(halls, city, rng.normal(1.5, 3.0, len(places)))


def _busiest_cells(network: Network, city: int) -> list[tuple[str, str]]:
    """(tier, area) of a city's own lasting halls, the busiest first: where comparing makes sense."""
    footfall: dict[tuple[str, str], int] = {}
    for hall in np.flatnonzero((network.city == city) & network.is_open.all(axis=1)):
        cell = (str(network.tier[hall]), str(network.halls["area_type"][int(hall)]))
        footfall[cell] = footfall.get(cell, 0) + int(network.footfall[hall].sum())
    return sorted(footfall, key=lambda cell: (-footfall[cell], cell))[:HALLS_PER_OPERATOR]
