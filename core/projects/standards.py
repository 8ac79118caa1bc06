"""Write standards: each change of a flow of steps is a new version; and find the one in force."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.errors import DomainError
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.organisations.models import Organisation
from core.projects.entries import InvalidProject, text
from core.projects.models import Standard

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class UnknownStandard(DomainError):
    """No standard has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


def enact(
    *,
    organisation: UUID,
    code: str,
    title: str,
    steps: Sequence[Mapping[str, Any]],
    from_on: date,
    number: int,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Standard:
    """Enact a version of a standard and return it; projects that follow earlier versions keep them.

    :param steps: in order, each with `code`, `title` and `requirement`.
    :param number: the version that it becomes: 1 for a new standard, else one more than the last.
    :raises InvalidProject: if something cannot be, or the last version begins on that day or later, or
        another organisation has a standard of this code.
    :raises Outdated: if the number is not the next one.
    :raises UnknownOrganisation: if there is no such organisation.
    """
    if not _CODE.fullmatch(code):
        raise InvalidProject("规范编号须为 1 至 40 个字母、数字或 . _ -，例如 DJ-01。")
    row = Standard(
        organisation_id=organisation,
        code=code,
        number=number,
        title=text(title, label="规范名称", most=200),
        from_on=from_on,
        steps=_steps(steps),
        reason=text(reason, label="说明", most=500, required=False),
        **actor.columns("enacted_by"),
    )
    with acting(actor=actor):
        if not Organisation.objects.filter(pk=organisation).exists():
            raise organisations.unknown(organisation)
        last = Standard.objects.select_for_update().filter(code=code).order_by("-number").first()
        if last is not None and last.organisation_id != organisation:
            raise InvalidProject(f"编号 {code} 已为其他党组织的规范所用：请另取编号。")
        following = 1 if last is None else last.number + 1
        if number != following:
            raise _outdated(code, number, following)
        if last is not None and from_on <= last.from_on:
            raise InvalidProject(
                f"规范 {code} 第 {last.number} 版自 {last.from_on} 起施行，新版本的施行日须晚于该日。"
            )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Another first version at the same moment: there was no row yet that could be locked.
            raise _outdated(code, number, number + 1) from None
    return row


def in_force(*, code: str, on: date) -> Standard | None:
    """Return the version of a standard in force on a day, None if there is none."""
    return Standard.objects.filter(code=code, from_on__lte=on).order_by("-from_on").first()


def unknown(standard: object) -> UnknownStandard:
    """Return the refusal for what names no standard here."""
    return UnknownStandard(f"没有规范 {standard}，或不在您的权限范围内：请核对。")


def _outdated(code: str, number: int, following: int) -> Outdated:
    return Outdated(
        f"规范 {code} 的下一版应为第 {following} 版，不是第 {number} 版：已有他人修改，请刷新后核对。",
        extensions={"version": following - 1},
    )


def _steps(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    if not steps:
        raise InvalidProject("规范须至少有一个步骤。")
    result = []
    for place, step in enumerate(steps, start=1):
        if not _CODE.fullmatch(step["code"]):
            raise InvalidProject(f"第 {place} 个步骤的编号须为 1 至 40 个字母、数字或 . _ -，例如 S1。")
        result.append(
            {
                "code": step["code"],
                "title": text(step["title"], label=f"第 {place} 个步骤的名称", most=100),
                "requirement": text(
                    step.get("requirement") or "", label="步骤要求", most=500, required=False
                ),
            }
        )
    codes = [step["code"] for step in result]
    double = sorted({code for code in codes if codes.count(code) > 1})
    if double:
        raise InvalidProject(f"步骤编号重复：{'、'.join(double)}。")
    return result
