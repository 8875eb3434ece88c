"""Steps on rows: filters, duplicates, last state, joins, wide and long."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.mapping import MappingError, load_mapping, mapping_sha256
from tests.ingest.mapping_cases import Case

TICKETS = """
mapping: tickets
tables:
  - source: complaint_log
    steps:
{steps}
    columns:
      ticket_id: id
      received_at: {{constant: 2026-01-01}}
      complaint_text: {text}
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def tickets(steps: str, text: str = "note") -> str:
    return TICKETS.format(
        steps="\n".join("      " + line for line in steps.splitlines()), text=text
    )


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("{note: Open}", "a"),
        ("{note: {equals: OPEN}}", "a"),
        ("{note: {not_equals: open}}", "bcde"),
        ("{note: [open, closed]}", "ab"),
        ("{note: {not_in: [open, closed]}}", "cde"),
        ("{note: {blank: true}}", "c"),
        ("{note: }", "c"),
        ("{note: {contains: los}}", "b"),
        ("{note: {starts_with: clo}}", "b"),
        ("{note: {matches: '^[0-9]+$'}}", "de"),
        ("{note: {at_least: 9}}", "de"),
        ("{note: {above: 9}}", "e"),
        ("{note: {at_least: 9, below: 10}}", "d"),
        ("{note: open, id: a}", "a"),
        ("{note: open, id: b}", ""),
        ("{any: [{note: open}, {id: e}]}", "ae"),
        ("{not: {note: open}}", "bcde"),
        ("{all_blank: [note]}", "c"),
        ("{any_blank: [id, note]}", "c"),
    ],
)
def test_keep_and_drop_are_opposites(case: Case, condition: str, kept: str) -> None:
    data = "id,note\na,open\nb,Closed\nc,\nd,9\ne,10\n"
    stays = case.run(tickets(f"- keep: {condition}"), data)[0]
    leaves = case.run(tickets(f"- drop: {condition}"), data)[0]
    assert "".join(row[0] for row in case.rows(stays, "ticket_id")) == kept
    assert {row[0] for row in case.rows(leaves, "ticket_id")} == set("abcde") - set(kept)
    assert stays.rows_dropped == 5 - len(kept)


def test_filtered_rows_can_be_kept_as_rejects_with_only_the_columns_named(case: Case) -> None:
    step = "- drop: {note: spam}\n  reason: {zh: 垃圾, en: spam}\n  record: reject"
    mapped = case.run(tickets(step), "id,note,name\na,spam,Mr Secret\nb,x,y\n")[0]
    assert case.rejects(mapped) == [(2, None, None, "filtered")]
    found = case.con.execute(
        f"select reason_zh, reason_en, raw_row from {mapped.rejects}"
    ).fetchall()
    assert found == [("垃圾", "spam", '{"id":"a","note":"spam"}')]
    assert mapped.rows_dropped == 0
    assert [(note.code, note.rows) for note in mapped.findings] == [("filtered", 1)]


def test_exact_duplicates_are_kept_once(case: Case) -> None:
    data = "id,note,other\na,x,1\na,x,1\na,x,2\n"
    mapped = case.run(tickets("- drop_duplicates:"), data)[0]
    assert case.rows(mapped) == [("a", "2026-01-01", "x")] * 2
    assert mapped.rows_dropped == 1
    by_id = case.run(tickets("- drop_duplicates: {by: id, keep: last}", "other"), data)[0]
    assert case.rows(by_id, "complaint_text") == [("2",)]


LOG = """
id,at,state,tries
a,9/1/2026,New,0
a,10/1/2026,Closed,2
a,10/1/2026,Open,10
b,2/1/2026,Open,1
,3/1/2026,Open,1
,4/1/2026,Open,1
"""


def test_an_event_log_collapses_to_its_last_state(case: Case) -> None:
    steps = """\
- collapse:
    key: id
    order: [{column: at, type: date, format: '%d/%m/%Y'}, {column: tries, type: number}]
    carry:
      first_state: {column: state, take: first}
      most: {column: tries, take: max, type: number}
      opened: {column: at, take: last, where: {state: Open}}
      rows: {column: state, take: count}"""
    mapped = case.run(
        tickets(steps, "{template: '{state} {first_state} {most} {opened} {rows}'}"), LOG
    )[0]
    # "10" is after "9" as a number, 10 January after 9 January as a date; blank keys are no states
    assert case.rows(mapped, "ticket_id", "complaint_text") == [
        ("a", "Open New 10 10/1/2026 3"),
        ("b", "Open Open 1 2/1/2026 1"),
        (None, "Open Open 1 3/1/2026 1"),
        (None, "Open Open 1 4/1/2026 1"),
    ]
    assert mapped.rows_dropped == 2


def test_ties_for_the_last_state_go_as_stated(case: Case) -> None:
    order = "key: id, order: [{column: at, type: date, format: '%d/%m/%Y'}]"
    in_order = case.run(tickets(f"- collapse: {{{order}}}", "state"), LOG)[0]
    assert case.rows(in_order, "complaint_text")[0] == ("Open",)
    first = case.run(tickets(f"- collapse: {{{order}, keep: first}}", "state"), LOG)[0]
    assert case.rows(first, "complaint_text")[0] == ("New",)
    rejected = case.run(tickets(f"- collapse: {{{order}, ties: reject}}", "state"), LOG)[0]
    assert [row[0] for row in case.rows(rejected, "ticket_id")] == ["b", None, None]
    assert {row[3] for row in case.rejects(rejected)} == {"tie"}
    with pytest.raises(MappingError, match=r"1 keys have several rows that are last together"):
        case.run(tickets(f"- collapse: {{{order}, ties: error}}", "state"), LOG)


JOIN = """
mapping: joined
files:
  halls: {{path: halls.csv{prepared}}}
tables:
  - source: complaint_log
    steps:
      - join: {{file: halls, on: {{hall: code}}, take: {{hall_name: name}}{how}}}
        reason: {{zh: 无此厅, en: no such hall}}
    columns:
      ticket_id: id
      received_at: {{constant: 2026-01-01}}
      complaint_text: hall_name
"""
HALLS = "code,name,rank\n1,North,2\n1,South,1\n2,West,\n"
VISITS = "id,hall\na,1\nb,2\nc,9\nd,\n"


@pytest.mark.parametrize(
    ("how", "expected", "codes"),
    [
        (", many: first", ["North", "West"], ["orphan", "orphan"]),
        (
            ", many: first, order: [{column: rank, type: number}], orphans: keep",
            ["South", "West", None, None],
            [],
        ),
        (", many: reject, orphans: drop", ["West"], ["ambiguous"]),
        (", many: all, orphans: drop", ["North", "South", "West"], []),
    ],
)
def test_a_join_treats_orphans_and_doubles_as_stated(
    case: Case, how: str, expected: list[str], codes: list[str]
) -> None:
    mapped = case.run(JOIN.format(prepared="", how=how), VISITS, halls=HALLS)[0]
    assert [row[0] for row in case.rows(mapped, "complaint_text")] == expected
    assert [row[3] for row in case.rejects(mapped)] == codes


def test_a_join_is_loud_by_default(case: Case) -> None:
    with pytest.raises(MappingError, match=r"1 keys .code. occur more than once there"):
        case.run(JOIN.format(prepared="", how=""), VISITS, halls=HALLS)
    with pytest.raises(MappingError, match=r"2 rows of data\.csv have no partner in halls\.csv"):
        case.run(JOIN.format(prepared="", how=", many: first, orphans: error"), VISITS, halls=HALLS)
    with pytest.raises(MappingError, match=r"files\.halls\.path: no file"):
        case.folder.joinpath("halls.csv").unlink()
        case.run(JOIN.format(prepared="", how=""), VISITS)


def test_a_joined_file_can_be_prepared_by_its_own_steps(case: Case) -> None:
    prepared = ", steps: [{keep: {rank: '1'}}]"
    mapped = case.run(JOIN.format(prepared=prepared, how=", orphans: keep"), VISITS, halls=HALLS)[0]
    assert [row[0] for row in case.rows(mapped, "complaint_text")] == ["South", None, None, None]
    assert [path.name for path in mapped.inputs] == ["data.csv", "halls.csv"]


def test_the_fingerprint_covers_joined_files(case: Case) -> None:
    case.run(JOIN.format(prepared="", how=", many: first"), VISITS, halls=HALLS)
    mapping = load_mapping(case.folder / "mapping.yml")
    before = mapping_sha256(mapping, case.folder / "data.csv")
    assert mapping_sha256(mapping, case.folder / "data.csv") == before
    (case.folder / "halls.csv").write_text(HALLS + "3,East,1\n")
    assert mapping_sha256(mapping, case.folder / "data.csv") != before


def test_keys_can_be_compared_as_numbers(case: Case) -> None:
    data = "id,hall\na,01\nb,2.0\n"
    mapped = case.run(
        JOIN.format(prepared="", how=", many: first, match: number"), data, halls=HALLS
    )[0]
    assert [row[0] for row in case.rows(mapped, "complaint_text")] == ["North", "West"]


def test_columns_become_rows(case: Case) -> None:
    steps = "- unpivot: {columns: ['q*'], name: item, value: score}"
    data = "id,q 1,q 2,other\na,5,,x\nb,3,4,y\n"
    mapped = case.run(tickets(steps, "{template: '{item}={score} {other}'}"), data)[0]
    assert case.rows(mapped, "ticket_id", "complaint_text") == [
        ("a", "q 1=5 x"),
        ("b", "q 1=3 y"),
        ("b", "q 2=4 y"),
    ]


def test_rows_are_split_into_variants(case: Case) -> None:
    steps = """\
- split_rows:
    - {set: {kind: before}, columns: {score: s1}}
    - {set: {kind: after}, columns: {score: s2, extra: note}}"""
    data = "id,s1,s2,note\na,1,2,n\n"
    mapped = case.run(tickets(steps, "{template: '{kind} {score}'}"), data)[0]
    assert case.rows(mapped, "complaint_text") == [("after 2",), ("before 1",)]


def test_rows_become_columns(case: Case) -> None:
    steps = """\
- pivot:
    key: [id]
    name: q
    value: v
    columns: {speed: [Speed, speeed], staff: [Staff]}
    many: first
    unknown: reject"""
    data = "id,q,v\na,Speed,1\na,staff,2\nb,speeed,3\nb,speeed,4\nb,Colour,5\n"
    mapped = case.run(tickets(steps, "{first_of: [speed, staff]}"), data)[0]
    assert case.rows(mapped, "ticket_id", "complaint_text") == [("a", "1"), ("b", "3")]
    assert [row[3] for row in case.rejects(mapped)] == ["unknown_item"]
    with pytest.raises(MappingError, match="'Colour'"):
        case.run(tickets(steps.replace("unknown: reject", "unknown: error")), data)
    with pytest.raises(MappingError, match="1 further answers of one key to one item"):
        case.run(tickets(steps.replace("many: first", "many: error")), data)


def test_values_can_be_derived_and_filled_down(case: Case) -> None:
    steps = """\
- fill_down: [note]
- derive:
    loud: {column: note, letters: upper}
    louder: {template: "{loud}!"}"""
    mapped = case.run(tickets(steps, "louder"), "id,note\na,north\nb,\nc,south\nd,\n")[0]
    assert [row[0] for row in case.rows(mapped, "complaint_text")] == [
        "NORTH!",
        "NORTH!",
        "SOUTH!",
        "SOUTH!",
    ]


def test_one_mapping_can_make_several_sources(case: Case) -> None:
    visits, items = case.run(
        """
        mapping: wide_visits
        tables:
          - source: mystery_visit
            columns: {visit_id: id, visit_date: day, hall_code: hall}
          - source: mystery_item
            steps:
              - unpivot: {columns: [I1, I2], name: indicator, value: points}
            columns:
              visit_id: id
              indicator_code: indicator
              score: points
              max_score: {column: indicator, translate: {I1: "5"}, default: "3", otherwise: missing}
        """,
        "id,day,hall,I1,I2\nv1,2026-01-02,h,5,2\nv2,2026-01-03,h,,1\n",
    )
    assert (visits.source, items.source) == ("mystery_visit", "mystery_item")
    assert case.rows(items) == [
        ("v1", "I1", "5", "5"),
        ("v1", "I2", "2", "3"),
        ("v2", "I2", "1", "3"),
    ]
