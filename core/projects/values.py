"""What can be said of a project: checked, and as plain JSON values."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from core.projects.entries import InvalidProject, text
from core.projects.models import Origin, Support

LARGEST = Decimal("999999999999.99")
_CENT = Decimal("0.01")


class Values(TypedDict, total=False):
    """What a change may say of a project; what is left out stays as it is."""

    title: str
    origin: Origin
    aim: str
    due_on: date | None
    budget: Decimal | None
    supports: Mapping[Support, str]


FIELDS = tuple(Values.__annotations__)


def checked(values: Values) -> dict[str, Any]:
    """Return the values as they are stored.

    :raises InvalidProject: naming the first value that cannot be.
    """
    result: dict[str, Any] = dict(values)
    if "title" in result:
        result["title"] = text(result["title"] or "", label="项目名称", most=200)
    if "aim" in result:
        result["aim"] = text(result["aim"] or "", label="问题与目标", most=1000, required=False)
    if "origin" in result and result["origin"] not in Origin.values:
        raise InvalidProject(f"项目来源须为 {'、'.join(Origin.values)} 之一，不能是 {result['origin']}。")
    if result.get("budget") is not None:
        result["budget"] = money(result["budget"], label="资金预算")
    if "supports" in result:
        result["supports"] = {
            Support(key).value: text(content, label=Support(key).label, most=500)
            for key, content in (result["supports"] or {}).items()
            if content.strip()
        }
    return result


def money(amount: Decimal, *, label: str) -> Decimal:
    """Return an amount in yuan with two decimals; it is never rounded.

    :raises InvalidProject: if it is negative, too large, or finer than a cent.
    """
    if not 0 <= amount <= LARGEST:
        raise InvalidProject(f"{label}须在 0 至 {LARGEST} 元之间。")
    if amount != amount.quantize(_CENT):
        raise InvalidProject(f"{label}以元为单位，最多两位小数。")
    return amount.quantize(_CENT)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return checked values as an entry stores them: JSON, money as exact text."""
    return {
        field: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
        for field, value in values.items()
    }
