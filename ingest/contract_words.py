"""A contract's columns in words, zh and en: what template workbooks and the reference page say."""

from __future__ import annotations

from ingest.contract import Bilingual, Column, Contract, load_defaults

TYPE_WORDS: dict[str, Bilingual] = {
    "text": Bilingual(zh="文本", en="text"),
    "code": Bilingual(zh="编码（文本，保留前导零）", en="code (text, leading zeros kept)"),
    "category": Bilingual(zh="代码表", en="one of a list"),
    "customer": Bilingual(
        zh="客户标识（入库前散列）", en="customer (hashed before anything is written)"
    ),
    "integer": Bilingual(zh="整数", en="whole number"),
    "number": Bilingual(zh="数值", en="number"),
    "rating": Bilingual(zh="评分（本行量表内）", en="rating (within the row's scale)"),
    "rate": Bilingual(zh="比率（0–1 或百分数）", en="rate (0–1, or a percentage)"),
    "percent": Bilingual(zh="百分数：80%、0.8 或 80", en="percentage: 80 %, 0.8 or 80"),
    "boolean": Bilingual(zh="是/否", en="yes/no"),
    "date": Bilingual(zh="日期，如 2026-01-31", en="date, like 2026-01-31"),
    "month": Bilingual(zh="月份，如 2026-01", en="month, like 2026-01"),
    "timestamp": Bilingual(
        zh="日期时间（当地），如 2026-01-31 09:30",
        en="date and time (local), like 2026-01-31 09:30",
    ),
}


def header_zh(column: Column) -> str:
    """The header the field sees: the first Chinese alias, else the first alias, else the name."""
    return next(
        (alias for alias in column.aliases if not alias.isascii()),
        column.aliases[0] if column.aliases else column.name,
    )


def header_en(column: Column) -> str:
    """The first English alias, else the column's name."""
    return next((alias for alias in column.aliases if alias.isascii()), column.name)


def words_zh(column: Column) -> list[str]:
    """What a drop-down offers: the first word of every code, or of every usual value of a code."""
    listed = column.codes if column.codes is not None else column.words or {}
    if column.type not in ("category", "code"):
        return []
    return [words[0] if words else str(code) for code, words in listed.items()]


def allowed(column: Column) -> Bilingual:
    """Allowed values: codes, range or nothing said."""
    if words_zh(column):
        codes = column.codes if column.codes is not None else column.words or {}
        pairs = zip(words_zh(column), codes, strict=True)
        zh, en = "、".join(words_zh(column)), ", ".join(f"{code} ({word})" for word, code in pairs)
        if column.codes is None:
            return Bilingual(zh=f"常用：{zh}", en=f"usual: {en}")
        return Bilingual(zh=zh, en=en)
    if column.type == "boolean":
        return Bilingual(zh="是、否", en="yes (是), no (否)")
    if column.min is not None or column.max is not None:
        span = f"{_number(column.min)} – {_number(column.max)}"
        return Bilingual(zh=span, en=span)
    return Bilingual(zh="", en="")


def missing_words(contract: Contract) -> Bilingual:
    """How a missing value may be written."""
    defaults = load_defaults()
    texts = contract.missing_texts or defaults.missing_texts
    numbers = contract.missing_numbers or defaults.missing_numbers
    listed = ", ".join(texts)
    codes = ", ".join(f"{number:g}" for number in numbers)
    return Bilingual(
        zh=f"空白；或 {listed}；或超出取值范围的 {codes}",
        en=f"blank; or {listed}; or, outside the column's range, {codes}",
    )


def replacement(contract: Contract) -> Bilingual:
    """What a corrected file replaces."""
    if contract.partition is None:
        key = ", ".join(contract.key or [])
        return Bilingual(
            zh=f"按主键逐行替换：{key}",
            en=f"rows: a later row replaces the earlier one with the same {key}",
        )
    parts = [*contract.partition.by]
    if contract.partition.month_of:
        parts.append(f"month of {contract.partition.month_of}")
    listed = " × ".join(parts)
    return Bilingual(
        zh=f"整个分区替换：{listed}",
        en=f"partition: a later file replaces everything of its {listed}",
    )


def _number(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"
