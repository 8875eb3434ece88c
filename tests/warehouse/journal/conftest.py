"""Journals to test on: a fresh SQLite file and a fresh database of a real PostgreSQL server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.warehouse.journal.postgres_server import Server, running_server
from warehouse.journal.store import Journal, open_journal
from warehouse.settings import Settings


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests of the run; each takes a database of its own."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings whose journal is new and empty, once per kind of database."""
    if request.param == "sqlite":
        return settings
    server: Server = request.getfixturevalue("postgres")
    return replace(settings, journal_url=server.create_database(f"j{uuid.uuid4().hex}"))


@pytest.fixture
def journal(journal_settings: Settings) -> Iterator[Journal]:
    """An open, empty journal, once per kind of database."""
    with open_journal(journal_settings) as opened:
        yield opened


@pytest.fixture
def sqlite_journal(settings: Settings) -> Iterator[Journal]:
    """An open, empty journal in SQLite."""
    with open_journal(settings) as opened:
        yield opened
