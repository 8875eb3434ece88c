"""The second look at odd cells: what they mean, that they mean “no answer”, or why they are wrong.

Odd cells come as a long table (row, column, text). Each distinct text of a column is judged once;
the answers are typed (`number`, `moment`, `word`), missing, or carry a reason code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb

from ingest.contract import Column, Contract, load_defaults
from ingest.dates import date_sql, month_sql, utc_timestamp_sql
from ingest.folding import fold, fold_sql, narrow_sql
from ingest.limits import MAX_CODE_CHARACTERS, MAX_TEXT_CHARACTERS
from ingest.masking import canonical_customer_sql, hmac_sql, is_personal_code_sql, mask_sql
from ingest.percents import bare_sql, percent_sql
from ingest.quick import NUMERIC, TEMPORAL, listed, missing_codes, missing_words
from ingest.tables import literal, temp_name

BLANKS = " \t\r\n\u00a0\u3000\u200b\ufeff"
_UNITS = "(分|人次|人|次|户|个|件)"


_ANSWER_COLUMNS = (
    "column_name varchar, content varchar, low double, high double, kind varchar, number double,"
    " moment timestamp, word varchar, reason_code varchar"
)


@dataclass(frozen=True)
class Reading:
    """How a table writes its values: decimal sign, date order per column, time zone.

    `percent_style` tells per column what 1 means: 100 % ("share") or 1 % ("percent").
    """

    decimal_comma: bool
    date_order: dict[str, str]
    zone: str
    percent_style: dict[str, str] = field(default_factory=dict)


def trimmed_sql(expression: str) -> str:
    """SQL: the cell without white space around it; blank becomes null."""
    return f"nullif(trim({expression}, {literal(BLANKS)}), '')"


def judge(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    columns: Iterable[Column],
    odd_cells: str,
    reading: Reading,
) -> str:
    """Judge `odd_cells` (column_name, content, low, high); returns a temp table of answers.

    `columns` are those that have odd cells. Answers: column_name, content, low, high, kind
    ('value' | 'missing' | 'total' | 'wrong'), number DOUBLE, moment TIMESTAMP, word VARCHAR,
    reason_code.
    """
    name = temp_name("answers")
    judged = list(columns)
    if not judged:
        con.execute(f"create temp table {name} ({_ANSWER_COLUMNS})")
        return name
    con.execute(f"create temp table {name} as {_statement(contract, judged, odd_cells, reading)}")
    return name


def _statement(contract: Contract, columns: list[Column], odd_cells: str, reading: Reading) -> str:
    default_order = contract.date_order or load_defaults().date_order
    # only the branches that occur: planning this statement costs more than running it
    kinds = {column.type for column in columns}
    bare, number = "null::varchar", "null::double"
    if kinds & NUMERIC:
        bare, number = _bare_number(reading), _number()
    known = ", ".join(
        f"({literal(column.name)}, {literal(column.type)},"
        f" {literal(reading.date_order.get(column.name, default_order))},"
        f" {literal(column.required)}, {literal((column.max or 0) >= 100)},"
        f" {literal(reading.percent_style.get(column.name, ''))},"
        f" {literal(column.numbering)})"
        for column in columns
    )
    words = [
        f"({literal(column.name)}, {literal(word)}, {literal(code)})"
        for column in columns
        for word, code in column.code_by_word.items()
    ] or ["('', '', '')"]
    return (
        "with distinct_cells as (select distinct column_name, content, low, high"
        f" from {odd_cells}),"
        " known as (select * from (values " + known + ")"
        " as known(column_name, kind_of_column, date_order, is_required, takes_percent,"
        " percent_style, is_numbering)),"
        " words as (select * from (values " + ", ".join(words) + ")"
        " as words(column_name, folded, code)),"
        " texts as (select distinct_cells.*, known.* exclude (column_name),"
        f" {trimmed_sql(narrow_sql('content'))} as body, {fold_sql('content')} as folded"
        " from distinct_cells inner join known using (column_name)),"
        f" coded as (select texts.*, words.code, {bare} as bare from texts"
        " left join words on texts.column_name = words.column_name"
        " and texts.folded = words.folded),"
        f" parsed as (select *, {number} as found_number,"
        f" {_moment(columns, reading, default_order)} as found_moment,"
        f" {_word(kinds)} as found_word, {_missing(contract)} as is_missing from coded),"
        f" judged as (select *, {_verdict(contract)} as kind from parsed)"
        " select column_name, content, low, high, kind,"
        " case when kind = 'value' then found_number end as number,"
        " case when kind = 'value' then found_moment end as moment,"
        " case when kind = 'value' then found_word end as word,"
        f" case when kind = 'wrong' then {_reason()} end as reason_code from judged"
    )


def _bare_number(reading: Reading) -> str:
    bare = "regexp_replace(rtrim(body, '%'), '\\s+', '', 'g')"
    bare = f"regexp_replace({bare}, '^([-+]?[0-9][0-9.,]*){_UNITS}$', '\\1')"
    thousands = f"regexp_full_match({bare}, '[-+]?[0-9]{{1,3}}(,[0-9]{{3}})+(\\.[0-9]+)?')"
    comma = f"regexp_full_match({bare}, '[-+]?[0-9]{{1,3}}(\\.[0-9]{{3}})+(,[0-9]+)?|[-+]?[0-9]+,[0-9]+')"
    as_comma = f"replace(replace({bare}, '.', ''), ',', '.')"
    cases = [
        f"when {thousands} then replace({bare}, ',', '')",
        f"when {comma} then {as_comma}",
    ]
    if reading.decimal_comma:
        cases.reverse()
    return f"case {' '.join(cases)} else {bare} end"


def _number() -> str:
    percent = "suffix(body, '%')"
    return (
        "case when kind_of_column in ('integer', 'percent') and code is not null"
        " then try_cast(code as double)"
        " when is_numbering and try_cast(bare as double) is null"
        " then try_cast(regexp_extract(body, '^\\D*(\\d{1,6})\\D*$', 1) as double)"
        f" when kind_of_column = 'percent' then {percent_sql('body', 'percent_style')}"
        " when kind_of_column in ('integer', 'number', 'rating', 'rate')"
        f" and not ({percent} and kind_of_column <> 'rate' and not takes_percent)"
        f" then try_cast(bare as double) / case when {percent} and kind_of_column = 'rate'"
        " then 100 else 1 end end"
    )


def _moment(columns: list[Column], reading: Reading, default_order: str) -> str:
    wanted = sorted(
        {
            (column.type, reading.date_order.get(column.name, default_order))
            for column in columns
            if column.type in TEMPORAL
        }
    )
    if not wanted:
        return "null::timestamp"
    defaults = load_defaults()
    branches = " ".join(
        f"when kind_of_column = '{kind}' and date_order = '{order}'"
        f" then {_moment_of(kind, order, reading.zone)}"
        for kind, order in wanted
    )
    first, last = f"'{defaults.min_year}-01-01'", f"'{defaults.max_year}-12-31'"
    return (
        f"list_filter([case {branches} end], lambda moment: moment between {first} and {last})[1]"
    )


def _moment_of(kind: str, order: str, zone: str) -> str:
    if kind == "timestamp":
        return utc_timestamp_sql("body", order, zone)
    read = date_sql if kind == "date" else month_sql
    return f"({read('body', order)})::timestamp"


def _word(kinds: Iterable[str]) -> str:
    defaults = load_defaults()
    yes = listed(sorted({fold(word) for word in defaults.true_texts}))
    no = listed(sorted({fold(word) for word in defaults.false_texts}))
    flag = "regexp_replace(folded, '^([01])\\.0$', '\\1')"
    plain = "case when regexp_full_match(body, '[0-9]{5,}\\.0') then left(body, -2) else body end"
    content = trimmed_sql("content")
    found = {
        "category": "code",
        "boolean": f"case when {flag} in ({yes}) then 'true' when {flag} in ({no}) then 'false' end",
        "text": (
            f"case when length(content) <= {MAX_TEXT_CHARACTERS} then {mask_sql(content)} end"
        ),
        "code": (
            f"case when code is not null then code"
            f" when length(body) > {MAX_CODE_CHARACTERS} or {_is_damaged()} then null"
            f" when {is_personal_code_sql('body')} then 'h' || left({hmac_sql('body')}, 31)"
            f" else {plain} end"
        ),
        "customer": (
            f"case when length(body) <= {MAX_CODE_CHARACTERS}"
            f" and not {_is_damaged()} then {hmac_sql(canonical_customer_sql('body'))} end"
        ),
    }
    cases = " ".join(f"when '{kind}' then {found[kind]}" for kind in found if kind in kinds)
    return f"case kind_of_column {cases} end" if cases else "null::varchar"


def _is_damaged() -> str:
    # 1.38E+10 and #REF!: what a spreadsheet leaves of a long number or a broken formula
    return "regexp_full_match(body, '[0-9](\\.[0-9]+)?[eE]\\+[0-9]+|#[A-Z0-9/]+[!?]')"


def _missing(contract: Contract) -> str:
    folded = sorted({fold(word) for word in missing_words(contract)})
    return (
        f"(body is null or folded in ({listed(folded)}) or (kind_of_column in"
        " ('integer', 'number', 'rating') and found_number is not null"
        " and not found_number between low and high"
        f" and found_number in ({', '.join(repr(float(code)) for code in missing_codes(contract))})))"
    )


def _verdict(contract: Contract) -> str:
    totals = sorted({fold(word) for word in contract.totals.values}) if contract.totals else []
    is_total = (
        f"kind_of_column in ('code', 'text', 'integer', 'date', 'month') and folded in ({listed(totals)})"
        if totals
        else "false"
    )
    in_bounds = (
        "found_number between low and high"
        " and (kind_of_column <> 'integer' or found_number = floor(found_number))"
    )
    # A word of the code list is a code even where it also means “missing” elsewhere.
    return (
        f"case when {is_total} then 'total' when code is not null then 'value'"
        " when is_missing then case when is_required then 'wrong' else 'missing' end"
        f" when {in_bounds} or found_moment is not null or found_word is not null then 'value'"
        " else 'wrong' end"
    )


def _reason() -> str:
    return (
        "case when is_missing then 'required'"
        " when regexp_full_match(body, '#[A-Z0-9/]+[!?]') then 'excel_error'"
        " when kind_of_column in ('integer', 'number', 'rating', 'rate', 'percent') then"
        " case when found_number is null and kind_of_column = 'percent'"
        f" and try_cast({bare_sql('body')} as double) = 1 then 'unclear_percent'"
        " when found_number is null then 'not_a_number'"
        " when found_number between low and high then 'not_whole'"
        " when kind_of_column = 'rating' then 'out_of_scale' else 'out_of_range' end"
        " when kind_of_column in ('date', 'month', 'timestamp') then 'not_a_date'"
        " when kind_of_column = 'category' then 'unknown_code'"
        " when kind_of_column = 'boolean' then 'not_boolean'"
        f" when kind_of_column <> 'text' and length(body) <= {MAX_CODE_CHARACTERS} then 'damaged_code'"
        " else 'too_long' end"
    )
