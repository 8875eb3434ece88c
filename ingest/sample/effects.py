"""Where service is truly better or worse: the latent effects all instruments of the sample share.

Everything is in points of the 0–100 scale, added to an instrument's own level.
"""

from dataclasses import dataclass

import numpy as np

from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import autoregressive, stream

PROVINCE_SD = 1.8
CITY_SD = 1.5
HALL_SD = 4.0
HALL_ELEMENT_SD = 2.0
SHOCK_SD = 1.2
SHOCK_PERSISTENCE = 0.3
# Inspection sees the same halls, but mostly other things than customers do.
INSPECTION_LOADING = 0.45
INSPECTION_SD = 3.0
# Lowest round the Spring Festival and the campus season, when halls are full.
SEASON = np.array([-0.9, -1.1, 0.3, 0.7, 0.8, 0.5, 0.1, -0.5, -0.9, 0.2, 0.6, 0.2])

ELEMENTS = (
    "proactiveness",
    "customer_orientation",
    "attitude",
    "staff_appearance",
    "staff_competence",
    "service_display",
    "service_process",
    "on_site_management",
    "environment",
    "facilities",
    "efficiency",
    "problem_solving",
)
# Level of each element round the overall one: looks are fine, waiting and solving are not.
ELEMENT_LEVEL = np.array([-0.5, -1.0, 2.0, 4.0, 1.5, 1.0, -0.5, 0.0, 2.5, 1.0, -3.5, -2.5])
# What overall satisfaction truly hangs on; sums to one.
ELEMENT_PULL = np.array([0.06, 0.09, 0.12, 0.03, 0.11, 0.04, 0.08, 0.06, 0.05, 0.05, 0.14, 0.17])


@dataclass(frozen=True)
class Effects:
    """Latent service quality; axes in the order of each name."""

    province: np.ndarray
    city: np.ndarray
    hall: np.ndarray
    hall_element: np.ndarray
    city_month: np.ndarray
    month: np.ndarray
    city_element: np.ndarray
    """Planted deficits of elements by city, province deficits included."""
    hall_inspection: np.ndarray

    def service(self, network: Network, hall: np.ndarray, month: np.ndarray) -> np.ndarray:
        """How much better than the operator's level a hall serves in a month."""
        city = network.city[hall]
        return (
            self.province[network.province[hall]]
            + self.city[city]
            + self.hall[hall]
            + self.city_month[city, month]
            + self.month[month]
        )


def build_effects(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    plants: Plants,
    seed: int,
) -> Effects:
    """Draw the effects and add the planted short boards."""
    rng = stream(seed, size.name, "effects")
    provinces, cities = geography.provinces.height, geography.cities.height
    hall = rng.normal(0, HALL_SD, network.count)
    deficits = np.zeros((cities, len(ELEMENTS)))
    for board in plants.short_boards:
        deficits[list(board.cities), ELEMENTS.index(board.element)] -= board.deficit
    return Effects(
        province=rng.normal(0, PROVINCE_SD, provinces),
        city=rng.normal(0, CITY_SD, cities),
        hall=hall,
        hall_element=rng.normal(0, HALL_ELEMENT_SD, (network.count, len(ELEMENTS))),
        city_month=autoregressive(rng, cities, months.count, SHOCK_SD, SHOCK_PERSISTENCE),
        month=SEASON[months.calendar_month - 1],
        city_element=deficits,
        hall_inspection=INSPECTION_LOADING * hall + rng.normal(0, INSPECTION_SD, network.count),
    )
