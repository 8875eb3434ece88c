"""What sums leave undetermined: sparse elimination over a prime field, exact and without rounding.

Unknowns are atoms (unit, role); a row says that a weighted sum of atoms does not change. The field
is that of the Mersenne prime 2^61 - 1, so that a random solution vanishes by chance with odds 1e-18.
"""

import numpy as np

PRIME = 2**61 - 1
# sets up to four atoms are tried at once by numpy where there are more atoms than this
MANY_ATOMS, AT_ONCE = 24, 4

Cell = tuple[str, str]  # unit, role
Row = dict[Cell, int]


def eliminate(row: Row, solved: dict[Cell, Row], roots: dict[Cell, Cell]) -> None:
    """Take one published sum into `solved`; `roots` joins the atoms that now depend on each other."""
    row = reduce_row(row, solved)
    if not row:
        return
    pivot = min(row)
    for atom in row:
        roots[find_root(atom, roots)] = find_root(pivot, roots)
    inverse = pow(row.pop(pivot), -1, PRIME)
    solved[pivot] = {atom: -value * inverse % PRIME for atom, value in row.items()}


def fill_in(shift: dict[Cell, int], solved: dict[Cell, Row]) -> None:
    """Set the shift of every solved atom from the free ones."""
    for pivot in reversed(list(solved)):
        shift[pivot] = sum(value * shift[atom] for atom, value in solved[pivot].items()) % PRIME


def find_root(atom: Cell, roots: dict[Cell, Cell]) -> Cell:
    """The atom that stands for its set of atoms that hang together."""
    while roots[atom] != atom:
        atom = roots[atom]
    return atom


def reduce_row(row: Row, solved: dict[Cell, Row]) -> Row:
    """`row` with every solved atom replaced by what it depends on; zero entries dropped."""
    open_pivots = [atom for atom in row if atom in solved]
    while open_pivots:
        pivot = open_pivots.pop()
        factor = row.pop(pivot, 0)
        if factor:
            for atom, value in solved[pivot].items():
                row[atom] = (row.get(atom, 0) + factor * value) % PRIME
                if atom in solved:
                    open_pivots.append(atom)
    return {atom: value for atom, value in row.items() if value}


def find_zero_sum(
    small: list[tuple[Cell, int]], shift: dict[Cell, int], most: int
) -> tuple[Cell, ...] | None:
    """First set of atoms with at most `most` answers whose shifts cancel, or None.

    Sets grow by one atom at a time while two more fit; the last atom is looked up, and so are the
    last two, in the table of pairs.
    """
    ordered = sorted(small, key=lambda item: (item[1], item[0]))
    counts = [count for _, count in ordered]
    values = [shift[atom] for atom, _ in ordered]
    if most <= AT_ONCE and len(small) > MANY_ATOMS and not _may_cancel(counts, values, most):
        return None
    singles: dict[int, list[tuple[int, ...]]] = {}
    for index, value in enumerate(values):
        if value == 0 and counts[index] <= most:
            return (ordered[index][0],)
        singles.setdefault(value, []).append((index,))
    level: list[tuple[tuple[int, ...], int, int]] = [
        ((index,), count, values[index]) for index, count in enumerate(counts) if count < most
    ]
    pairs: dict[int, list[tuple[int, ...]]] = {}
    size = 1
    while level:
        for chosen, answers, value in level:
            for known in (singles, pairs):
                for others in known.get(-value % PRIME, ()):
                    together = answers + sum(counts[index] for index in others)
                    if together <= most and not set(others) & set(chosen):
                        return tuple(ordered[index][0] for index in sorted((*chosen, *others)))
            if size == 2:
                pairs.setdefault(value, []).append(chosen)
        # from pairs on, what one more atom completes has been seen as two pairs
        spare = 1 if size == 1 else 2
        grown = []
        for chosen, answers, value in level:
            for index in range(chosen[-1] + 1, len(counts)):
                count = answers + counts[index]
                if count + spare > most:
                    break
                grown.append(((*chosen, index), count, (value + values[index]) % PRIME))
        level, size = grown, size + 1
    return None


def _may_cancel(counts: list[int], values: list[int], most: int) -> bool:
    """Whether one to four of the values can cancel; says yes rather too often than too seldom.

    Four atoms are two pairs, three a pair and one; sums of two values below 2^61 fit 64 bits.
    """
    shifts, sizes = np.array(values, dtype=np.uint64), np.array(counts)
    opposite = (PRIME - shifts) % PRIME
    if (shifts == 0).any() or np.isin(opposite, shifts).any():
        return True
    together = np.triu(sizes[:, None] + sizes[None, :], 1)
    first, second = np.nonzero((together > 0) & (together < most))
    pairs = (shifts[first] + shifts[second]) % PRIME
    if np.isin(pairs, opposite).any():
        return True
    pairs = pairs[sizes[first] + sizes[second] <= most - 2]
    return bool(np.isin((PRIME - pairs) % PRIME, pairs).any())
