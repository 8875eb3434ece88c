"""Foreign questionnaires: wide, in pairs, one answer per row; and their registration."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.mapping import Element, MappingError, register_elements
from tests.ingest.mapping_cases import Case

SURVEY = """
mapping: survey
tables:
  - source: satisfaction_survey
    columns:
      respondent_id: id
      wave: {{constant: W1}}
      interview_date: {{constant: 2026-01-02}}
{instrument}
    scale: {{min: 1, max: 7}}
    element_set:
      code: foreign
{rest}
"""
WIDE = """\
      answers: {missing: ["9"], rescale: {from: [1, 7], to: [7, 1]}}
      items:
        - {code: speed, name_zh: 速度, name_en: Speed, column: q1}
        - {code: cost, name_zh: 费用, name_en: Cost, column: q2, is_reversed: true}"""
PAIRS = """\
      items:
        - code: speed
          name_zh: 速度
          name_en: Speed
          columns: {expectation: "1-1*", perception: "1-2*"}
        - code: cost
          name_zh: 费用
          name_en: Cost
          columns: {expectation: "2-1*", perception: "2-2*"}"""
LONG = """\
      long: {name: question, value: answer, per: %s}
      answers: {missing: ["0"]}
      items:
        - {code: speed, name_zh: 速度, name_en: Speed, values: ["Speed?", "speed ?"]}
        - {code: cost, name_zh: 费用, name_en: Cost, values: "Cost?"}"""
PERCEPTION = "      instrument: {constant: perception}"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_wide_items_take_the_slots_in_order(case: Case) -> None:
    mapped = case.run(SURVEY.format(instrument=PERCEPTION, rest=WIDE), "id,q1,q2\na,7,9\nb,1,4\n")[
        0
    ]
    shown = case.rows(mapped, "respondent_id", "element_set", "extra_01", "extra_02", "scale_max")
    assert shown == [("a", "foreign", "1", None, "7"), ("b", "foreign", "7", "4", "7")]
    assert mapped.elements == (
        Element("foreign", "foreign.speed", "extra_01", "速度", "Speed", 1, False),
        Element("foreign", "foreign.cost", "extra_02", "费用", "Cost", 2, True),
    )


def test_pairs_become_one_respondent_row_per_instrument(case: Case) -> None:
    data = "id,1-1. should,1-2. is,2-1. should,2-2. is\na,7,6,5,\n"
    mapped = case.run(SURVEY.format(instrument="", rest=PAIRS), data)[0]
    assert case.rows(mapped, "respondent_id", "instrument", "extra_01", "extra_02") == [
        ("a", "expectation", "7", "5"),
        ("a", "perception", "6", None),
    ]


ANSWERS = "id,question,answer\na,Speed?,5\na,Cost?,0\nb,SPEED ?,3\nb,Colour?,3\n"


def test_one_answer_per_row_stays_a_row_where_there_is_no_respondent(case: Case) -> None:
    mapped = case.run(SURVEY.format(instrument=PERCEPTION, rest=LONG % "row"), ANSWERS)[0]
    assert case.rows(mapped, "respondent_id", "extra_01", "extra_02") == [
        ("a", "5", None),
        ("a", None, None),
        ("b", "3", None),
    ]
    assert case.rejects(mapped) == [(5, None, None, "filtered")]
    assert [note.en for note in mapped.findings] == ["item is not in the mapping's list of items"]


def test_answers_are_gathered_per_respondent(case: Case) -> None:
    mapped = case.run(SURVEY.format(instrument=PERCEPTION, rest=LONG % "[id]"), ANSWERS)[0]
    shown = case.rows(mapped, "respondent_id", "extra_01", "extra_02")
    assert shown == [("a", "5", None), ("b", "3", None)]
    assert [row[3] for row in case.rejects(mapped)] == ["unknown_item"]


def test_a_slot_never_changes_its_meaning() -> None:
    con = duckdb.connect()
    con.execute("create schema raw")
    con.execute(
        "create table raw._elements (element_set varchar, element_id varchar, slot varchar, "
        "name_zh varchar, name_en varchar, sort_order integer, is_reversed boolean, "
        "mapping_sha256 varchar)"
    )
    speed = Element("foreign", "foreign.speed", "extra_01", "速度", "Speed", 1, False)
    better_name = Element("foreign", "foreign.speed", "extra_01", "速度", "How fast", 1, False)
    other_item = Element("foreign", "foreign.cost", "extra_01", "费用", "Cost", 1, False)
    register_elements(con, (speed,), "one")
    register_elements(con, (better_name,), "two")
    assert con.execute("select name_en, mapping_sha256 from raw._elements").fetchall() == [
        ("How fast", "two")
    ]
    with pytest.raises(MappingError, match=r"extra_01 already carries 'foreign\.speed'"):
        register_elements(con, (other_item,), "three")
