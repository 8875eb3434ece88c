"""A writer process for the tests: `python -m tests.warehouse.journal.writer NUMBER COUNT BATCH`.

Appends COUNT drafts in batches and prints the ids of every batch once the journal has acknowledged
it. All writers change one measure, each a field of its own, and make measures of their own.
"""

from __future__ import annotations

import sys

from tests.warehouse.journal.drafts import MEASURE_FIELDS, PROJECT, create
from warehouse.journal.event import Draft, Value
from warehouse.journal.store import open_journal
from warehouse.settings import load_settings

SHARED = f"{PROJECT}/1"
OWN_FIELDS = (
    "title", "owner_name", "owner_department_code", "city_code", "evidence_text",
    "people_count", "cost_wan", "cause_no",
)  # fmt: skip
FIRST_OWN_MEASURE = 1000


def value_of(writer: int, number: int) -> Value:
    """What writer `writer` says as its `number`th word on its own field."""
    if OWN_FIELDS[writer] == "cost_wan":
        return float(number)
    if OWN_FIELDS[writer] in {"people_count", "cause_no"}:
        return number
    return f"{number}"


def drafts_of(writer: int, count: int, start: Value) -> list[Draft]:
    """Turn by turn a word on the shared measure and a new measure; `start` stands at first."""
    drafts = []
    said = start
    for number in range(1, count + 1):
        if number % 2:
            wanted = value_of(writer, number)
            drafts.append(
                Draft(
                    actor=f"writer {writer}",
                    source="screen",
                    entity_type="measure",
                    entity_id=SHARED,
                    project_id=PROJECT,
                    action="change",
                    changes={OWN_FIELDS[writer]: (said, wanted)},
                )
            )
            said = wanted
        else:
            own = FIRST_OWN_MEASURE * (writer + 1) + number
            drafts.append(
                create(
                    "measure", f"{PROJECT}/{own}", MEASURE_FIELDS, actor=f"writer {writer}"
                )
            )  # fmt: skip
    return drafts


def main(writer: int, count: int, batch: int) -> None:
    with open_journal(load_settings()) as journal:
        events = journal.entity_events("measure", SHARED)
        start = events[0].changes.get(OWN_FIELDS[writer], (None, None))[1]
        drafts = drafts_of(writer, count, start)
        for first in range(0, count, batch):
            kept = journal.append(drafts[first : first + batch])
            print(" ".join(event.event_id for event in kept), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
