"""The duties that a change opens: to fill posts again, to file it, to approve the establishment anew."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from core.decisions import services as decisions
from core.decisions.about import About
from core.decisions.services import Answer
from core.obligations import deadlines
from core.obligations.deadlines import Deadline
from core.obligations.services import Duty
from core.policy.choice import Choice
from plugins.fuquan_licensing.policy import LicensingPolicy
from plugins.fuquan_licensing.scheme import NAME


class DutyKind(Choice):
    """Kinds of duty that this plugin opens."""

    FILL = "FUQUAN_FILL", "补齐配强"
    FILING = "FUQUAN_FILING", "备案"
    QUOTA = "FUQUAN_QUOTA", "重新核定员额"


def due(*, changed_on: date, organisation: UUID, today: date, like: Answer | None = None) -> Answer:
    """Return what the law says of the day by which a change must be filed.

    :raises CalendarNotCovered: if working days of unknown years are needed.
    """
    return decisions.decide(
        action=f"{NAME}.filing_due",
        facts={"changed_on": changed_on.isoformat()},
        about=About(organisation=organisation),
        like=like,
        today=today,
    )


def deadline(answer: Answer, *, changed_on: date) -> Deadline:
    """Return the deadline that an answer of `due` counts by; a new calendar lets it be reckoned anew."""
    assert isinstance(answer.policy, LicensingPolicy)
    return deadlines.working_days(answer.policy.filing_working_days, after=changed_on)


def opened(
    *,
    kind: DutyKind,
    what: str,
    organisation: UUID,
    until: Deadline,
    subject: tuple[str, UUID],
    person: UUID | None = None,
    by_record: bool = False,
) -> Duty:
    """Return a duty about a change or a credential.

    :param by_record: whether a record of this plugin fulfils it, not whoever answers for it.
    """
    return Duty(
        kind=kind.value,
        title=f"{kind.label}：{what}"[:200],
        organisation=organisation,
        deadline=until,
        subject_kind=subject[0],
        subject_id=subject[1],
        person=person,
        by_record=by_record,
    )


def approving(above: Mapping[UUID, UUID | None], unit: UUID) -> UUID:
    """Return who approves the establishment of a unit: the one above it, or itself at the top."""
    return above.get(unit) or unit
