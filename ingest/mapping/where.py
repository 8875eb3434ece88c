"""Conditions of a mapping file as SQL: identifiers quoted, values bound."""

from __future__ import annotations

from ingest.folding import fold, fold_sql
from ingest.mapping.conditions import Condition, Test
from ingest.mapping.frame import Frame, Statement
from ingest.tables import quote

_COMPARE = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


def condition_sql(condition: Condition, frame: Frame, statement: Statement) -> str:
    """A boolean SQL expression, never null: a blank cell passes only the negative tests."""
    terms = [_test_sql(test, frame, statement) for test in condition.tests()]
    for kind, parts in condition.parts():
        inner = [condition_sql(part, frame, statement) for part in parts]
        if kind == "not":
            terms.append(f"not {inner[0]}")
        else:
            terms.append("(" + (" and " if kind == "all" else " or ").join(inner) + ")")
    for kind, references in condition.blank_lists():
        blank = [f"{quote(name)} is null" for name in frame.resolve_many(references)]
        terms.append("(" + (" and " if kind == "all_blank" else " or ").join(blank) + ")")
    return "(" + " and ".join(terms) + ")"


def _test_sql(test: Test, frame: Frame, statement: Statement) -> str:
    column = f"cast({quote(frame.resolve(test.column))} as varchar)"
    if test.kind == "blank":
        return f"{column} is {'' if test.argument else 'not '}null"
    # a blank cell is not equal to anything, and at least, contains … nothing
    if_blank = "true" if test.kind in ("not_equals", "not_in") else "false"
    return f"coalesce({_comparison(test, column, statement)}, {if_blank})"


def _comparison(test: Test, column: str, statement: Statement) -> str:
    folded = fold_sql(column)
    if isinstance(test.argument, list):
        listed = statement.bind([fold(item) for item in test.argument])
        return f"{'not ' if test.kind == 'not_in' else ''}list_contains({listed}, {folded})"
    text = str(test.argument)
    if test.kind in ("equals", "not_equals"):
        return f"{folded} {'=' if test.kind == 'equals' else '<>'} {statement.bind(fold(text))}"
    if test.kind == "contains":
        return f"contains({folded}, {statement.bind(fold(text))})"
    if test.kind == "starts_with":
        return f"starts_with({folded}, {statement.bind(fold(text))})"
    if test.kind == "matches":
        return f"regexp_matches({column}, {statement.bind(text)})"
    operator = _COMPARE[test.kind]
    try:
        number = float(text)
    except ValueError:
        # not a number: texts are compared, which is right for ISO dates
        return f"{column} {operator} {statement.bind(text)}"
    return f"try_cast({column} as double) {operator} {statement.bind(number)}"
