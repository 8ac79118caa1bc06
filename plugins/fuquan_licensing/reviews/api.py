"""GraphQL: what each body, the department and the units read of the joint review."""

from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.api import connections
from core.api.identifiers import parsed
from plugins.fuquan_licensing import offices
from plugins.fuquan_licensing.examinations import api as examinations
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.paging import row_before
from plugins.fuquan_licensing.reviews import selectors, services, types

REVIEW = "cases.review"


class Part:
    """What the joint review brings to the plugin's root field."""

    review_cases = graphene.Field(
        types.FuquanReviewCaseConnection,
        required=True,
        description="本人所代表的联审机关的待审件；看不到其他机关的。",
        decided=graphene.Boolean(description="只要已提出意见的（true）或未提出的（false）"),
        **connections.arguments(),
    )
    review_opinions = graphene.List(
        graphene.NonNull(types.FuquanReviewedCandidate),
        required=True,
        description="一场考试的各机关意见；只有组织部门可见。",
        examination=graphene.ID(required=True),
    )
    review_desks = graphene.List(
        graphene.NonNull(types.FuquanReviewDesk),
        required=True,
        description="各联审机关的审核人员；只有组织部门可见。",
    )
    outcomes = graphene.Field(
        types.FuquanOutcomeConnection,
        required=True,
        description="一场考试各考生的结果，按座位号；只含本人权限范围内的人员。",
        examination=graphene.ID(required=True),
        **connections.arguments(),
    )

    def resolve_review_cases(
        root: Any, info: Any, *, first: int, after: str | None = None, decided: bool | None = None
    ) -> dict[str, Any]:
        """Return one page of the cases before the asker's body."""
        user = reviewer(info)
        page = connections.page(first=first, after=after)
        rows = selectors.cases(
            body=services.body_of(user),
            limit=page.first + 1,
            after=row_before(page),
            decided=decided,
            on=timezone.localdate(),
        )
        return connections.answer(rows, page, key=lambda row: (str(row.id),))

    def resolve_review_opinions(root: Any, info: Any, *, examination: str) -> list[dict[str, Any]]:
        """Return what each body says, to those who conduct the scheme for the whole county."""
        offices.department(info)
        found = selectors.opinions(examination=examinations.known(examination).pk)
        return [{"registration": one, "opinions": rows} for one, rows in found.items()]

    def resolve_review_desks(root: Any, info: Any) -> Any:
        """Return who speaks for which body."""
        offices.department(info)
        return selectors.desks()

    def resolve_outcomes(
        root: Any, info: Any, *, examination: str, first: int, after: str | None = None
    ) -> dict[str, Any]:
        """Return one page of what became of those in sight."""
        reached = offices.reached(info, offices.SEE)
        page = connections.page(first=first, after=after)
        row = examinations.known(examination)
        rows = selectors.outcomes(
            examination=row.pk,
            stage=Stage(row.stage),
            limit=page.first + 1,
            after=examinations.seat_before(page),
            organisations=reached,
            today=timezone.localdate(),
        )
        return connections.answer(rows, page, key=lambda row: (row.seat,))


def reviewer(info: Any) -> UUID:
    """Return who reviews.

    :raises AccessDenied: if the principal reviews nothing.
    """
    declare.enforce(info.context.principal, Mark("requires", REVIEW))
    user: UUID = info.context.principal.user_id
    return user


def case_named(text: str) -> UUID:
    """Return the identifier of a case from an argument.

    :raises UnknownCase: if it is none.
    """
    identifier = parsed(text)
    if identifier is None:
        raise services.unknown(text)
    return identifier
