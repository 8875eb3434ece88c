"""Real provinces and cities for the fictitious operator, read from the geography seeds."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from ingest.sample.sizes import SampleSize

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
MUNICIPALITIES = ("110000", "120000", "310000", "500000")
# The operator of the sample works on the mainland only.
OUTSIDE = ("710000", "810000", "820000")
FIRST_CITY_WEIGHT = 3.0
MUNICIPALITY_WEIGHT = 14.0
COUNTY_LEVEL_WEIGHT = 0.3


@dataclass(frozen=True)
class Geography:
    """Provinces and cities in code order; `city_province` indexes into `provinces`."""

    provinces: pl.DataFrame
    cities: pl.DataFrame
    city_province: np.ndarray
    city_weight: np.ndarray
    """How big a city is for the operator; sets halls, subscribers and tickets."""

    @property
    def province_codes(self) -> np.ndarray:
        return self.provinces["province_code"].to_numpy()

    @property
    def city_codes(self) -> np.ndarray:
        return self.cities["city_code"].to_numpy()

    @property
    def city_province_codes(self) -> np.ndarray:
        return self.province_codes[self.city_province]

    def cities_of(self, province_code: str) -> np.ndarray:
        """Indexes of a province's cities."""
        return np.flatnonzero(self.city_province_codes == province_code)


def load_geography(size: SampleSize, rng: np.random.Generator) -> Geography:
    """The provinces and cities of a sample. Raises FileNotFoundError when the seeds are missing."""
    provinces = _read(SEEDS / "geo_provinces.csv").sort("province_code")
    cities = _read(SEEDS / "geo_cities.csv").sort("city_code")
    wanted = set(size.provinces or provinces["province_code"].to_list()) - set(OUTSIDE)
    provinces = provinces.filter(pl.col("province_code").is_in(sorted(wanted)))
    cities = cities.filter(pl.col("province_code").is_in(sorted(wanted)))
    if size.cities_per_province is not None:
        cities = cities.filter(
            pl.int_range(pl.len()).over("province_code") < size.cities_per_province
        )
    codes = provinces["province_code"].to_list()
    city_province = np.array([codes.index(code) for code in cities["province_code"]])
    return Geography(provinces, cities, city_province, _weights(cities, rng))


def _read(path: Path) -> pl.DataFrame:
    coordinates = {"longitude": pl.Float64, "latitude": pl.Float64}
    frame = pl.read_csv(path, infer_schema=False)
    return frame.with_columns(pl.col(name).cast(kind) for name, kind in coordinates.items())


def _weights(cities: pl.DataFrame, rng: np.random.Generator) -> np.ndarray:
    weight = np.exp(rng.normal(0.0, 0.45, cities.height))
    # The first city of a province is its capital.
    is_first = (cities["city_code"].str.slice(2, 4) == "0100").to_numpy()
    weight[is_first] *= FIRST_CITY_WEIGHT
    # 90 in the middle: a county that the province administers itself.
    is_county_level = (cities["city_code"].str.slice(2, 2) == "90").to_numpy()
    weight[is_county_level] *= COUNTY_LEVEL_WEIGHT
    is_municipality = cities["province_code"].is_in(MUNICIPALITIES).to_numpy()
    weight[is_municipality] = MUNICIPALITY_WEIGHT
    return weight
