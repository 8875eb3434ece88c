"""The register of what competitors start, and what is done about it."""

import datetime as dt

import numpy as np
import polars as pl

from ingest.sample.competitors import OPERATORS
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.plants import Plants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import pick, stream

PER_MONTH = 4
KINDS = {
    "tariff": 0.3,
    "promotion": 0.25,
    "service": 0.2,
    "channel": 0.1,
    "product": 0.1,
    "other": 0.05,
}
TITLES = {
    "tariff": "下调融合套餐资费",
    "promotion": "开学季充值赠送",
    "service": "营业厅免排队预约",
    "channel": "社区服务点上线",
    "product": "千兆宽带提速",
    "other": "联名会员活动",
}
ELEMENTS_OF_KIND = {
    "tariff": "product_tariff_fit",
    "promotion": "promotion_ease_of_joining",
    "service": "efficiency",
    "channel": "environment",
    "product": "network_speed",
}
IMPACTS = {"low": 0.4, "medium": 0.4, "high": 0.2}
STATUSES = {"open": 0.3, "in_progress": 0.4, "closed": 0.3}
ANSWER = "制定应对方案并跟踪"


def competitor_initiatives(
    size: SampleSize,
    geography: Geography,
    months: Months,
    plants: Plants,
    read_on: dt.date,
    seed: int,
) -> pl.DataFrame:
    """One row per initiative seen in the cities where competitors are watched."""
    rng = stream(seed, size.name, "initiatives")
    rows = PER_MONTH * months.count
    city = rng.choice(np.array(plants.competitor_cities), rows)
    kind = pick(rng, KINDS, rows)
    month = np.repeat(np.arange(months.count), PER_MONTH)
    seen = np.minimum(months.day_within(month, rng.random(rows)), np.datetime64(read_on))
    status = pick(rng, STATUSES, rows)
    is_answered = pl.Series(status != "open")
    return pl.DataFrame(
        {
            "initiative_no": [f"JZ{n + 1:04d}" for n in range(rows)],
            "operator_code": pick(rng, dict.fromkeys(OPERATORS, 1.0), rows).astype(str),
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "seen_date": seen.astype("datetime64[D]"),
            "kind": kind.astype(str),
            "title": [TITLES[k] for k in kind],
            "description": [f"{TITLES[k]}，持续一个月" for k in kind],
            "source": pick(rng, {"市场走访": 1.0, "媒体": 1.0, "客户反映": 1.0}, rows).astype(str),
            "impact": pick(rng, IMPACTS, rows).astype(str),
            "element_code": pl.Series([ELEMENTS_OF_KIND.get(k) for k in kind], dtype=pl.String),
            "owner_department_code": pick(
                rng, {"MARKET": 2.0, "NETWORK": 1.0, "CUSTOMER_SERVICE": 1.0}, rows
            ).astype(str),
            "due_date": (seen + rng.integers(15, 61, rows)).astype("datetime64[D]"),
            "status": status.astype(str),
        }
    ).with_columns(response_text=pl.when(is_answered).then(pl.lit(ANSWER)))
