"""Where a place stands on the map: Albers equal-area for China, in map units.

Boundaries are projected once, when they are built; halls are projected when they are drawn.
Both use this formula, so a hall lands inside its city. Formula: Snyder, Map Projections
(USGS 1987), equations 14-1 to 14-6, on the sphere; standard parallels 25° and 47° N, meridian 105° E.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

PARALLELS = (25.0, 47.0)
MERIDIAN = 105.0
# China spans about 0.82 radians across: 1200 units make the national map roughly 1000 wide.
UNITS_PER_RADIAN = 1200.0

_N = (sin(radians(PARALLELS[0])) + sin(radians(PARALLELS[1]))) / 2
_C = cos(radians(PARALLELS[0])) ** 2 + 2 * _N * sin(radians(PARALLELS[0]))
_RHO_0 = sqrt(_C - 2 * _N * sin(radians(36.0))) / _N


def to_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Map units (x to the east, y to the *south*, as screens count) of a point in degrees.

    Raises ValueError for coordinates that are not on the globe, which means swapped columns.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"not a place on the globe: longitude {longitude}, latitude {latitude}")
    theta = _N * ((longitude - MERIDIAN) * pi / 180)
    rho = sqrt(max(_C - 2 * _N * sin(radians(latitude)), 0.0)) / _N
    return rho * sin(theta) * UNITS_PER_RADIAN, (rho * cos(theta) - _RHO_0) * UNITS_PER_RADIAN
