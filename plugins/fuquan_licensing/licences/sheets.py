"""The list for the pay office as a workbook."""

from datetime import date

from core.imports import workbooks
from core.organisations.models import Sector
from plugins.fuquan_licensing.facts import Level
from plugins.fuquan_licensing.licences import selectors

HEADINGS = (
    *("姓名", "所在党组织", "单位类别", "证书级别", "证书编号"),
    *("待遇系数", "上调档次", "自", "至（不含）"),
)


def pay_list(*, on: date) -> bytes:
    """Return to whose pay a licence adds how much on a day, by name; people who get nothing are left out."""
    rows = [
        (
            row.person_name,
            row.organisation_name,
            Sector(row.sector).label,
            Level(row.level).label,
            row.licence_number,
            row.coefficient,
            row.steps,
            row.from_on.isoformat(),
            row.until_on and row.until_on.isoformat(),
        )
        for row in selectors.pay(on=on, paid_only=True)
    ]
    return workbooks.sheet(f"证书待遇 {on.isoformat()}", HEADINGS, rows)
