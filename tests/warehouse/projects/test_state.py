"""Replay: any sequence of words adds up to one state, whole or piece by piece, fold or journal."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import settings_in
from tests.warehouse.journal.drafts import PROJECT
from warehouse.journal.errors import ConflictError, InvalidError, JournalError
from warehouse.journal.event import WITHDRAWN, Draft, Event, Value
from warehouse.journal.merge import in_canonical_form, merged, same
from warehouse.journal.store import open_journal
from warehouse.projects.state import Entity, State, apply, current_value, replay, undo_draft

FIELDS: dict[str, list[Value]] = {
    "title": ["晨会", "回访", None],
    "owner_name": ["李强", "王芳", None],
    "people_count": [1, 2, None],
    "cost_wan": [1.0, 2.5, None],
    WITHDRAWN: [True, False],
}


@st.composite
def words(draw: st.DrawFn) -> dict[str, Any]:
    """What somebody says about one of three measures: fields as last seen, maybe long ago."""
    named = draw(st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=3))
    return {
        "number": draw(st.integers(1, 3)),
        "wanted": {name: draw(st.sampled_from(FIELDS[name])) for name in named},
        "seen_after": draw(st.integers(0, 30)),
        "actor": draw(st.sampled_from(["李强", "王芳", "湖南.xlsx"])),
        "kind": draw(st.sampled_from(["say", "say", "say", "undo", "conflict", "settle", "state"])),
    }


def draft_of(word: dict[str, Any], events: list[Event]) -> Draft | None:
    """The draft of a word, by an author who saw the journal as it was after some of its events."""
    seen = replay(events[: word["seen_after"]])
    entity_id = f"{PROJECT}/{word['number']}"
    entity = seen.get(("measure", entity_id))
    if word["kind"] == "undo":
        try:
            return undo_draft(events[word["seen_after"] % len(events)], word["actor"])
        except (ZeroDivisionError, JournalError):
            return None
    told: dict[str, Any] = {}
    named = [name for name in word["wanted"] if name != WITHDRAWN]
    if word["kind"] == "conflict":
        sides = {name: word["wanted"][name] for name in named}
        told = {
            "conflicts": {n: {"base": None, "now": None, "stated": v} for n, v in sides.items()}
        }
    elif word["kind"] == "settle":
        told = {"settles": tuple(named)}
    elif word["kind"] == "state":
        told = {"stated": {name: word["wanted"][name] for name in named}}
    changes = {
        name: (current_value(entity, name), after)
        for name, after in word["wanted"].items()
        if word["kind"] == "say"
    }
    return Draft(
        actor=word["actor"], source="workbook", entity_type="measure", entity_id=entity_id,
        project_id=PROJECT, action="change", changes=changes, **told,
    )  # fmt: skip


def folded(events: list[Event]) -> dict[str, dict[str, Value]]:
    """Entity -> field -> last word, the plain way: the reference replay is held against."""
    found: dict[str, dict[str, Value]] = {}
    for event in events:
        fields = found.setdefault(event.entity_id, {})
        for name, (_, after) in event.changes.items():
            fields[name] = after
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    said=st.lists(words(), min_size=1, max_size=30), cuts=st.lists(st.integers(0, 30), max_size=3)
)
def test_replay_in_pieces_is_replay_from_empty(said: list[dict[str, Any]], cuts: list[int]) -> None:
    """Through a real journal: what was refused is not in it, what is in it adds up."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_journal(settings_in(Path(folder))) as journal,
    ):
        for word in said:
            draft = draft_of(word, journal.events())
            if draft is None:
                continue
            standing = replay(journal.events()).get(draft.key)
            try:
                journal.append([draft])
            except ConflictError as error:
                for conflict in error.conflicts:
                    now = current_value(standing, conflict.field)
                    assert same(conflict.now, now)
                    assert not same(conflict.seen, now)
            except InvalidError:
                # only people are held to the rules; here, who takes a blank back
                assert word["kind"] == "undo"
        events = journal.events()

    whole = replay(events)
    assert {key[1]: entity.fields for key, entity in whole.items()} == folded(events)
    state = State()
    start = 0
    for cut in [*sorted(cuts), len(events)]:
        # the pieces overlap by one event, as a release and the journal may
        state = replay(events[max(start - 1, 0) : cut], state)
        start = max(start, min(cut, len(events)))
    assert state == whole
    assert state.last_seq == whole.last_seq == len(events)
    for key, entity in whole.items():
        own = [event for event in events if event.key == key]
        assert [event.version for event in own] == list(range(1, entity.version + 1))
        check_chain(own)


def check_chain(own: list[Event]) -> None:
    """Every change starts from what stood: nobody's word was overwritten unseen."""
    entity: Entity | None = None
    for event in own:
        for name, (before, after) in event.changes.items():
            assert same(current_value(entity, name), before)
            assert not same(before, after)
        entity = apply(entity, event)
        assert not set(entity.open_conflicts) & {*event.changes, *event.settles}


@settings(max_examples=100, deadline=None)
@given(word=words(), first=words())
def test_taking_back_restores_what_stood(first: dict[str, Any], word: dict[str, Any]) -> None:
    """Pure, without a database: state after event and undo is the state before, field by field."""
    base = kept(draft_of(first | {"kind": "say", "number": 1, "seen_after": 0}, []), None, 1)
    entity = apply(None, base) if base else None
    draft = draft_of(word | {"kind": "say", "number": 1, "seen_after": 1}, [base] if base else [])
    event = kept(draft, entity, 2)
    if event is None:
        return
    after = apply(entity, event)
    undo = kept(undo_draft(event, "王芳"), after, 3)
    assert undo is not None
    back = apply(after, undo)
    for name in FIELDS:
        assert same(current_value(back, name), current_value(entity, name))


def kept(draft: Draft | None, entity: Entity | None, seq: int) -> Event | None:
    """The event a draft becomes, the journal's rules without its database."""
    assert draft is not None
    news = merged(in_canonical_form(replace(draft, source="workbook")), entity)
    if news is None:
        return None
    version = entity.version + 1 if entity else 1
    return Event(
        seq=seq, version=version, recorded_at=datetime(2026, 11, 20, 0, 0, seq, tzinfo=UTC),
        **vars(news),
    )  # fmt: skip


def test_replay_leaves_what_it_builds_on_alone() -> None:
    event = kept(draft_of({"number": 1, "wanted": {"title": "晨会"}, "seen_after": 0,
                           "actor": "李强", "kind": "say"}, []), None, 1)  # fmt: skip
    assert event is not None
    before = replay([event])
    later = replace(event, seq=2, version=2, event_id="2", changes={"title": ("晨会", "回访")})
    after = replay([later], before)
    assert before["measure", f"{PROJECT}/1"].get("title") == "晨会"
    assert after["measure", f"{PROJECT}/1"].get("title") == "回访"
    assert (before.last_seq, after.last_seq) == (1, 2)


def test_an_event_comes_back_from_its_row_as_it_was() -> None:
    event = kept(draft_of({"number": 1, "wanted": {"title": "“晨会”\n演练"}, "seen_after": 0,
                           "actor": "李强", "kind": "say"}, []), None, 1)  # fmt: skip
    assert event is not None
    told = replace(
        event, stated={"cost_wan": 0.1}, settles=("title",),
        conflicts={"title": {"base": None, "now": "a", "stated": "b"}},
    )  # fmt: skip
    assert Event.from_row(told.to_row()) == told
    without_zone = told.to_row() | {"recorded_at": told.recorded_at.replace(tzinfo=None)}
    assert Event.from_row(without_zone) == told
