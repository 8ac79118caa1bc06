"""GraphQL: what is read of duty statements, shadowing, mentoring, degree study and the dual appraisal."""

from typing import Any

import graphene
from django.utils import timezone

from core.api import connections
from core.api.identifiers import parsed
from core.appointments.models import Post
from core.appointments.types import Post as PostType
from core.organisations import scope
from plugins.fuquan_licensing import law, offices
from plugins.fuquan_licensing.growth import appraisal, duties, selectors, types
from plugins.fuquan_licensing.growth.models import ShadowingBatch
from plugins.fuquan_licensing.paging import row_before

MOST_PEOPLE = 100


class Part:
    """What growth brings to the plugin's root field."""

    duties = graphene.List(
        graphene.NonNull(types.FuquanDuty),
        required=True,
        description="一个党组织一类岗位的职责，按制度规定的类别排列。",
        organisation=graphene.ID(required=True),
        post=PostType(required=True),
    )
    shadowing_batches = graphene.List(
        graphene.NonNull(types.FuquanShadowingBatch),
        required=True,
        description="一年内开始的各批跟岗锻炼。",
        year=graphene.Int(required=True),
    )
    mentorings = graphene.Field(
        types.FuquanMentoringConnection,
        required=True,
        description="结对帮带；只含被帮带人在本人权限范围内的。",
        **connections.arguments(),
    )
    degree_studies = graphene.Field(
        types.FuquanDegreeStudyConnection,
        required=True,
        description="学历提升；只含本人权限范围内的人员。",
        **connections.arguments(),
    )
    dual_scores = graphene.List(
        graphene.NonNull(types.FuquanDualScore),
        required=True,
        description="人员一年度双重管理考核的评分；至多 100 人，均须在本人权限范围内。",
        people=graphene.List(graphene.NonNull(graphene.ID), required=True),
        year=graphene.Int(required=True),
    )

    def resolve_duties(root: Any, info: Any, *, organisation: str, post: Any) -> list[Any]:
        """Return what was last stated under each heading in force."""
        reached = offices.reached(info, offices.SEE)
        unit = scope.require(reached, parsed(organisation), named=organisation)
        stated = duties.newest(organisation=unit, post=Post(getattr(post, "value", post)))
        headings = [one.code for one in law.in_force(timezone.localdate()).duty_headings]
        return [stated[code] for code in headings if code in stated]

    def resolve_shadowing_batches(root: Any, info: Any, *, year: int) -> list[dict[str, Any]]:
        """Return the batches with those whom the principal may see."""
        return shown(info, selectors.batches(year=year))

    def resolve_mentorings(root: Any, info: Any, *, first: int, after: str | None = None) -> dict[str, Any]:
        """Return one page of those in sight."""
        reached = offices.reached(info, offices.SEE)
        page = connections.page(first=first, after=after)
        rows = selectors.mentorings(
            limit=page.first + 1,
            after=row_before(page),
            organisations=reached,
            today=timezone.localdate(),
        )
        return connections.answer(rows, page, key=lambda row: (str(row.id),))

    def resolve_degree_studies(
        root: Any, info: Any, *, first: int, after: str | None = None
    ) -> dict[str, Any]:
        """Return one page of those in sight."""
        reached = offices.reached(info, offices.SEE)
        page = connections.page(first=first, after=after)
        rows = selectors.studies(
            limit=page.first + 1,
            after=row_before(page),
            organisations=reached,
            today=timezone.localdate(),
        )
        return connections.answer(rows, page, key=lambda row: (str(row.id),))

    def resolve_dual_scores(root: Any, info: Any, *, people: list[str], year: int) -> list[appraisal.Total]:
        """Return the scores of people whom the principal answers for."""
        if len(people) > MOST_PEOPLE:
            raise appraisal.BadScore(f"一次至多查询 {MOST_PEOPLE} 人的评分；请分批。")
        wanted = offices.own_people(info, people, offices.SEE)
        return appraisal.totals(people=wanted, year=year, today=timezone.localdate())


def shown(info: Any, batches: list[ShadowingBatch]) -> list[dict[str, Any]]:
    """Return batches, each with the nominations that the principal may see; one query."""
    rows = selectors.placements(
        batches=[batch.pk for batch in batches],
        organisations=offices.reached(info, offices.SEE),
        today=timezone.localdate(),
    )
    return [
        {
            "id": batch.pk,
            "version": batch.version,
            "title": batch.title,
            "from_on": batch.from_on,
            "last_on": batch.last_on,
            "approved_on": batch.approved_on,
            "placements": [row for row in rows if row.batch_id == batch.pk],
        }
        for batch in batches
    ]
