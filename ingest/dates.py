"""SQL that reads the dates people write: ISO, Chinese, compact, Excel serials, day or month first.

Each function takes a SQL expression of trimmed text (never blank) and returns SQL that is null
when the text is no date. `order` ('dmy' or 'mdy') settles 3/4/2026.
"""

from __future__ import annotations

_TIME = r"(?:[ T]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}(?:\.\d+)?)?)?秒?)?"
_YEAR_FIRST = rf"^(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_TIME}$"
_YEAR_LAST = rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}$"
_ISO = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
_OFFSET = r"^\d{4}-\d{1,2}-\d{1,2}[T ].*\d(Z|[+-]\d{2}(:?\d{2})?)$"
_NAMED = ["%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y %H:%M:%S"]
_COMPACT = ["%Y%m%d", "%Y%m%d %H:%M:%S", "%Y%m%d %H:%M"]
_TWELVE_HOURS = {
    "mdy": ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"],
    "dmy": ["%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p"],
}
YEAR_LAST_PARTS = r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}"
"""First and second part of a date whose year is last; what decides its order."""

# Excel's day 0, and the serials of 1954-10-03 … 2119-01-10: other numbers are no dates.
_EXCEL_EPOCH = "timestamp '1899-12-30'"
_SERIAL = r"\d{5}(\.\d+)?"
_SERIALS = "between 20000 and 80000"


def local_timestamp_sql(text: str, order: str) -> str:
    """SQL: local date and time, without regard to any offset written behind it."""
    return (
        f"case when regexp_full_match({text}, '{_ISO}') then try_cast({text} as timestamp)"
        f" else {_slow(text, order)} end"
    )


def utc_timestamp_sql(text: str, order: str, zone: str) -> str:
    """SQL: the moment in UTC; text without an offset is local time of `zone`."""
    local = local_timestamp_sql(text, order)
    return (
        f"case when strlen({text}) > 16 and regexp_matches({text}, '{_OFFSET}')"
        f" then try_cast({text} as timestamptz) at time zone 'UTC'"
        f" else timezone('UTC', timezone('{zone}', {local})) end"
    )


def date_sql(text: str, order: str) -> str:
    """SQL: a date; a time behind it is dropped."""
    return (
        f"case when strlen({text}) = 10 and {text}[5] = '-' then try_cast({text} as date)"
        f" else ({local_timestamp_sql(text, order)})::date end"
    )


def month_sql(text: str, order: str) -> str:
    """SQL: the first day of a month written as 2026-10, 202610, 2026年10月, 2026/10 or any date."""
    short = (
        f"try_cast(regexp_replace({text}, '^(\\d{{4}})[-/.年]?(\\d{{1,2}})月?(份)?$', '\\1-\\2-01')"
        " as date)"
    )
    is_short = f"regexp_full_match({text}, '\\d{{4}}([-/.年]\\d{{1,2}}月?(份)?|\\d{{2}})')"
    named = f"try_strptime({text}, ['%b %Y', '%b-%Y', '%B %Y'])"
    return (
        f"case when {is_short} then {short}"
        f" else date_trunc('month', coalesce({local_timestamp_sql(text, order)}, {named}))::date end"
    )


def _slow(text: str, order: str) -> str:
    year_first = _compose(text, _YEAR_FIRST, ("\\1", "\\2", "\\3"))
    parts = ("\\3", "\\2", "\\1") if order == "dmy" else ("\\3", "\\1", "\\2")
    year_last = _compose(text, _YEAR_LAST, parts)
    formats = ", ".join(f"'{form}'" for form in [*_TWELVE_HOURS[order], *_NAMED, *_COMPACT])
    serial = (
        f"case when try_cast({text} as double) {_SERIALS} then {_EXCEL_EPOCH}"
        f" + to_microseconds((round(try_cast({text} as double) * 86400) * 1000000)::bigint) end"
    )
    return (
        f"case when regexp_full_match({text}, '{_SERIAL}') then {serial}"
        f" when regexp_full_match({text}, '\\d{{14}}') then try_strptime({text}, '%Y%m%d%H%M%S')"
        f" when regexp_matches({text}, '{_YEAR_FIRST}') then {year_first}"
        f" when regexp_matches({text}, '{_YEAR_LAST}') then {year_last}"
        f" else try_strptime({text}, [{formats}]) end"
    )


def _compose(text: str, pattern: str, parts: tuple[str, str, str]) -> str:
    # blank time groups leave "2026-1-31 ::", mended to midnight before the cast
    joined = f"regexp_replace({text}, '{pattern}', '{'-'.join(parts)} \\4:\\5:\\6')"
    return (
        f"try_cast(regexp_replace(regexp_replace({joined}, ' ::$', ''), ':$', ':00') as timestamp)"
    )
