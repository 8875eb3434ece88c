"""`make docs`: one page of models and lineage, opened by a browser that reaches nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.contract import load_contracts

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.warehouse


@pytest.fixture(scope="module")
def site(tiny_warehouse, tmp_path_factory) -> Path:
    """Folder with static_index.html and manifest.json of the tiny warehouse."""
    folder = tmp_path_factory.mktemp("docs")
    command = [str(Path(sys.executable).with_name("dbt")), "docs", "generate", "--static"]
    subprocess.run(
        [*command, "--quiet", "--target-path", str(folder)],
        cwd=ROOT,
        env=os.environ | tiny_warehouse.settings.environment() | {"DBT_LOG_PATH": str(folder)},
        check=True,
    )
    return folder


@pytest.fixture(scope="module")
def manifest(site) -> dict[str, Any]:
    return json.loads((site / "manifest.json").read_text(encoding="utf-8"))


def upstream(manifest: dict[str, Any], node: str) -> set[str]:
    """Everything the node rests on, itself included."""
    found, waiting = set(), [node]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += manifest["parent_map"].get(current, [])
    return found


def test_every_feed_is_a_source_and_is_read(manifest):
    # what goes to the journal first is read as its events
    feeds = {
        "journal_events" if contract.journal_entity else contract.source
        for contract in load_contracts().values()
    }
    sources = {source["name"]: key for key, source in manifest["sources"].items()}
    assert feeds <= sources.keys()
    unread = {feed for feed in feeds if not manifest["child_map"][sources[feed]]}
    assert not unread, "a feed nobody reads: give it a staging model"


def test_lineage_leads_from_feeds_to_every_page(manifest):
    assert manifest["exposures"]
    reached = set()
    for page in manifest["exposures"]:
        feeds = {node.split(".")[-1] for node in upstream(manifest, page) if node[:7] == "source."}
        assert feeds, f"{page} rests on no feed"
        reached |= feeds
    assert {
        "satisfaction_survey", "mystery_item", "complaint_log", "staff_satisfaction", "hall_register",
        "journal_events",
    } <= reached  # fmt: skip


def test_the_page_opens_without_network_and_draws_the_lineage(site, browser):
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("http*://**", lambda route: route.abort())
    page.goto(f"file://{site}/static_index.html#!/exposure/exposure.shortboard.overview")
    page.get_by_text("One screen for an executive").wait_for()
    page.get_by_text("mart_satisfaction_by_unit_period").first.wait_for()
    page.get_by_title("View Lineage Graph").click()
    page.locator("canvas").first.wait_for(state="visible")
    outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert not outside
    page.close()
