"""Geometry for building the boundary files: shared borders stay shared after simplification.

A ring is a list of (x, y) without the closing point. Rings of neighbours are cut at the points where
three of them meet; each piece is simplified once (Douglas-Peucker), so no slivers open between units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import hypot

Point = tuple[float, float]
Ring = list[Point]


def dissolve(rings: Iterable[Ring]) -> list[Ring]:
    """Rings of the union: edges that two neighbours run through in opposite directions vanish."""
    edges = Counter((a, b) for ring in rings for a, b in _pairs(ring))
    left = {a: b for (a, b) in edges if (b, a) not in edges}
    merged: list[Ring] = []
    while left:
        start, point = left.popitem()
        ring = [start]
        while point != start and point in left:
            ring.append(point)
            point = left.pop(point)
        merged.append(ring)
    return [ring for ring in merged if len(ring) > 2]


def simplify(rings: list[Ring], tolerance: float) -> list[Ring]:
    """The same rings with fewer points, none moved by more than `tolerance` map units."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for a, b in _pairs(ring):
            neighbours[a].add(b)
            neighbours[b].add(a)
    done: dict[tuple[Point, ...], list[Point]] = {}
    return [_simplify_ring(ring, neighbours, tolerance, done) for ring in rings]


def separated(polygon: list[Ring]) -> list[list[Ring]]:
    """The rings of one polygon as polygons that are: the outline with its holes, islands apart.

    The source lists a coast and its islands as rings of one polygon, in any order.
    """
    outline = max(polygon, key=lambda ring: abs(area(ring)))
    others = [ring for ring in polygon if ring is not outline]
    holes = [ring for ring in others if _inside(ring[0], outline)]
    return [[outline, *holes], *([ring] for ring in others if ring not in holes)]


def area(ring: Ring) -> float:
    """Signed area (shoelace), square map units."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in _pairs(ring)) / 2


def label_point(ring: Ring, steps: int = 24) -> Point:
    """A point well inside the ring: the grid point farthest from its border."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    best, best_distance = (sum(xs) / len(xs), sum(ys) / len(ys)), -1.0
    for i in range(1, steps):
        for j in range(1, steps):
            point = (min(xs) + width * i / steps, min(ys) + height * j / steps)
            if not _inside(point, ring):
                continue
            distance = min(_distance(point, a, b) for a, b in _pairs(ring))
            if distance > best_distance:
                best, best_distance = point, distance
    return best


def _pairs(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, ring[1:] + ring[:1], strict=True)


def _simplify_ring(
    ring: Ring,
    neighbours: dict[Point, set[Point]],
    tolerance: float,
    done: dict[tuple[Point, ...], list[Point]],
) -> Ring:
    corners = [i for i, point in enumerate(ring) if len(neighbours[point]) > 2]
    if not corners:
        # an island: cut it at two fixed points, so that every run gives the same result
        first = ring.index(min(ring))
        corners = sorted({first, (first + len(ring) // 2) % len(ring)})
    kept: Ring = []
    for start, end in zip(corners, [*corners[1:], corners[0] + len(ring)], strict=True):
        arc = [ring[i % len(ring)] for i in range(start, end + 1)]
        kept.extend(_simplify_arc(arc, tolerance, done)[:-1])
    # a speck of an island keeps its shape: territory is never dropped
    return kept if len(kept) >= 4 else ring


def _simplify_arc(
    arc: list[Point], tolerance: float, done: dict[tuple[Point, ...], list[Point]]
) -> list[Point]:
    backwards = arc[0] > arc[-1] or (arc[0] == arc[-1] and arc[1] > arc[-2])
    key = tuple(reversed(arc)) if backwards else tuple(arc)
    if key not in done:
        done[key] = _douglas_peucker(list(key), tolerance)
    return done[key][::-1] if backwards else done[key]


def _douglas_peucker(points: list[Point], tolerance: float) -> list[Point]:
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        distances = [
            _distance(points[i], points[start], points[end]) for i in range(start + 1, end)
        ]
        farthest = max(range(len(distances)), key=distances.__getitem__)
        if distances[farthest] > tolerance:
            middle = start + 1 + farthest
            keep.add(middle)
            spans += [(start, middle), (middle, end)]
    return [points[i] for i in sorted(keep)]


def _distance(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
    t = min(1.0, max(0.0, t))
    return hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy)


def _inside(point: Point, ring: Ring) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in _pairs(ring):
        is_crossed = (y1 > point[1]) != (y2 > point[1])
        if is_crossed and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
