"""docs/contracts.md says what the contracts say."""

from __future__ import annotations

from ingest import reference
from ingest.contract import load_contracts


def test_the_page_is_up_to_date() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), (
        "docs/contracts.md is behind ingest/contracts: run `shortboard contracts --write`"
    )


def test_every_column_and_alias_is_on_the_page() -> None:
    page = reference.page()
    for contract in load_contracts().values():
        for column in contract.columns:
            assert f"`{column.name}`" in page
            for alias in column.aliases:
                assert alias in page
