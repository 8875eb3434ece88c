"""How big each sample is: the numbers that differ between one size and the next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleSize:
    """Volumes of one sample. Counts per city or hall are averages round which the sample varies."""

    name: str
    months: int
    halls: int
    min_halls_per_city: int
    provinces: tuple[str, ...] | None
    """Province codes; None = every province of the mainland."""
    cities_per_province: int | None
    interviews_per_hall_wave: int
    """Exit interviews of a hall that meets its quota; at least 30."""
    expectation_per_city: int
    phone_per_city_month: int
    project_phone_per_city_month: int
    order_surveys_per_city_month: int
    """New-install and repair interviews each."""
    tickets: int
    staff_per_hall: float
    staff_wave_lags: tuple[int, ...]
    """Months before the last one in which a staff wave was held."""
    awareness_wave_lags: tuple[int, ...]
    internal_wave_lags: tuple[int, ...]
    diagnosis_wave_lags: tuple[int, ...]
    inspectors_per_province: int
    flagship_visits: int
    competitor_cities: int
    project_province: str
    null_province: str
    pilot_cities: int
    province_short_boards: int
    city_short_boards: int
    province_theme_boards: int
    city_theme_boards: int
    rotation_violations: int
    slot_pattern_halls: int
    unknown_hall_interviews: int
    project_provinces_per_theme: int
    """Provinces that report a special project of each theme, besides the planted ones."""
    special_projects: int
    """Projects outside the calendar of themes, at most."""


TINY = SampleSize(
    name="tiny",
    months=8,
    halls=24,
    min_halls_per_city=4,
    provinces=("330000", "430000"),
    cities_per_province=3,
    interviews_per_hall_wave=34,
    expectation_per_city=40,
    phone_per_city_month=24,
    project_phone_per_city_month=60,
    order_surveys_per_city_month=8,
    tickets=1500,
    staff_per_hall=7.0,
    staff_wave_lags=(7, 1),
    awareness_wave_lags=(7, 1),
    internal_wave_lags=(7, 1),
    diagnosis_wave_lags=(6, 1),
    inspectors_per_province=9,
    flagship_visits=2,
    competitor_cities=1,
    project_province="430000",
    null_province="430000",
    pilot_cities=1,
    province_short_boards=1,
    city_short_boards=1,
    province_theme_boards=1,
    city_theme_boards=1,
    rotation_violations=3,
    slot_pattern_halls=1,
    unknown_hall_interviews=3,
    project_provinces_per_theme=0,
    special_projects=1,
)

DEMO = SampleSize(
    name="demo",
    months=14,
    halls=1500,
    min_halls_per_city=2,
    provinces=None,
    cities_per_province=None,
    interviews_per_hall_wave=34,
    expectation_per_city=36,
    phone_per_city_month=22,
    project_phone_per_city_month=320,
    order_surveys_per_city_month=5,
    tickets=120_000,
    staff_per_hall=7.0,
    staff_wave_lags=(12, 7, 1),
    awareness_wave_lags=(12, 1),
    internal_wave_lags=(12, 7, 1),
    diagnosis_wave_lags=(8, 1),
    inspectors_per_province=20,
    flagship_visits=4,
    competitor_cities=10,
    project_province="430000",
    null_province="430000",
    pilot_cities=4,
    province_short_boards=5,
    city_short_boards=14,
    province_theme_boards=3,
    city_theme_boards=4,
    rotation_violations=25,
    slot_pattern_halls=6,
    unknown_hall_interviews=20,
    project_provinces_per_theme=6,
    special_projects=6,
)

SIZES: dict[str, SampleSize] = {size.name: size for size in (TINY, DEMO)}
