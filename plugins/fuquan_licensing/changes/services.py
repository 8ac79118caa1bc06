"""Record changes of units, take their filings, and open the duties that follow (domain.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from core import identifiers
from core.actors import Actor
from core.audit import acting
from core.decisions import services as decisions
from core.decisions.services import Answer
from core.errors import DomainError
from core.obligations import services as obligations
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.people import identities
from plugins.fuquan_licensing.changes import derived, duties
from plugins.fuquan_licensing.changes.duties import DutyKind
from plugins.fuquan_licensing.changes.models import Change

SUBJECT = "fuquan_change"
"""What decisions and duties call a change."""
LONGEST = 500


class BadChange(DomainError):
    """A change or its filing cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownChange(DomainError):
    """No change has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class NotFiled(DomainError):
    """The unit has not filed the change, or it was received before."""

    code = "CHANGE_NOT_FILED"


class AlreadyFiled(DomainError):
    """The unit has filed the change before."""

    code = "CHANGE_FILED"


@dataclass(frozen=True)
class Report:
    """A change as it is told: of which unit, from which day, about whom, and by which fact of the core."""

    kind: Change.Kind
    organisation: UUID
    changed_on: date
    description: str
    person: UUID | None = None
    source: UUID | None = None


def report(reported: Report, *, today: date, actor: Actor) -> Change:
    """Record a change that a unit reports, open its three duties, and return it.

    :raises BadChange: if the description is missing, or the change lies ahead.
    :raises UnknownOrganisation: if the unit does not stand on the day.
    :raises DomainError: as `duties.due`.
    """
    organisations.one(organisation=reported.organisation, on=reported.changed_on)
    with acting(actor=actor):
        [row] = report_many([reported], today=today, actor=actor)
    return row


def report_many(reports: Sequence[Report], *, today: date, actor: Actor) -> list[Change]:
    """Record changes with their duties and return them; three writes, however many.

    Each rests on a decision of its own (`filing_due`). The duties count from the day on which the change
    takes effect, whenever it becomes known.

    :raises BadChange: as `report`, or if one of the facts was taken up before.
    :raises DomainError: as `duties.due`.
    """
    above = _above(reports)
    made: list[Change] = []
    wanted: list[obligations.Duty] = []
    answers: dict[str, Answer] = {}
    for one in reports:
        text = _text(one.description, what="变动情况")
        if one.changed_on > today:
            raise BadChange(f"变动自 {one.changed_on} 起才生效：请在生效后报告。")
        like = next(reversed(answers.values()), None)
        answer = duties.due(changed_on=one.changed_on, organisation=one.organisation, today=today, like=like)
        row = Change(
            id=identifiers.new(),
            kind=one.kind,
            organisation_id=one.organisation,
            person_id=one.person,
            changed_on=one.changed_on,
            description=text,
            source_id=one.source,
            **actor.columns("recorded_by"),
        )
        answers[str(row.pk)] = answer
        made.append(row)
        for kind in DutyKind:
            unit = one.organisation
            wanted.append(
                duties.opened(
                    kind=kind,
                    what=f"{Change.Kind(one.kind).label} {one.changed_on}",
                    organisation=duties.approving(above, unit) if kind is DutyKind.QUOTA else unit,
                    until=duties.deadline(answer, changed_on=one.changed_on),
                    subject=(SUBJECT, row.pk),
                    person=one.person,
                    by_record=kind is not DutyKind.FILL,
                )
            )
    try:
        with acting(actor=actor):
            kept = decisions.keep_many(answers, actor=actor, subject_kind=SUBJECT)
            opened = obligations.assign_many(wanted, on=today, actor=actor)
            for place, row in enumerate(made):
                row.decision = kept[str(row.pk)]
                row.fill, row.filing, row.quota = opened[place * 3 : place * 3 + 3]
            return Change.objects.bulk_create(made)
    except IntegrityError as error:
        if "source_id" not in str(error):
            raise
        raise BadChange("其中有的变动已由他人登记：请刷新后重试。") from None


def derive(*, since: date, today: date, actor: Actor) -> list[Change]:
    """Record the changes that follow from the core's own facts and that nobody has recorded; return them.

    :param since: first day on which a change may take effect.
    """
    found = derived.unrecorded(since=since, on=today)
    return report_many(
        [
            Report(
                kind=Change.Kind(one.kind),
                organisation=one.organisation_id,
                changed_on=one.changed_on,
                description=one.description,
                person=one.person_id,
                source=one.source_id,
            )
            for one in found
        ],
        today=today,
        actor=actor,
    )


def file(*, change: UUID, version: int, on: date, document_number: str, today: date, actor: Actor) -> Change:
    """Note that the unit sent its filing of a change to the department, and return the change.

    :raises AlreadyFiled: if it did before.
    :raises BadChange: if the day precedes the change or lies ahead, or the document's number is missing.
    :raises Outdated: if the change has another version by now.
    :raises UnknownChange: if there is none of this identifier.
    """
    with acting(actor=actor):
        row = _held(change, version)
        if row.filed_on is not None:
            raise AlreadyFiled(f"该变动已于 {row.filed_on} 报送备案。")
        if not row.changed_on <= on <= today:
            raise BadChange(f"报送日须在变动生效日 {row.changed_on} 至今天之间。")
        row.filed_on = on
        row.document_number = _text(document_number, what="备案报告文号", longest=100)
        return _saved(row)


def receive(*, change: UUID, version: int, on: date, today: date, actor: Actor) -> Change:
    """Note that the department received a filing on a day, which fulfils the unit's duty; return the change.

    :raises NotFiled: if the unit has not filed it, or it was received before.
    :raises BadChange: if the day precedes that of the filing or lies ahead.
    :raises Outdated: if the change has another version by now.
    :raises UnknownChange: if there is none of this identifier.
    """
    with acting(actor=actor):
        row = _held(change, version)
        if row.received_on is not None:
            raise NotFiled(f"该变动的备案已于 {row.received_on} 收到。")
        if row.filed_on is None:
            raise NotFiled("单位尚未报送备案：请先由单位报送。")
        if not row.filed_on <= on <= today:
            raise BadChange(f"收到日须在报送日 {row.filed_on} 至今天之间。")
        row.received_on = on
        obligations.fulfil(
            obligation=row.filing_id,
            evidence=f"收到备案报告 {row.document_number}",
            on=max(on, row.filing.opened_on),
            by_record=True,
            actor=actor,
        )
        return _saved(row)


def unknown(change: object) -> UnknownChange:
    """Return the refusal for an identifier that names no change here."""
    return UnknownChange(f"没有编号为 {change} 的变动，或不在您的权限范围内；请核对编号。")


def _above(reports: Sequence[Report]) -> dict[UUID, UUID | None]:
    """Return what stands above each unit on the last day of a change among them; one query."""
    if not reports:
        return {}
    ids = {one.organisation for one in reports}
    last = max(one.changed_on for one in reports)
    return {unit: row.parent_id for unit, row in organisations.nearest(ids=ids, on=last).items()}


def _held(change: UUID, version: int) -> Change:
    row = Change.objects.select_for_update(of=("self",)).select_related("filing").filter(pk=change).first()
    if row is None:
        raise unknown(change)
    if row.version != version:
        raise Outdated(
            f"该变动已由他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）：请刷新后核对。",
            extensions={"version": row.version},
        )
    return row


def _saved(row: Change) -> Change:
    row.version += 1
    row.save()
    return row


def _text(text: str, *, what: str, longest: int = LONGEST) -> str:
    text = text.strip()
    if not 0 < len(text) <= longest:
        raise BadChange(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(text, what=what)
