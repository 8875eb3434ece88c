"""The sample operator's halls: where they are, what they are like, how busy, and when open."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import autoregressive, pick, spread, stream

TIER_SHARES = {"tier2": 0.22, "tier3": 0.43, "partner": 0.35}
AREA_SHARES = {
    "residential": 0.40,
    "commercial": 0.30,
    "office": 0.15,
    "industrial": 0.10,
    "other": 0.05,
}
PLACE_SHARES = {"city": 0.50, "county": 0.30, "town": 0.20}
TIER_FOOTFALL = {"flagship": 16_000.0, "tier2": 10_000.0, "tier3": 6_500.0, "partner": 4_000.0}
TIER_COUNTERS = {"flagship": 14, "tier2": 8, "tier3": 5, "partner": 3}
# Customers come before the Spring Festival and with the September campus season.
FOOTFALL_SEASON = np.array([1.10, 0.88, 1.00, 0.98, 0.99, 1.00, 1.03, 1.06, 1.10, 0.97, 0.95, 1.02])
NEVER = np.datetime64("2200-01-01")


@dataclass(frozen=True)
class Changes:
    """What happens to single halls inside the window; indexes into the halls and the months."""

    moved: tuple[tuple[int, int, int], ...]
    """(hall, month, city it came from): from that month on it stands under its present city."""
    upgraded: tuple[tuple[int, int, str], ...]
    """(hall, month, tier it had before)."""
    closed: tuple[tuple[int, int], ...]
    """(hall, first month in which it is closed)."""
    reused: tuple[tuple[int, int, int], ...]
    """(new hall, first month, the closed hall whose code it carries)."""
    stage_raised: tuple[tuple[int, int], ...]
    """(hall, month from which it is advanced)."""


@dataclass(frozen=True)
class Network:
    """One entry per hall identity (code and opening date), attributes as at the window's end."""

    halls: pl.DataFrame
    city: np.ndarray
    province: np.ndarray
    tier: np.ndarray
    is_open: np.ndarray
    """Halls × months: at least one day open. Openings and closings fall on the first of a month."""
    footfall: np.ndarray
    """Halls × months, customers served; 0 while closed."""
    changes: Changes

    @property
    def codes(self) -> np.ndarray:
        return self.halls["hall_code"].to_numpy()

    @property
    def count(self) -> int:
        return self.halls.height

    def city_in(self, hall: np.ndarray, month: np.ndarray) -> np.ndarray:
        """City index of each hall in each month, before or after a move."""
        city = self.city[hall].copy()
        for moved, since, former in self.changes.moved:
            city[(hall == moved) & (month < since)] = former
        return city

    def hall_ids(self) -> list[str]:
        """'H<code>@<yyyymmdd of opening>'."""
        return (
            self.halls.select(
                pl.format("H{}@{}", "hall_code", pl.col("opened_date").dt.strftime("%Y%m%d"))
            )
            .to_series()
            .to_list()
        )


def build_network(size: SampleSize, geography: Geography, months: Months, seed: int) -> Network:
    """Draw the halls of every city and what happens to them."""
    rng = stream(seed, size.name, "network")
    counts = spread(size.halls, geography.city_weight, size.min_halls_per_city)
    city = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(city)) - np.repeat(np.cumsum(counts) - counts, counts)
    tier = pick(rng, TIER_SHARES, len(city))
    tier[(within == 0) & (counts[city] >= 4)] = "flagship"
    tier[(within == 0) & (counts[city] < 4)] = "tier2"
    tier[within == 1] = "tier3"
    opened = np.datetime64("2012-01-01") + rng.integers(0, 4000, len(city))
    code = np.array(
        [f"{geography.city_codes[c]}{n + 1:03d}" for c, n in zip(city, within, strict=True)],
        dtype=object,
    )
    changes, rebirth = _changes(rng, city, tier, geography, months, counts)
    closed = np.full(len(city), NEVER)
    for hall, month in changes.closed:
        closed[hall] = months.start_of(month)
    old = np.array([former for _, _, former in changes.reused], dtype=int)
    city, tier = np.append(city, city[old]), np.append(tier, tier[old])
    code, within = np.append(code, code[old]), np.append(within, within[old])
    opened = np.append(opened, [months.start_of(month) for month in rebirth])
    closed = np.append(closed, np.full(len(old), NEVER))
    is_open = (opened[:, None] <= months.starts[None, :]) & (
        closed[:, None] > months.starts[None, :]
    )
    halls = _attributes(rng, city, tier, code, within, opened, closed, geography)
    footfall = _footfall(rng, tier, city, geography, months) * is_open
    return Network(halls, city, geography.city_province[city], tier, is_open, footfall, changes)


def _changes(
    rng: np.random.Generator,
    city: np.ndarray,
    tier: np.ndarray,
    geography: Geography,
    months: Months,
    counts: np.ndarray,
) -> tuple[Changes, list[int]]:
    """Choose the halls that move, are upgraded, close, or hand their code on.

    Edits `city` and `tier`. The months in which the codes are used again come second.
    """
    scale = max(1, len(city) // 500)
    plain = rng.permutation(np.flatnonzero(tier == "tier3"))
    spare = list(plain[np.isin(city[plain], np.flatnonzero(counts >= 3))])
    middle = months.count // 2
    moved = []
    for _ in range(scale):
        hall = int(spare.pop())
        siblings = np.flatnonzero(geography.city_province == geography.city_province[city[hall]])
        others = siblings[siblings != city[hall]]
        if len(others):
            moved.append((hall, middle - 1, int(city[hall])))
            city[hall] = int(rng.choice(others))
    upgraded = []
    for _ in range(2 * scale):
        hall = int(spare.pop())
        upgraded.append((hall, middle, "tier3"))
        tier[hall] = "tier2"
    closing = [int(spare.pop()) for _ in range(scale + 1)]
    closed = [(hall, middle - 1) for hall in closing]
    rebirth = [middle + 1] * scale
    reused = [(len(city) + n, rebirth[n], closing[n]) for n in range(scale)]
    raised = [(int(hall), middle) for hall in spare[: 3 * scale]]
    return Changes(
        tuple(moved), tuple(upgraded), tuple(closed), tuple(reused), tuple(raised)
    ), rebirth


def _attributes(
    rng: np.random.Generator,
    city: np.ndarray,
    tier: np.ndarray,
    code: np.ndarray,
    within: np.ndarray,
    opened: np.ndarray,
    closed: np.ndarray,
    geography: Geography,
) -> pl.DataFrame:
    count = len(city)
    place = pick(rng, PLACE_SHARES, count)
    place[within == 0] = "city"
    area = pick(rng, AREA_SHARES, count)
    counters = np.array([TIER_COUNTERS[t] for t in tier]) + rng.integers(-1, 2, count)
    cities = geography.cities[city]
    branch = within // 4 + 1
    name = {"flagship": "旗舰营业厅", "tier2": "中心营业厅", "tier3": "营业厅", "partner": "合作厅"}
    roads = ["人民路", "解放路", "中山路", "建设路", "和平路", "新华路", "文化路", "站前路"]
    road = np.array(roads, dtype=object)[rng.integers(0, len(roads), count)]
    short = cities["short_name_zh"].to_numpy()
    return pl.DataFrame(
        {
            "hall_code": code.astype(str),
            "hall_name_zh": [
                f"{s}{r}{n + 1}号{name[t]}"
                for s, r, n, t in zip(short, road, within, tier, strict=True)
            ],
            "hall_name_en": [
                f"{s} hall {n + 1}" for s, n in zip(cities["short_name_en"], within, strict=True)
            ],
            "branch_code": [f"{n:02d}" for n in branch],
            "branch_name": [f"{s}第{n}支局" for s, n in zip(short, branch, strict=True)],
            "tier": tier.astype(str),
            "area_type": area.astype(str),
            "place_level": place.astype(str),
            "is_main_hall": within == 0,
            "stage": np.where(rng.random(count) < 0.35, "advanced", "initial"),
            "counters": counters,
            "longitude": np.round(cities["longitude"].to_numpy() + rng.normal(0, 0.12, count), 5),
            "latitude": np.round(cities["latitude"].to_numpy() + rng.normal(0, 0.09, count), 5),
            "opened_date": opened.astype("datetime64[D]"),
            "closed_date": pl.Series(closed.astype("datetime64[D]")),
        }
    ).with_columns(
        pl.when(pl.col("closed_date") < pl.lit(NEVER)).then("closed_date").alias("closed_date")
    )


def _footfall(
    rng: np.random.Generator,
    tier: np.ndarray,
    city: np.ndarray,
    geography: Geography,
    months: Months,
) -> np.ndarray:
    base = np.array([TIER_FOOTFALL[t] for t in tier]) * np.exp(rng.normal(0, 0.30, len(tier)))
    # Big cities are busier, but far less than in proportion to their size.
    base *= np.clip(geography.city_weight[city], 0.2, None) ** 0.25
    season = FOOTFALL_SEASON[months.calendar_month - 1]
    walk = np.exp(autoregressive(rng, len(tier), months.count, 0.06, 0.6))
    return np.round(base[:, None] * season[None, :] * walk).astype(int)
