"""How a sender writes its files: format, encoding, headers, codes, dates and blanks."""

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Style:
    """One sender's habits. Defaults are those of a tidy export system."""

    file_format: Literal["csv", "xlsx"] = "csv"
    encoding: str = "utf-8"
    """Python codec; utf-8-sig and utf-16 write their byte-order mark."""
    delimiter: str = ","
    decimal_comma: bool = False
    is_gzipped: bool = False
    header: Literal["zh", "zh_second", "en", "name"] = "zh"
    codes: Literal["zh", "en"] = "zh"
    date_format: str = "%Y-%m-%d"
    month_format: str = "%Y-%m"
    time_format: str = "%Y-%m-%d %H:%M:%S"
    true_false: tuple[str, str] = ("是", "否")
    blank: str = ""
    rating_blank: str = ""
    title: str = ""
    """XLSX: text of a merged row above the header."""

    @property
    def suffix(self) -> str:
        if self.file_format == "xlsx":
            return ".xlsx"
        name = ".tsv" if self.delimiter == "\t" else ".csv"
        return name + (".gz" if self.is_gzipped else "")


TIDY = Style()
BOM = Style(
    encoding="utf-8-sig", date_format="%Y/%m/%d", month_format="%Y年%m月", rating_blank="-99"
)
LEGACY = Style(
    encoding="gb18030", header="zh_second", date_format="%Y%m%d", month_format="%Y%m", blank="无"
)
LEGACY_PACKED = replace(LEGACY, is_gzipped=True, time_format="%Y/%m/%d %H:%M:%S")
UNICODE = Style(
    encoding="utf-16", delimiter="\t", codes="zh", date_format="%Y年%m月%d日", rating_blank="99"
)
SEMICOLON = Style(
    delimiter=";", decimal_comma=True, header="en", codes="en", true_false=("yes", "no")
)
PACKED = Style(is_gzipped=True, header="name", codes="en", true_false=("1", "0"))
WORKBOOK = Style(
    file_format="xlsx", header="zh", title="示例通信公司（虚构）数据上报表", rating_blank="不清楚"
)
