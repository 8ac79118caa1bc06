"""What can be said of an organisation for a period: checked, and as plain JSON values."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db import connection

from core import pinyin
from core.access.principals import inside
from core.errors import DomainError
from core.organisations.models import Kind, Level, OrganisationPeriod, Sector, Standing


class InvalidOrganisation(DomainError):
    """An organisation cannot be as described."""

    code = "BAD_USER_INPUT"


class Values(TypedDict, total=False):
    """Values to lay over a period of an organisation; what is left out stays as it is."""

    name: str
    parent_id: UUID | None
    kind: Kind
    sector: Sector
    level: Level
    division_code: str
    staff_count: int | None
    member_count: int | None
    star_rating: int | None
    status: Standing | str | None
    six_good: bool | None
    planned_end_on: date | None


FIELDS = tuple(Values.__annotations__)
_CHOICES = {"kind": Kind, "sector": Sector, "level": Level, "status": Standing}
_REQUIRED = {
    "name": "名称",
    "kind": "类型",
    "sector": "领域",
    "level": "层级",
    "division_code": "行政区划代码",
}
_COUNTS = {"staff_count": "在岗人数", "member_count": "党员人数"}


def checked(values: Values) -> dict[str, Any]:
    """Return the values, names stripped and the pinyin of the name beside it.

    :raises InvalidOrganisation: naming the first value that cannot be.
    """
    result: dict[str, Any] = dict(values)
    for field, label in _REQUIRED.items():
        if field in result and result[field] is None:
            raise InvalidOrganisation(f"{label}（{field}）不得为空。")
    if "status" in result:
        result["status"] = result["status"] or ""
    if "name" in result:
        result["name"] = result["name"].strip()
        if not result["name"]:
            raise InvalidOrganisation("请填写党组织名称。")
        if len(result["name"]) > 200:
            raise InvalidOrganisation("党组织名称不得超过 200 字。")
        result["pinyin"] = pinyin.of(result["name"])[:400]
    for field, choices in _CHOICES.items():
        if result.get(field) not in ("", None) and result[field] not in choices.values:
            allowed = "、".join(choices.values)
            raise InvalidOrganisation(f"{field} 须为 {allowed} 之一，不能是 {result[field]}。")
    for field, label in _COUNTS.items():
        if (result.get(field) or 0) < 0:
            raise InvalidOrganisation(f"{label}不得小于 0。")
    stars = result.get("star_rating")
    if stars is not None and not 1 <= stars <= 5:
        raise InvalidOrganisation("星级须为 1 至 5；尚未评星请留空。")
    if "division_code" in result:
        _division(result["division_code"])
    return result


def complete(values: Mapping[str, Any]) -> None:
    """Check what must hold of all values of a day together.

    :raises InvalidOrganisation: if a temporary branch has no planned end.
    """
    if values["kind"] == Kind.TEMPORARY_BRANCH and values["planned_end_on"] is None:
        raise InvalidOrganisation("临时党支部须填写预计届满日（planned_end_on）。")


def of(period: OrganisationPeriod) -> dict[str, Any]:
    """Return the values of a stored period."""
    return {field: getattr(period, field) for field in (*FIELDS, "pinyin")}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return checked values as a fact stores them: JSON, without what follows from others."""
    return {
        field: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, UUID)
        else value
        for field, value in values.items()
        if field != "pinyin"
    }


def _division(code: str) -> None:
    region: str = connection.tenant.region_code  # type: ignore[attr-defined]
    if len(code) != 6 or not code.isdecimal():
        raise InvalidOrganisation(f"行政区划代码须为 6 位数字，不能是 {code}。")
    if not inside(code, region):
        raise InvalidOrganisation(f"行政区划 {code} 不在本单位的区域（{region}）之内；请核对代码。")
