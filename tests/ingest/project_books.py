"""Project workbooks for tests: sheets by source, written and loaded as a task force sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

Cell = object
Sheet = Sequence[Sequence[Cell]]

PROJECT = ["项目编号", "项目名称", "项目类型", "主题", "年度", "双月", "省份编码", "目标指标", "基线值", "目标值",
           "开始日期", "完成时限", "项目状态"]  # fmt: skip
PLAN = ["项目编号", "措施编号", "措施", "措施类型", "责任人", "责任部门", "开始日期", "完成时限", "状态", "完成率",
        "实际完成日期", "佐证材料", "填报人"]  # fmt: skip


def write_book(path: Path, sheets: Mapping[str, Sheet]) -> Path:
    """An .xlsx with these sheets, rows as they are."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def project(code: str = "HN-B5") -> list[Cell]:
    return [code, "营业厅专项提升", "主题提升", "营业厅", 2026, "9-10月", "430000", "营业厅服务满意度",
            78.5, 82, "2026-09-01", "2026-12-31", "进行中"]  # fmt: skip


def measure(number: int, code: str = "HN-B5", **cells: Cell) -> list[Cell]:
    """One row of the action plan; `cells` by header replace what stands there."""
    row: dict[str, Cell] = dict(zip(PLAN, [
        code, number, f"措施内容{number}", ["流程", "培训", "支撑", "形象"][number % 4], f"责任人{number % 7}",
        "市场部", "2026年9月1日", f"2026年1{number % 2}月{number % 27 + 1}日", "进行中", "30%", None, None, None,
    ], strict=True))  # fmt: skip
    assert set(cells) <= set(row)
    return list((row | cells).values())
