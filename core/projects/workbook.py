"""The ledger of projects as a workbook."""

from collections.abc import Sequence
from typing import Any

from core.imports import workbooks
from core.projects.ledger import LedgerRow, Period
from core.projects.models import Origin, Stage, Support

_OF = "责任党组织"
_HEADINGS = (
    *("项目", "来源", _OF, "生成日期", "计划完成", "阶段", "进入阶段", "负责人"),
    *("步骤数", "已完成步骤", "节点数", "已办结节点", "逾期节点", "最近期限"),
    *("资金预算（元）", "到位资金（元）", "支出资金（元）", "其中本期支出（元）", "结余（元）"),
    *(support.label for support in Support),
    "最近记载",
)


def of(rows: Sequence[LedgerRow], *, period: Period) -> bytes:
    """Return the rows of a ledger as a workbook (.xlsx), one line each; formulas are neutralised.

    The heading says of which day the organisations are.
    """
    title = f"台账 {period.from_on:%Y%m%d}-{period.shown_on:%Y%m%d}"
    headings = [f"{_OF}（{period.shown_on} 的体系）" if one == _OF else one for one in _HEADINGS]
    return workbooks.sheet(title, headings, [_line(row) for row in rows])


def _line(row: LedgerRow) -> list[Any]:
    return [
        *(row.title, Origin(row.origin).label, row.organisation_name, row.raised_on, row.due_on),
        *(Stage(row.stage).label, row.stage_since, "、".join(row.leads)),
        *(row.steps, row.steps_done, row.milestones, row.milestones_reached, row.milestones_overdue),
        *(row.next_on, row.budget, row.received, row.spent, row.spent_in_period, row.balance),
        *(row.supports.get(support.value) for support in Support),
        row.last_entry_on,
    ]
