"""What projects say: problems, causes, measures, decisions, practices by theme, with gaps filled."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

FOLDER = Path(__file__).parent / "project_texts"
LARGE, SMALL = (8, 36), (2, 7)
"""Ranges of the numbers that stand for <n> and <m>."""


@dataclass(frozen=True)
class Board:
    """The short board a project is about."""

    element: str
    name: str
    problem: str


@dataclass(frozen=True)
class Cause:
    """A root cause and what shows it."""

    category: str
    text: str
    element: str
    evidence: str


@dataclass(frozen=True)
class Action:
    """A measure: its kind, the department that does it, and the evidence when it is done."""

    kind: str
    department: str
    title: str
    evidence: str


@dataclass(frozen=True)
class Practice:
    """What was learned: a good practice or a lesson."""

    kind: str
    title: str
    problem: str
    measure: str
    evidence: str
    element: str


@dataclass(frozen=True)
class Topic:
    """All texts of one theme, or of the projects outside the themes."""

    title: str
    boards: tuple[Board, ...]
    causes: tuple[Cause, ...]
    actions: tuple[Action, ...]
    practices: tuple[Practice, ...]


@cache
def topic(name: str) -> Topic:
    """The texts of a topic. Raises FileNotFoundError for one without texts."""
    content = _content(name)
    return Topic(
        content["title"],
        tuple(Board(**board) for board in content["boards"]),
        tuple(Cause(*row) for row in content["causes"]),
        tuple(Action(*row) for row in content["measures"]),
        tuple(Practice(*row) for row in content["practices"]),
    )


@cache
def shared_actions() -> tuple[Action, ...]:
    """Measures that projects of every topic may take."""
    return tuple(Action(*row) for row in _content("shared")["measures"])


def phrase(name: str) -> Any:
    """A text, or a list or table of texts, that all topics share."""
    return _content("shared")[name]


def filled(text: str, rng: np.random.Generator, city: str = "") -> str:
    """The text with a city's name and two numbers in its gaps; draws the numbers always."""
    large, small = int(rng.integers(*LARGE)), int(rng.integers(*SMALL))
    return text.replace("<city>", city).replace("<n>", str(large)).replace("<m>", str(small))


@cache
def _content(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.yml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    return content
