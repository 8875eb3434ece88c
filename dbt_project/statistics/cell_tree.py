"""Cells of people in a tree of units, and how they add up: unit × role, provinces as blocks.

Cells add up in two ways: a unit is its children plus what lies in it without a finer place, and all
roles are the single roles plus those of unknown role. Items of one wave have nearly the same cells,
so what follows from which cells a province has is worked out once and kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from dbt_project.statistics.null_space import Cell

ALL_ROLES, UNKNOWN_ROLE = "all", "unknown"

Cells = dict[Cell, tuple[int, bool]]  # answers, are they all equal
Units = dict[str, tuple[str, str | None]]  # type, parent among those that have cells


class Sum(NamedTuple):
    """A cell and the cells that add up to it; `never_shown` are the terms nobody may see."""

    total: Cell
    parts: list[Cell]
    never_shown: list[Cell]


@dataclass(frozen=True)
class Block:
    """The cells of one province, or those of the group alone.

    `public`: cells that may be published at all. `leaves`: those that people are counted in, one
    role each, before halls are told apart. `tops`: those that add up to the group's. `key` stands
    for province and cells.
    """

    key: tuple[str, frozenset[Cell]]
    cells: list[Cell]
    public: list[Cell]
    leaves: list[Cell]
    halls: list[Cell]
    tops: list[Cell]
    sums: list[Sum]

    @property
    def province(self) -> str:
        return self.key[0]


def may_publish(cell: Cell, units: Units) -> bool:
    """Whether M12 lets this kind of cell out at all; the rest only takes part in the sums."""
    unit_type = units[cell[0]][0]
    if unit_type == "hall":
        return cell[1] == ALL_ROLES
    return cell[1] != UNKNOWN_ROLE and unit_type in ("group", "province", "city")


class Tree:
    """The units of a wave; knows the blocks of every item's cells."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.province_of = {unit_id: self._province(unit_id) for unit_id in units}
        self._blocks: dict[tuple[str, frozenset[Cell]], Block] = {}

    def blocks(self, cells: Iterable[Cell]) -> list[Block]:
        """The cells by province, the group's own as one more block."""
        parts: dict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            parts[self.province_of[cell[0]]].append(cell)
        found = []
        for province, own in parts.items():
            key = (province, frozenset(own))
            if key not in self._blocks:
                self._blocks[key] = self._describe(key, own)
            found.append(self._blocks[key])
        return found

    def sums(self, cells: Cells, blocks: list[Block]) -> list[Sum]:
        """Every sum among the cells: all roles over each role, units over their children.

        A sum counts only if its terms are complete: below the city most items have no cells, and a
        city is then a leaf.
        """
        listed = [one for block in blocks for one in block.sums]
        terms: dict[Cell, list[Cell]] = defaultdict(list)
        for block in blocks:
            for cell in block.tops:
                terms[(str(self.units[cell[0]][1]), cell[1])].append(cell)
        listed += _sums_of(terms, cells, self.units)
        return [
            one
            for one in listed
            if cells[one.total][0] == sum([cells[part][0] for part in one.parts])
        ]

    def _province(self, unit_id: str) -> str:
        while True:
            unit_type, parent = self.units[unit_id]
            if unit_type == "province" or parent is None:
                return unit_id
            unit_id = parent

    def _describe(self, key: tuple[str, frozenset[Cell]], own: list[Cell]) -> Block:
        units = self.units
        leaves, halls = [], []
        by_role: dict[Cell, list[Cell]] = defaultdict(list)
        by_unit: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in own:
            unit_id, role = cell
            unit_type, parent = units[unit_id]
            # halls are published for all roles together alone
            if unit_type == "hall":
                halls.append(cell)
            is_summed = unit_type != "hall" or role == ALL_ROLES
            if is_summed and parent is not None and units[parent][0] != "group":
                by_unit[(parent, role)].append(cell)
            if role == ALL_ROLES:
                continue
            if unit_type in ("group", "province", "city"):
                by_role[(unit_id, ALL_ROLES)].append(cell)
            above_city = unit_type == "unallocated" and parent and units[parent][0] != "city"
            if unit_type == "city" or above_city:
                leaves.append(cell)
        sums = _sums_of(by_role, key[1], units) + _sums_of(by_unit, key[1], units)
        public = [cell for cell in own if may_publish(cell, units)]
        tops = [cell for cell in own if (above := units[cell[0]][1]) and units[above][0] == "group"]
        return Block(key, own, public, leaves, halls, tops, sums)


def _sums_of(
    terms: dict[Cell, list[Cell]], cells: Cells | frozenset[Cell], units: Units
) -> list[Sum]:
    return [
        Sum(total, parts, [part for part in parts if not may_publish(part, units)])
        for total, parts in sorted(terms.items())
        if total in cells and may_publish(total, units)
    ]
