"""GraphQL: what is read of Fuquan's examinations."""

from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.api import connections
from core.api.identifiers import parsed
from plugins.fuquan_licensing import files, offices
from plugins.fuquan_licensing.examinations import selectors, services, sheets, types
from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.sittings import marking


class Part:
    """What examinations bring to the plugin's root field."""

    examinations = graphene.List(
        graphene.NonNull(types.FuquanExamination),
        required=True,
        description="一年一认证的各场考试，新的在前。",
        year=graphene.Int(description="只要这一年度的"),
    )
    examination = graphene.Field(
        types.FuquanExamination, required=True, description="一场考试。", id=graphene.ID(required=True)
    )
    registrations = graphene.Field(
        types.FuquanRegistrationConnection,
        required=True,
        description="一场考试的报名，按座位号；只含本人权限范围内的人员。",
        examination=graphene.ID(required=True),
        **connections.arguments(),
    )
    score_changes = graphene.List(
        graphene.NonNull(types.FuquanScoreChange),
        required=True,
        description="按题库现行答案重新评分会改变哪些成绩；只列出，不改变。",
        examination=graphene.ID(required=True),
    )
    seat_list = graphene.Field(
        files.FuquanFile,
        required=True,
        description="座位表（Excel）。",
        examination=graphene.ID(required=True),
    )
    score_sheet = graphene.Field(
        files.FuquanFile,
        required=True,
        description="书面考试的成绩表（Excel），填好后原样导入。",
        examination=graphene.ID(required=True),
    )

    def resolve_examinations(root: Any, info: Any, *, year: int | None = None) -> list[Examination]:
        """Return them to whoever may see the scheme's business."""
        offices.reached(info, offices.SEE)
        return selectors.examinations(year=year)

    def resolve_examination(root: Any, info: Any, *, id: str) -> Examination:
        """Return one of them."""
        offices.reached(info, offices.SEE)
        return known(id)

    def resolve_registrations(
        root: Any, info: Any, *, examination: str, first: int, after: str | None = None
    ) -> dict[str, Any]:
        """Return one page of those in sight."""
        reached = offices.reached(info, offices.SEE)
        page = connections.page(first=first, after=after)
        rows = selectors.registrations(
            examination=known(examination).pk,
            limit=page.first + 1,
            after=seat_before(page),
            organisations=reached,
            today=timezone.localdate(),
        )
        return connections.answer(rows, page, key=lambda row: (row.seat,))

    def resolve_score_changes(root: Any, info: Any, *, examination: str) -> list[marking.Changed]:
        """Return whose score the present keys would change."""
        offices.department(info, offices.SEE)
        return marking.changes(examination=known(examination).pk)

    def resolve_seat_list(root: Any, info: Any, *, examination: str) -> files.File:
        """Return the list of seats."""
        offices.department(info, offices.SEE)
        row = known(examination)
        return files.workbook(f"{row.title}座位表", sheets.seats(examination=row.pk))

    def resolve_score_sheet(root: Any, info: Any, *, examination: str) -> files.File:
        """Return the score sheet."""
        offices.department(info, offices.SEE)
        row = known(examination)
        return files.workbook(f"{row.title}成绩表", sheets.score_sheet(examination=row.pk))


def known(id: str) -> Examination:
    """Return an examination by the identifier that a client sent.

    :raises UnknownExamination: if there is none.
    """
    identifier: UUID | None = parsed(id)
    row = None if identifier is None else selectors.examination(id=identifier)
    if row is None:
        raise services.unknown(id)
    return row


def seat_before(page: connections.Page) -> int:
    """Return the seat before a page of a list by seats; 0 from the start.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    if page.after is None:
        return 0
    if len(page.after) != 1 or not isinstance(page.after[0], int):
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return page.after[0]
