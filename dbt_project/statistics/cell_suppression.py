"""Which cells of an anonymous wave must stay hidden (METHODS M12), and which may be shown.

A cell is a unit × role of one item: the group, provinces and cities by role and for all roles
together, halls for all roles together. Cells add up in two ways: a unit is its children plus what
lies in it without a finer place, and all roles are the single roles plus those of unknown role.
Someone with every published cell may add and subtract them; hiding follows until no such
combination leaves one to four people, or a group that answered alike.

Two steps, repeated until nothing changes: M12's own rule on every sum (the next-smallest terms
follow a hidden one until at least two are hidden and hold enough answers together), and an audit of
what the published cells tell together (dbt_project.statistics.cell_audit).
"""

from collections.abc import Iterable

from dbt_project.statistics.cell_audit import Audit
from dbt_project.statistics.cell_tree import ALL_ROLES, Cells, Sum, Tree, Units, may_publish
from dbt_project.statistics.null_space import Cell

OVERALL = "overall"
FEW, EQUAL, HALL, LINKED = "few_answers", "equal_answers", "hall_below_minimum", "protects_others"


def hide_item(
    cells: Cells, audit: Audit, min_n: int, hall_min_n: int, inherited: Iterable[Cell] = ()
) -> dict[Cell, str]:
    """Hidden cells of one item with the reason; `inherited` are hidden beforehand.

    `cells`: (answers, are all equal) by (unit, role). `audit` remembers what other items of the same
    units taught it.
    """
    units = audit.units
    blocks = audit.tree.blocks(cells)
    hidden = {cell: LINKED for cell in inherited if cell in cells}
    for block in blocks:
        for cell in block.public:
            answers, is_equal = cells[cell]
            if answers < min_n:
                hidden[cell] = FEW
            elif is_equal:
                hidden[cell] = EQUAL
            elif answers < hall_min_n and units[cell[0]][0] == "hall":
                hidden[cell] = HALL
    # a lone group that answered alike, or a hall below its minimum, is as bad as a small one
    protected = [cell for cell, reason in hidden.items() if reason in (EQUAL, HALL)]
    sums = audit.tree.sums(cells, blocks)
    while True:
        hide_by_sums(cells, units, sums, hidden, min_n, hall_min_n)
        exposed = audit.find_exposed(cells, blocks, hidden, protected, min_n)
        if not exposed:
            return hidden
        covered = set()
        for group in exposed:
            # what covers one group may cover its neighbours: one a province, then look again
            province = audit.tree.province_of[group[0][0]]
            if province not in covered:
                covered.add(province)
                hidden[choose_cover(group, cells, units, hidden)] = LINKED


def hide_by_sums(
    cells: Cells,
    units: Units,
    sums: list[Sum],
    hidden: dict[Cell, str],
    min_n: int,
    hall_min_n: int,
) -> None:
    """M12's rule on each sum, up and across, until it holds for all; adds to `hidden`."""
    looked_at = sums
    while looked_at:
        touched: set[Cell] = set()
        for one in looked_at:
            if (
                not one.never_shown
                and one.total not in hidden
                and hidden.keys().isdisjoint(one.parts)
            ):
                continue
            cell = next_to_hide(one, cells, units, hidden, min_n, hall_min_n)
            while cell is not None:
                hidden[cell] = LINKED
                unit_id, role = cell
                # the sums that a cell is part of, or is
                touched |= {cell, (unit_id, ALL_ROLES), (units[unit_id][1] or "", role)}
                cell = next_to_hide(one, cells, units, hidden, min_n, hall_min_n)
        looked_at = [one for one in sums if one.total in touched]


def next_to_hide(
    one: Sum, cells: Cells, units: Units, hidden: dict[Cell, str], min_n: int, hall_min_n: int
) -> Cell | None:
    """The cell that must follow for this sum to keep its hidden terms apart, or None."""
    never_shown = one.never_shown
    gone = [part for part in one.parts if part in hidden]
    if one.total in hidden:
        # a hidden total is the sum of its terms unless one of them is missing too
        return None if gone or never_shown else _smallest_shown(one, cells, hidden)
    if not gone and not never_shown:
        return None
    answers = sum(cells[part][0] for part in gone) + sum(cells[part][0] for part in never_shown)
    needed = hall_min_n if any(units[part[0]][0] == "hall" for part in gone) else min_n
    if answers >= needed and not (gone and len(gone) + len(never_shown) < 2):
        return None
    shown = _smallest_shown(one, cells, hidden)
    if shown is not None:
        return shown
    # nothing else to hide beside the only term: the total is that term; a city may show, though,
    # what its only hall may not
    is_lone = len(gone) == 1 and not never_shown and units[gone[0][0]][0] != "hall"
    return one.total if is_lone else None


def _smallest_shown(one: Sum, cells: Cells, hidden: dict[Cell, str]) -> Cell | None:
    secret = set(one.never_shown)
    shown = [part for part in one.parts if part not in hidden and part not in secret]
    return min(shown, key=lambda part: (cells[part][0], part), default=None)


def choose_cover(
    exposed: tuple[Cell, ...], cells: Cells, units: Units, hidden: dict[Cell, str]
) -> Cell:
    """The published cell to hide so that a group stays unknown.

    The smallest beside it – of the same city, or of the same role in a sibling – else the smallest of
    the units that contain it, else the smallest at all.
    """
    shown = [cell for cell in cells if cell not in hidden and may_publish(cell, units)]
    own = {unit_id for unit_id, _ in exposed}
    places = {units[unit_id][1] if units[unit_id][0] == "hall" else unit_id for unit_id in own}
    parents = {units[str(unit_id)][1] for unit_id in places}
    around = own | places | parents | {units[parent][1] for parent in parents if parent}
    roles = {role for _, role in exposed}
    beside = [
        (unit_id, role)
        for unit_id, role in shown
        if role != ALL_ROLES
        and (unit_id in places or (role in roles and units[unit_id][1] in parents))
    ]
    above = [cell for cell in shown if cell[0] in around]
    return min(beside or above or shown, key=lambda cell: (cells[cell][0], cell))


def hide_wave(
    items: dict[str, Cells], units: Units, min_n: int, hall_min_n: int
) -> dict[tuple[str, str, str], str]:
    """Hidden cells of all items of a wave: {(item, unit, role): reason}.

    The overall figure is the mean of the other items, so it is one more sum to subtract in. Items
    hide at least what the overall figure must hide by itself, and it hides wherever an item does.
    """
    audit = Audit(Tree(units))
    overall = items.get(OVERALL, {})
    own = hide_item(overall, audit, min_n, hall_min_n)
    hidden = {}
    for item in sorted(set(items) - {OVERALL}):
        for cell, reason in hide_item(items[item], audit, min_n, hall_min_n, own).items():
            hidden[(item, *cell)] = reason
    beneath = {(unit_id, role) for _, unit_id, role in hidden} | set(own)
    for cell, reason in hide_item(overall, audit, min_n, hall_min_n, beneath).items():
        hidden[(OVERALL, *cell)] = reason
    return hidden
