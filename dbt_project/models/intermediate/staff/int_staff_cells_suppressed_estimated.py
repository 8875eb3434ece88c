"""Which cells of a staff wave must stay hidden (METHODS M12), and which may be shown.

A cell is a unit × role of one item: the group, provinces and cities by role and for all roles
together, halls for all roles together. Cells add up in two ways: a unit is its children plus what
lies in it without a finer place, and all roles are the single roles plus those of unknown role.
Someone with every published cell may add and subtract them; hiding follows until no such
combination leaves one to four people, or a group that answered alike.

Two steps, repeated until nothing changes:
1. M12's own rule on every sum: the next-smallest terms follow a hidden one until at least two are
   hidden and hold enough answers together.
2. An audit by linear algebra, because sums that are safe one by one need not be safe together: a
   group can be worked out exactly if no shift of answers that leaves all published cells unchanged
   changes the group (Cox 1980; Fischetti & Salazar 2001). A random such shift, over a prime field,
   tells this for all small groups at once; chance agreement has odds below 1e-12.

The functions are pure; `model` is their frame in dbt. Python because neither step has a closed form.
"""

import random
from collections import defaultdict

import pyarrow

PRIME = 2**61 - 1
ALL_ROLES = "all"
UNKNOWN_ROLE = "unknown"
OVERALL = "overall"
FEW, EQUAL, HALL, LINKED = "few_answers", "equal_answers", "hall_below_minimum", "protects_others"

# A wave's item: cells[(unit_id, role)] = (answers, whether all are equal).
# units[unit_id] = (unit_type, parent_unit_id), parents being cities, provinces or the group.


def hide_item(cells, units, min_n, hall_min_n, inherited=()):
    """Hidden cells of one item as {(unit_id, role): reason}; `inherited` are hidden beforehand."""
    hidden = {cell: LINKED for cell in inherited if cell in cells}
    for cell, (answers, is_equal) in cells.items():
        if not may_publish(cell, units):
            continue
        if answers < min_n:
            hidden[cell] = FEW
        elif is_equal:
            hidden[cell] = EQUAL
        elif units[cell[0]][0] == "hall" and answers < hall_min_n:
            hidden[cell] = HALL
    sums = list_sums(cells, units)
    while True:
        hide_by_sums(cells, units, sums, hidden, min_n, hall_min_n)
        exposed = find_exposed(cells, units, hidden, min_n)
        if exposed is None:
            return hidden
        hidden[choose_cover(exposed, cells, units, hidden)] = LINKED


def may_publish(cell, units):
    """Whether M12 lets this kind of cell out at all; the rest only takes part in the sums."""
    unit_type = units[cell[0]][0]
    if unit_type == "hall":
        return cell[1] == ALL_ROLES
    return unit_type in ("group", "province", "city") and cell[1] != UNKNOWN_ROLE


def list_sums(cells, units):
    """Every (total, [terms]) among the cells: units over their children, all roles over each role."""
    terms = defaultdict(list)
    for unit_id, role in cells:
        unit_type, parent_id = units[unit_id]
        # halls are published for all roles together alone
        if parent_id is not None and not (unit_type == "hall" and role != ALL_ROLES):
            terms[((parent_id, role), "units")].append((unit_id, role))
        if role != ALL_ROLES and unit_type in ("group", "province", "city"):
            terms[((unit_id, ALL_ROLES), "roles")].append((unit_id, role))
    sums = []
    for (total, kind), parts in terms.items():
        # below the city an item other than the overall figure has no cells: a city is then a leaf
        is_complete = sum(cells[part][0] for part in parts) == cells.get(total, (None,))[0]
        if is_complete and may_publish(total, units):
            sums.append((total, sorted(parts, key=lambda part: (cells[part][0], part)), kind))
    return sorted(sums, key=lambda item: (item[2], item[0]))


def hide_by_sums(cells, units, sums, hidden, min_n, hall_min_n):
    """M12's rule on each sum, up and across, until it holds for all; adds to `hidden`."""
    changed = True
    while changed:
        changed = False
        for total, parts, _ in sums:
            cell = next_to_hide(total, parts, cells, units, hidden, min_n, hall_min_n)
            while cell is not None:
                hidden[cell] = LINKED
                changed = True
                cell = next_to_hide(total, parts, cells, units, hidden, min_n, hall_min_n)


def next_to_hide(total, parts, cells, units, hidden, min_n, hall_min_n):
    """The cell that must follow for this sum to keep its hidden terms apart, or None."""
    gone = [part for part in parts if part in hidden]
    never_shown = [part for part in parts if not may_publish(part, units)]
    shown = [part for part in parts if part not in hidden and may_publish(part, units)]
    if total in hidden:
        # a hidden total is the sum of its terms unless one of them is missing too
        return shown[0] if not gone and not never_shown and shown else None
    if not gone and not never_shown:
        return None
    answers = sum(cells[part][0] for part in gone + never_shown)
    needed = hall_min_n if any(units[part[0]][0] == "hall" for part in gone) else min_n
    if answers >= needed and not (gone and len(gone) + len(never_shown) < 2):
        return None
    if shown:
        return shown[0]
    # nothing else to hide beside the only term: the total is that term; a city may show, though,
    # what its only hall may not
    is_lone = len(gone) == 1 and not never_shown and units[gone[0][0]][0] != "hall"
    return total if is_lone else None


def find_exposed(cells, units, hidden, min_n):
    """A group that published cells isolate: a tuple of atoms (unit, role), or None if there is none."""
    atoms, members = split_atoms(cells, units, hidden)
    shift, groups = random_shift(atoms, members, hidden, units)
    for cell, reason in sorted(hidden.items()):
        # a lone group that answered alike, or a hall below its minimum, is as bad as a small one
        group = members.get(cell) if reason in (EQUAL, HALL) else None
        if group and sum(shift[atom] for atom in group) % PRIME == 0:
            return tuple(sorted(group))
    for group in groups:
        small = [(atom, atoms[atom]) for atom in group if atoms[atom] < min_n]
        exposed = find_zero_sum(small, shift, min_n - 1)
        if exposed is not None:
            return exposed
    return None


def split_atoms(cells, units, hidden):
    """Smallest pieces that cells are made of: {atom: answers} and {cell: [atoms]}.

    An atom is a city (or what is known of a province or the group alone) × role; where halls are
    shown, those halls × role and the rest of the city × role. Hidden halls stay in the rest.
    """
    atoms, members = {}, defaultdict(list)
    halls = {unit_id for unit_id, _ in cells if units[unit_id][0] == "hall"}
    shown_halls = {unit_id for unit_id in halls if (unit_id, ALL_ROLES) not in hidden}
    taken = defaultdict(int)
    for (unit_id, role), (answers, _) in cells.items():
        if role != ALL_ROLES and unit_id in shown_halls:
            atoms[(unit_id, role)] = answers
            members[(unit_id, ALL_ROLES)].append((unit_id, role))
            taken[(units[unit_id][1], role)] += answers
    for (unit_id, role), (answers, _) in cells.items():
        unit_type, parent_id = units[unit_id]
        above_city = unit_type == "unallocated" and units[parent_id][0] != "city"
        is_leaf = unit_type == "city" or above_city
        if role != ALL_ROLES and is_leaf and answers > taken[(unit_id, role)]:
            atoms[(unit_id, role)] = answers - taken[(unit_id, role)]
    for unit_id, role in atoms:
        above = units[unit_id][1] if units[unit_id][0] in ("hall", "unallocated") else unit_id
        while above is not None:
            members[(above, role)].append((unit_id, role))
            members[(above, ALL_ROLES)].append((unit_id, role))
            above = units[above][1]
    # a hidden hall that alone makes up the rest of its city could be worked out like any cell
    for unit_id in halls - shown_halls:
        city_id = units[unit_id][1]
        rest = [atom for atom in members[(city_id, ALL_ROLES)] if atom[0] == city_id]
        answers = cells[(unit_id, ALL_ROLES)][0]
        if sum(atoms[atom] for atom in rest) == answers < cells[(city_id, ALL_ROLES)][0]:
            members[(unit_id, ALL_ROLES)] = rest
    return atoms, members


def random_shift(atoms, members, hidden, units):
    """A random change of atoms, modulo PRIME, that leaves every published cell's sum as it is.

    Also the atoms grouped by what they depend on: only atoms of one group can cancel each other.
    """
    source = random.Random(20120217)
    published = [cell for cell in members if cell not in hidden and may_publish(cell, units)]
    solved, group = {}, {atom: atom for atom in atoms}
    for cell in sorted(published, key=lambda cell: (len(members[cell]), cell)):
        row = reduce_row(dict.fromkeys(members[cell], 1), solved)
        if row:
            pivot = min(row)
            for atom in row:
                group[find_root(atom, group)] = find_root(pivot, group)
            inverse = pow(row.pop(pivot), -1, PRIME)
            solved[pivot] = {atom: -value * inverse % PRIME for atom, value in row.items()}
    shift = {atom: source.randrange(PRIME) for atom in sorted(atoms) if atom not in solved}
    for pivot in reversed(list(solved)):
        shift[pivot] = sum(value * shift[atom] for atom, value in solved[pivot].items()) % PRIME
    groups = defaultdict(list)
    for atom in sorted(atoms):
        groups[find_root(atom, group)].append(atom)
    return shift, list(groups.values())


def find_root(atom, group):
    while group[atom] != atom:
        atom = group[atom]
    return atom


def reduce_row(row, solved):
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


def find_zero_sum(small, shift, most):
    """First set of atoms with at most `most` answers whose shifts cancel, or None.

    Depth first; the last atom of a set is looked up, not tried.
    """
    by_shift = defaultdict(list)
    for index, (atom, _) in enumerate(small):
        by_shift[shift[atom]].append(index)
    stack = [((), 0, 0)]
    while stack:
        chosen, answers, total = stack.pop()
        first = chosen[-1] + 1 if chosen else 0
        for index in by_shift.get(-total % PRIME, ()):
            if index >= first and answers + small[index][1] <= most:
                return tuple(small[i][0] for i in (*chosen, index))
        for index in range(first, len(small)):
            atom, count = small[index]
            # one more answer at least must fit, for the atom that is looked up
            if answers + count < most:
                stack.append(((*chosen, index), answers + count, (total + shift[atom]) % PRIME))
    return None


def choose_cover(exposed, cells, units, hidden):
    """The published cell to hide so that a group stays unknown: smallest neighbour, else smallest total."""
    shown = [cell for cell in cells if cell not in hidden and may_publish(cell, units)]
    places = {unit_id for unit_id, _ in exposed}
    parents = {units[unit_id][1] for unit_id in places}
    roles = {role for _, role in exposed}
    beside = [
        (unit_id, role)
        for unit_id, role in shown
        if role != ALL_ROLES
        and (unit_id in places or (role in roles and units[unit_id][1] in parents))
    ]
    above = [cell for cell in shown if cell[0] in places | parents or cell[1] in roles]
    return min(beside or above or shown, key=lambda cell: (cells[cell][0], cell))


def hide_wave(items, units, min_n, hall_min_n):
    """Hidden cells of all items of a wave: {(item, unit, role): reason}.

    The overall figure is the mean of the other items, so it is one more sum to subtract in. Items
    hide at least what the overall figure must hide by itself, and it hides wherever an item does.
    """
    overall = items.get(OVERALL, {})
    own = hide_item(overall, units, min_n, hall_min_n)
    hidden = {}
    for item in sorted(set(items) - {OVERALL}):
        for cell, reason in hide_item(items[item], units, min_n, hall_min_n, own).items():
            hidden[(item, *cell)] = reason
    beneath = {(unit_id, role) for _, unit_id, role in hidden} | set(own)
    for cell, reason in hide_item(overall, units, min_n, hall_min_n, beneath).items():
        hidden[(OVERALL, *cell)] = reason
    return hidden


def model(dbt, session):
    """One row per hidden cell of every wave and item set."""
    dbt.config(materialized="table", schema="intermediate")
    limits = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    units, waves = {}, defaultdict(lambda: defaultdict(dict))
    cells = dbt.ref("int_staff_cells").select(
        "wave, element_set, element_id, unit_id, unit_type, parent_unit_id, staff_role, "
        "answer_count, is_equal"
    )
    for row in cells.fetchall():
        wave, element_set, item, unit_id, unit_type, parent_id, role, answers, is_equal = row
        units[unit_id] = (unit_type, parent_id)
        waves[(wave, element_set)][item][(unit_id, role)] = (answers, is_equal)
    min_n, hall_min_n = int(limits["staff_min_n"]), int(limits["staff_hall_min_n"])
    rows = [
        (*wave, *cell, reason)
        for wave, items in sorted(waves.items())
        for cell, reason in sorted(hide_wave(items, units, min_n, hall_min_n).items())
    ]
    names = ["wave", "element_set", "element_id", "unit_id", "staff_role", "suppression_reason"]
    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    return pyarrow.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema)
