"""The people of a province's task forces: invented names, one or two from every department."""

from dataclasses import dataclass

import numpy as np

from ingest.sample.project_texts import phrase
from ingest.sample.streams import stream

DEPARTMENTS = ("CUSTOMER_SERVICE", "MARKET", "NETWORK", "BILLING", "IT", "HR", "OPERATIONS")
PER_DEPARTMENT = 2


@dataclass(frozen=True)
class Person:
    """Somebody who may lead, own a measure or decide."""

    name: str
    department: str | None = None
    city: str | None = None


class Staff:
    """A province's people; the same ones work on all its projects."""

    def __init__(self, province: str, cities: list[str], size: str, seed: int) -> None:
        rng = stream(seed, size, "project_people", province)
        count = PER_DEPARTMENT * len(DEPARTMENTS) + len(cities) + 2
        names = _names(rng, count)
        self._of_department = {
            department: [Person(names.pop(), department=department) for _ in range(PER_DEPARTMENT)]
            for department in DEPARTMENTS
        }
        self._of_city = {
            city: Person(names.pop(), department="CUSTOMER_SERVICE", city=city) for city in cities
        }
        self.head = Person(names.pop(), department="CUSTOMER_SERVICE")
        """Chairs the meetings that decide at the gates."""
        self.third_party = Person(names.pop())

    def of_department(self, department: str, number: int = 0) -> Person:
        """Its first or, for an odd number, its second person."""
        return self._of_department[department][number % PER_DEPARTMENT]

    def of_city(self, city: str) -> Person:
        """Who answers for the projects in a city."""
        return self._of_city[city]


def _names(rng: np.random.Generator, count: int) -> list[str]:
    """Different names, in a fixed order for a given stream."""
    surnames, given = phrase("surnames").split(), phrase("given_names").split()
    pairs = rng.permutation(len(surnames) * len(given))[:count]
    return [surnames[pair % len(surnames)] + given[pair // len(surnames)] for pair in pairs]
