"""GraphQL: what is read of licences, of what they add to pay, and of revocations."""

from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.api import connections
from core.api.scalars import Date
from core.people import api as people
from plugins.fuquan_licensing import files, offices
from plugins.fuquan_licensing.licences import selectors, sheets, types
from plugins.fuquan_licensing.licences.selectors import Sight
from plugins.fuquan_licensing.paging import named_before, row_before


class Part:
    """What licences bring to the plugin's root field."""

    unlicensed = graphene.Field(
        types.FuquanUnlicensedConnection,
        required=True,
        description="培训名单：当日在员额岗位而未持有效证书的人员，由记录得出，按姓名拼音。",
        on=Date(description="哪一天；默认今天"),
        **connections.arguments(),
    )
    pay_links = graphene.Field(
        types.FuquanPayLinkConnection,
        required=True,
        description="当日的证书待遇，按姓名拼音；只含本人权限范围内的人员。",
        on=Date(description="哪一天；默认今天"),
        person=graphene.ID(description="只要这一人的"),
        **connections.arguments(),
    )
    pay_list = graphene.Field(
        files.FuquanFile,
        required=True,
        description="交工资部门的证书待遇清单（Excel）；只有组织部门可见。",
        on=Date(description="哪一天；默认今天"),
    )
    revocations = graphene.Field(
        types.FuquanRevocationConnection,
        required=True,
        description="证书注销，新的在前；只含本人权限范围内的人员。",
        **connections.arguments(),
    )

    def resolve_unlicensed(
        root: Any, info: Any, *, first: int, after: str | None = None, on: date | None = None
    ) -> dict[str, Any]:
        """Return one page of those in sight."""
        page = connections.page(first=first, after=after)
        rows = selectors.unlicensed(
            on=on or timezone.localdate(), limit=page.first + 1, after=named_before(page), sight=sight(info)
        )
        return connections.answer(rows, page, key=lambda row: (row.person_pinyin, str(row.appointment_id)))

    def resolve_pay_links(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        on: date | None = None,
        person: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of those in sight."""
        page = connections.page(first=first, after=after)
        rows = selectors.pay(
            on=on or timezone.localdate(),
            limit=page.first + 1,
            after=named_before(page),
            person=None if person is None else people.identifier(person),
            sight=sight(info),
        )
        return connections.answer(rows, page, key=lambda row: (row.person_pinyin, str(row.id)))

    def resolve_pay_list(root: Any, info: Any, *, on: date | None = None) -> files.File:
        """Return the workbook."""
        offices.department(info)
        day = on or timezone.localdate()
        return files.workbook(f"证书待遇清单{day.isoformat()}", sheets.pay_list(on=day))

    def resolve_revocations(root: Any, info: Any, *, first: int, after: str | None = None) -> dict[str, Any]:
        """Return one page of those in sight."""
        page = connections.page(first=first, after=after)
        rows = selectors.revocations(limit=page.first + 1, after=row_before(page), sight=sight(info))
        return connections.answer(rows, page, key=lambda row: (str(row.id),))


def sight(info: Any) -> Sight:
    """Return whose records the principal may see.

    :raises AccessDenied: if none at all.
    """
    return Sight(offices.reached(info, offices.SEE), timezone.localdate())
