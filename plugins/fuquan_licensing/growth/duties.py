"""State what each kind of post of an organisation has to do (岗位职责), heading by heading."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.appointments.models import Post
from core.audit import acting
from core.errors import DomainError
from core.organisations import facts
from plugins.fuquan_licensing import law
from plugins.fuquan_licensing.growth import texts
from plugins.fuquan_licensing.growth.models import DutyStatement

LONGEST = 2000


class BadDuties(DomainError):
    """Duties cannot be stated as described."""

    code = "BAD_USER_INPUT"


def state(
    *, organisation: UUID, post: Post, duties: Mapping[str, str], on: date, actor: Actor
) -> list[DutyStatement]:
    """State the duties of a kind of post from a day on and return what is new; what stays the same is left.

    :param duties: texts by the code of the heading; all headings of the policy in force, and no other.
    :raises BadDuties: naming the headings that are missing or unknown.
    :raises BadText: if a text is missing or too long.
    :raises UnknownOrganisation: if there is none of this identifier.
    """
    headings = {one.code: one.label for one in law.in_force(on).duty_headings}
    if duties.keys() != headings.keys():
        missing = "、".join(f"{code}（{label}）" for code, label in headings.items() if code not in duties)
        unknown = "、".join(sorted(duties.keys() - headings.keys()))
        raise BadDuties(
            "岗位职责须按制度规定的类别逐项填写："
            + "；".join([f"缺 {missing}"] * bool(missing) + [f"没有类别 {unknown}"] * bool(unknown))
        )
    given = {code: texts.given(text, what=headings[code], longest=LONGEST) for code, text in duties.items()}
    with acting(actor=actor), transaction.atomic():
        # Two who state one post's duties at once go one after the other.
        facts.edit(organisation)
        standing = newest(organisation=organisation, post=post)
        return DutyStatement.objects.bulk_create(
            DutyStatement(
                organisation_id=organisation,
                post=post,
                heading=code,
                number=standing[code].number + 1 if code in standing else 1,
                text=text,
                from_on=on,
                **actor.columns("recorded_by"),
            )
            for code, text in given.items()
            if code not in standing or standing[code].text != text
        )


def newest(*, organisation: UUID, post: Post) -> dict[str, DutyStatement]:
    """Return what was last stated of a kind of post, by heading; one query."""
    rows = DutyStatement.objects.filter(organisation=organisation, post=post).order_by("number")
    return {row.heading: row for row in rows}
