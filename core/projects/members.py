"""Write who takes part in a project."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.errors import DomainError
from core.people import identities
from core.people.models import Person
from core.projects import entries
from core.projects.entries import InvalidProject
from core.projects.models import Part, ProjectMember


class AlreadyInvolved(DomainError):
    """The person takes part in the project already."""

    code = "ALREADY_INVOLVED"


class UnknownMember(DomainError):
    """Nobody of this identifier takes part in a project that the reader may see."""

    code = "NOT_FOUND"


def involve(
    *,
    project: UUID,
    person: UUID,
    part: Part,
    duty: str = "",
    on: date,
    today: date,
    actor: Actor = SYSTEM,
) -> ProjectMember:
    """Let somebody take part in a project from a day on and return that.

    :raises InvalidProject: if the person has left by that day, or was merged or erased.
    :raises AlreadyInvolved: if the person takes part already.
    :raises DomainError: as `entries.under_way` and `entries.dated`.
    """
    duty = identities.refuse_numbers(entries.text(duty, label="分工", most=200, required=False), what="分工")
    with acting(actor=actor):
        row = entries.under_way(project)
        entries.dated(row, on=on, today=today)
        who = Person.objects.select_for_update().get(pk=person)
        if who.merged_into_id is not None or who.erased_at is not None:
            raise InvalidProject(f"{who.name}的档案已并入他人或已抹除，不能参与项目：请改选人员。")
        if who.left_on is not None and who.left_on <= on:
            raise InvalidProject(f"{who.name}自 {who.left_on} 起已离开，不能参与项目：请核对日期或人员。")
        try:
            with transaction.atomic():
                return ProjectMember.objects.create(project=row, person=who, part=part, duty=duty, from_on=on)
        except IntegrityError as error:
            if "person_takes_part_once" not in str(error):
                raise
            raise AlreadyInvolved(
                f"{who.name}已参与该项目：如角色有变，请先登记退出，再以新角色登记。"
            ) from None


def release(*, member: UUID, on: date, today: date, actor: Actor = SYSTEM) -> ProjectMember:
    """Record that somebody takes part no longer from a day on, and return it.

    :param on: the first day without; the day of joining where that was recorded in error.
    :raises UnknownMember: if nobody takes part under this identifier.
    :raises InvalidProject: if the day lies before that of joining, or an earlier one is recorded.
    :raises DomainError: as `entries.under_way` and `entries.dated`.
    """
    with acting(actor=actor):
        row = ProjectMember.objects.select_for_update().filter(pk=member).first()
        if row is None:
            raise unknown(member)
        entries.dated(entries.under_way(row.project_id), on=on, today=today)
        if on < row.from_on:
            raise InvalidProject(f"退出日期 {on} 早于参与日期 {row.from_on}：请核对。")
        if row.until_on is not None:
            raise InvalidProject(f"已登记于 {row.until_on} 退出，不必再次登记。")
        row.until_on = on
        row.save(update_fields=["until_on"])
    return row


def unknown(member: object) -> UnknownMember:
    """Return the refusal for an identifier that names nobody's part in a project here."""
    return UnknownMember(f"没有编号为 {member} 的参与记录，或不在您的权限范围内：请核对编号。")
