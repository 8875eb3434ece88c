"""Conditions on a row, as a mapping file writes them: column → test, all of which must hold.

keep: {Status: Complete, Score: {at_least: "0"}}
drop: {any: [{Status: void}, {all_blank: ["Q*"]}]}
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

TESTS = (
    "equals", "not_equals", "in", "not_in", "blank", "contains", "starts_with", "matches",
    "at_least", "at_most", "above", "below",
)  # fmt: skip
COMBINATIONS = ("all", "any", "not", "all_blank", "any_blank")


class Test(BaseModel):
    """One test of one column; its argument is a text, a list, or (`blank`) a truth value."""

    model_config = ConfigDict(frozen=True)
    __test__ = False

    column: str
    kind: str
    argument: str | list[str] | bool


class Condition(RootModel[dict[str, Any]]):
    """A row condition; parsed on validation so that a wrong test is reported with its line."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _parse_all(self) -> Condition:
        if not self.root:
            raise ValueError("a condition needs at least one test")
        self.tests()
        self.parts()
        return self

    def tests(self) -> list[Test]:
        """Tests of single columns."""
        return [
            test
            for column, spec in self.root.items()
            if column not in COMBINATIONS
            for test in _parse_tests(column, spec)
        ]

    def parts(self) -> list[tuple[str, list[Condition]]]:
        """`all`, `any` and `not` with the conditions under them."""
        found: list[tuple[str, list[Condition]]] = []
        for key in ("all", "any"):
            if key in self.root:
                if not isinstance(self.root[key], list) or not self.root[key]:
                    raise ValueError(f"`{key}` needs a list of conditions")
                found.append((key, [Condition.model_validate(item) for item in self.root[key]]))
        if "not" in self.root:
            found.append(("not", [Condition.model_validate(self.root["not"])]))
        return found

    def blank_lists(self) -> list[tuple[str, list[str]]]:
        """`all_blank` and `any_blank` with their columns (patterns with * allowed)."""
        found: list[tuple[str, list[str]]] = []
        for key in ("all_blank", "any_blank"):
            if key in self.root:
                columns = self.root[key]
                found.append((key, [columns] if isinstance(columns, str) else list(columns)))
        return found

    def references(self) -> list[str]:
        """Every column the condition looks at, as written."""
        found = [test.column for test in self.tests()]
        for _, parts in self.parts():
            found += [name for part in parts for name in part.references()]
        return found + [name for _, names in self.blank_lists() for name in names]


def _parse_tests(column: str, spec: Any) -> list[Test]:
    if spec is None:
        return [Test(column=column, kind="blank", argument=True)]
    if isinstance(spec, str):
        return [Test(column=column, kind="equals", argument=spec)]
    if isinstance(spec, list):
        return [Test(column=column, kind="in", argument=[str(item) for item in spec])]
    if not isinstance(spec, dict) or not spec:
        raise ValueError(f"{column}: a test is a text, a list of texts, or {', '.join(TESTS)}")
    return [
        Test(column=column, kind=kind, argument=_argument(column, kind, argument))
        for kind, argument in spec.items()
    ]


def _argument(column: str, kind: str, argument: Any) -> str | list[str] | bool:
    if kind not in TESTS:
        raise ValueError(f"{column}: unknown test {kind!r}; allowed: {', '.join(TESTS)}")
    if kind in ("in", "not_in"):
        listed = [argument] if isinstance(argument, str) else argument
        if not isinstance(listed, list) or not listed:
            raise ValueError(f"{column}: {kind} needs a list")
        return [str(item) for item in listed]
    if kind == "blank":
        if str(argument).lower() not in ("true", "false"):
            raise ValueError(f"{column}: blank must be true or false")
        return str(argument).lower() == "true"
    if not isinstance(argument, str):
        raise ValueError(f"{column}: {kind} needs one text or number")
    return argument
