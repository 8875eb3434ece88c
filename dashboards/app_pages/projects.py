"""Special projects: the year's themes, projects of the unit, the room of one project."""

from __future__ import annotations

from dashboards import header
from dashboards.cards import status
from dashboards.projects import calendar

view = header.show()
status.badge(view)
calendar.show(view)
status.line(view)
