"""Nine colour steps around a reference: how far a unit stands from it, in round numbers."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from dashboards.palette import Palette

# Four steps reach 3.5 widths out: 0.7, 1.4, 3.5 … read well.
ROUND = (1.0, 2.0, 4.0)
STEPS_EACH_SIDE = 4


@dataclass(frozen=True)
class Steps:
    """Width of a step, in the unit that is drawn, and the colours from far below to far above."""

    width: float
    colours: tuple[str, ...]

    def colour(self, difference: float) -> str:
        """The colour of a difference from the reference; the middle step reaches half a step out."""
        edges = [self.width * (i + 0.5) for i in range(-STEPS_EACH_SIDE, STEPS_EACH_SIDE)]
        return self.colours[bisect.bisect_right(edges, difference)]

    @property
    def reach(self) -> float:
        """The difference from which the outermost colour is used."""
        return self.width * (STEPS_EACH_SIDE - 0.5)


def steps(differences: list[float], higher_is_better: bool, palette: Palette) -> Steps:
    """Steps so wide that nine in ten differences stay within the inner ones."""
    sizes = sorted(abs(d) for d in differences) or [0.0]
    typical = sizes[min(len(sizes) - 1, int(0.9 * len(sizes)))]
    bad, good = palette.diverging[:5], palette.diverging[5:]
    # ten colours for eight steps beside the middle: the palest of each half are left out
    colours = (*bad[:4], palette.map_mid, *good[1:])
    if not higher_is_better:
        colours = tuple(reversed(colours))
    return Steps(width=_round_up(typical / STEPS_EACH_SIDE), colours=colours)


def _round_up(width: float) -> float:
    scale = 0.01
    while True:
        for factor in ROUND:
            if factor * scale >= width:
                return factor * scale
        scale *= 10
