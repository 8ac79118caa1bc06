"""Registering, changing, leaving, unmasking and erasing people."""

from datetime import date

import nobody
import pytest

from core import crypto
from core.actors import Actor
from core.audit import selectors as audit
from core.people import identities, listing, merging, selectors, services
from core.people.codes import LeaveReason
from core.people.details import InvalidPerson
from core.people.models import IdentityDisclosure, Person

TODAY = date(2026, 5, 1)
CLERK = Actor(realm="tenant", id="7", name="李娜")


def recorded(**details) -> services.Recorded:
    return services.record(**({"name": "张三"} | details), on=TODAY)


def row(person: Person) -> selectors.PersonRow:
    found = selectors.person(id=person.pk, on=TODAY)
    assert found is not None
    return found


def test_a_name_gets_its_pinyin(in_beta):
    assert recorded(name=" 吴川 ").person.pinyin == "wu chuan"


def test_pinyin_can_be_said_otherwise(in_beta):
    assert recorded(name="单雄", pinyin="Shan  xiong").person.pinyin == "shan xiong"


def test_pinyin_follows_a_new_name_unless_it_is_said(in_beta):
    person = recorded(name="单雄", pinyin="shan xiong").person

    renamed = services.change(person_id=person.pk, version=1, on=TODAY, name="吴川").person
    kept = services.change(person_id=person.pk, version=2, on=TODAY, major="法学").person

    assert (renamed.pinyin, kept.pinyin) == ("wu chuan", "wu chuan")


def test_an_identity_number_tells_birth_date_and_sex(in_beta):
    person = recorded(id_number=nobody.NUMBER).person

    assert (person.birth_on, person.sex) == (date(1990, 3, 7), "MALE")


@pytest.mark.parametrize(
    ("details", "problem"),
    [
        ({"name": " "}, "请填写姓名"),
        ({"name": "张" * 101}, "姓名不得超过 100 字"),
        ({"name": f"张三{nobody.PHONE}"}, "姓名中不得写身份证号或电话"),
        ({"pinyin": "张 san"}, "姓名拼音只能用小写字母"),
        ({"id_number": nobody.NUMBER[:-1] + "?"}, "18 位"),
        ({"id_number": nobody.NUMBER, "birth_on": date(1990, 3, 8)}, "出生日期与身份证号不一致"),
        ({"id_number": nobody.NUMBER, "sex": "FEMALE"}, "性别与身份证号不一致"),
        ({"birth_on": date(2026, 5, 2)}, "出生日期不能晚于 2026-05-01"),
        ({"birth_on": date(1899, 12, 31)}, "出生日期不能早于 1900-01-01"),
        ({"birth_on": date(1990, 3, 7), "joined_on": date(1990, 3, 7)}, "入党日期须晚于出生日期"),
        ({"joined_on": date(2020, 7, 1), "full_member_since": date(2020, 6, 30)}, "转正日期不能早于入党日期"),
        ({"political_status": "PROBATIONARY_MEMBER", "full_member_since": TODAY}, "中共预备党员没有转正日期"),
        ({"education": "BACHELOR", "education_code": "31"}, "学历代码与学历"),
        ({"education_code": "31"}, "请同时填写学历"),
        ({"sex": "M"}, "sex 没有代码 M"),
        ({"phone": "12345"}, "电话须为 11 位手机号"),
    ],
)
def test_what_cannot_be_right_is_refused(in_beta, details, problem):
    with pytest.raises(InvalidPerson, match=problem):
        recorded(**details)

    assert Person.objects.count() == 0


def test_everything_that_is_wrong_is_told_at_once(in_beta):
    with pytest.raises(InvalidPerson) as refusal:
        recorded(name="", phone="1", birth_on=date(2030, 1, 1))

    assert len(refusal.value.extensions["problems"]) == 3


def test_education_gets_the_code_of_its_group(in_beta):
    assert recorded(education="COLLEGE").person.education_code == "30"


@pytest.mark.parametrize(
    ("region", "warnings"),
    [("522702", []), ("110103", ["现已撤销或改码"]), ("990001", ["不在行政区划代码表中"])],
)
def test_a_region_that_is_unknown_or_abolished_is_a_warning(in_beta, region, warnings):
    found = recorded(id_number=nobody.number(date(1990, 3, 7), region=region))

    assert len(found.warnings) == len(warnings)
    assert all(part in warning for part, warning in zip(warnings, found.warnings, strict=True))


def test_identity_and_phone_are_shown_masked(in_beta):
    person = recorded(id_number=nobody.NUMBER, phone=nobody.PHONE).person

    assert row(person).masked("id_number") == f"5227**********{nobody.NUMBER[-4:]}"
    assert row(person).masked("phone") == "154****1234"


def test_an_identity_number_is_registered_once(in_beta):
    first = recorded(id_number=nobody.NUMBER).person

    with pytest.raises(services.Duplicate) as refusal:
        recorded(name="张三三", id_number=nobody.NUMBER)

    assert refusal.value.extensions == {
        "duplicates": [{"id": str(first.pk), "name": "张三", "basis": "ID_NUMBER"}]
    }
    assert Person.objects.count() == 1


def test_a_change_keeps_what_is_not_named(in_beta):
    person = recorded(id_number=nobody.NUMBER, phone=nobody.PHONE, major="法学").person
    sealed = bytes(person.id_number_cipher)

    services.change(person_id=person.pk, version=1, on=TODAY, phone=None, education="BACHELOR")

    person.refresh_from_db()
    assert (person.major, person.education, person.phone_blind, person.version) == (
        "法学",
        "BACHELOR",
        None,
        2,
    )
    assert bytes(person.id_number_cipher) == sealed


def test_an_outdated_version_is_refused(in_beta):
    person = recorded().person
    services.change(person_id=person.pk, version=1, on=TODAY, major="法学")

    with pytest.raises(services.OutdatedVersion, match="第 2 版") as refusal:
        services.change(person_id=person.pk, version=1, on=TODAY, major="历史")

    assert refusal.value.code == "CONFLICT"
    assert Person.objects.get().major == "法学"


def test_who_left_is_in_no_list_from_that_day_on(in_beta):
    person = recorded().person

    services.leave(person_id=person.pk, version=1, on=TODAY, reason=LeaveReason.RETIRED)

    assert listing.by_pinyin(limit=10, on=TODAY) == []
    assert len(listing.by_pinyin(limit=10, on=date(2026, 4, 30))) == 1
    assert len(listing.by_pinyin(limit=10, on=TODAY, filters=listing.Filters(with_left=True))) == 1


def test_who_left_by_mistake_comes_back(in_beta):
    person = recorded().person
    services.leave(person_id=person.pk, version=1, on=TODAY, reason=LeaveReason.RETIRED)

    services.readmit(person_id=person.pk, version=2)

    assert [found.name for found in listing.by_pinyin(limit=10, on=TODAY)] == ["张三"]


def test_unmasking_is_an_audit_event_with_its_reason(in_beta):
    person = recorded(id_number=nobody.NUMBER, phone=nobody.PHONE).person

    shown = services.unmask(person_id=person.pk, fields=("id_number",), actor=CLERK, reason="核对档案")

    disclosure = IdentityDisclosure.objects.get()
    [event] = audit.history(table="core_identitydisclosure", row_key=str(disclosure.pk))
    assert shown == {"id_number": nobody.NUMBER}
    assert (event.actor_name, event.reason) == ("李娜", "核对档案")
    assert event.new["fields"] == ["id_number"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, f"核对 {nobody.PHONE}"])
def test_unmasking_needs_a_reason_that_can_be_kept(in_beta, reason):
    person = recorded(phone=nobody.PHONE).person

    with pytest.raises((InvalidPerson, identities.NumberInText)):
        services.unmask(person_id=person.pk, fields=("phone",), actor=CLERK, reason=reason)

    assert IdentityDisclosure.objects.count() == 0


def test_a_seal_copied_to_another_person_does_not_open(in_beta):
    one, other = recorded(phone=nobody.PHONE).person, recorded(name="李四").person
    Person.objects.filter(pk=other.pk).update(phone_cipher=one.phone_cipher, phone_blind=one.phone_blind)

    with pytest.raises(crypto.CannotOpen):
        row(other).masked("phone")


def test_erasure_takes_the_names_and_leaves_the_figures(in_beta):
    person = recorded(
        id_number=nobody.NUMBER, phone=nobody.PHONE, education="BACHELOR", development_intention="后备"
    ).person

    services.erase(person_id=person.pk, actor=CLERK, reason="本人申请，《个人信息保护法》第四十七条")

    person.refresh_from_db()
    assert (person.name, person.pinyin, person.development_intention) == ("（已抹除）", "", "")
    assert (person.id_number_cipher, person.id_number_blind, person.phone_cipher) == (None, None, None)
    assert (person.birth_on, person.sex, person.education) == (date(1990, 3, 7), "MALE", "BACHELOR")
    events = list(audit.history(table="core_person", row_key=str(person.pk)))
    assert [event.operation for event in events] == ["INSERT", "UPDATE", "ERASE"]
    assert all("张三" not in str(event.new) + str(event.old) for event in events)
    assert selectors.person(id=person.pk, on=TODAY) is None


def test_erasure_reaches_rows_that_were_merged(in_beta):
    kept, absorbed = recorded(phone=nobody.PHONE).person, recorded(name="张山").person
    merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复")

    services.erase(person_id=kept.pk, actor=CLERK, reason="本人申请")

    assert set(Person.objects.values_list("name", flat=True)) == {"（已抹除）"}
