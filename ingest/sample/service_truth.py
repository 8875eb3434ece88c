"""What truth.json tells about the feeds on service work: units by code, months by label."""

from __future__ import annotations

from typing import Any

from ingest.sample import service_plants as planted
from ingest.sample.operator import Operator
from ingest.sample.standards import AFTER_RAISE, BEFORE_RAISE, LOW_CUSTOMER_LEVEL, OVER_PROMISE


def planted_in_service(operator: Operator) -> dict[str, Any]:
    """Every planted fact of the service feeds."""
    service, months = operator.service, operator.months
    cities = [str(code) for code in operator.geography.city_codes]
    provinces = [str(code) for code in operator.geography.city_province_codes]
    return {
        "theme_boards": [
            {
                "unit_type": board.unit_type,
                "unit_code": board.unit_code,
                "theme": board.theme,
                "element": board.item,
                "deficit": board.deficit,
            }
            for board in service.theme_boards
        ],
        "knowledge_gap": {
            "province_code": service.knowledge_province,
            "element": planted.KNOWLEDGE_ELEMENT,
            "points": planted.KNOWLEDGE_POINTS,
        },
        "low_standard": {
            "element": planted.LOW_STANDARD_ELEMENT,
            "level_customer": LOW_CUSTOMER_LEVEL,
        },
        "raised_standard": {
            "element": planted.RAISED_ELEMENT,
            "since": str(months.start_of(service.standard_raised)),
            "level_customer_before": BEFORE_RAISE[0],
            "level_customer_after": AFTER_RAISE[0],
            "level_inspection_before": BEFORE_RAISE[1],
            "level_inspection_after": AFTER_RAISE[1],
        },
        "own_standard_province_code": service.standard_province,
        "over_promise": {
            "province_code": service.promise_province,
            "element": planted.PROMISED_ELEMENT,
            "level_inspection": OVER_PROMISE,
        },
        "promise_beyond_limit": {
            "city_code": cities[service.promise_city],
            "measure_code": "fault_repair_hours",
            "promised_value": planted.PROMISED_HOURS_BEYOND,
        },
        "bad_department": {
            "department_code": planted.BAD_DEPARTMENT,
            "points": planted.BAD_DEPARTMENT_POINTS,
            "side": "back",
            "problem_code": "late",
        },
        "broken_norms": [
            {
                "city_code": cities[service.broken_city],
                "measure_code": planted.BROKEN_MEASURE,
                "since_month": months.labels[service.broken_since],
            },
            {
                "city_code": cities[operator.plants.hotline_city],
                "measure_code": "hotline_answer_seconds",
                "since_month": months.labels[operator.plants.hotline_since],
            },
        ],
        "weak_branch": {
            "unit_id": f"B{cities[service.branch_city]}-{service.branch_code}",
            "points": planted.WEAK_BRANCH_POINTS,
        },
        "weak_aspect": {
            "province_code": service.aspect_province,
            "aspect_code": planted.WEAK_ASPECT,
            "points": planted.WEAK_ASPECT_POINTS,
        },
        "competitive_deficit": {
            "city_code": cities[service.competitor_city],
            "province_code": provinces[service.competitor_city],
            "element": planted.COMPETITOR_ELEMENT,
            "points": -planted.COMPETITOR_POINTS,
        },
    }
