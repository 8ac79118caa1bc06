"""The same figures as files: CSV and Excel, by the same question, the same rights and the same hiding."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from core.imports import workbooks
from tenants.statistics.answers import Statistic

HEADINGS = (
    *("地区代码", "地区", "本级", "指标代码", "指标", "单位", "期间", "维度", "维度的值"),
    *("分子", "分母", "数值", "不公布", "单位数", "统计时间"),
)


def as_csv(rows: Sequence[Statistic]) -> bytes:
    """Return the rows as CSV (UTF-8 with a mark, so that Excel and WPS read it); formulas are neutralised."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADINGS)
    for line in _lines(rows):
        writer.writerow(["" if value is None else workbooks.neutral(str(value)) for value in line])
    return target.getvalue().encode("utf-8-sig")


def as_workbook(rows: Sequence[Statistic]) -> bytes:
    """Return the rows as a workbook (.xlsx); formulas are neutralised."""
    return workbooks.sheet("统计数据", HEADINGS, list(_lines(rows)))


def _lines(rows: Sequence[Statistic]) -> Iterator[list[Any]]:
    for row in rows:
        dimension, value = next(iter(row.dimension.items()), (None, None))
        yield [
            *(row.region, row.region_name, "是" if row.own else None),
            *(row.indicator.code, row.indicator.title, row.indicator.unit, row.period, dimension, value),
            *(row.numerator, row.denominator, row.value, "是" if row.suppressed else None, row.tenants),
            row.as_of.isoformat(),
        ]
