"""SQL that settles the usual, clean cell in one cast and one comparison, per contract type.

What it leaves null is an odd cell: spaces around it, 85 %, 1,234, 2026年1月, a missing code, a
mistake. Odd cells are few and go through ingest.odd, so this statement stays small and fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.contract import Column, Contract, load_defaults
from ingest.folding import fold
from ingest.limits import MAX_TEXT_CHARACTERS
from ingest.masking import MAYBE_NUMBER, hmac_sql, is_personal_code_sql, mask_sql
from ingest.tables import literal

NUMERIC = frozenset({"integer", "number", "rating", "rate", "percent"})
TEMPORAL = frozenset({"date", "month", "timestamp"})
# Beyond these a number is an accident (a phone number in a count column, 1e308).
UNBOUNDED = 1e15
_ISO_MOMENT = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
_NUMBERED = "[A-Za-z]*[0-9][A-Za-z0-9_-]*"
_SEPARATOR = "\u241f"
_SPACES_AROUND = "^[\\s\u00a0\u3000]|[\\s\u00a0\u3000]$"


def bounds_sql(column: Column, scale: tuple[str, str] | None) -> tuple[str, str]:
    """SQL of the lowest and highest value allowed: the row's scale for ratings."""
    if column.type == "rating" and scale is not None:
        return scale
    if column.type == "rate":
        return "0.0", "1.0"
    low = -UNBOUNDED if column.min is None else column.min
    high = UNBOUNDED if column.max is None else column.max
    return repr(float(low)), repr(float(high))


def quick_sql(
    contract: Contract, column: Column, cell: str, number: str, bounds: tuple[str, str], zone: str
) -> str:
    """SQL: the typed value of a clean cell, else null. `number` names its cast to DOUBLE."""
    defaults = load_defaults()
    years = f"between '{defaults.min_year}-01-01' and '{defaults.max_year}-12-31'"
    match column.type:
        case "percent":
            return (
                "null::double"  # 1 is 1 % or 100 %: the column's other cells tell (ingest.percents)
            )
        case "code" if column.words or column.names_from:
            return "null::varchar"
        case "text":
            words = missing_words(contract)
            longest = max((len(word.encode()) for word in words), default=0)
            is_word = f"strlen({cell}) <= {longest} and {is_one_of_sql(cell, words)}"
            return (
                f"case when length({cell}) > {MAX_TEXT_CHARACTERS} or ({is_word}) then null"
                f" when not regexp_matches({cell}, '{_SPACES_AROUND}|{MAYBE_NUMBER}') then {cell}"
                f" when not regexp_matches({cell}, '{_SPACES_AROUND}') then {mask_sql(cell)} end"
            )
        case "code":
            plain = f"regexp_full_match({cell}, '[A-Za-z0-9][A-Za-z0-9_-]{{0,99}}')"
            words, impersonal = plain_words(contract), f"not ({is_personal_code_sql(cell)})"
            # nearly every code has a digit, and no word for “missing” has: one look is enough
            quickest = (
                f"when regexp_full_match({cell}, '{_NUMBERED}') and strlen({cell}) <= 100"
                f" and {impersonal} then {cell}"
                if not any(re.fullmatch(_NUMBERED, word) for word in words)
                else ""
            )
            return (
                f"case {quickest} when {plain} and {impersonal}"
                f" and not {is_one_of_sql(f'lower({cell})', words)} then {cell} end"
            )
        case "customer":
            plain = f"regexp_full_match({cell}, '[0-9]{{5,40}}')"
            return f"case when {plain} and left({cell}, 2) <> '86' then {hmac_sql(cell)} end"
        case "category":
            return _category(column, cell)
        case "boolean":
            return (
                f"case when {cell} in ('是', '1', 'true', 'TRUE', 'True') then true"
                f" when {cell} in ('否', '0', 'false', 'FALSE', 'False') then false end"
            )
        case "date":
            date = f"try_cast({cell} as date)"
            compact = f"try_strptime({cell}, '%Y%m%d')::date"
            return (
                f"case when strlen({cell}) = 10 and {cell}[5] in ('-', '/') then"
                f" case when {date} {years} then {date} end"
                f" when strlen({cell}) = 8 and regexp_full_match({cell}, '[0-9]{{8}}') then"
                f" case when {compact} {years} then {compact} end end"
            )
        case "month":
            month = f"try_cast({cell} || '-01' as date)"
            return (
                f"case when strlen({cell}) = 7 and {cell}[5] = '-' and {month} {years}"
                f" then {month} end"
            )
        case "timestamp":
            moment = f"try_cast({cell} as timestamp)"
            return (
                f"case when regexp_full_match({cell}, '{_ISO_MOMENT}') and {moment} {years}"
                f" then timezone('UTC', timezone('{zone}', {moment})) end"
            )
        case _:
            whole = f" and {number} = floor({number})" if column.type == "integer" else ""
            value = (
                f"case when {number} between {bounds[0]} and {bounds[1]}{whole} then {number} end"
            )
            return f"({value})::bigint" if column.type == "integer" else value


def is_odd_sql(contract: Contract, column: Column, cell: str, value: str) -> str:
    """SQL: does the cell need a second look? Missing answers in their usual spelling do not."""
    required = literal(column.required and column.default is None)
    if column.required:
        return f"case when {value} is not null then false else true end"
    words = missing_words(contract)
    if column.type in NUMERIC and column.type not in ("rate", "percent"):
        words = [*words, *(f"{code:g}" for code in missing_codes(contract))]
    return (
        f"case when {value} is not null then false when {cell} is null then {required}"
        f" else not {is_one_of_sql(cell, words)} end"
    )


def missing_words(contract: Contract) -> list[str]:
    """Missing texts as they are written in contract or defaults."""
    return contract.missing_texts or load_defaults().missing_texts


def missing_codes(contract: Contract) -> list[float]:
    """Numbers that mean “no answer”; they count only where they are out of bounds."""
    own = contract.missing_numbers
    return load_defaults().missing_numbers if own is None else own


def plain_words(contract: Contract) -> list[str]:
    """Words in plain letters that are no codes: “NA”, “total”."""
    totals = contract.totals.values if contract.totals else []
    folded = {fold(word) for word in [*missing_words(contract), *totals]}
    return sorted(word for word in folded if word.isascii() and word.isalnum()) or [""]


def is_one_of_sql(text: str, words: Iterable[str]) -> str:
    """SQL: is the text one of the words? One search in one string: IN compares them one by one."""
    haystack = _SEPARATOR + _SEPARATOR.join(words) + _SEPARATOR
    separator = literal(_SEPARATOR)
    return f"contains({literal(haystack)}, {separator} || {text} || {separator})"


def listed(words: Iterable[str]) -> str:
    """A SQL list of literals."""
    return ", ".join(literal(word) for word in words)


def _category(column: Column, cell: str) -> str:
    exact = {word: code for code, words in (column.codes or {}).items() for word in [code, *words]}
    cases = " ".join(f"when {literal(word)} then {literal(code)}" for word, code in exact.items())
    return f"case {cell} {cases} end"
