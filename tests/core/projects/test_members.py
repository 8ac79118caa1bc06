"""Who takes part in a project, from when to when."""

from datetime import date
from uuid import UUID

import nobody
import pytest

from core.people import identities
from core.people import services as people
from core.people.codes import LeaveReason
from core.projects import members, selectors
from core.projects.entries import InvalidProject
from core.projects.models import Part
from core.projects.models import ProjectMember as Member

TODAY = date(2026, 5, 1)
RAISED = date(2026, 1, 10)


def involved(project, person, *, part: Part = Part.MEMBER, on: date = RAISED, duty: str = "") -> Member:
    return members.involve(project=project.pk, person=person.pk, part=part, duty=duty, on=on, today=TODAY)


def released(member: UUID, *, on: date = TODAY) -> Member:
    return members.release(member=member, on=on, today=TODAY)


def test_somebody_takes_part_once_at_a_time(raised, somebody):
    project = raised()
    first = involved(project, somebody, duty="资料")

    with pytest.raises(members.AlreadyInvolved, match="张三"):
        involved(project, somebody, part=Part.LEAD)
    released(first.pk)
    involved(project, somebody, part=Part.LEAD, on=TODAY)

    shown = selectors.members(projects=[project.pk], on=TODAY)[project.pk]
    assert [(row.person_name, row.part, row.duty, row.until_on) for row in shown] == [
        ("张三", "LEAD", "", None),
        ("张三", "MEMBER", "资料", TODAY),
    ]


@pytest.mark.parametrize("on", [date(2026, 1, 9), date(2026, 5, 2)])
def test_nobody_takes_part_before_the_project_or_in_the_future(raised, somebody, on):
    with pytest.raises(InvalidProject):
        involved(raised(), somebody, on=on)

    assert Member.objects.count() == 0


def test_who_has_left_takes_part_until_the_day_before_only(raised, somebody):
    people.leave(person_id=somebody.pk, version=1, on=date(2026, 2, 1), reason=LeaveReason.RETIRED)
    project = raised()

    with pytest.raises(InvalidProject, match="已离开"):
        involved(project, somebody, on=date(2026, 2, 1))

    assert involved(project, somebody, on=date(2026, 1, 31)).until_on is None


def test_a_duty_holds_no_numbers_of_people(raised, somebody):
    with pytest.raises(identities.NumberInText):
        involved(raised(), somebody, duty=f"联系电话 {nobody.PHONE}")

    assert Member.objects.count() == 0


def test_taking_part_ends_once_and_not_before_it_began(raised, somebody):
    member = involved(raised(), somebody, on=date(2026, 2, 1))

    with pytest.raises(InvalidProject, match="早于参与日期"):
        released(member.pk, on=date(2026, 1, 31))
    released(member.pk, on=date(2026, 2, 1))
    with pytest.raises(InvalidProject, match="已登记于 2026-02-01 退出"):
        released(member.pk)
    with pytest.raises(members.UnknownMember):
        released(UUID(int=7))

    assert Member.objects.get().until_on == date(2026, 2, 1)
