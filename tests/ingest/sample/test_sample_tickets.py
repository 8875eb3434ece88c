"""Complaint tickets: steps in order, nothing known before it happened, exports that add up."""

import datetime as dt

import polars as pl

from ingest.sample.deliveries import build_schedule
from ingest.sample.operator import Operator
from ingest.sample.ticket_files import ticket_files
from ingest.sample.ticket_snapshots import snapshot

STEPS = ("classified_at", "responded_at", "first_resolved_at", "resolved_at", "confirmed_closed_at")


def test_steps_follow_each_other(regional: Operator) -> None:
    tickets = regional.sources["complaint_log"]
    for earlier, later in (
        ("received_at", "classified_at"),
        ("classified_at", "responded_at"),
        ("responded_at", "first_resolved_at"),
        ("first_resolved_at", "resolved_at"),
        ("first_resolved_at", "reopened_at"),
        ("resolved_at", "confirmed_closed_at"),
    ):
        both = tickets.drop_nulls([earlier, later])
        assert (both[earlier] <= both[later]).all(), (earlier, later)


def test_nothing_is_known_before_it_happens(regional: Operator) -> None:
    read_at = dt.datetime(2026, 3, 5)
    state = snapshot(regional.tickets, read_at)
    for step in ("received_at", *STEPS, "reopened_at", "escalated_at"):
        assert (state[step].drop_nulls() < read_at).all()
    assert (state["track_3_date"].drop_nulls() <= read_at.date()).all()
    assert state["resolved_at"].null_count() > 0


def test_a_ticket_not_yet_reopened_counts_as_resolved(regional: Operator) -> None:
    late = regional.tickets.filter(pl.col("has_reopened")).head(1)
    before = late["reopened_at"][0] - dt.timedelta(hours=1)
    state = snapshot(late, before)
    assert state["resolved_at"][0] == state["first_resolved_at"][0]
    assert state["reopen_count"][0] == 0
    after = snapshot(late, late["reopened_at"][0] + dt.timedelta(seconds=30))
    assert after["reopen_count"][0] == 1
    assert after["resolved_at"][0] is None


def test_the_last_export_of_each_ticket_is_the_clean_frame(regional: Operator) -> None:
    sent = pl.concat(
        [file.rows for file in ticket_files(regional, build_schedule(regional))],
        how="diagonal_relaxed",
    )
    current = sent.unique("ticket_id", keep="last", maintain_order=True).sort("ticket_id")
    clean = regional.sources["complaint_log"].sort("ticket_id")
    columns = [name for name in clean.columns if name != "data_through_at"]
    assert current.select(columns).equals(clean.select(columns))
    assert sent.height > clean.height


def test_some_customers_complain_again_within_thirty_days(regional: Operator) -> None:
    tickets = regional.sources["complaint_log"].sort("received_at")
    previous = pl.col("received_at").shift(1).over("customer_key", "complaint_kind")
    gap = tickets.select((pl.col("received_at") - previous).dt.total_days()).to_series()
    assert 0.02 <= (gap <= 30).sum() / tickets.height <= 0.10


def test_texts_carry_numbers_to_mask(regional: Operator) -> None:
    texts = regional.sources["complaint_log"]["complaint_text"]
    assert 0.15 <= texts.str.contains(r"1[3-9]\d{9}").mean() <= 0.40
    assert texts.str.contains(r"\d{17}[\dX]").any()
