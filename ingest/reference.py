"""The reference page docs/contracts.md, written from the contracts so that it cannot disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.contract import Column, Contract, load_contracts
from ingest.contract_words import TYPE_WORDS, missing_words, replacement

PAGE = Path(__file__).parents[1] / "docs" / "contracts.md"

_HEAD = """\
# 数据源契约 / Source contracts

本页由 `ingest/contracts/*.yml` 生成（`shortboard contracts --write`），请勿手改。
This page is generated from `ingest/contracts/*.yml` by `shortboard contracts --write`; do not edit.

Files are recognised by their header: any alias below, case, white space, full-width forms and `*`
aside. `shortboard template SOURCE -o x.xlsx` writes a workbook with these columns. Other people's
layouts go through a mapping file ([mapping.md](mapping.md)).
"""


def page() -> str:
    """The whole page as Markdown."""
    contracts = load_contracts().values()
    index = "\n".join(
        f"- [{c.title.zh} / {c.title.en}](#{c.source}) – {c.grain}" for c in contracts
    )
    return "\n".join([_HEAD, index, "", *(_section(contract) for contract in contracts)])


def write() -> None:
    """Renew docs/contracts.md."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


def _section(contract: Contract) -> str:
    key = ", ".join(f"`{name}`" for name in contract.key or []) or "–"
    facts = [
        f"- 粒度 / grain: {contract.grain}",
        f"- 主键 / key: {key}",
        f"- 更正文件 / corrected files: {replacement(contract).zh} / {replacement(contract).en}",
        f"- 期间列 / period: `{contract.period_column}`" if contract.period_column else "",
        f"- 缺失值 / missing values: {missing_words(contract).en}",
        "- 匿名 / anonymous: 少于 5 人不展示 / no cell below 5 respondents"
        if contract.anonymous
        else "",
        *_rules(contract),
        *_headers(contract),
        _extra(contract),
    ]
    lines = [
        f'<a id="{contract.source}"></a>',
        f"## {contract.title.zh} / {contract.title.en} (`{contract.source}`, version {contract.version})",
        "",
        f"{contract.description.zh}  ",
        contract.description.en,
        "",
        *(fact for fact in facts if fact),
        "",
        "| column | 必填 | type | 说明 / meaning | 取值 / values | 表头 / headers |",
        "|---|---|---|---|---|---|",
        *(_row(column) for column in contract.columns),
        "",
    ]
    return "\n".join(lines)


def _rules(contract: Contract) -> list[str]:
    return [
        f"- 至少填其一 / at least one of: {', '.join(f'`{name}`' for name in group)}"
        for group in contract.any_of
    ] + [
        f"- 先后大小 / in order: `{low}` ≤ `{high}` (where both are filled / 均填写时)"
        for low, high in contract.ordered
    ]


def _headers(contract: Contract) -> list[str]:
    told = []
    if contract.journal_entity is not None:
        told.append(
            "- 去向 / goes to: 变更日志 / the journal of special projects ([projects.md](projects.md));"
            " 空白不表示清空，清空请写“清空” / a blank cell says nothing, 清空 or CLEAR empties"
        )
    for (number, word), headers in _by_columns(contract.shared_headers).items():
        told.append(
            f"- 表头 / headers {headers}: `{number}` (带数字 / with a digit), else `{word}`"
        )
    for columns, headers in _by_columns(contract.weak_headers).items():
        names = " → ".join(f"`{name}`" for name in columns)
        told.append(f"- 表头 / headers {headers} (无更明确的表头时 / if no better one): {names}")
    return told


def _by_columns(headers: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    """Columns -> the headers that mean them, listed."""
    found: dict[tuple[str, ...], list[str]] = {}
    for header, columns in headers.items():
        found.setdefault(tuple(columns), []).append(f"“{header}”")
    return {columns: ", ".join(listed) for columns, listed in found.items()}


def _extra(contract: Contract) -> str:
    if contract.extra_items is None:
        return ""
    first, last = 1, contract.extra_items.count
    prefix = contract.extra_items.prefix
    return (
        f"- 外部问卷题项 / foreign items: `{prefix}{first:02d}` … `{prefix}{last:02d}`, "
        "filled by mapping files only"
    )


def _row(column: Column) -> str:
    must = "是" if column.required and column.default is None else ""
    secret = " (supervision only)" if column.restricted else ""
    cells = [
        f"`{column.name}`",
        must,
        f"{TYPE_WORDS[column.type].en}{secret}",
        f"{column.description.zh} / {column.description.en}",
        _values(column),
        ", ".join(column.aliases),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _values(column: Column) -> str:
    parts = []
    listed = column.codes if column.codes is not None else column.words
    if listed is not None:
        told = "; ".join(f"`{code}`: {', '.join(words)}" for code, words in listed.items())
        parts.append(told if column.codes is not None else f"understood / 可识别: {told}")
    if column.names_from is not None:
        parts.append("code or Chinese name / 代码或中文名称")
    if column.units is not None:
        parts.append(f"unit in the header / 表头单位: {', '.join(column.units)}")
    if column.min is not None or column.max is not None:
        low = "…" if column.min is None else f"{column.min:g}"
        high = "…" if column.max is None else f"{column.max:g}"
        parts.append(f"{low} – {high}")
    if column.default is not None:
        parts.append(f"default {column.default}")
    return "; ".join(parts)
