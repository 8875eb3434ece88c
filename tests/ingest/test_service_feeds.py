"""The feeds of the internal diagnosis and of competitors: Chinese headers load, wrong rows say why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.ingest.loading import Scratch, scratch

PHONE = "13812345678"


@dataclass(frozen=True)
class Feed:
    """A source by small example: good rows, what they mean, and wrong rows by their reason.

    `wrong` holds (cells to change in the first row, header in the reject, reason code, words that
    the message must contain).
    """

    source: str
    header: str
    rows: list[str]
    means: dict[str, object]
    wrong: list[tuple[dict[str, str], str, str, str]] = field(default_factory=list)


FEEDS = [
    Feed(
        "service_awareness",
        "波次,填答日期,答卷编号,省份编码,地市编码,岗位类别,服务态度,服务态度重要性,服务态度标准知晓,服务态度自评",
        ["2026-09,2026-09-03,A{n:03d},330000,330100,一线,9,8,是,7"] * 12,
        {"staff_role": "front_line", "attitude": 9, "attitude_importance": 8, "attitude_known": True,
         "attitude_self": 7, "scale_max": 10},
        [
            ({"服务态度": "11"}, "服务态度", "out_of_scale", "量表"),
            ({"服务态度重要性": "8.5"}, "服务态度重要性", "not_whole", "整数"),
            ({"服务态度标准知晓": "大概"}, "服务态度标准知晓", "not_boolean", "是 或 否"),
            ({"岗位类别": "主席"}, "岗位类别", "unknown_code", "一线"),
        ],
    ),
    Feed(
        "service_standard",
        "服务要素,适用等级,适用省份,客户尺度标准,检查尺度标准,生效日期,失效日期,文件编号,条款内容",
        ["网络质量-上网速度,旗舰厅,33000{n},88,92,2026-01-01,2027-01-01,F-1,微笑服务"] * 12,
        {"element_code": "network_speed", "tier": "flagship", "level_customer": 88,
         "level_inspection": 92, "valid_to_date": date(2027, 1, 1)},
        [
            ({"服务要素": "微笑"}, "服务要素", "unknown_code", "代码表"),
            ({"客户尺度标准": "101"}, "客户尺度标准", "out_of_range", "0 – 100"),
            ({"客户尺度标准": "", "检查尺度标准": ""}, "客户尺度标准", "none_of", "至少填写其一"),
            ({"失效日期": "2025-12-31"}, "失效日期", "not_in_order", "生效日期"),
        ],
    ),
    Feed(
        "service_promise",
        "承诺编号,服务要素,服务指标,适用地市,承诺渠道,客户尺度承诺,承诺值,生效日期,承诺内容",
        ["P{n:03d},,fault_repair_hours,330100,热线,,24,2026-01-01,24 小时修复 " + PHONE] * 12,
        {"measure_code": "fault_repair_hours", "channel": "hotline", "promised_value": 24,
         "promise_text": "24 小时修复 [PHONE]"},
        [
            ({"服务指标": ""}, "服务要素", "none_of", "服务指标"),
            ({"承诺值": ""}, "客户尺度承诺", "none_of", "承诺水平"),
            ({"承诺编号": ""}, "承诺编号", "required", "必填"),
        ],
    ),
    Feed(
        "internal_service",
        "波次,填答日期,答卷编号,省份编码,地市编码,岗位,接口部门,内部服务评分",
        ["2026-09,2026-09-03,N{n:03d},330000,330100,营业员,IT,8"] * 12,
        {"staff_role": "front_line", "department_code": "IT", "score": 8, "scale_min": 1},
        [
            ({"内部服务评分": "11"}, "内部服务评分", "out_of_scale", "量表"),
            ({"接口部门": ""}, "接口部门", "required", "必填"),
            ({"答卷编号": ""}, "答卷编号", "required", "必填"),
        ],
    ),
    Feed(
        "internal_service_demand",
        "诉求编号,期次,省份编码,地市编码,责任部门,提出方,问题类型,提出日期,诉求内容,答复期限,答复日期,答复内容,状态",
        ["D{n:03d},2026-09,330000,330100,IT,后台,不及时,2026-09-02,请致电 " + PHONE
         + ",2026-09-12,2026-09-10,已处理,已答复"] * 12,
        {"side": "back", "problem_code": "late", "status": "answered",
         "demand_text": "请致电 [PHONE]"},
        [
            ({"答复期限": "2026-08-01"}, "答复期限", "not_in_order", "提出日期"),
            ({"问题类型": "心情不好"}, "问题类型", "unknown_code", "需求不清"),
        ],
    ),
    Feed(
        "management_diagnosis",
        "诊断波次,诊断日期,省份编码,地市编码,营业厅编码,诊断方面,得分,诊断发现,评估方",
        ["2026-09,2026-09-20,330000,3301{n:02d},,知识库,82,话术过期,第三方"] * 12,
        {"aspect_code": "knowledge_scripts", "score": 82, "hall_code": None, "scale_max": 100,
         "assessor_type": "third_party"},
        [
            ({"得分": "120"}, "得分", "out_of_scale", "量表"),
            ({"诊断方面": "风水"}, "诊断方面", "unknown_code", "流程"),
        ],
    ),
    Feed(
        "service_measurement",
        "指标编码,统计月,省份编码,地市编码,测量值,样本数,达标数",
        ["hotline_answer_seconds,2026-09,330000,3301{n:02d},22.5,1000,930"] * 12,
        {"measured_value": 22.5, "case_count": 1000, "met_count": 930, "month": date(2026, 9, 1)},
        [
            ({"达标数": "1001"}, "样本数", "not_in_order", "达标数"),
            ({"测量值": "很快"}, "测量值", "not_a_number", "数字"),
        ],
    ),
    Feed(
        "company_inspection",
        "检查编号,检查日期,省份编码,地市编码,支局编码,营业厅编码,检查项目,得分,满分,存在问题,严重程度,整改期限,整改完成日期",
        ["J{n:03d},2026-09-15,330000,330100,01,,营帐,18,20,账册缺页,严重,2026-10-15,"] * 12,
        {"item_code": "accounts", "score": 18, "score_max": 20, "severity": "high",
         "branch_code": "01", "fixed_date": None},
        [
            ({"得分": "21"}, "满分", "not_in_order", "得分"),
            ({"整改期限": "2026-09-01"}, "整改期限", "not_in_order", "检查日期"),
        ],
    ),
    Feed(
        "competitor_initiative",
        "动态编号,竞争对手,省份编码,发现日期,动态类型,标题,动态内容,影响程度,涉及要素,应对措施,责任部门,应对期限,状态",
        ["C{n:03d},JIA,330000,2026-09-08,资费,新套餐,电话 " + PHONE
         + ",高,产品业务-资费适配,跟进,MARKET,2026-10-01,应对中"] * 12,
        {"kind": "tariff", "impact": "high", "element_code": "product_tariff_fit",
         "status": "in_progress", "description": "电话 [PHONE]"},
        [
            ({"标题": ""}, "标题", "required", "必填"),
            ({"动态类型": "谣言"}, "动态类型", "unknown_code", "资费"),
        ],
    ),
]  # fmt: skip
BY_SOURCE = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.source)


def good_rows(feed: Feed) -> list[list[str]]:
    return [row.format(n=number).split(",") for number, row in enumerate(feed.rows, start=1)]


def assert_loaded(house: Scratch, feed: Feed, path: Path) -> None:
    result = house.load(path)
    assert (result.status, [load.source for load in result.loads]) == ("loaded", [feed.source])
    assert result.loads[0].rows_accepted == len(feed.rows), result.loads[0].warnings
    names = list(feed.means)
    found = house.rows(f"select distinct {', '.join(names)} from raw.{feed.source}")
    assert found == [tuple(feed.means.values())]
    house.assert_consistent()


@BY_SOURCE
def test_a_gb18030_file_with_chinese_headers_loads(feed: Feed, tmp_path: Path) -> None:
    with scratch(tmp_path) as house:
        lines = [feed.header, *(",".join(row) for row in good_rows(feed))]
        assert_loaded(house, feed, house.write("上报.csv", lines, "gb18030"))


@BY_SOURCE
def test_a_workbook_loads(feed: Feed, tmp_path: Path) -> None:
    with scratch(tmp_path) as house:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append([f"{feed.source} 2026 年第三季度"])  # a title row above the header
        sheet.append(feed.header.split(","))
        for row in good_rows(feed):
            sheet.append([cell or None for cell in row])
        path = house.folder / "上报.xlsx"
        book.save(path)
        assert_loaded(house, feed, path)


@BY_SOURCE
def test_wrong_rows_are_rejected_with_row_column_and_what_to_do(feed: Feed, tmp_path: Path) -> None:
    header = feed.header.split(",")
    for changes, column, reason, says in feed.wrong:
        with scratch(tmp_path / reason / column) as house:
            rows = good_rows(feed)
            rows[4] = [changes.get(name, cell) for name, cell in zip(header, rows[4], strict=True)]
            lines = [feed.header, *(",".join(row) for row in rows)]
            result = house.load(house.write("上报.csv", lines, "gb18030"))
            assert result.loads[0].rows_rejected == 1
            found = house.rows(
                "select file_name, row_no, column_name, reason_code, reason_zh from raw._rejects"
            )
            assert [line[:4] for line in found] == [("上报.csv", 6, column, reason)], feed.source
            assert says in found[0][4]


def test_a_blank_in_a_row_key_is_a_value_of_its_own(tmp_path: Path) -> None:
    """A standard without tier and province holds for all: a later file replaces it, not its kin."""
    head = "服务要素,适用等级,适用省份,检查尺度标准,生效日期"
    with scratch(tmp_path) as house:
        first = ["服务态度,,,80,2026-01-01", "服务态度,旗舰厅,,85,2026-01-01"]
        house.load(house.write("a.csv", [head, *first]))
        house.pass_gate()
        result = house.load(house.write("b.csv", [head, "服务态度,,,82,2026-01-01"]))
        assert result.loads[0].rows_superseded == 1
        assert house.rows("select load_id, row_no, by_load_id from raw._superseded") == [(1, 2, 2)]


def test_two_rows_with_the_same_blank_in_their_key_are_duplicates(tmp_path: Path) -> None:
    head = "服务要素,适用等级,检查尺度标准,生效日期"
    rows = [f"服务态度,旗舰厅,80,2026-0{month}-01" for month in range(1, 10)]
    with scratch(tmp_path) as house:
        same = ["服务效率,,80,2026-01-01"] * 2
        different = ["服务环境,,80,2026-01-01", "服务环境,,90,2026-01-01"]
        result = house.load(house.write("a.csv", [head, *rows, *same, *different]))
        load = result.loads[0]
        assert (load.rows_accepted, load.rows_rejected) == (10, 2)
        reasons = house.rows("select row_no, reason_code from raw._rejects order by row_no")
        assert reasons == [(13, "duplicate_key"), (14, "duplicate_key")]
