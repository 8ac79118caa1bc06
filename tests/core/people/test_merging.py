"""Two rows that are one person become one, and two again."""

import threading
from datetime import date

import nobody
import pytest
from browsing import CLERK
from django.db import connection
from django_tenants.utils import tenant_context

from core.appointments.models import Appointment
from core.people import duplicates, listing, merging, selectors, services
from core.people.duplicates import Basis
from core.people.models import Person, PersonMerge
from tenants import registry

TODAY = date(2026, 5, 1)
BORN = date(1990, 3, 7)


def merged(kept: Person, absorbed: Person) -> PersonMerge:
    return merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复登记")


def parted(merge: PersonMerge) -> PersonMerge:
    return merging.unmerge(merge_id=merge.pk, actor=CLERK, reason="误并")


def state() -> list[tuple]:
    people = Person.objects.order_by("id").values_list(
        "id", "name", "major", "phone_blind", "id_number_blind", "merged_into"
    )
    posts = Appointment.objects.order_by("id").values_list("id", "person")
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in [*people, *posts]]


def test_what_refers_to_the_absorbed_row_refers_to_the_kept_one(in_beta, unit, posted):
    kept, absorbed = posted("张三"), posted("张三", unit("甲镇党委"))

    merge = merged(kept, absorbed)

    assert Appointment.objects.get().person_id == kept.pk
    assert merge.moved == {"core_appointment.person_id": [str(Appointment.objects.get().pk)]}
    assert [row.id for row in listing.by_pinyin(limit=10, on=TODAY)] == [kept.pk]


def test_the_kept_person_takes_over_what_it_lacks(in_beta, posted):
    kept, absorbed = posted("张三", major="法学"), posted("张三", major="历史", id_number=nobody.NUMBER)

    merged(kept, absorbed)

    row = selectors.person(id=kept.pk, on=TODAY)
    assert (row.major, row.birth_on, row.masked("id_number")[-4:]) == ("法学", BORN, nobody.NUMBER[-4:])


def test_undoing_brings_back_what_was(in_beta, unit, posted):
    kept, absorbed = (
        posted("张三"),
        posted("张三", unit("甲镇党委"), phone=nobody.PHONE, id_number=nobody.NUMBER),
    )
    before = state()

    parted(merged(kept, absorbed))

    assert state() == before


def test_undoing_leaves_what_was_recorded_since(in_beta, unit, posted):
    kept, absorbed = posted("张三"), posted("张三", unit("甲镇党委"), major="法学")
    merge = merged(kept, absorbed)
    services.change(person_id=kept.pk, version=2, on=TODAY, major="历史")

    parted(merge)

    assert Person.objects.get(pk=kept.pk).major == "历史"
    assert Person.objects.get(pk=absorbed.pk).major == "法学"


def test_different_identity_numbers_are_two_people(in_beta, posted):
    kept, absorbed = (
        posted("张三", id_number=nobody.NUMBER),
        posted("张三", id_number=nobody.number(sequence=999)),
    )

    with pytest.raises(merging.CannotMerge, match="身份证号不同"):
        merged(kept, absorbed)

    assert Person.objects.filter(merged_into__isnull=True).count() == 2


def test_records_that_exclude_each_other_keep_two_rows_apart(in_beta, unit, posted):
    kept, absorbed = posted("张三", unit("甲镇党委")), posted("张三", unit("乙镇党委"))

    with pytest.raises(merging.CannotMerge) as refusal:
        merged(kept, absorbed)

    assert refusal.value.extensions == {"constraint": "person_has_one_full_time_post_a_day"}
    assert Appointment.objects.filter(person=absorbed).count() == 1


@pytest.mark.parametrize("reason", ["", " ", f"见 {nobody.PHONE}"])
def test_a_merge_needs_a_reason_that_can_be_kept(in_beta, posted, reason):
    kept, absorbed = posted("张三"), posted("张三")

    with pytest.raises(Exception, match="理由"):
        merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason=reason)

    assert PersonMerge.objects.count() == 0


def test_a_row_is_merged_once(in_beta, posted):
    one, two, three = posted("张三"), posted("张三"), posted("张三")
    merged(one, two)

    with pytest.raises(services.UnknownPerson):
        merged(three, two)
    with pytest.raises(merging.CannotMerge, match="两名不同"):
        merged(one, one)


def test_merges_are_undone_from_the_last(in_beta, posted):
    one, two, three = posted("张三"), posted("张三"), posted("张三")
    first, last = merged(two, three), merged(one, two)

    with pytest.raises(merging.CannotUnmerge, match="先撤销后一次"):
        parted(first)
    parted(last)
    parted(first)

    assert Person.objects.filter(merged_into__isnull=True).count() == 3
    with pytest.raises(merging.CannotUnmerge, match="已经撤销"):
        parted(first)


def test_the_number_of_an_absorbed_row_is_still_taken(in_beta, posted):
    kept, absorbed = posted("张三"), posted("张三", id_number=nobody.NUMBER)
    merged(kept, absorbed)

    with pytest.raises(services.Duplicate) as refusal:
        posted("李四", id_number=nobody.NUMBER)

    assert refusal.value.extensions["duplicates"][0]["id"] == str(kept.pk)


def test_pairs_are_found_by_phone_then_by_name_birth_and_organisation(in_beta, unit, posted):
    home = unit("甲镇党委")
    one, two = posted("张三", phone=nobody.PHONE), posted("张三", phone=nobody.PHONE)
    three, four = posted("李四", home, birth_on=BORN), posted("李四", home, birth_on=BORN)
    posted("李四", unit("乙镇党委"), birth_on=BORN)
    posted("李四", home, birth_on=date(1990, 3, 8))

    assert {(pair.first, pair.second, pair.basis) for pair in duplicates.pairs(limit=10)} == {
        (one.pk, two.pk, Basis.PHONE),
        (three.pk, four.pk, Basis.NAME_BIRTH_ORGANISATION),
    }


def test_pairs_with_two_identity_numbers_are_two_people(in_beta, posted):
    posted("张三", phone=nobody.PHONE, id_number=nobody.NUMBER)
    posted("张三", phone=nobody.PHONE, id_number=nobody.number(sequence=999))

    assert duplicates.pairs(limit=10) == []


def test_someone_of_the_same_name_birth_and_organisation_is_registered_on_confirmation_only(in_beta, unit):
    home = unit("甲镇党委")
    first = services.record(name="张三", birth_on=BORN, kept_by=home, on=TODAY).person

    with pytest.raises(services.Duplicate) as refusal:
        services.record(name="张三", birth_on=BORN, kept_by=home, on=TODAY)
    services.record(name="张三", birth_on=BORN, kept_by=home, on=TODAY, distinct=True)

    assert refusal.value.extensions["duplicates"] == [
        {"id": str(first.pk), "name": "张三", "basis": "NAME_BIRTH_ORGANISATION"}
    ]
    assert Person.objects.count() == 2


@pytest.fixture
def three_committed(django_db_setup, django_db_blocker):
    """Three rows of one person in tenant beta that other connections see; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("beta")
        with tenant_context(record):
            rows = [services.register(name="并三") for _ in range(3)]
        yield record, rows
        with tenant_context(record):
            PersonMerge.objects.all().delete()
            Person.objects.filter(name="并三").update(merged_into=None)
            Person.objects.filter(name="并三").delete()
        connection.set_schema_to_public()


def test_of_two_who_merge_one_row_at_once_one_is_refused(three_committed):
    record, (one, two, shared) = three_committed
    together, outcomes = threading.Barrier(2), []

    def merge(kept: Person) -> None:
        with tenant_context(record):
            together.wait()
            try:
                merged(kept, shared)
                outcomes.append("merged")
            except services.UnknownPerson:
                outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=merge, args=[kept]) for kept in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["merged", "refused"]
    with tenant_context(record):
        assert PersonMerge.objects.count() == 1


def test_of_two_who_register_one_number_at_once_one_is_refused(three_committed):
    record, _ = three_committed
    together, outcomes = threading.Barrier(2), []

    def register() -> None:
        with tenant_context(record):
            together.wait()
            try:
                services.register(name="并三", id_number=nobody.NUMBER)
                outcomes.append("registered")
            except services.Duplicate:
                outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "registered"]
