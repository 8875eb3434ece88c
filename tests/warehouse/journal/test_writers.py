"""Many writers at once, and writers that are killed: nothing lost, nothing twice, nothing half."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from ingest.journal_pull import pull_journal
from tests.conftest import settings_in
from tests.warehouse.journal.drafts import measure, state_of
from tests.warehouse.journal.writer import OWN_FIELDS, SHARED, value_of
from warehouse.connection import writer as warehouse_writer
from warehouse.journal.event import Event
from warehouse.journal.store import open_journal
from warehouse.projects.state import replay
from warehouse.settings import PROJECT_ROOT, Settings

WRITERS, EACH = 8, 500
BATCH, KILLS = 4, 4
PAUSE_SECONDS = 0.5


def start_writer(settings: Settings, number: int, count: int, batch: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.warehouse.journal.writer", str(number), str(count), str(batch)],
        cwd=PROJECT_ROOT,
        env=settings.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What eight writers did: ids each was told are kept, the journal, and raw pulled meanwhile."""

    acknowledged: dict[int, list[str]]
    events: list[Event]
    pulled: list[Event]
    pulls: list[int]


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    settings = settings_in(tmp_path_factory.mktemp("writers"))
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        settings = replace(settings, journal_url=server.create_database("writers"))
    with open_journal(settings) as journal, warehouse_writer(settings, "pytest") as con:
        journal.append([measure(1)])
        processes = [start_writer(settings, number, EACH, 1) for number in range(WRITERS)]
        pulls = []
        while any(process.poll() is None for process in processes):
            pulls.append(pull_journal(settings, con).count)
            time.sleep(PAUSE_SECONDS)
        acknowledged = {}
        for number, process in enumerate(processes):
            told, complaint = process.communicate()
            assert process.returncode == 0, complaint
            acknowledged[number] = told.split()
        pulls.append(pull_journal(settings, con).count)
        rows = con.sql("select * from raw.journal_events order by seq").pl().to_dicts()
        yield Run(acknowledged, journal.events(), list(map(Event.from_row, rows)), pulls)


def test_every_event_is_kept_once_and_in_order(run: Run) -> None:
    told = [event_id for own in run.acknowledged.values() for event_id in own]
    assert len(told) == WRITERS * EACH
    kept = [event.event_id for event in run.events[1:]]
    assert Counter(kept) == Counter(told)
    assert [event.seq for event in run.events] == list(range(1, WRITERS * EACH + 2))
    times = [event.recorded_at for event in run.events]
    assert times == sorted(times)


def test_every_writer_finds_its_words_in_its_own_order(run: Run) -> None:
    place = {event.event_id: event.seq for event in run.events}
    for own in run.acknowledged.values():
        assert [place[event_id] for event_id in own] == sorted(place[e] for e in own)


def test_the_writers_did_write_at_the_same_time(run: Run) -> None:
    writers = [event.actor for event in run.events[1:]]
    changes = sum(one != two for one, two in itertools.pairwise(writers))
    assert changes > WRITERS, "each wrote its own part in one go: nothing was tested"


def test_fields_of_eight_people_on_one_measure_are_merged(run: Run) -> None:
    shared = replay(run.events)["measure", SHARED]
    last_word = EACH - 1
    assert {name: shared.fields[name] for name in OWN_FIELDS} == {
        name: value_of(writer, last_word) for writer, name in enumerate(OWN_FIELDS)
    }
    assert shared.version == 1 + WRITERS * EACH // 2


def test_pulling_while_they_write_misses_nothing(run: Run) -> None:
    assert run.pulled == run.events
    assert sum(run.pulls) == len(run.events)
    assert sum(count > 0 for count in run.pulls) > 2, "too few pulls fell into the writing"


def test_replay_of_the_copy_is_the_replay_of_the_journal(run: Run) -> None:
    assert replay(run.pulled) == replay(run.events)


def test_a_killed_writer_loses_nothing_it_was_told_and_leaves_no_half(
    journal_settings: Settings,
) -> None:
    """SIGKILL at random moments; the next writer goes on at once, from a whole journal."""
    moments = random.Random(20261120)
    acknowledged: list[list[str]] = []
    with open_journal(journal_settings) as journal:
        journal.append([measure(1)])
        for kill in range(KILLS):
            process = start_writer(journal_settings, kill, 2000, BATCH)
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(moments.randint(5, 40))]
            process.send_signal(signal.SIGKILL)
            rest, complaint = process.communicate()
            assert process.returncode == -signal.SIGKILL, complaint
            # a line that was cut off was not told to anybody
            lines = "".join([*told, rest]).splitlines(keepends=True)
            acknowledged += [line.split() for line in lines if line.endswith("\n")]
        events = journal.events()
        kept = {event.event_id for event in events}
        assert len(acknowledged) > 5 * KILLS
        assert all(set(batch) <= kept for batch in acknowledged), "an acknowledged event is lost"
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        for _, own in itertools.groupby(events[1:], key=lambda event: event.actor):
            assert len(list(own)) % BATCH == 0, "half a batch was written"
        assert state_of(journal)["measure", SHARED].version > 1
        assert len(journal.append([measure(2)])) == 1, "the journal goes on"
