"""One pass of a mapping over one file: the connection, what was counted, and the rows set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb

from ingest.mapping.expressions import Problem, Setting
from ingest.mapping.frame import Frame, Statement, create
from ingest.mapping.steps import Reason
from ingest.tables import quote, row_count, temp_name

REJECT_COLUMNS = (
    "_row", "_sheet", "column_name", "value", "reason_code", "reason_zh", "reason_en", "raw_row",
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """Something the sender should hear: how many rows a step took out, or found no partner for."""

    code: str
    rows: int
    zh: str
    en: str


@dataclass
class Run:
    """State of one output table while its steps run. `files` gives the other files by name."""

    con: duckdb.DuckDBPyConnection
    setting: Setting
    files: Callable[[str], Frame]
    references: frozenset[str]
    notes: list[Note] = field(default_factory=list)
    dropped: int = 0
    rejects: str = ""

    def __post_init__(self) -> None:
        self.rejects = temp_name("mapping_rejects")
        self.con.execute(
            f"create temp table {quote(self.rejects)} (_row bigint, _sheet varchar, "
            "column_name varchar, value varchar, reason_code varchar, reason_zh varchar, "
            "reason_en varchar, raw_row varchar)"
        )

    def note(self, code: str, rows: int, zh: str, en: str) -> None:
        """Keep a note if it concerns any rows."""
        if rows:
            self.notes.append(Note(code, rows, zh, en))

    def reject(
        self,
        frame: Frame,
        where: str,
        statement: Statement,
        code: str,
        reason: Reason,
        column: str | None = None,
        shown: str = "",
    ) -> None:
        """Copy the rows for which `where` holds to the rejects, with the value of `shown`."""
        value = f"cast({quote(shown)} as varchar)" if shown else "cast(null as varchar)"
        told = ", ".join(statement.bind(text) for text in (code, reason.zh, reason.en))
        self.con.execute(
            f"insert into {quote(self.rejects)} select _row, _sheet, {statement.bind(column)}, "
            f"{value}, {told}, {self.raw_row_sql(frame, statement)} "
            f"from {quote(frame.table)} where {where}",
            statement.values,
        )

    def raw_row_sql(self, frame: Frame, statement: Statement) -> str:
        """The row as JSON: only columns that the mapping names, the others never leave the file."""
        named = [column.name for column in frame.columns if column.name in self.references]
        pairs = ", ".join(f"{statement.bind(name)}, {quote(name)}" for name in named)
        return f"cast(json_object({pairs}) as varchar)"

    def take_out(
        self,
        frame: Frame,
        where: str,
        bound: Statement,
        code: str,
        reason: Reason | None,
        *,
        as_reject: bool,
    ) -> Frame:
        """The frame without the rows for which `where` holds: counted, or kept as rejects."""
        table = create(
            self.con, "kept", f"select * from {quote(frame.table)} where not ({where})", bound
        )
        gone = row_count(self.con, frame.table) - row_count(self.con, table)
        told = reason or _REASONS[code]
        if as_reject:
            self.reject(frame, where, bound, code, told)
        else:
            self.dropped += gone
        self.note(code, gone, told.zh, told.en)
        return Frame(table, frame.columns, frame.label)

    def take_out_problems(self, frame: Frame, problems: list[tuple[str, str, Problem]]) -> Frame:
        """Rows whose `_problems` list is not empty become rejects, one line per problem.

        `problems` holds per number in that list the column, the frame's column, and the reason.
        """
        for number, (name, shown, problem) in enumerate(problems):
            where = f"list_contains(_problems, {number})"
            told = Reason(zh=problem.zh, en=problem.en)
            self.reject(frame, where, Statement(), problem.code, told, name, shown)
        good = create(
            self.con,
            "good",
            f"select * exclude (_problems) from {quote(frame.table)} where len(_problems) = 0",
        )
        return Frame(good, frame.columns, frame.label)


_REASONS = {
    "filtered": Reason(zh="映射文件的筛选条件剔除", en="left out by the mapping's filter"),
    "duplicate": Reason(zh="完全重复的行", en="exact duplicate of another row"),
    "collapsed": Reason(zh="同一主键的较早状态", en="earlier state of the same key"),
    "tie": Reason(
        zh="同一主键有并列的最后状态", en="several rows of the key are last at the same time"
    ),
    "orphan": Reason(zh="在关联文件中找不到对应记录", en="no partner in the joined file"),
    "ambiguous": Reason(zh="在关联文件中有多条对应记录", en="several partners in the joined file"),
    "unknown_item": Reason(
        zh="题项不在映射文件的题项清单中", en="item is not in the mapping's list of items"
    ),
    "repeated_item": Reason(
        zh="同一主键同一题项有多个答案", en="several answers of one key to one item"
    ),
}


def standard_reason(code: str) -> Reason:
    """The default wording for rows that leave for this reason."""
    return _REASONS[code]


def problem_list_sql(conditions: list[str]) -> str:
    """SQL list of the numbers of the conditions that hold."""
    items = ", ".join(
        f"case when {condition} then {n} end" for n, condition in enumerate(conditions)
    )
    return (
        f"list_filter([{items}], lambda n: n is not null)"
        if conditions
        else "cast([] as integer[])"
    )
