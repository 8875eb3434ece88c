"""What the gates found: how many checks held, and each that did not."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.health.words import feed_name, reason
from dashboards.queries import health as queries
from dashboards.queries import releases
from dashboards.view import View

HEIGHT = 250


def show(view: View) -> None:
    """The card."""
    info, failed = releases.info(view.scope), queries.failed_checks(view.scope)
    total = info["checks_total"] or 0
    if not total:
        title = view.t("health.checks.title.none")
    elif not failed:
        title = view.t("health.checks.title.quiet", total=total)
    else:
        title = view.t("health.checks.title", len(failed), total=total)
    card.head(title, view.t("health.checks.sub"))
    if not failed:
        card.nothing(view, "health.checks.none")
        return
    severity = {
        "stop": f"▲ {view.t('health.severity.stop')}",
        "warn": f"◆ {view.t('health.severity.warn')}",
    }
    columns = {
        view.t("health.severity"): [severity[row["severity"]] for row in failed],
        view.t("health.subject"): [feed_name(view, row["suite"]) for row in failed],
        view.t("health.check"): [reason(view, row) for row in failed],
    }
    if not view.look.is_phone:
        columns |= {
            view.t("health.observed"): [row["observed"] or figures.DASH for row in failed],
            view.t("health.load"): [
                figures.DASH if row["load_id"] is None else str(row["load_id"]) for row in failed
            ],
            view.t("health.code"): [row["expectation"] for row in failed],
        }
    st.dataframe(
        columns,
        key="health_checks",
        hide_index=True,
        row_height=34,
        height=min(HEIGHT, 34 * (len(failed) + 1) + 4),
    )
