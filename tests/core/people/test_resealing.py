"""A new first key: what stands under another one is sealed anew, and the other one is needed no more."""

import base64
from datetime import date
from io import StringIO

import nobody
import pytest
from django.core.management import CommandError, call_command
from django_tenants.utils import tenant_context

from core.audit.models import AuditEvent
from core.people import identities, listing, resealing, services
from core.people.models import Person

TODAY = date(2026, 5, 1)
KEY = base64.b64encode(bytes(range(32))).decode()


def recorded(name: str = "张三", **details) -> Person:
    return services.record(name=name, on=TODAY, **details).person


def keys(person: Person) -> list[str | None]:
    person.refresh_from_db()
    return [identities.key_of(person.id_number_cipher), identities.key_of(person.phone_cipher)]


def test_identity_is_sealed_and_found_with_the_first_key(in_beta, settings):
    person = recorded(id_number=nobody.NUMBER, phone=nobody.PHONE)
    settings.FIELD_KEYS = f"k2:sm4:{KEY},default"
    before = listing.by_pinyin(limit=1, on=TODAY, filters=listing.Filters(search=nobody.NUMBER))

    resealed = resealing.reseal()
    settings.FIELD_KEYS = f"k2:sm4:{KEY}"

    assert [one.id for one in before] == [person.pk]
    assert resealed == 1
    assert keys(person) == ["k2", "k2"]
    assert person.version == 1
    assert services.opened(person, "phone") == nobody.PHONE
    with pytest.raises(services.Duplicate):
        recorded("李四", id_number=nobody.NUMBER)


def test_what_stands_under_the_first_key_is_left_alone(in_beta, settings):
    old, none = recorded(phone=nobody.PHONE), recorded("李四")
    settings.FIELD_KEYS = f"k2:{KEY},default"
    new = recorded("王五", id_number=nobody.NUMBER)
    cipher = bytes(new.id_number_cipher)

    told = []
    resealing.reseal(progress=lambda *of: told.append(of))
    again = resealing.reseal(progress=lambda *of: told.append(of))

    assert told == [(1, 1)]
    assert again == 0
    assert [keys(old), keys(none), keys(new)] == [[None, "k2"], [None, None], ["k2", None]]
    assert bytes(new.id_number_cipher) == cipher


def test_a_run_that_was_broken_off_goes_on(in_beta, settings, monkeypatch):
    people = [recorded(name, phone=nobody.PHONE) for name in ("张三", "李四", "王五")]
    settings.FIELD_KEYS = f"k2:{KEY},default"
    monkeypatch.setattr(resealing, "BATCH", 2)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.reseal(progress=stop)
    left = sorted(str(keys(person)[1]) for person in people)

    assert left == ["default", "k2", "k2"]
    assert resealing.reseal() == 1


def test_the_audit_says_why_the_bytes_changed(in_beta, settings):
    recorded(phone=nobody.PHONE)
    settings.FIELD_KEYS = f"k2:{KEY},default"

    resealing.reseal()

    last = AuditEvent.objects.latest("id")
    assert (last.table_name, last.reason) == ("core_person", "更换加密密钥")


def test_the_command_tells_for_each_tenant_what_was_sealed(beta, settings):
    with tenant_context(beta):
        person = recorded(phone=nobody.PHONE)
    settings.FIELD_KEYS = f"k2:{KEY},default"
    out = StringIO()

    call_command("keys", "reseal", stdout=out)

    assert out.getvalue().splitlines() == [
        "alpha：已用密钥 k2 重新加密 0 人的身份信息、0 份问卷结果",
        "beta：已用密钥 k2 重新加密 1 人的身份信息、0 份问卷结果",
    ]
    with tenant_context(beta):
        assert keys(person) == [None, "k2"]


def test_the_command_goes_on_past_a_tenant_that_fails(alpha, beta, settings):
    with tenant_context(alpha):
        lost = recorded(phone=nobody.PHONE)
    settings.FIELD_KEYS = f"k2:{KEY}"
    with tenant_context(beta):
        recorded(phone=nobody.PHONE)
    settings.FIELD_KEYS = f"k3:{KEY},k2:{KEY}"
    out = StringIO()

    with pytest.raises(CommandError, match="1 个租户未完成") as failed:
        call_command("keys", "reseal", stdout=out)

    assert failed.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "alpha：未完成。缺少加密密钥 default：请系统管理员在 HONGLING_FIELD_KEYS 中补上。",
        "beta：已用密钥 k3 重新加密 1 人的身份信息、0 份问卷结果",
    ]
    with tenant_context(alpha):
        assert keys(lost) == [None, "default"]


def test_the_command_names_a_tenant_that_does_not_exist(db):
    with pytest.raises(CommandError, match="nowhere") as failed:
        call_command("keys", "reseal", "--tenant", "nowhere")

    assert failed.value.returncode == 2
