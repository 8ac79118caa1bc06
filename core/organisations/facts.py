"""Record facts about organisations and bring their periods up to date; what all services of them share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from core.access import schemas
from core.actors import Actor
from core.errors import DomainError
from core.organisations import selectors, timeline, values
from core.organisations.models import Organisation, OrganisationChange, OrganisationPeriod
from core.organisations.timeline import Piece
from core.organisations.values import InvalidOrganisation

Kind = OrganisationChange.Kind

_CYCLE = """
    WITH RECURSIVE above AS (
        SELECT %(parent)s::uuid AS id, daterange(%(from_on)s, %(until_on)s) AS days
        UNION
        SELECT p.parent_id, above.days * daterange(p.from_on, p.until_on)
          FROM above JOIN core_organisationperiod p ON p.organisation_id = above.id
         WHERE p.parent_id IS NOT NULL AND above.id <> %(organisation)s
           AND above.days && daterange(p.from_on, p.until_on)
    )
    SELECT min(lower(days)) FROM above WHERE id = %(organisation)s
"""


class Outdated(DomainError):
    """Someone else has changed the row since it was read."""

    code = "CONFLICT"


class Cycle(DomainError):
    """An organisation would come to stand below itself."""

    code = "ORGANISATION_CYCLE"


@dataclass
class Edit:
    """An organisation that this transaction has locked, and its pieces of time as they stand."""

    organisation: Organisation
    pieces: list[Piece]
    rows: dict[date, OrganisationPeriod]

    @property
    def name(self) -> str:
        """The last name."""
        return str(self.pieces[-1].values["name"])

    @property
    def founded_on(self) -> date:
        """The first day."""
        return self.pieces[0].from_on

    @property
    def closed_on(self) -> date | None:
        """The first day on which it stands no longer."""
        return self.pieces[-1].until_on


def lock_tree() -> None:
    """Let one change of this tenant's tree go at a time, until the transaction ends.

    Two moves that each see no ring could else make one together.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext('organisations'))", [schemas.current()]
        )


def edit(organisation: UUID, *, version: int | None = None) -> Edit:
    """Lock an organisation for this transaction and return how it stands.

    :param version: the version that the change was thought out on; None = whatever stands.
    :raises UnknownOrganisation: if this tenant has none of this identifier.
    :raises Outdated: if it has another version by now.
    """
    row = Organisation.objects.select_for_update().filter(pk=organisation).first()
    if row is None:
        raise selectors.unknown(organisation)
    found = list(row.periods.order_by("from_on"))
    pieces = [Piece(period.from_on, period.until_on, values.of(period)) for period in found]
    result = Edit(row, pieces, {period.from_on: period for period in found})
    if version is not None and version != row.version:
        raise Outdated(
            f"{result.name}已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return result


def record(
    editing: Edit,
    *,
    kind: OrganisationChange.Kind,
    pieces: Sequence[Piece],
    from_on: date,
    until_on: date | None = None,
    said: Mapping[str, Any] | None = None,
    close_reason: str = "",
    reason: str,
    actor: Actor,
) -> Organisation:
    """Store a fact and the pieces that follow from it; return the organisation in its new version.

    :raises InvalidOrganisation: if the values of some day do not go together.
    """
    for piece in pieces:
        values.complete(piece.values)
    organisation = editing.organisation
    organisation.version += 1
    organisation.save(update_fields=["version"])
    OrganisationChange.objects.create(
        organisation=organisation,
        version=organisation.version,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        values=values.plain(said or {}),
        close_reason=close_reason,
        reason=reason.strip(),
        **actor.columns("recorded_by"),
    )
    _store(organisation, editing.rows, pieces)
    return organisation


def place(organisation: UUID | None, *, parent: UUID | None, from_on: date, until_on: date | None) -> None:
    """Check that an organisation may stand below a parent on every day of a period; locks the parent.

    :param organisation: None for one that is only being founded, which closes no ring.
    :raises InvalidOrganisation: if the parent does not stand on some day of it.
    :raises Cycle: if the organisation would stand below itself on some day of it.
    """
    if parent is None:
        return
    above = edit(parent)
    if from_on < above.founded_on or (above.closed_on is not None and from_on >= above.closed_on):
        raise InvalidOrganisation(f"上级党组织在 {from_on} 尚未成立或已撤销；请改选上级或日期。")
    if above.closed_on is not None and (until_on is None or until_on > above.closed_on):
        raise InvalidOrganisation(
            f"上级党组织{above.name}自 {above.closed_on} 起撤销，而下级存续更久；请改选上级。"
        )
    if organisation is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _CYCLE,
            {"parent": parent, "organisation": organisation, "from_on": from_on, "until_on": until_on},
        )
        [(first,)] = cursor.fetchall()
    if first is not None:
        raise Cycle(
            f"{above.name}在 {first} 起是该组织的下级，不能作为其上级；请改选上级。",
            extensions={"on": first.isoformat()},
        )


def spans(pieces: Iterable[Piece], from_on: date, until_on: date | None) -> tuple[date, date | None] | None:
    """Return the part of a period in which the pieces, which leave no gap, stand; None if none of it."""
    standing = [
        piece for piece in pieces if timeline.overlaps((piece.from_on, piece.until_on), (from_on, until_on))
    ]
    if not standing:
        return None
    return max(standing[0].from_on, from_on), timeline.earlier(standing[-1].until_on, until_on)


def _store(
    organisation: Organisation, rows: Mapping[date, OrganisationPeriod], pieces: Sequence[Piece]
) -> None:
    """Bring the periods to these pieces: first what goes, then what stays, so that no two ever overlap."""
    gone = [row.pk for from_on, row in rows.items() if from_on not in {piece.from_on for piece in pieces}]
    if gone:
        OrganisationPeriod.objects.filter(pk__in=gone).delete()
    new = []
    for piece in pieces:
        row = rows.get(piece.from_on)
        if row is None:
            new.append(
                OrganisationPeriod(
                    organisation=organisation,
                    from_on=piece.from_on,
                    until_on=piece.until_on,
                    **piece.values,
                )
            )
        elif (row.until_on, values.of(row)) != (piece.until_on, piece.values):
            for field, value in piece.values.items():
                setattr(row, field, value)
            row.until_on = piece.until_on
            row.save()
    OrganisationPeriod.objects.bulk_create(new)
