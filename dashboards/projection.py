"""Where a place stands on the map: Albers equal-area for China, in map units.

Boundaries are projected once, when they are built; halls are projected when they are drawn.
Both use this formula, so a hall lands inside its city. Formula: Snyder, Map Projections: A Working
Manual (USGS 1987), equations 14-1 to 14-6, on the sphere.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

# Standard parallels 25° and 47° N, meridian 105° E: the usual choice for maps of China.
PARALLELS = (25.0, 47.0)
ORIGIN = (105.0, 36.0)
# China spans about 0.76 radians across: 1200 units make the national map roughly 900 wide.
UNITS_PER_RADIAN = 1200.0


def albers(
    longitude: float,
    latitude: float,
    parallels: tuple[float, float],
    origin: tuple[float, float],
) -> tuple[float, float]:
    """East and north of `origin` on a sphere of radius one; all arguments in degrees."""
    n = (sin(radians(parallels[0])) + sin(radians(parallels[1]))) / 2
    c = cos(radians(parallels[0])) ** 2 + 2 * n * sin(radians(parallels[0]))
    rho = sqrt(max(c - 2 * n * sin(radians(latitude)), 0.0)) / n
    rho_origin = sqrt(c - 2 * n * sin(radians(origin[1]))) / n
    theta = n * (longitude - origin[0]) * pi / 180
    return rho * sin(theta), rho_origin - rho * cos(theta)


def to_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Map units (x to the east, y to the *south*, as screens count) of a point in degrees.

    Raises ValueError for coordinates that are not on the globe, which means swapped columns.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"not a place on the globe: longitude {longitude}, latitude {latitude}")
    east, north = albers(longitude, latitude, PARALLELS, ORIGIN)
    return east * UNITS_PER_RADIAN, -north * UNITS_PER_RADIAN
