"""GraphQL types of examinations, and the shelf from which a page of results is served."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal as Exact
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import graphene

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.scalars import Date, DateTime, Decimal
from core.appointments.types import Holder
from core.assessments.nodes import Places
from core.examinations import models, selectors
from core.examinations.models import State
from core.examinations.selectors import ResultRow
from core.law import services as law
from core.organisations.types import Organisation, enum

ExaminationState = enum(models.State, "ExaminationState", "考试状态")
ExaminationAttendance = enum(models.Attendance, "ExaminationAttendance", "出席情况")


class ExaminationNode:
    """An examination of a page, with the organisations of all of them; the row answers for the rest."""

    def __init__(self, row: models.Examination, shelf: "Shelf") -> None:
        self.row, self.shelf = row, shelf

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def mark(self) -> Exact:
        """The mark that counts: its own, else that of the core's law on the day of the sitting."""
        return self.shelf.mark(self.row.on) if self.row.pass_mark is None else self.row.pass_mark


class Node(ResultRow):
    """A result together with the shelf that it stands on."""

    shelf: "Shelf"


class Shelf:
    """Examinations, and results, that are shown together; what belongs to them is fetched at once."""

    def __init__(
        self,
        *,
        results: Iterable[ResultRow] = (),
        examinations: Iterable[models.Examination] = (),
        principal: AnyPrincipal,
        today: date,
    ) -> None:
        self.nodes = [self._node(row) for row in results]
        self._rows = list(examinations)
        self._principal, self._today = principal, today
        self.mark = cache(lambda on: law.in_force(on).pass_mark)

    @cached_property
    def examinations(self) -> Mapping[UUID, ExaminationNode]:
        """The examinations, those of the results too."""
        missing = {node.examination_id for node in self.nodes} - {row.pk for row in self._rows}
        found = selectors.examinations_by_id(ids=missing) if missing else {}
        return {row.pk: ExaminationNode(row, self) for row in [*self._rows, *found.values()]}

    @cached_property
    def places(self) -> Places:
        """Where they are held, and where the candidates belong."""
        ids = {node.organisation_id for node in self.nodes}
        ids |= {node.row.organisation_id for node in self.examinations.values()}
        return Places(ids, principal=self._principal, today=self._today)

    def _node(self, row: ResultRow) -> Node:
        node = Node._make(row)
        node.shelf = self
        return node


class Examination(graphene.ObjectType):
    """一场考试：一份试卷的一次开考。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理时原样填回")
    organisation = graphene.Field(Organisation, required=True, description="组织考试的党组织")
    title = graphene.String(required=True, description="考试名称")
    paper_title = graphene.String(required=True, description="试卷名称")
    paper_kind = graphene.String(required=True, description="试卷类别")
    on = Date(required=True, description="考试日期")
    place = graphene.String(required=True, description="考点")
    pass_mark = Decimal(required=True, description="合格分数线：本场所定，未定的按考试当日的制度")
    state = graphene.Field(ExaminationState, required=True)
    published_on = Date(description="公布日")
    reason = graphene.String(required=True, description="取消的理由")

    def resolve_organisation(root: ExaminationNode, info: Any) -> Any:
        """Return who holds it, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.places.by_id[root.row.organisation_id]

    def resolve_pass_mark(root: ExaminationNode, info: Any) -> Exact:
        """Return the mark that counts."""
        return root.mark


class ExaminationResult(graphene.ObjectType):
    """一名考生的成绩；公布后的更正另成一版，原版保留。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版次；更正时原样填回")
    examination = graphene.Field(Examination, required=True)
    person = graphene.Field(Holder, required=True, description="考生")
    organisation = graphene.Field(Organisation, required=True, description="考试当日所在党组织")
    attendance = graphene.Field(ExaminationAttendance, required=True)
    score = Decimal(description="成绩，0 至 100；未参加的为 null")
    passed = graphene.Boolean(description="是否合格；未公布的为 null")
    reason = graphene.String(required=True, description="更正的理由")
    recorded_by = graphene.String(required=True, description="登记人")
    recorded_at = DateTime(required=True, description="登记时间")
    superseded_at = DateTime(description="被下一版替代的时间；null 为现行")

    def resolve_examination(root: Node, info: Any) -> ExaminationNode:
        """Return the examination."""
        return root.shelf.examinations[root.examination_id]

    def resolve_person(root: Node, info: Any) -> dict[str, Any]:
        """Return the candidate."""
        return {"id": root.person_id, "name": root.person_name}

    def resolve_organisation(root: Node, info: Any) -> Any:
        """Return where the candidate belonged, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.places.by_id[root.organisation_id]

    def resolve_passed(root: Node, info: Any) -> bool | None:
        """Return whether the published result passes."""
        examination = root.shelf.examinations[root.examination_id]
        if examination.row.state != State.PUBLISHED:
            return None
        return selectors.passed(root.attendance, root.score, examination.mark)


ExaminationConnection = connections.of(Examination)
ExaminationResultConnection = connections.of(ExaminationResult)
