"""Every origin and treatment of a value, on files of a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.mapping_cases import Case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def numbers(*values: str) -> str:
    return "n,extra\n" + "".join(f'"{value}",x\n' for value in values)


@pytest.mark.parametrize(
    ("value", "cells", "expected"),
    [
        ("n", ["  a  ", "b"], ["a", "b"]),
        ("{constant: '007'}", ["a"], ["007"]),
        ("{template: '{n}-{extra}/{_row}'}", ["a", "b"], ["a-x/2", "b-x/3"]),
        ("{first_of: [n, extra]}", ["a", ""], ["a", "x"]),
        ("{column: n, missing: ['?', none]}", ["?", "None", "a"], [None, None, "a"]),
        ("{column: n, split: {by: '|', take: 2}}", ["a|b", "c"], ["b", None]),
        ("{column: n, split: {by: '|', take: -1}}", ["a|b|c"], ["c"]),
        ("{column: n, extract: '([0-9]+) min'}", ["took 45 min", "?"], ["45", None]),
        ("{column: n, extract: '[0-9]+'}", ["took 45 min"], ["45"]),
        ("{column: n, replace: {'#': '', 'O': '0'}}", ["#1O", "2"], ["10", "2"]),
        ("{column: n, letters: upper}", ["ab"], ["AB"]),
        ("{column: n, pad: {length: 6}}", ["45", "1234567"], ["000045", "1234567"]),
        ("{column: n, translate: {'Yes': 是}}", [" yes ", "no"], ["是", "no"]),
        ("{column: n, translate: {ＡＢ: one}}", ["ab", "ＡＢ"], ["one", "one"]),
        ("{column: n, translate: {a: '1'}, otherwise: missing}", ["a", "b"], ["1", None]),
        ("{column: n, translate: {a: }}", ["a", "b"], [None, "b"]),
        ("{column: n, multiply: 60}", ["1.5", "", "2"], ["90", None, "120"]),
        ("{column: n, add: 1, multiply: 2}", ["3"], ["7"]),
        ("{column: n, multiply: 0.1}", ["1,234.5", "0.7"], ["123.45", "0.07"]),
        ("{column: n, rescale: {from: [0, 100], to: [1, 5]}}", ["0", "50", "100"], ["1", "3", "5"]),
        ("{column: n, rescale: {from: [1, 5], to: [5, 1]}}", ["1", "4"], ["5", "2"]),
        (
            "{column: n, bins: [{below: 12, value: morning}, {below: 18, value: afternoon}, "
            "{value: evening}]}",
            ["11.9", "12", "18", ""],
            ["morning", "afternoon", "evening", None],
        ),
        ("{column: n, default: none given}", ["", "a"], ["none given", "a"]),
        ("{column: n, when: {n: {above: '2'}}}", ["2", "3", "10"], [None, "3", "10"]),
        ("{sequence: {by: n}}", ["a", "b", "a"], ["1", "1", "2"]),
        ("{sequence: {order: [{column: n, type: number}]}}", ["10", "9"], ["2", "1"]),
        (
            "{cases: [{when: {n: a}, value: extra}, {when: {n: {blank: false}}, value: n}], "
            "default: z}",
            ["a", "b", ""],
            ["x", "b", "z"],
        ),
        ("{column: '@1'}", ["a"], ["a"]),
        ("{column: '@B'}", ["a"], ["x"]),
        ("{column: 'EX*'}", ["a"], ["x"]),
        ("{column: _file}", ["a"], ["data"]),
    ],
)
def test_a_value_becomes(case: Case, value: str, cells: list[str], expected: list[str]) -> None:
    assert case.column(value, numbers(*cells)) == expected


@pytest.mark.parametrize(
    ("value", "cells", "expected"),
    [
        ("{column: n, format: '%d/%m/%Y %H:%M'}", ["29/2/2016 01:16"], ["2016-02-29 01:16:00"]),
        (
            "{column: n, format: ['%Y%m%d', '%d.%m.%y']}",
            ["20160302", "3.4.16"],
            ["2016-03-02", "2016-04-03"],
        ),
        (
            "{column: n, date_order: dmy}",
            ["3/4/2016", "3-4-2016 10:00"],
            ["2016-04-03", "2016-04-03 10:00:00"],
        ),
        ("{column: n, date_order: mdy}", ["3/4/2016 1:05 PM"], ["2016-03-04 13:05:00"]),
        (
            "{column: n, date_order: ymd}",
            ["2016年3月4日", "2016.3.4"],
            ["2016-03-04", "2016-03-04"],
        ),
        ("{column: n, format: epoch_seconds}", ["1456708560"], ["2016-02-29 01:16:00"]),
        ("{column: n, format: epoch_milliseconds}", ["1456708560500"], ["2016-02-29 01:16:00"]),
        (
            "{column: n, format: spreadsheet_serial}",
            ["42429.0527777778", "42429"],
            ["2016-02-29 01:16:00", "2016-02-29"],
        ),
        (
            "{column: n, timezone: America/Los_Angeles}",
            ["2016-02-28 09:16:00"],
            ["2016-02-29 01:16:00"],
        ),
        ("{column: n, timezone: Europe/Paris}", ["2016-07-01 12:00:00"], ["2016-07-01 18:00:00"]),
        ("{column: n, part: date}", ["2016-02-29 23:16"], ["2016-02-29"]),
        ("{column: n, part: time}", ["2016-02-29 23:16"], ["23:16:00"]),
        ("{column: n, part: month}", ["2016-02-29"], ["2016-02"]),
        ("{column: n, part: weekday}", ["2016-02-29", "2016-03-06"], ["1", "7"]),
        (
            "{column: n, part: hour, bins: [{below: 12, value: AM}, {value: PM}]}",
            ["2016-02-29 13:00"],
            ["PM"],
        ),
    ],
)
def test_a_date_becomes(case: Case, value: str, cells: list[str], expected: list[str]) -> None:
    assert case.column(value, numbers(*cells)) == expected


def test_date_and_time_of_two_columns_become_one_moment(case: Case) -> None:
    data = "day,clock\n3/4/2016,13:05\n4/4/2016,\n"
    value = "{template: '{day} {clock}', format: '%d/%m/%Y %H:%M'}"
    # the template of a row with a blank part is blank, not half an id
    assert case.column(value, data) == ["2016-04-03 13:05:00", None]


def test_a_duration_is_added_to_a_moment(case: Case) -> None:
    data = 'opened,hours\n2016-02-28 23:30,"1.5"\n2016-02-28 23:30,\n'
    assert case.column("{column: opened, plus: {column: hours, unit: hours}}", data) == [
        "2016-02-29 01:00:00",
        None,
    ]


def test_columns_are_added_up(case: Case) -> None:
    assert case.column("{sum_of: [a, b]}", "a,b\n1,2\n,5\n,\n") == ["3", "5", None]


def test_decimal_comma_of_the_file_reaches_the_arithmetic(case: Case) -> None:
    mapped = case.run(
        """
        mapping: comma
        file: {decimal: ","}
        tables:
          - source: hall_monthly
            columns:
              month: {constant: 2026-01}
              hall_code: h
              footfall: {column: f, multiply: 1000}
        """,
        'h;f\nA;"1.234,5"\n',
    )[0]
    assert case.rows(mapped, "footfall") == [("1234500",)]
    assert mapped.decimal_comma


@pytest.mark.parametrize(
    ("value", "cell", "code"),
    [
        ("{column: n, format: '%d/%m/%Y'}", "2016-31-12", "not_a_date"),
        ("{column: n, translate: {a: b}, otherwise: reject}", "c", "no_translation"),
        ("{column: n, multiply: 2}", "twelve", "not_a_number"),
    ],
)
def test_what_cannot_be_done_is_rejected_not_guessed(
    case: Case, value: str, cell: str, code: str
) -> None:
    mapped = case.run(
        f"""
        mapping: strict
        tables:
          - source: complaint_log
            columns:
              ticket_id: extra
              received_at: {{constant: 2026-01-01}}
              complaint_text: {value}
        """,
        numbers(cell, ""),
    )[0]
    assert case.rejects(mapped) == [(2, "complaint_text", cell, code)]
    assert case.rows(mapped, "ticket_id") == [("x",)]


def test_an_unusual_delimiter_can_be_stated(case: Case) -> None:
    mapped = case.run(
        """
        mapping: tilde
        file: {delimiter: "~"}
        tables:
          - source: hall_monthly
            columns: {month: m, hall_code: h, footfall: f}
        """,
        "m~h~f\n2026-01~A,B~5\n",
    )[0]
    assert case.rows(mapped) == [("2026-01", "A,B", "5")]
