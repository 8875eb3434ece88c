"""METHODS M12 attacked: no combination of published staff cells isolates one to four people.

Oracles that share nothing with the model: every 0/±1 combination tried on tiny trees, and on larger
random ones the row space of the published cells (least squares on floats) for every small group.
"""

import itertools
import random
import re
import time
from pathlib import Path

import numpy as np
import pytest
import yaml

from dbt_project.statistics import cell_suppression as suppression
from dbt_project.statistics.cell_audit import Audit
from dbt_project.statistics.cell_tree import Tree
from dbt_project.statistics.null_space import PRIME, find_zero_sum

MIN_N, HALL_MIN_N = 5, 10
ROLES = ("front_line", "hall_manager", "control", "support")


def build_cells(atoms, equal=()):
    """All cells of one item from atoms {(city, hall or None, role or None): answers}.

    `city` is a path such as ('P1', 'C1'); a short path stands for people known no finer.
    """
    units, cells = {"G": ("group", None)}, {}

    def add(unit_id, role, answers):
        cells[(unit_id, role)] = cells.get((unit_id, role), 0) + answers

    for (path, hall, role), answers in atoms.items():
        chain, parent = ["G"], "G"
        for unit_id, unit_type in zip(path, ("province", "city"), strict=False):
            units[unit_id] = (unit_type, parent)
            chain.append(unit_id)
            parent = unit_id
        leaf = hall or f"{parent}~U"
        if hall or len(path) < 2 or any(h for p, h, _ in atoms if p == path):
            units[leaf] = ("hall" if hall else "unallocated", parent)
            chain.append(leaf)
        for unit_id in chain:
            add(unit_id, role or "unknown", answers)
            add(unit_id, "all", answers)
    return {cell: (answers, cell in equal) for cell, answers in cells.items() if answers}, units


def published_members(cells, units, hidden, atoms):
    """Published cells as 0/1 rows over the atoms that the test made, not over the model's own."""
    keys = [key for key in atoms if atoms[key]]
    rows = []
    for cell in sorted(cells):
        if cell in hidden or not suppression.may_publish(cell, units):
            continue
        row = []
        for path, hall, role in keys:
            chain = {"G", *path, hall or (f"{path[-1]}~U" if path else "G~U")}
            row.append(int(cell[0] in chain and cell[1] in ("all", role or "unknown")))
        rows.append(row)
    return np.array(rows).reshape(-1, len(keys)), np.array([atoms[key] for key in keys])


def isolated_by_brute_force(rows, counts):
    """Sizes of all groups of 1-4 people that some 0/±1 combination of rows singles out."""
    rows = np.unique(rows, axis=0)
    found = set()
    for signs in itertools.product((-1, 0, 1), repeat=len(rows)):
        vector = np.array(signs) @ rows if len(rows) else np.zeros(len(counts))
        if ((vector == 0) | (vector == 1)).all() and 1 <= vector @ counts < MIN_N:
            found.add(int(vector @ counts))
    return found


def isolated_by_row_space(rows, counts):
    """Small groups of atoms whose indicator lies in the span of the published rows."""
    small = [i for i, count in enumerate(counts) if count < MIN_N]
    if not len(rows) or not small:
        return []
    basis = np.linalg.svd(rows.astype(float), full_matrices=True)
    null_space = basis[2][np.linalg.matrix_rank(rows) :]
    return [
        group
        for size in range(1, MIN_N)
        for group in itertools.combinations(small, size)
        if sum(counts[i] for i in group) < MIN_N
        and np.abs(null_space[:, group].sum(axis=1)).max(initial=0) < 1e-9
    ]


def random_atoms(source, provinces, cities, halls=0, largest=14):
    atoms = {}
    for p in range(provinces):
        for c in range(source.randint(1, cities)):
            path = (f"P{p}", f"C{p}{c}")
            places = [f"H{p}{c}{h}" for h in range(source.randint(0, halls))] + [None]
            for place, role in itertools.product(places, (*ROLES, None)):
                if source.random() < (0.2 if role is None else 0.75):
                    atoms[(path, place, role)] = source.randint(1, largest)
        if source.random() < 0.3:
            atoms[((f"P{p}",), None, source.choice(ROLES))] = source.randint(1, largest)
    return atoms


def one_role(*counts):
    return build_cells({(("P", f"C{i}"), None, "front_line"): n for i, n in enumerate(counts)})


def hide(cells, units):
    return suppression.hide_item(cells, Audit(Tree(units)), MIN_N, HALL_MIN_N)


def hidden_cities(*counts):
    cells, units = one_role(*counts)
    return {unit for unit, role in hide(cells, units) if role == "all"}


def test_cells_of_enough_different_answers_are_all_shown():
    assert hidden_cities(5, 9, 30) == set()


def test_a_small_cell_takes_the_next_smallest_with_it():
    assert hidden_cities(3, 40, 7, 20) == {"C0", "C2"}


def test_hidden_cells_follow_until_their_pool_is_large_enough():
    assert hidden_cities(1, 2, 9, 40) == {"C0", "C1", "C2"}
    assert hidden_cities(3, 4, 9, 40) == {"C0", "C1"}


def test_an_only_child_takes_its_parent_with_it_up_the_tree():
    atoms = {(("P0", "C0"), None, "support"): 3, (("P1", "C1"), None, "support"): 8}
    atoms |= {(("P2", "C2"), None, "support"): 30, (("P2", "C3"), None, "support"): 30}
    cells, units = build_cells(atoms)
    hidden = {unit for unit, role in hide(cells, units) if role == "all"}
    assert hidden == {"P0", "C0", "P1", "C1"}


def test_answers_that_are_all_equal_are_hidden_and_not_left_alone():
    atoms = {(("P", f"C{i}"), None, "support"): n for i, n in enumerate((20, 30, 9))}
    cells, units = build_cells(atoms, equal={("C0", "support"), ("C0", "all")})
    hidden = hide(cells, units)
    assert hidden[("C0", "support")] == "equal_answers"
    assert {unit for unit, _ in hidden} == {"C0", "C2"}


def test_people_of_unknown_role_are_not_worked_out_from_the_known_ones():
    atoms = {(("P", f"C{i}"), None, role): 20 for i in range(3) for role in ROLES}
    atoms[(("P", "C0"), None, None)] = 2
    cells, units = build_cells(atoms)
    rows, counts = published_members(cells, units, hide(cells, units), atoms)
    assert not isolated_by_row_space(rows, counts)


def test_a_hall_below_ten_is_not_worked_out_from_its_city():
    atoms = {(("P", "C"), hall, "front_line"): n for hall, n in (("H1", 12), ("H2", 11), ("H3", 8))}
    atoms |= {(("P", "D"), None, "front_line"): 40}
    cells, units = build_cells(atoms)
    hidden = hide(cells, units)
    assert hidden[("H3", "all")] == "hall_below_minimum"
    assert ("H2", "all") in hidden
    assert ("H1", "all") not in hidden


def test_publishing_everything_is_caught_by_both_attacks():
    atoms = {(("P", f"C{i}"), None, "front_line"): n for i, n in enumerate((3, 9, 12))}
    cells, units = build_cells(atoms)
    rows, counts = published_members(cells, units, {("C0", "all"), ("C0", "front_line")}, atoms)
    assert isolated_by_brute_force(rows, counts)
    assert isolated_by_row_space(rows, counts)


def test_sums_that_are_safe_one_by_one_may_not_be_safe_together():
    # two squares of hidden cells joined by one: each row and column hides two, yet the bridge is known
    roles, places = ROLES[:4], [("P", f"C{i}") for i in range(5)]
    links = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 2), (3, 2), (3, 3), (4, 2), (4, 3)]
    atoms = {(path, None, role): 30 for path in places for role in roles}
    for city, role in links:
        atoms[(places[city], None, roles[role])] = 8
    atoms[(places[2], None, roles[0])] = 3
    cells, units = build_cells(atoms)
    hidden = {(f"C{city}", roles[role]): "protects_others" for city, role in links}
    before = dict(hidden)
    audit = Audit(Tree(units))
    blocks = audit.tree.blocks(cells)
    sums = audit.tree.sums(cells, blocks)
    suppression.hide_by_sums(cells, units, sums, hidden, MIN_N, HALL_MIN_N)
    assert hidden == before, "every sum by itself keeps M12's rule"
    rows, counts = published_members(cells, units, hidden, atoms)
    assert isolated_by_row_space(rows, counts)
    assert audit.find_exposed(cells, blocks, hidden, (), MIN_N) == [(("C2", roles[0]),)]
    rows, counts = published_members(cells, units, hide(cells, units), atoms)
    assert not isolated_by_row_space(rows, counts)


@pytest.mark.parametrize("seed", range(25))
def test_no_combination_isolates_anyone_in_tiny_trees(seed):
    source = random.Random(seed)
    atoms = {
        (("P", f"C{city}"), None, role): source.randint(1, 9)
        for city in range(source.randint(2, 3))
        for role in ROLES[:2]
    }
    cells, units = build_cells(atoms)
    rows, counts = published_members(cells, units, hide(cells, units), atoms)
    assert isolated_by_brute_force(rows, counts) == set()


@pytest.mark.parametrize("seed", range(40))
def test_no_combination_isolates_anyone_in_random_trees(seed):
    source = random.Random(1000 + seed)
    atoms = random_atoms(source, 3, 4, halls=seed % 3, largest=source.choice([6, 14, 40]))
    cells, units = build_cells(atoms)
    rows, counts = published_members(cells, units, hide(cells, units), atoms)
    assert not isolated_by_row_space(rows, counts)


def test_the_overall_figure_hides_wherever_one_of_its_items_does():
    counts = {(("P", f"C{i}"), None, "front_line"): n for i, n in enumerate((12, 15, 30))}
    overall, units = build_cells(counts)
    thin, _ = build_cells(counts | {(("P", "C0"), None, "front_line"): 3})
    hidden = suppression.hide_wave(
        {"overall": overall, "career": thin, "colleagues": overall}, units, MIN_N, HALL_MIN_N
    )
    assert {unit for item, unit, _ in hidden if item == "overall"} == {"C0", "C1"}
    assert not [cell for cell in hidden if cell[0] == "colleagues"]


def test_a_national_wave_is_hidden_quickly_and_most_of_it_is_shown():
    source = random.Random(7)
    sizes = {"front_line": 60, "hall_manager": 12, "control": 8, "support": 25}
    atoms = {
        ((f"P{p:02}", f"C{p:02}{c:02}"), None, role): max(1, int(source.gauss(n, n / 2)))
        for p in range(31)
        for c in range(11)
        for role, n in sizes.items()
    }
    cells, units = build_cells(atoms)
    started = time.perf_counter()
    hidden = hide(cells, units)
    assert time.perf_counter() - started < 10
    small = sum(answers < MIN_N for answers, _ in cells.values())
    assert small > 50
    assert len(hidden) < 4 * small
    assert not [unit for unit, role in hidden if unit == "G" or (unit[0] == "P" and role == "all")]


def test_a_city_may_show_what_its_only_hall_may_not():
    atoms = {(("P", "C"), "H1", "front_line"): 8, (("P", "D"), None, "front_line"): 40}
    cells, units = build_cells(atoms)
    assert set(hide(cells, units)) == {("H1", "all")}


def test_a_group_that_answered_alike_is_not_worked_out_through_the_groups_own_sums():
    # nobody but C0 and C1, in provinces of their own, is hidden: the group's sum gives both together
    atoms = {((f"P{i}", f"C{i}"), None, "support"): n for i, n in enumerate((20, 30, 40))}
    equal = {(unit, role) for unit in ("P0", "C0") for role in ("support", "all")}
    cells, units = build_cells(atoms, equal=equal)
    hidden = hide(cells, units)
    shown = {unit for unit, role in cells if (unit, role) not in hidden and role == "all"}
    assert {"P0", "C0"} <= {unit for unit, _ in hidden}
    assert shown == {"G", "P2", "C2"}


@pytest.mark.parametrize("seed", range(30))
def test_sets_that_cancel_are_found_whatever_their_size(seed):
    source = random.Random(seed)
    size = source.choice([12, 30])  # beyond two dozen, numpy looks first
    counts = [source.randint(1, 4) for _ in range(size)]
    shift = {("C", str(i)): source.randrange(PRIME) for i in range(size)}
    # now and then a set of two to four atoms that cancels
    chosen = source.sample(range(size), source.randint(1, 4)) if seed % 3 else []
    if chosen:
        rest = sum(shift[("C", str(i))] for i in chosen[1:])
        shift[("C", str(chosen[0]))] = -rest % PRIME
    small = [(("C", str(i)), count) for i, count in enumerate(counts)]
    most = source.choice([4, 6]) if size == 12 else 4
    expected = {
        frozenset(group)
        for length in range(1, most + 1)
        for group in itertools.combinations(range(size), length)
        if sum(counts[i] for i in group) <= most
        and sum(shift[("C", str(i))] for i in group) % PRIME == 0
    }
    found = find_zero_sum(small, shift, most)
    assert (found is None) == (not expected)
    if found is not None:
        assert frozenset(int(atom[1]) for atom in found) in expected


MODELS = Path(__file__).parents[2] / "dbt_project/models"
ANONYMOUS = re.compile(
    r"ref\('(stg_staff_satisfaction__\w+|stg_service_awareness__\w+|stg_internal_service__\w+"
    r"|int_staff_\w+|int_awareness_\w+|int_internal_service_\w+|fct_staff_items)'\)"
)


def test_nothing_but_published_cells_leaves_the_anonymous_models():
    outside = {
        path.stem: set(ANONYMOUS.findall(path.read_text(encoding="utf-8")))
        for path in MODELS.rglob("*.sql")
        if path.parent.name != "staff"
    }
    readers = {name: read - {"int_staff_cells_published"} for name, read in outside.items()}
    assert not {name: read for name, read in readers.items() if read}, (
        "Why: counts and sums of single answers must not reach a release (M12). Mend: read"
        " int_staff_cells_published or a staff mart."
    )


def test_released_staff_tables_hold_no_exact_count_and_no_sum():
    for path in (MODELS / "marts/staff").glob("*.yml"):
        (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        if (model.get("config") or {}).get("meta", {}).get("release") is False:
            continue
        names = {column["name"] for column in model["columns"]}
        counts = {
            name for name in names if re.search(r"(^n$|_n$|answer_count|sum|k_m|sumsq)", name)
        }
        assert not counts, f"{model['name']} would publish {counts}"
