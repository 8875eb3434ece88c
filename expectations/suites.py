"""The typed form of suites/*.yml: what is expected of a load or of a mart, and why.

A suite is data. Every expectation names a Great Expectations class with its limits (`expect`), a
severity (`stop` keeps the load or the release out, `warn` only tells) and one line of reason in
both languages. Expectations on a load judge one of its `measures`; those on a mart, the mart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

SUITE_FOLDER = Path(__file__).parent / "suites"
MEASURE_FOLDER = Path(__file__).parent / "measures"


class SuiteError(ValueError):
    """A suite file is wrong; the message names the file and the place."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reason(Strict):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Expectation(Strict):
    """One judgement. `expect` = {GX class name: its keyword arguments}."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    severity: Literal["stop", "warn"]
    reason: Reason
    expect: dict[str, dict[str, Any]] = Field(min_length=1, max_length=1)

    @property
    def gx_class(self) -> str:
        return next(iter(self.expect))

    @property
    def gx_options(self) -> dict[str, Any]:
        return dict(self.expect[self.gx_class])


class Measure(Strict):
    """One number per load, by exactly one of three ways.

    `share_where`: share of the load's rows that meet an SQL condition. `aggregate`: an SQL
    aggregate of the load's rows. `query`: measures/<query>.sql, filled in with `using`.
    A null means "nothing to compare with", and passes.
    """

    share_where: str | None = None
    aggregate: str | None = None
    query: str | None = None
    using: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> Measure:
        given = [name for name in ("share_where", "aggregate", "query") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("give exactly one of share_where, aggregate, query")
        if self.query and not (MEASURE_FOLDER / f"{self.query}.sql").exists():
            raise ValueError(f"there is no expectations/measures/{self.query}.sql")
        return self


class LoadExpectation(Expectation):
    """Judges one measure of every load."""

    measure: str


class LoadSuite(Strict):
    """What is expected of every load of one source.

    `words` are filled into the measures wherever they write $word. `anonymous`: the results keep
    verdicts but no figures.
    """

    source: str
    anonymous: bool = False
    words: dict[str, str] = Field(default_factory=dict)
    measures: dict[str, Measure]
    expectations: list[LoadExpectation]

    @model_validator(mode="after")
    def _measures_are_used(self) -> LoadSuite:
        named = {expectation.measure for expectation in self.expectations}
        if odd := named ^ set(self.measures):
            raise ValueError(f"measures and expectations do not match: {sorted(odd)}")
        return self


class MartExpectation(Expectation):
    """Judges a mart table directly.

    `where` {column: values} keeps the rows asked about; `needs_rows_of`: only asked when that
    source has any rows.
    """

    where: dict[str, list[Any]] = Field(default_factory=dict)
    needs_rows_of: str | None = None


class MartSuite(Strict):
    table: str
    expectations: list[MartExpectation]


Suite = TypeVar("Suite", LoadSuite, MartSuite)


def load_suites() -> dict[str, LoadSuite]:
    """Suites of the sources, by source."""
    found = [_parse(LoadSuite, path) for path in sorted((SUITE_FOLDER / "loads").glob("*.yml"))]
    return {suite.source: suite for suite in found}


def mart_suites() -> list[MartSuite]:
    return [_parse(MartSuite, path) for path in sorted((SUITE_FOLDER / "marts").glob("*.yml"))]


def every_expectation() -> Iterator[tuple[str, Expectation]]:
    """(suite name, expectation) of all suites; for documentation and tests."""
    for suite in load_suites().values():
        for expectation in suite.expectations:
            yield suite.source, expectation
    for marts in mart_suites():
        for mart_expectation in marts.expectations:
            yield marts.table, mart_expectation


def _parse(model: type[Suite], path: Path) -> Suite:
    try:
        suite = model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise SuiteError(f"expectations/suites/{path.parent.name}/{path.name}: {error}") from error
    names = [expectation.name for expectation in suite.expectations]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SuiteError(f"{path.name}: expectation names must be unique, found twice: {twice}")
    return suite
