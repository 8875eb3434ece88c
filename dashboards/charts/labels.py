"""Where labels on a map go: the most telling first, each at the first free place around its point."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.charts.frame import text_width

SIZE = 12


@dataclass(frozen=True)
class Label:
    """A text and the point it belongs to, in px of the map."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Placed:
    """A label and how far its middle stands from the point, px."""

    text: str
    x: float
    y: float
    dx: float
    dy: float


def place(labels: list[Label], width: float, height: float, beside: bool = False) -> list[Placed]:
    """Labels that find room, in the order given; the others are left out, never overprinted.

    `beside` keeps them off their own point, which is a mark to be seen.
    """
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    for label in labels:
        half = text_width(label.text, SIZE) / 2 + 2
        around = [(0.0, 0.0), (0, -11), (0, 11), (half, 0), (-half, 0), (0, -20), (0, 20)]
        if beside:
            around = [(0, -17), (0, 17), (half + 9, 0), (-half - 9, 0)]
        for dx, dy in around:
            box = (label.x + dx - half, label.y + dy - 8, label.x + dx + half, label.y + dy + 8)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                placed.append(Placed(label.text, label.x, label.y, dx, dy))
                break
    return placed


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
