"""Values of a mapping file as SQL: the origin, then every treatment in its fixed order.

A treatment that cannot be done (a text that is no date under the stated format, a code without a
translation) does not guess: the expression comes with a condition under which the row is rejected.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.folding import fold, fold_sql
from ingest.mapping.dates import ORDER_FORMATS, iso_sql, moment_sql, part_sql
from ingest.mapping.frame import Frame, Statement, clean_sql
from ingest.mapping.values import Order, Value, template_parts
from ingest.mapping.where import condition_sql
from ingest.tables import quote


@dataclass(frozen=True)
class Problem:
    """Rows for which `condition` holds are rejected with this reason."""

    condition: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Expression:
    """SQL text of a VARCHAR value, and what can be wrong with it."""

    sql: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Setting:
    """Beside the table: the house's time zone and the file's decimal sign."""

    timezone: str
    decimal: str = "."


def value_sql(value: Value, frame: Frame, statement: Statement, setting: Setting) -> Expression:
    """Compile a value against a table. Raises MappingError for columns that do not exist."""
    origin = _origin(value, frame, statement, setting)
    problems = list(origin.problems)
    text = _text_treatments(origin.sql, value, statement)
    text, found = _translated(text, value, statement)
    problems += found
    text, found = _dated(text, value, frame, statement, setting)
    problems += found
    text, found = _calculated(text, value, statement, setting)
    problems += found
    if value.when is not None:
        holds = condition_sql(value.when, frame, statement)
        text = f"case when {holds} then {text} end"
        problems = [Problem(f"({p.condition}) and {holds}", p.code, p.zh, p.en) for p in problems]
    if value.default is not None:
        text = f"coalesce({text}, {statement.bind(value.default)})"
    return Expression(text, tuple(problems))


def number_sql(text: str, decimal: str = ".") -> str:
    """A text as DOUBLE, null where it is none; thousands separators and blanks go."""
    plain = f"replace({text}, ',', '')"
    if decimal == ",":
        plain = f"replace(replace({text}, '.', ''), ',', '.')"
    return f"try_cast(replace({plain}, ' ', '') as double)"


def order_sql(
    terms: list[Order], frame: Frame, statement: Statement, *, reverse: bool = False
) -> list[str]:
    """Sort expressions; blanks count as the earliest or smallest."""
    parts = []
    for term in terms:
        column = f"cast({quote(frame.resolve(term.column))} as varchar)"
        if term.type == "number":
            column = number_sql(column)
        elif term.type == "date":
            column = moment_sql(column, term.format or [], statement)
        descending = (term.direction == "descending") != reverse
        parts.append(f"{column} {'desc nulls last' if descending else 'asc nulls first'}")
    return parts


def _origin(value: Value, frame: Frame, statement: Statement, setting: Setting) -> Expression:
    if value.column is not None:
        return Expression(f"cast({quote(frame.resolve(value.column))} as varchar)")
    if value.first_of is not None:
        columns = ", ".join(quote(name) for name in frame.resolve_many(value.first_of))
        return Expression(f"cast(coalesce({columns}) as varchar)")
    if value.constant is not None:
        return Expression(f"cast({statement.bind(value.constant)} as varchar)")
    if value.template is not None:
        # a template with a blank part would give ids that look whole: such a value is blank
        pieces = [
            f"cast({quote(frame.resolve(piece))} as varchar)"
            if is_column
            else statement.bind(piece)
            for piece, is_column in template_parts(value.template)
        ]
        return Expression("(" + " || ".join(pieces or ["''"]) + ")")
    if value.sequence is not None:
        groups = ", ".join(quote(name) for name in frame.resolve_many(value.sequence.by or []))
        order = ", ".join([*order_sql(value.sequence.order, frame, statement), "_row"])
        partition = f"partition by {groups} " if groups else ""
        return Expression(f"cast(row_number() over ({partition}order by {order}) as varchar)")
    if value.sum_of is not None:
        numbers = [
            number_sql(quote(name), setting.decimal) for name in frame.resolve_many(value.sum_of)
        ]
        return Expression(number_text(f"list_sum([{', '.join(numbers)}])"))
    branches, problems, before = [], [], "true"
    for case in value.cases or []:
        holds = condition_sql(case.when, frame, statement)
        inner = value_sql(case.value, frame, statement, setting)
        branches.append(f"when {holds} then {inner.sql}")
        problems += [
            Problem(f"{before} and {holds} and ({p.condition})", p.code, p.zh, p.en)
            for p in inner.problems
        ]
        before += f" and not {holds}"
    return Expression(f"case {' '.join(branches)} end", tuple(problems))


def _text_treatments(text: str, value: Value, statement: Statement) -> str:
    if value.missing:
        listed = statement.bind([fold(item) for item in value.missing])
        text = f"case when not list_contains({listed}, {fold_sql(text)}) then {text} end"
    if value.split:
        text = clean_sql(
            f"split_part({text}, {statement.bind(value.split.by)}, {value.split.take})"
        )
    if value.extract:
        group = 1 if "(" in value.extract.replace("(?", "").replace(r"\(", "") else 0
        text = clean_sql(f"regexp_extract({text}, {statement.bind(value.extract)}, {group})")
    for old, new in (value.replace or {}).items():
        text = clean_sql(f"replace({text}, {statement.bind(old)}, {statement.bind(new or '')})")
    if value.letters:
        text = f"{value.letters}({text})"
    if value.pad:
        length = value.pad.length
        padded = f"lpad({text}, {length}, {statement.bind(value.pad.with_)})"
        text = f"case when length({text}) < {length} then {padded} else {text} end"
    return text


def _translated(text: str, value: Value, statement: Statement) -> tuple[str, list[Problem]]:
    if value.translate is None:
        return text, []
    known = statement.bind([fold(code) for code in value.translate])
    meant = statement.bind(list(value.translate.values()))
    position = f"list_position({known}, {fold_sql(text)})"
    rest = text if value.otherwise == "keep" else "null"
    problems = []
    if value.otherwise == "reject":
        problems.append(Problem(
            f"{text} is not null and {position} is null", "no_translation",
            "映射文件未给出该取值的对应代码", "the mapping file has no translation for this value",
        ))  # fmt: skip
    translated = f"list_extract({meant}, {position})"
    return f"case when {position} is not null then {translated} else {rest} end", problems


def _dated(
    text: str, value: Value, frame: Frame, statement: Statement, setting: Setting
) -> tuple[str, list[Problem]]:
    if not (value.format or value.date_order or value.timezone or value.plus or value.part):
        return text, []
    formats = value.format or (ORDER_FORMATS[value.date_order] if value.date_order else [])
    moment = moment_sql(text, formats, statement)
    problems = [Problem(
        f"{text} is not null and {moment} is null", "not_a_date",
        "不是映射文件所述格式的日期或时间",
        "not a date or time in the format the mapping file states",
    )]  # fmt: skip
    if value.plus:
        amount = number_sql(
            f"cast({quote(frame.resolve(value.plus.column))} as varchar)", setting.decimal
        )
        seconds = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}[value.plus.unit]
        moment = f"({moment} + to_seconds({amount} * {seconds}))"
    if value.timezone:
        zone, house = statement.bind(value.timezone), statement.bind(setting.timezone)
        moment = f"timezone({house}, timezone({zone}, {moment}))"
    return (part_sql(moment, value.part) if value.part else iso_sql(moment)), problems


def _calculated(
    text: str, value: Value, statement: Statement, setting: Setting
) -> tuple[str, list[Problem]]:
    if (
        value.multiply is None
        and value.add is None
        and value.rescale is None
        and value.bins is None
    ):
        return text, []
    number = number_sql(text, setting.decimal)
    problems = [Problem(
        f"{text} is not null and {number} is null", "not_a_number",
        "不是数字，无法换算", "not a number, so it cannot be converted",
    )]  # fmt: skip
    if value.multiply is not None:
        number = f"({number} * {statement.bind(value.multiply)})"
    if value.add is not None:
        number = f"({number} + {statement.bind(value.add)})"
    if value.rescale is not None:
        low, high = value.rescale.from_
        start, end = value.rescale.to
        slope = statement.bind((end - start) / (high - low))
        number = f"({statement.bind(start)} + ({number} - {statement.bind(low)}) * {slope})"
    if value.bins is None:
        return number_text(number), problems
    branches = []
    for item in value.bins:
        limit = (
            f"{number} < {statement.bind(item.below)}"
            if item.below is not None
            else f"{number} is not null"
        )
        branches.append(f"when {limit} then {statement.bind(item.value)}")
    return f"case {' '.join(branches)} end", problems


def number_text(number: str) -> str:
    """Whole numbers without a decimal point; ten decimals hide the noise of binary fractions."""
    whole = f"cast(cast({number} as bigint) as varchar)"
    return (
        f"case when abs({number}) < 1e15 and {number} = trunc({number}) then {whole} "
        f"else cast(round({number}, 10) as varchar) end"
    )
