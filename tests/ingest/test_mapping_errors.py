"""A wrong mapping is answered with file, line, key and what is allowed, before data is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.mapping import MappingError, build_mapping, check_against_contracts, parse_yaml_text
from tests.ingest.mapping_cases import Case

GOOD = """\
mapping: tickets
tables:
  - source: complaint_log
    columns:
      ticket_id: id
      received_at: {column: at, format: "%d/%m/%Y"}
"""


def problem(text: str) -> str:
    with pytest.raises(MappingError) as error:
        check_against_contracts(build_mapping(parse_yaml_text(text, Path("m.yml"))))
    return str(error.value)


def test_the_good_mapping_is_good() -> None:
    check_against_contracts(build_mapping(parse_yaml_text(GOOD, Path("m.yml"))))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "columns:",
            "colums: {}\n    columns:",
            [
                "m.yml, line 4, tables[0].colums",
                "unknown key 'colums'",
                "allowed: source, from, steps, columns",
            ],
        ),
        (
            "ticket_id: id",
            "ticket_nr: id",
            ["line 5", "no column 'ticket_nr'; did you mean ticket_id"],
        ),
        (
            "      ticket_id: id\n",
            "",
            ["line 4", "requires ticket_id; map them or give a constant"],
        ),
        (
            "complaint_log",
            "complaints",
            ["line 3", "no source 'complaints'; there are: city_monthly"],
        ),
        ("format:", "formatt:", ["line 6", "unknown key 'formatt'", "first_of"]),
        (
            "{column: at,",
            "{column: at, constant: x,",
            ["line 6", "exactly one of column, first_of"],
        ),
        ("{column: at,", "{", ["line 6", "exactly one of", "found none"]),
        ("ticket_id: id", "ticket_id: id\n      ticket_id: no", ["line 6", "written twice"]),
        ('"%d/%m/%Y"}', "[}", ["not valid YAML"]),
        ("mapping: tickets", "mapping: My Tickets!", ["line 1", "use lower-case letters"]),
        ("mapping: tickets\n", "", ["the key 'mapping' is missing"]),
        ('format: "%d/%m/%Y"', "timezone: Mars/North", ["line 6", "not a time zone"]),
        ('format: "%d/%m/%Y"', "extract: '('", ["line 6", "not a regular expression"]),
        ('format: "%d/%m/%Y"', "translate: {a: b, A: c}", ["line 6", "translated in two ways"]),
        ('format: "%d/%m/%Y"', "bins: [{value: a}, {below: 3, value: b}]", ["only the last bin"]),
        ('format: "%d/%m/%Y"', "when: {}", ["line 6", "at least one test"]),
        ('format: "%d/%m/%Y"', "when: {at: {is: x}}", ["unknown test 'is'", "allowed: equals"]),
        (
            "    columns:",
            "    scale: {min: 1, max: 5}\n    columns:",
            ["line 4", "has no rating scale"],
        ),
        (
            "    columns:",
            "    steps: [{kepp: {a: b}}]\n    columns:",
            ["exactly one of keep, drop"],
        ),
        (
            "    columns:",
            "    steps: [{drop: {a: b}, record: reject}]\n    columns:",
            ["line 4", "need a `reason`"],
        ),
        (
            "    columns:",
            "    steps: [{join: {file: halls, on: {a: b}}}]\n    columns:",
            ["unknown file 'halls'; there are: main"],
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, expected: list[str]) -> None:
    assert old in GOOD
    message = problem(GOOD.replace(old, new))
    for part in expected:
        assert part in message


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("[{code: a, name_zh: 甲, name_en: A}]", "exactly one of column, columns, values"),
        (
            "[{code: a, name_zh: 甲, name_en: A, column: x}, "
            "{code: a, name_zh: 甲, name_en: A, column: y}]",
            "item codes used twice: a",
        ),
        (
            "[{code: a, name_zh: 甲, name_en: A, column: x}, "
            "{code: b, name_zh: 甲, name_en: A, values: [y]}]",
            "all items must say the same",
        ),
        ("[{code: a, name_zh: 甲, name_en: A, values: [y]}]", "`long` (name, value) belongs to"),
        ("[{code: a, name_zh: 甲, name_en: A, columns: {expectation: x}}]", "with one variant"),
    ],
)
def test_a_wrong_element_set_is_named(items: str, expected: str) -> None:
    text = (
        "mapping: s\ntables:\n  - source: satisfaction_survey\n    columns: {}\n"
        f"    element_set: {{code: s, items: {items}}}\n"
    )
    assert expected in problem(text)


def test_more_items_than_slots_are_refused() -> None:
    items = ", ".join(f"{{code: i{n}, name_zh: 项, name_en: I, column: c{n}}}" for n in range(41))
    table = f"{{source: staff_satisfaction, element_set: {{code: s, items: [{items}]}}}}"
    text = f"mapping: s\ntables:\n  - {table}\n"
    assert "41 slots wanted, but staff_satisfaction has 40" in problem(text)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_a_column_that_is_not_in_the_file_is_named_with_the_nearest(case: Case) -> None:
    with pytest.raises(
        MappingError, match=r"line 5, tables\[0\]\.columns\.ticket_id: no column 'id'"
    ):
        case.run(GOOD, "idd,at\n1,1/1/2026\n")


def test_a_header_that_occurs_twice_must_be_addressed(case: Case) -> None:
    data = "id,id,at\n1,2,1/1/2026\n"
    with pytest.raises(MappingError, match=r"'id' is not unique in data\.csv: @1 'id', @2 'id'"):
        case.run(GOOD, data)
    second = case.run(GOOD.replace("ticket_id: id", "ticket_id: id#2"), data)[0]
    assert case.rows(second) == [("2", "2026-01-01")]


def test_a_new_column_must_not_hide_one_of_the_file(case: Case) -> None:
    steps = "    steps: [{derive: {AT: {constant: x}}}]\n    columns:"
    with pytest.raises(MappingError, match=r"line 4.*a column 'AT' exists already"):
        case.run(GOOD.replace("    columns:", steps), "id,at\n1,1/1/2026\n")


def test_yaml_never_becomes_sql(case: Case) -> None:
    nasty = "x'; drop table mapping; --"
    mapping = (
        GOOD
        + f"""\
      complaint_text: {{column: "{nasty}", translate: {{"a'b": "{nasty}"}}}}
"""
    )
    mapped = case.run(mapping, f'id,at,"{nasty}"\n1,1/1/2026,a\'b\n')[0]
    assert case.rows(mapped, "complaint_text") == [(nasty,)]


def test_only_one_source_can_be_asked_for(case: Case) -> None:
    from ingest.mapping import apply_mapping, load_mapping

    case.run(GOOD, "id,at\n1,1/1/2026\n")
    mapping = load_mapping(case.folder / "mapping.yml")
    with pytest.raises(MappingError, match="makes complaint_log, not hall_register"):
        apply_mapping(case.con, mapping, case.folder / "data.csv", only="hall_register")
