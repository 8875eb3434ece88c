"""A window on the map: shapes cut to a box, so that the map fits what is to be seen.

Cutting is Sutherland-Hodgman (1974): each side of the box in turn.
"""

from __future__ import annotations

from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in map units."""
Points = list[list[float]]


def clipped(feature: dict[str, Any], box: Box) -> dict[str, Any]:
    """The feature within the box; parts outside vanish."""
    polygons = []
    for polygon in feature["geometry"]["coordinates"]:
        rings = [ring for ring in (_cut(ring[:-1], box) for ring in polygon) if len(ring) > 2]
        if rings:
            polygons.append([[*ring, ring[0]] for ring in rings])
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _cut(ring: Points, box: Box) -> Points:
    for axis, bound, keep_above in ((0, box[0], 1), (1, box[1], 1), (0, box[2], 0), (1, box[3], 0)):
        cut: Points = []
        for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
            here_in = (here[axis] >= bound) == bool(keep_above) or here[axis] == bound
            there_in = (there[axis] >= bound) == bool(keep_above) or there[axis] == bound
            if here_in:
                cut.append(here)
            if here_in != there_in:
                share = (bound - here[axis]) / (there[axis] - here[axis])
                cut.append([a + share * (b - a) for a, b in zip(here, there, strict=True)])
        ring = cut
        if not ring:
            break
    return ring
