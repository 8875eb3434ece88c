"""Why a cell or row was rejected: a code for machines, and what to do in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.contract import Column, Contract, load_defaults
from ingest.limits import MAX_CODE_CHARACTERS, MAX_TEXT_CHARACTERS
from ingest.row_rules import BAD_KEY, NONE_OF, NOT_IN_ORDER, rule_words


@dataclass(frozen=True)
class Reason:
    """A reject reason, ready for the person who mends the file."""

    code: str
    zh: str
    en: str


ROW_REASONS = {
    reason.code: reason
    for reason in (
        Reason(
            "duplicate_key",
            "同一文件中主键相同但内容不同，无法判断哪一行正确；请只保留正确的一行",
            "the same key stands in another row with other content; keep the right one",
        ),
        Reason(
            "bad_scale",
            "量表下限不小于上限；请更正量表",
            "the row's scale has no range: its lowest point must be below its highest",
        ),
        Reason(
            "too_many_columns",
            "本行单元格多于表头；多半是文本中含分隔符而未加引号",
            "more cells than the header has; a text with the delimiter in it must be quoted",
        ),
        Reason(
            "unclosed_quote",
            "引号未闭合；请补全或去掉引号",
            "a quotation mark is never closed; close it or take it out",
        ),
        Reason(
            "undecodable",
            "含无法识别的字符（编码损坏）；请重新导出，或指定编码",
            "characters that are not in the file's encoding; export again or say --encoding",
        ),
        Reason(
            "nul_byte",
            "含空字节（文件损坏）；请重新导出",
            "NUL bytes (a damaged file); export it again",
        ),
        Reason("too_long", "整行过长；请缩短文本", "the record is too long; shorten the text"),
    )
}


def cell_reason(contract: Contract, column: Column, code: str) -> Reason:
    """The words for a cell's reason code, with the column's own limits in them."""
    zh, en = _words(contract, column, code)
    return Reason(code, zh, en)


def _words(contract: Contract, column: Column, code: str) -> tuple[str, str]:
    low, high = _number(column.min), _number(column.max)
    match code:
        case "required":
            return "必填项为空；请补全", "a required value is missing; fill it in"
        case "excel_error":
            return (
                "Excel 公式错误；请修正公式后重新保存",
                "an Excel error; mend the formula and save again",
            )
        case "damaged_code":
            return (
                "编码被 Excel 改成科学计数法；请将该列设为文本格式后重新导出",
                "Excel turned the code into a power of ten; make the column text, export again",
            )
        case "too_long":
            limit = MAX_TEXT_CHARACTERS if column.type == "text" else MAX_CODE_CHARACTERS
            return f"超过 {limit} 个字符；请缩短", f"longer than {limit} characters; shorten it"
        case "unknown_code":
            words = list((column.codes or {}).items())
            listed_zh = "、".join(names[0] if names else key for key, names in words)
            listed_en = ", ".join(key for key, _ in words)
            return (
                f"不在代码表中；可用：{listed_zh}",
                f"not in the code list; use one of: {listed_en}",
            )
        case "unclear_percent":
            return (
                "无法判断是 1% 还是 100%；请带百分号填写",
                "1 % or 100 %? Nothing tells; write it with the sign %",
            )
        case "not_boolean":
            return "应为 是 或 否", "must be yes or no (是 / 否)"
        case "not_a_date":
            shape = {"month": "2026-10", "timestamp": "2026-01-31 09:30"}.get(
                column.type, "2026-01-31"
            )
            years = f"{load_defaults().min_year}–{load_defaults().max_year}"
            return (
                f"不是有效日期（{years}）；请写成 {shape}",
                f"no date within {years}; write it like {shape}",
            )
        case "not_whole":
            return "应为整数", "must be a whole number"
        case "out_of_scale":
            return (
                "超出本行量表；请核对评分或量表上下限",
                "outside the row's scale; check the answer or the scale columns",
            )
        case code if code in (NONE_OF, NOT_IN_ORDER, BAD_KEY):
            return rule_words(contract, column.name, code)
        case "out_of_range":
            span = f"{low} – {high}"
            return f"超出范围 {span}", f"outside the range {span}"
        case _:
            return "不是数字", "not a number"


def _number(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"
