"""What customers complain about, in words, with phone and ID numbers as people write them."""

import numpy as np
import polars as pl

TEMPLATES: dict[str, tuple[str, ...]] = {
    "communication_quality": (
        "小区内信号弱，通话断续",
        "地铁里上不了网，网速很慢",
        "家里宽带晚上卡顿严重",
    ),
    "interruption": ("手机突然没有服务，已中断半天", "宽带从昨晚开始断网"),
    "fault": ("光猫亮红灯，报修后无人上门", "机顶盒无法开机，装维人员改约两次", "固话有杂音"),
    "charging": (
        "本月多扣了套餐外流量费，要求核实",
        "已办理停机仍在扣费",
        "套餐到期自动续约未告知",
    ),
    "wrong_information": ("营业员解释的资费与账单不一致", "热线告知可携号转网，到厅却不能办理"),
    "attitude": ("营业员态度生硬，拒绝解释", "排队一小时无人理会，投诉后被推诿"),
    "promotion": ("宣传送手机，办理后称无货", "活动规则不清楚，承诺话费未到账"),
    "other": ("要求开具发票一直未收到", "实名登记信息有误，要求更正"),
}
REMEDIES = ("客户仍不满意，已转主管再次联系", "网络优化工单已排期", "退费审批中", "待上门复检")
PHONE_SHARE = 0.25
ID_CARD_SHARE = 0.03


def complaint_texts(rng: np.random.Generator, kind: np.ndarray, customer: np.ndarray) -> pl.Series:
    """One text per ticket."""
    rows = len(kind)
    text = np.empty(rows, dtype=object)
    for name, options in TEMPLATES.items():
        chosen = kind == name
        text[chosen] = np.array(options, dtype=object)[rng.integers(0, len(options), chosen.sum())]
    with_phone, with_card = rng.random(rows) < PHONE_SHARE, rng.random(rows) < ID_CARD_SHARE
    card = pl.Series(rng.integers(10**10, 4 * 10**10, rows)).cast(pl.String)
    return pl.select(
        pl.concat_str(
            pl.lit("客户反映："),
            pl.Series(text, dtype=pl.String),
            pl.when(pl.Series(with_phone))
            .then(pl.format("，联系电话{}", pl.Series(customer, dtype=pl.String)))
            .otherwise(pl.lit("")),
            pl.when(pl.Series(with_card))
            .then(pl.format("，身份证110101198{}", card))
            .otherwise(pl.lit("")),
            pl.lit("。"),
        )
    ).to_series()


def remedies(rng: np.random.Generator, rows: int) -> pl.Series:
    """Cause and remedy for contacts that find a case unsolved."""
    return pl.Series(REMEDIES).gather(pl.Series(rng.integers(0, len(REMEDIES), rows)))
