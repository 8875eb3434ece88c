"""The whole fictitious operator: every source as one clean frame, not yet cut into files."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.sample.awareness import service_awareness
from ingest.sample.competitors import Competitors, build_competitors
from ingest.sample.effects import Effects, build_effects
from ingest.sample.geography import Geography, load_geography
from ingest.sample.hall_management import company_inspection, management_diagnosis
from ingest.sample.initiatives import competitor_initiatives
from ingest.sample.internal_service import internal_demands, internal_scores
from ingest.sample.interviews import competitor_perception, expectation, perception
from ingest.sample.months import Months
from ingest.sample.network import Network, build_network
from ingest.sample.phone_surveys import after_order, in_network
from ingest.sample.plants import Plants, choose_plants
from ingest.sample.project_choice import choose_projects
from ingest.sample.project_frames import Projects, build_projects, project_frames
from ingest.sample.registers import city_monthly, hall_monthly, hall_register
from ingest.sample.service_levels import service_measurements
from ingest.sample.service_plants import ServicePlants, choose_service_plants
from ingest.sample.sizes import SampleSize
from ingest.sample.staff import staff_answers
from ingest.sample.standards import service_promises, service_standards
from ingest.sample.streams import stream
from ingest.sample.theme_items import theme_expectations
from ingest.sample.ticket_snapshots import snapshot
from ingest.sample.tickets import all_tickets
from ingest.sample.visit_items import score_visits
from ingest.sample.visits import carry_out, competitor_visits, plan_visits

# The complaint system is read some days after the month's end; later states are unknown.
DAYS_AFTER_END = 5
# Periods close fifteen days after their end: twenty days after it everything delivered is closed.
AS_OF_DAYS_AFTER_END = 20
# Task forces send their workbooks again a few days before that.
LAST_REPORT_DAYS_AFTER_END = 17


@dataclass(frozen=True)
class Operator:
    """Everything the sample knows; `sources` holds what must survive ingest, by contract."""

    size: SampleSize
    seed: int
    geography: Geography
    months: Months
    network: Network
    competitors: Competitors
    plants: Plants
    service: ServicePlants
    effects: Effects
    sources: dict[str, pl.DataFrame]
    tickets: pl.DataFrame
    """Every ticket with its life to the end (`tickets.all_tickets`), for earlier snapshots."""
    projects: Projects

    @property
    def data_through(self) -> dt.datetime:
        """Local time of the complaint system's last export."""
        end = self.months.last_day.astype(object)
        return dt.datetime.combine(end, dt.time()) + dt.timedelta(days=DAYS_AFTER_END)

    @property
    def as_of(self) -> dt.date:
        """The day the sample speaks for."""
        end: dt.date = self.months.last_day.astype(object)
        return end + dt.timedelta(days=AS_OF_DAYS_AFTER_END)

    def projects_on(self, day: dt.date) -> dict[str, pl.DataFrame]:
        """The sources on special projects as known on a day."""
        return project_frames(
            self.projects, self.geography, self.sources, day, self.size.name, self.seed
        )


def build_operator(size: SampleSize, seed: int, end: str) -> Operator:
    """Draw the operator; the same size, seed and end always give the same frames."""
    geography = load_geography(size, stream(seed, size.name, "geography"))
    months = Months(end, size.months)
    network = build_network(size, geography, months, seed)
    plants = choose_plants(size, geography, network, months, seed)
    service = choose_service_plants(size, geography, network, months, plants, seed)
    effects = build_effects(size, geography, network, months, plants, seed)
    competitors = build_competitors(size, geography, network, plants, seed)
    tickets = all_tickets(size, geography, network, months, effects, plants, seed)
    projects = _projects(size, geography, network, months, plants, service, seed)
    operator = Operator(
        size,
        seed,
        geography,
        months,
        network,
        competitors,
        plants,
        service,
        effects,
        {},
        tickets,
        projects,
    )
    plan, visits, items = _inspections(operator)
    surveys = [
        perception(size, geography, network, months, effects, seed),
        competitor_perception(size, geography, competitors, months, service, seed),
        theme_expectations(
            size, geography, expectation(size, geography, network, months, seed), seed
        ),
        in_network(size, geography, months, effects, plants, service.theme_boards, seed),
        after_order(size, geography, months, effects, seed, "new_install"),
        after_order(size, geography, months, effects, seed, "repair"),
    ]
    operator.sources.update(
        hall_register=hall_register(geography, network, competitors, months),
        hall_monthly=hall_monthly(size, geography, network, months, seed),
        city_monthly=city_monthly(size, geography, months, seed),
        satisfaction_survey=pl.concat(surveys, how="diagonal_relaxed"),
        mystery_visit=visits,
        mystery_item=items,
        inspection_plan=plan,
        complaint_log=snapshot(tickets, operator.data_through),
        staff_satisfaction=staff_answers(size, geography, network, months, effects, plants, seed),
    )
    operator.sources.update(_service_feeds(operator))
    operator.sources.update(operator.projects_on(projects.last_report))
    return operator


def _projects(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    plants: Plants,
    service: ServicePlants,
    seed: int,
) -> Projects:
    plans = choose_projects(size, geography, network, months, plants, service, seed)
    end: dt.date = months.last_day.astype(object)
    last_report = end + dt.timedelta(days=LAST_REPORT_DAYS_AFTER_END)
    as_of = end + dt.timedelta(days=AS_OF_DAYS_AFTER_END)
    return build_projects(plans, geography, last_report, as_of, size.name, seed)


def _service_feeds(operator: Operator) -> dict[str, pl.DataFrame]:
    """The feeds on service work, each from streams of its own."""
    size, seed, months = operator.size, operator.seed, operator.months
    geography, network, effects = operator.geography, operator.network, operator.effects
    plants, service, read_on = operator.plants, operator.service, operator.data_through.date()
    return {
        "service_standard": service_standards(months, service),
        "service_promise": service_promises(geography, months, service),
        "service_awareness": service_awareness(
            size, geography, network, months, effects, plants, service, seed
        ),
        "internal_service": internal_scores(size, geography, network, months, plants, seed),
        "internal_service_demand": internal_demands(size, geography, months, read_on, seed),
        "management_diagnosis": management_diagnosis(
            size, geography, network, months, service, seed
        ),
        "service_measurement": service_measurements(
            size, geography, network, months, effects, plants, service, seed
        ),
        "company_inspection": company_inspection(
            size, geography, network, months, effects, service, read_on, seed
        ),
        "competitor_initiative": competitor_initiatives(
            size, geography, months, plants, read_on, seed
        ),
    }


def _inspections(operator: Operator) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Plan, visits and items of own and competitors' halls."""
    size, seed, months, plants = operator.size, operator.seed, operator.months, operator.plants
    plan = plan_visits(size, operator.geography, operator.network, months, plants, seed)
    own = carry_out(size, plan, months, seed)
    hall = own["hall"].to_numpy()
    own, own_items = score_visits(
        seed,
        size.name,
        own,
        operator.effects.hall_inspection[hall],
        hall == plants.veto_hall,
        plants,
    )
    other = competitor_visits(size, operator.geography, operator.competitors, months, seed)
    hall = other["hall"].to_numpy()
    other, other_items = score_visits(
        seed,
        size.name,
        other,
        0.5 * operator.competitors.level[hall],
        np.zeros(len(hall), dtype=bool),
        plants,
    )
    visits = pl.concat([own, other], how="diagonal_relaxed").drop("hall", "month")
    plan = plan.drop("hall", "month", "is_violation", "must_happen")
    return plan, visits, pl.concat([own_items, other_items])
