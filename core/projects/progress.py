"""Write what is done in a project: steps of its standard, money received and spent; annul what was wrong."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.errors import DomainError
from core.projects import entries, values
from core.projects.entries import InvalidProject
from core.projects.models import Project, ProjectEntry

Kind = entries.Kind
_ANNULLABLE = (Kind.STEP, Kind.RECEIVED, Kind.SPENT)


class StepDone(DomainError):
    """A step of a project is recorded as done already."""

    code = "STEP_DONE"


class UnknownEntry(DomainError):
    """A project has no such entry."""

    code = "NOT_FOUND"


def complete_step(
    *, project: UUID, step: str, on: date, today: date, evidence: str, actor: Actor = SYSTEM
) -> ProjectEntry:
    """Record that a step of the project's standard is done, and by what it shows; return the entry.

    :raises InvalidProject: if the standard has no such step, or evidence is missing.
    :raises StepDone: if the step is done already.
    :raises DomainError: as `entries.under_way` and `entries.dated`.
    """
    evidence = entries.text(evidence, label="完成情况", most=500)
    with acting(actor=actor):
        row = entries.under_way(project)
        entries.dated(row, on=on, today=today)
        _not_done(row, step)
        return entries.record(row, kind=Kind.STEP, on=on, note=evidence, actor=actor, step=step)


def record_funds(
    *,
    project: UUID,
    kind: ProjectEntry.Kind,
    amount: Decimal,
    on: date,
    today: date,
    note: str,
    actor: Actor = SYSTEM,
) -> ProjectEntry:
    """Record money that a project received or spent and return the entry.

    :param kind: RECEIVED or SPENT.
    :param amount: yuan, more than 0, exact to the cent.
    :param note: whence or for what.
    :raises InvalidProject: if the amount cannot be, or the note is missing.
    :raises DomainError: as `entries.under_way` and `entries.dated`.
    """
    amount = values.money(amount, label="金额")
    if amount == 0:
        raise InvalidProject("金额须大于 0 元；登记有误的，请作废原记载。")
    note = entries.text(note, label="资金来源或用途", most=500)
    with acting(actor=actor):
        row = entries.under_way(project)
        entries.dated(row, on=on, today=today)
        return entries.record(row, kind=kind, on=on, note=note, actor=actor, amount=amount)


def annul(
    *, project: UUID, entry: UUID, reason: str, on: date, today: date, actor: Actor = SYSTEM
) -> ProjectEntry:
    """Annul an entry of a step or of money that was recorded in error; return the entry that says so.

    :raises UnknownEntry: if the project has no such entry.
    :raises InvalidProject: if it cannot be annulled, or the reason is missing.
    :raises DomainError: as `entries.under_way` and `entries.dated`.
    """
    reason = entries.text(reason, label="作废理由", most=500)
    with acting(actor=actor):
        row = entries.under_way(project)
        entries.dated(row, on=on, today=today)
        wrong = ProjectEntry.objects.filter(project=row, pk=entry).first()
        if wrong is None:
            raise unknown(entry)
        if wrong.kind not in _ANNULLABLE:
            raise InvalidProject(f"“{Kind(wrong.kind).label}”的记载不能作废：请另行办理变更。")
        if wrong.annulled_at is not None:
            raise InvalidProject("该记载已作废，不必再次作废。")
        wrong.annulled_at = Now()
        wrong.save(update_fields=["annulled_at"])
        return entries.record(row, kind=Kind.ANNULLED, on=on, note=reason, actor=actor, annuls=wrong)


def unknown(entry: object) -> UnknownEntry:
    """Return the refusal for an identifier that names no entry of a project."""
    return UnknownEntry(f"该项目没有编号为 {entry} 的记载：请核对编号。")


def steps(project: Project) -> list[dict[str, Any]]:
    """Return the steps of the standard that the project follows, none if it follows none."""
    return project.standard.steps if project.standard is not None else []


def skipped(project: Project) -> list[str]:
    """Return the titles of those steps that are not done."""
    done = set(
        ProjectEntry.objects.filter(project=project, kind=Kind.STEP, annulled_at__isnull=True).values_list(
            "step", flat=True
        )
    )
    return [step["title"] for step in steps(project) if step["code"] not in done]


def _not_done(project: Project, step: str) -> None:
    known = [known["code"] for known in steps(project)]
    if step not in known:
        raise InvalidProject(f"该项目所依规范没有步骤 {step}；其步骤为：{'、'.join(known) or '无'}。")
    if ProjectEntry.objects.filter(project=project, step=step, annulled_at__isnull=True).exists():
        raise StepDone(f"步骤 {step} 已登记完成：如登记有误，请先作废原记载。")
