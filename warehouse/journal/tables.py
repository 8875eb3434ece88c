"""The journal's one table, in SQLite and in PostgreSQL, and the triggers that make it append-only.

Whatever connects – this product, a database tool, a script – can add the next event and nothing
else: changing or deleting a row is refused by the database itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.types import TypeDecorator

APPEND_ONLY = "the journal is append-only"
metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite keeps no zone, so it is taken off on the way in and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


EVENTS = Table(
    "journal_events",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("event_id", Text, nullable=False, unique=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_ref", Text),
    Column("release_id", Text),
    Column("entity_type", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("project_id", Text, index=True),
    Column("version", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("stated", Text),
    Column("conflicts", Text),
    Column("settles", Text),
    Column("undoes", Text),
    Column("reason", Text),
    UniqueConstraint("entity_type", "entity_id", "version"),
)  # fmt: skip

# `insert or replace` deletes without firing a delete trigger: so only the very next event, with an
# id and a version that are new, may come in.
SQLITE_TRIGGERS = (
    f"""
create trigger if not exists journal_events_no_update before update on journal_events
begin select raise(abort, '{APPEND_ONLY}: no event is changed'); end
""",
    f"""
create trigger if not exists journal_events_no_delete before delete on journal_events
begin select raise(abort, '{APPEND_ONLY}: no event is deleted'); end
""",
    f"""
create trigger if not exists journal_events_next_only before insert on journal_events
when new.seq <> (select coalesce(max(seq), 0) + 1 from journal_events)
    or exists (select 1 from journal_events where event_id = new.event_id)
    or exists (
        select 1 from journal_events
        where entity_type = new.entity_type and entity_id = new.entity_id and version = new.version
    )
begin select raise(abort, '{APPEND_ONLY}: an event is added at the end'); end
""",
)
POSTGRES_TRIGGERS = (
    f"""
create or replace function journal_events_refuse() returns trigger language plpgsql as $$
begin
    raise exception '{APPEND_ONLY}: no event is changed or deleted';
end $$
""",
    f"""
create or replace function journal_events_next() returns trigger language plpgsql as $$
begin
    if new.seq <> (select coalesce(max(seq), 0) + 1 from journal_events) then
        raise exception '{APPEND_ONLY}: an event is added at the end';
    end if;
    return new;
end $$
""",
    """
create or replace trigger journal_events_no_change before update or delete on journal_events
for each row execute function journal_events_refuse()
""",
    """
create or replace trigger journal_events_no_truncate before truncate on journal_events
for each statement execute function journal_events_refuse()
""",
    """
create or replace trigger journal_events_next_only before insert on journal_events
for each row execute function journal_events_next()
""",
)


def is_there(con: Connection) -> bool:
    """Has the table been made yet?"""
    return inspect(con).has_table(EVENTS.name)


def create(con: Connection) -> None:
    """Make table and triggers, in the caller's transaction; the caller holds the writers' lock."""
    metadata.create_all(con)
    triggers = SQLITE_TRIGGERS if con.dialect.name == "sqlite" else POSTGRES_TRIGGERS
    for statement in triggers:
        con.exec_driver_sql(statement)
