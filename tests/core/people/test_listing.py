"""Searching people, as of any day, within what may be seen."""

from datetime import date

import nobody
import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.people import listing, services
from core.people.listing import Filters
from core.policy.vocabulary import PoliticalStatus

TODAY = date(2026, 5, 1)


def names(**arguments) -> list[str]:
    return [row.name for row in listing.by_pinyin(**{"limit": 100, "on": TODAY} | arguments)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三", ["张三", "张三丰"]),
        ("三丰", ["张三丰"]),
        ("丰三", []),
        ("王建国", ["王建国"]),
        ("张", ["张三", "张三丰"]),
        ("wang", ["王建国"]),
        ("wangjian", ["王建国"]),
        ("wang jian", ["王建国"]),
        ("Wang  Ji", ["王建国"]),
        ("wjg", ["王建国"]),
        ("zs", ["张三", "张三丰"]),
        ("jian", []),
        ("%", []),
        ("_", []),
        ("", ["阿依古丽·买买提", "王建国", "张三", "张三丰"]),
        ("·买", ["阿依古丽·买买提"]),
        (" 三 ", ["张三", "张三丰"]),
    ],
)
def test_people_are_found_by_signs_and_by_the_start_of_their_pinyin(in_beta, posted, text, found):
    for name in ("张三", "张三丰", "王建国", "阿依古丽·买买提"):
        posted(name)

    assert names(filters=Filters(search=text)) == found


def test_people_are_found_by_a_whole_number_only(in_beta, posted):
    posted("张三", id_number=nobody.NUMBER, phone=nobody.PHONE)
    posted("李四")

    assert names(filters=Filters(search=nobody.NUMBER)) == ["张三"]
    assert names(filters=Filters(search="+86 154-0000-1234")) == ["张三"]
    assert names(filters=Filters(search=nobody.number(sequence=999))) == []
    with pytest.raises(listing.BadSearch, match="完整号码"):
        names(filters=Filters(search=nobody.NUMBER[:14]))
    with pytest.raises(listing.BadSearch):
        names(filters=Filters(name=nobody.PHONE))


def test_filters_narrow_each_other(in_beta, posted):
    posted("张三", political_status="MASSES")
    posted("张四", political_status="FULL_MEMBER")
    posted("李三", political_status="MASSES")

    assert names(filters=Filters(pinyin="zh", political_status=PoliticalStatus.MASSES)) == ["张三"]
    assert names(filters=Filters(name="三", pinyin="l")) == ["李三"]


def test_the_organisation_is_that_of_the_day_the_full_time_one_first(in_beta, unit, posted):
    old, new, beside = unit("甲镇党委"), unit("乙镇党委"), unit("丙镇党委")
    person = posted("张三")
    for organisation, basis, on, until in (
        (beside, Appointment.Basis.PART_TIME, date(2021, 1, 1), None),
        (old, Appointment.Basis.FULL_TIME, date(2022, 1, 1), date(2024, 1, 1)),
        (new, Appointment.Basis.FULL_TIME, date(2024, 1, 1), None),
    ):
        appointments.appoint(person=person, organisation=organisation, basis=basis, on=on, until=until)

    shown = {
        on: listing.by_pinyin(limit=1, on=on)[0].organisation_name
        for on in (
            date(2020, 12, 31),
            date(2021, 1, 1),
            date(2022, 1, 1),
            date(2023, 12, 31),
            date(2024, 1, 1),
        )
    }

    assert list(shown.values()) == [None, "丙镇党委", "甲镇党委", "甲镇党委", "乙镇党委"]


def test_somebody_without_a_post_belongs_to_who_keeps_the_file(in_beta, unit, posted):
    home, other = unit("甲镇党委"), unit("乙镇党委")
    services.record(name="张三", kept_by=home, on=TODAY)
    kept = services.record(name="李四", kept_by=home, on=TODAY).person
    appointments.appoint(
        person=kept, organisation=other, basis=Appointment.Basis.FULL_TIME, on=date(2022, 1, 1)
    )

    assert names(roots=[home.pk]) == ["张三"]
    assert names(roots=[other.pk]) == ["李四"]
    assert names(roots=[home.pk, other.pk], unit=other.pk) == ["李四"]
    assert names(roots=[home.pk], unit=home.pk, on=date(2021, 1, 1), today=TODAY) == ["张三"]
    assert names(roots=[]) == []


def test_a_large_unit_is_read_in_order_like_a_small_one(in_beta, unit, posted, monkeypatch):
    home = unit("甲镇党委")
    for name in ("丁一", "安三", "周五"):
        posted(name, home)
    services.record(name="李四", kept_by=home, on=TODAY)
    posted("王六")
    small = names(unit=home.pk)

    monkeypatch.setattr(listing, "FEW", 2)

    assert names(unit=home.pk) == small == ["安三", "丁一", "李四", "周五"]
    assert names(unit=home.pk, roots=[home.pk], limit=2) == ["安三", "丁一"]
