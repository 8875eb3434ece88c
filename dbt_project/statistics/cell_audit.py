"""What published sums of people give away together, by linear algebra.

Sums that are safe one by one need not be safe together: a group can be worked out exactly if no
shift of answers that leaves every published cell unchanged changes the group (L. H. Cox 1980,
Suppression methodology and statistical disclosure control, JASA 75, 377-385; M. Fischetti and J. J.
Salazar 2001, Management Science 47, 1008-1027). A random such shift, over a prime field, tells this
for all small groups at once; chance agreement has odds below 1e-12.

Provinces hang together through the group's sums alone, and most of their cells are hidden alike for
every item: what a pattern of hidden cells leaves open is worked out once per province and kept.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dbt_project.statistics.cell_tree import ALL_ROLES, Block, Cells, Tree
from dbt_project.statistics.null_space import (
    PRIME,
    Cell,
    Row,
    eliminate,
    fill_in,
    find_root,
    find_zero_sum,
    reduce_row,
)


@dataclass(frozen=True)
class Pattern:
    """What the published cells of one province leave open, whatever its counts.

    `members`: cell -> its atoms. `solved`: atom -> the combination of free atoms that it must equal.
    `by_role`: role -> the province's sum in free atoms. `shift`: a random change of atoms that leaves
    the published cells as they are, nothing for atoms published by themselves. `groups`: the other
    atoms, by which can cancel each other.
    """

    members: dict[Cell, list[Cell]]
    solved: dict[Cell, Row]
    by_role: dict[str, Row]
    shift: dict[Cell, int]
    groups: list[list[Cell]]


class Audit:
    """Finds the groups that published cells isolate, in one tree of units."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.units = tree.units
        self._patterns: dict[object, Pattern] = {}

    def find_exposed(
        self,
        cells: Cells,
        blocks: list[Block],
        hidden: Iterable[Cell],
        protected: Iterable[Cell],
        min_n: int,
    ) -> list[tuple[Cell, ...]]:
        """Isolated groups of fewer than `min_n`, and `protected` hidden cells, as tuples of atoms.

        An atom is the smallest piece that cells are made of (`_split_atoms`). At most one group per
        set of atoms that hang together.
        """
        gone = set(hidden)
        atoms, patterns = self._read(cells, blocks, gone)
        shift, groups = self._join(blocks, gone, patterns)
        exposed = []
        for cell in sorted(protected):
            if self.units[cell[0]][0] == "group":
                group = [atom for atom in atoms if cell[1] in (ALL_ROLES, atom[1])]
            else:
                group = patterns[self.tree.province_of[cell[0]]].members.get(cell, [])
            if group and sum(shift.get(atom, 0) for atom in group) % PRIME == 0:
                exposed.append(tuple(sorted(group)))
        for atoms_together in groups:
            small = [(atom, atoms[atom]) for atom in atoms_together if atoms[atom] < min_n]
            if small:
                found = find_zero_sum(small, shift, min_n - 1)
                if found is not None:
                    exposed.append(found)
        return exposed

    def _read(
        self, cells: Cells, blocks: list[Block], gone: set[Cell]
    ) -> tuple[dict[Cell, int], dict[str, Pattern]]:
        """Answers of every atom, and each block's pattern by its province."""
        atoms: dict[Cell, int] = {}
        patterns = {}
        for block in blocks:
            own = self._split_atoms(block, cells, gone)
            atoms.update(own)
            # a key of everything that the pattern depends on; counts are not among it
            key: tuple[object, ...] = (block.key, frozenset(gone.intersection(block.cells)))
            lone_halls: frozenset[str] = frozenset()
            if block.halls:
                lone_halls = self._lone_halls(block, cells, gone, own)
                key = (*key, frozenset(own), lone_halls)
            if key not in self._patterns:
                self._patterns[key] = self._solve(block, gone, own, lone_halls)
            patterns[block.province] = self._patterns[key]
        return atoms, patterns

    def _split_atoms(self, block: Block, cells: Cells, gone: set[Cell]) -> dict[Cell, int]:
        """Smallest pieces that cells are made of, with their answers.

        A city (or what is known of a province or the group alone) × role; where halls are shown,
        those halls × role and the rest of the city × role. Hidden halls stay in the rest.
        """
        if not block.halls:
            return {cell: cells[cell][0] for cell in block.leaves}
        atoms: dict[Cell, int] = {}
        taken: dict[Cell, int] = defaultdict(int)
        for cell in block.halls:
            hall, role = cell
            if role != ALL_ROLES and (hall, ALL_ROLES) not in gone:
                atoms[cell] = cells[cell][0]
                taken[(str(self.units[hall][1]), role)] += cells[cell][0]
        for cell in block.leaves:
            rest = cells[cell][0] - taken[cell]
            if rest > 0:
                atoms[cell] = rest
        return atoms

    def _lone_halls(
        self, block: Block, cells: Cells, gone: set[Cell], atoms: dict[Cell, int]
    ) -> frozenset[str]:
        """Hidden halls that alone make up the rest of their city: known as soon as that is."""
        rests: dict[str, int] = defaultdict(int)
        for (unit_id, _), answers in atoms.items():
            rests[unit_id] += answers
        lone = set()
        for hall, role in block.halls:
            if role == ALL_ROLES and (hall, role) in gone:
                city = str(self.units[hall][1])
                if rests[city] == cells[(hall, role)][0] < cells[(city, role)][0]:
                    lone.add(hall)
        return frozenset(lone)

    def _solve(
        self, block: Block, gone: set[Cell], atoms: dict[Cell, int], lone_halls: frozenset[str]
    ) -> Pattern:
        members = self._members(block.province, atoms)
        for hall in lone_halls:
            city = self.units[hall][1]
            members[(hall, ALL_ROLES)] = [atom for atom in sorted(atoms) if atom[0] == city]
        published = [
            cell
            for cell in block.public
            if cell in members
            and cell not in gone
            # the group's own sums hold over all provinces
            and self.units[cell[0]][0] != "group"
        ]
        # what is published by itself is large enough and does not shift: most atoms go at once
        fixed = {members[cell][0] for cell in published if len(members[cell]) == 1}
        free = sorted(atom for atom in atoms if atom not in fixed)
        solved: dict[Cell, Row] = {}
        roots = {atom: atom for atom in free}
        rows = []
        for cell in published:
            row = [atom for atom in members[cell] if atom in roots]
            if row:
                rows.append((len(row), cell, row))
        for _, _, row in sorted(rows):
            eliminate(dict.fromkeys(row, 1), solved, roots)
        source = random.Random(f"{block.province} {len(self._patterns)}")
        shift = {atom: source.randrange(PRIME) for atom in free if atom not in solved}
        fill_in(shift, solved)
        by_role = {}
        for role in sorted({role for _, role in atoms}):
            own = dict.fromkeys((atom for atom in free if atom[1] == role), 1)
            by_role[role] = reduce_row(own, solved)
        groups: dict[Cell, list[Cell]] = defaultdict(list)
        for atom in free:
            groups[find_root(atom, roots)].append(atom)
        return Pattern(dict(members), solved, by_role, shift, list(groups.values()))

    def _members(self, province: str, atoms: Iterable[Cell]) -> dict[Cell, list[Cell]]:
        members: dict[Cell, list[Cell]] = defaultdict(list)
        for atom in atoms:
            unit_id, role = atom
            unit_type, parent = self.units[unit_id]
            if unit_type == "hall":
                members[(unit_id, ALL_ROLES)].append(atom)
            above = parent if unit_type in ("hall", "unallocated") else unit_id
            while above is not None and self.tree.province_of[above] == province:
                members[(above, role)].append(atom)
                members[(above, ALL_ROLES)].append(atom)
                above = self.units[above][1]
        return members

    def _join(
        self, blocks: list[Block], gone: set[Cell], patterns: dict[str, Pattern]
    ) -> tuple[dict[Cell, int], list[list[Cell]]]:
        """One shift and the groups of the whole tree: the group's sums tie provinces together."""
        rows = []
        totals = [cell for block in blocks for cell in block.public
                  if self.units[block.province][0] == "group"]  # fmt: skip
        for cell in totals:
            role = cell[1]
            if cell in gone or self.units[cell[0]][0] != "group":
                continue
            row: Row = {}
            for pattern in patterns.values():
                for own_role, own_row in pattern.by_role.items():
                    if role in (ALL_ROLES, own_role):
                        for atom, value in own_row.items():
                            row[atom] = (row.get(atom, 0) + value) % PRIME
            rows.append((len(row), cell, {atom: value for atom, value in row.items() if value}))
        shift: dict[Cell, int] = {}
        for pattern in patterns.values():
            shift |= pattern.shift
        groups = [group for pattern in patterns.values() for group in pattern.groups]
        tied = {atom for _, _, row in rows for atom in row}
        if not tied:
            return shift, groups
        return self._tie(rows, tied, shift, groups, patterns)

    def _tie(
        self,
        rows: list[tuple[int, Cell, Row]],
        tied: set[Cell],
        shift: dict[Cell, int],
        groups: list[list[Cell]],
        patterns: dict[str, Pattern],
    ) -> tuple[dict[Cell, int], list[list[Cell]]]:
        """The shift mended where the group's sums bind atoms of several provinces."""
        home = {atom: number for number, group in enumerate(groups) for atom in group}
        roots: dict[Cell, Cell] = {atom: atom for atom in tied}
        solved: dict[Cell, Row] = {}
        for _, _, row in sorted(rows, key=lambda item: item[:2]):
            eliminate(row, solved, roots)
        fill_in(shift, solved)
        for province in {self.tree.province_of[atom[0]] for atom in tied}:
            fill_in(shift, patterns[province].solved)
        joined: dict[object, list[Cell]] = defaultdict(list)
        first: dict[Cell, int] = {}
        union = list(range(len(groups)))
        for atom in sorted(tied):
            root = find_root(atom, roots)
            ours = _find(union, home[atom])
            union[ours] = _find(union, first.setdefault(root, ours))
        for number, group in enumerate(groups):
            joined[_find(union, number)] += group
        return shift, list(joined.values())


def _find(union: list[int], number: int) -> int:
    while union[number] != number:
        number = union[number]
    return number
