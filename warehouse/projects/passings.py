"""When a gate was passed the way it is passed now, and whether that passing has been frozen.

A gate may be passed, sent back and passed again: each passing rests on what was known then, so each
is frozen by itself. Sending back by mistake and undoing it is no new passing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.journal.event import Event, Value
from warehouse.projects.rules import PASSES


@dataclass(frozen=True)
class Passing:
    """`since_seq`: number of the event that passed the gate, None while it is not passed."""

    since_seq: int | None = None
    is_frozen: bool = False


def passing(events: Iterable[Event]) -> Passing:
    """The latest passing of one gate, from its events in order; a date to come counts as passed."""
    found, before_loss, lost_by = Passing(), Passing(), None
    decision: Value = None
    passed_date: Value = None
    for event in events:
        if "decision_code" in event.changes:
            decision = event.changes["decision_code"][1]
        if "passed_date" in event.changes:
            passed_date = event.changes["passed_date"][1]
        is_passed = decision in (None, *PASSES) and passed_date is not None
        if found.since_seq is None and is_passed:
            is_undone = lost_by is not None and event.undoes == lost_by
            found = before_loss if is_undone else Passing(event.seq)
        elif found.since_seq is not None and not is_passed:
            found, before_loss, lost_by = Passing(), found, event.event_id
        if "frozen_release_id" in event.changes and found.since_seq is not None:
            found = Passing(found.since_seq, is_frozen=True)
    return found
