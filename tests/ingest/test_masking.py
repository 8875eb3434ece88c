"""Hashing and masking in SQL equal their Python twins; nothing personal gets through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.folding import fold, fold_sql
from ingest.masking import (
    canonical_customer_sql,
    customer_key,
    hmac_sql,
    install_key,
    mask_sql,
    mask_text,
)
from warehouse.connection import connect

CON = connect(None)
PERSONAL = st.from_regex(
    r"[\w ,，-]{0,6}(1[3-9]\d{9}|[1-9]\d{5}19900307\d{3}[0-9X])[a-z，。 ]{0,6}", fullmatch=True
)


def _sql(expression: str, text: str) -> object:
    return CON.execute(f"select {expression} from (select ? as x)", [text]).fetchall()[0][0]


@pytest.mark.parametrize("key", [b"short", b"k" * 64, b"longer than a block" * 9])
@pytest.mark.parametrize("customer", ["13812345678", "+86 138-1234-5678", "张三", "ａｂｃ１", ""])
def test_hmac_in_sql_equals_pythons(key: bytes, customer: str) -> None:
    install_key(CON, key)
    assert _sql(hmac_sql(canonical_customer_sql("x")), customer) == customer_key(key, customer)


def test_one_customer_in_many_spellings_is_one_key() -> None:
    spellings = ("13812345678", "+8613812345678", "0086 138 1234 5678", "１３８１２３４５６７８")
    assert len({customer_key(b"key", spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678。", "电话[PHONE]。"),
        ("13812345678,13912345678", "[PHONE],[PHONE]"),
        ("138 1234 5678 / +86-13912345678", "[PHONE] / [PHONE]"),
        ("0571-87654321", "[PHONE]"),
        ("身份证11010119900307123x", "身份证[ID]"),
        ("订单 2026010100001234567", "订单 2026010100001234567"),
        ("满意度 95 分", "满意度 95 分"),
    ],
)
def test_numbers_are_masked_and_others_left(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert _sql(mask_sql("x"), text) == masked


@settings(max_examples=150, deadline=None)
@given(PERSONAL)
def test_masking_is_the_same_in_both_languages(text: str) -> None:
    assert _sql(mask_sql("x"), text) == mask_text(text)


@pytest.mark.parametrize("text", ["Ａ b_C", "（空白）", " 是\u3000", "Don't Know*", "N/A"])
def test_folding_is_the_same_in_both_languages(text: str) -> None:
    assert _sql(fold_sql("x"), text) == fold(text)
