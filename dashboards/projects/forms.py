"""Forms made from the entities: one widget a field, marks, choices, messages beside the field.

What was typed stays typed whatever goes wrong: every widget is keyed by its dialog, and a dialog
ends only when its draft was kept or its author puts it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.cards.card import escape
from dashboards.projects import choices, edits
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal.event import Value
from warehouse.projects.entities import ENTITIES
from warehouse.projects.fields import LENGTHS, Field, Problem, canonical

TEXT_HEIGHT = 84
# Months that can be chosen: so far back from today, and so far ahead.
MONTHS_BACK, MONTHS_AHEAD = 36, 3
REASON_LENGTH = 500


@dataclass
class Form:
    """The widgets of one form as they are drawn, their values and the place of their messages."""

    view: View
    live: Live
    entity_type: str
    token: str
    project_id: str | None = None
    province: str = ""
    needs: tuple[str, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)
    slots: dict[str, DeltaGenerator] = field(default_factory=dict)

    def draw(self, names: Iterable[str], starts: Mapping[str, Value]) -> None:
        """The fields in order, short ones two in a row, long texts across."""
        waiting: list[str] = []
        for name in names:
            if self._kind(name).kind == "long_text":
                self._row(waiting, starts)
                waiting = []
                self._row([name], starts)
            else:
                waiting.append(name)
                if len(waiting) == 2:
                    self._row(waiting, starts)
                    waiting = []
        self._row(waiting, starts)

    def author(self) -> None:
        """Asks for a name where none is known; kept for the session once something is said."""
        # the place stays when the name is known: fields below must not move while one types
        with st.container(gap="xxsmall"):
            if edits.person() is None:
                st.text_input(
                    f"{self.view.t('edits.person')} *",
                    key=f"{self.token}_person",
                    max_chars=60,
                    help=self.view.t("edits.person.why"),
                )
                self.slots["person"] = st.empty()

    def reason(self, is_needed: bool) -> None:
        """Asks why, for the history."""
        mark = " *" if is_needed else ""
        st.text_input(
            self.view.t("edits.reason") + mark,
            key=f"{self.token}_reason",
            max_chars=REASON_LENGTH,
            help=self.view.t("edits.reason.why"),
        )
        self.slots["reason"] = st.empty()

    def said_reason(self) -> str | None:
        """The reason given."""
        return str(st.session_state.get(f"{self.token}_reason") or "").strip() or None

    def missing(self, *, needs_reason: bool = False) -> list[Problem]:
        """Author, reason and fields that this step demands and nobody filled in."""
        found = []
        wanted = str(st.session_state.get(f"{self.token}_person") or "").strip()
        if edits.person() is None:
            if wanted:
                edits.introduce(wanted)
            else:
                found.append(_both("person", "edits.person.missing"))
        if needs_reason and not self.said_reason():
            found.append(_both("reason", "edits.reason.missing"))
        for name in self.needs:
            if self.values.get(name) is None:
                kind = self._kind(name)
                found.append(Problem(name, f"请填写{kind.name_zh}。", f"{kind.name_en} is needed."))
        return found

    def tell(self, problems: Iterable[Problem]) -> None:
        """Each message below its field; what belongs to no field that is shown, at the end."""
        for problem in problems:
            message = problem.message_en if self.view.language == "en" else problem.message_zh
            slot = self.slots.get(problem.field)
            said = f":small[:orange[▲ {escape(message)}]]"
            if slot is None:
                label = choices.label(self.view, self.entity_type, problem.field)
                st.markdown(f":small[:orange[▲ {escape(label)}：{escape(message)}]]")
            else:
                slot.markdown(said)

    def _kind(self, name: str) -> Field:
        known = ENTITIES[self.entity_type]
        return known.fields.get(name) or known.keys[name]

    def _row(self, names: list[str], starts: Mapping[str, Value]) -> None:
        if not names:
            return
        for name, column in zip(names, st.columns(len(names), gap="small"), strict=True):
            with column:
                self.values[name] = self._input(name, starts.get(name))
                self.slots[name] = st.empty()

    def _input(self, name: str, start: Value) -> Value:
        kind = self._kind(name)
        said = choices.label(self.view, self.entity_type, name)
        label = escape(said) + (" *" if kind.is_required or name in self.needs else "")
        key = f"{self.token}_{name}"
        found = choices.options(self.view, self.live, name, kind, self.project_id, self.province)
        if found is not None:
            return canonical(kind, _choice(label, key, found, start, self.view))
        if kind.kind == "month":
            months = {month: month[:7] for month in _months(self.live.today)}
            return canonical(kind, _choice(label, key, months, start, self.view))
        return canonical(kind, _plain(kind, label, key, start))


def _both(name: str, key: str) -> Problem:
    from dashboards.language import text

    return Problem(name, text("zh", key), text("en", key))


def _choice(label: str, key: str, found: Mapping[Any, str], start: Value, view: View) -> Value:
    """A select box; a value that is no longer in the list stays choosable."""
    listed = list(found)
    if start is not None and start not in found:
        listed.insert(0, start)
    return st.selectbox(
        label,
        listed,
        index=None if start is None else listed.index(start),
        format_func=lambda code: found.get(code, str(code)),
        key=key,
        placeholder=view.t("edits.choose"),
    )


def _plain(kind: Field, label: str, key: str, start: Value) -> object:
    if kind.kind == "date":
        day = date.fromisoformat(start) if isinstance(start, str) else None
        return st.date_input(
            label, day, key=key, format="YYYY-MM-DD",
            min_value=date(2000, 1, 1), max_value=date(2100, 12, 31),
        )  # fmt: skip
    if kind.kind in ("int", "rate_percent"):
        whole = int(start) if isinstance(start, int | float) else None
        return st.number_input(
            label, value=whole, key=key, step=5 if kind.kind == "rate_percent" else 1,
            min_value=None if kind.minimum is None else int(kind.minimum),
            max_value=None if kind.maximum is None else int(kind.maximum),
        )  # fmt: skip
    if kind.kind == "number":
        number = float(start) if isinstance(start, int | float) else None
        return st.number_input(
            label, value=number, key=key, step=0.1, format="%.2f",
            min_value=None if kind.minimum is None else float(kind.minimum),
            max_value=None if kind.maximum is None else float(kind.maximum),
        )  # fmt: skip
    if kind.kind == "bool":
        return st.checkbox(label, value=start is True, key=key)
    limit = LENGTHS.get(kind.kind)
    written = "" if start is None else str(start)
    if kind.kind == "long_text":
        return st.text_area(label, written, key=key, max_chars=limit, height=TEXT_HEIGHT)
    return st.text_input(label, written, key=key, max_chars=limit)


def _months(today: date) -> list[str]:
    """First days of the months one may choose, the newest first."""
    newest = today.year * 12 + today.month - 1 + MONTHS_AHEAD
    return [
        f"{month // 12:04d}-{month % 12 + 1:02d}-01"
        for month in range(newest, newest - MONTHS_BACK - MONTHS_AHEAD, -1)
    ]
