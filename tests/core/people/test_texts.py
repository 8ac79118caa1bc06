"""Lawful erasure takes the free texts about a person from all tables, and from the audit."""

import json
from datetime import date

import pytest
from browsing import CLERK

from core.audit.models import AuditEvent
from core.notices import services as notices
from core.notices.models import Notice
from core.obligations import deadlines
from core.obligations import services as obligations
from core.obligations.models import Obligation
from core.obligations.services import Duty
from core.people import services, texts
from core.people.models import Person

SECRET = "张三丰病假"
DAY = date(2026, 5, 1)


@pytest.fixture
def told(in_beta, unit, posted) -> Person:
    """Somebody about whom an obligation and a notice say something."""
    person, town = posted("张三"), unit("甲镇党委")
    duty = Duty("REPORT", f"回访{SECRET}", town.pk, deadlines.fixed(DAY), person=person.pk)
    other = Duty("REPORT", "报送总结", town.pk, deadlines.fixed(DAY))
    [row, _] = obligations.assign_many([duty, other], on=DAY, actor=CLERK)
    obligations.fulfil(obligation=row.pk, evidence=f"已回访{SECRET}", on=DAY, actor=CLERK)
    obligations.send_back(obligation=row.pk, reason=f"{SECRET}未写明", actor=CLERK)
    notices.give([Notice(user_id=person.pk, key="k", title=f"回访{SECRET}", person=person)])
    return person


def test_what_is_said_of_a_person_goes_and_the_rest_stays(told):
    services.erase(person_id=told.pk, actor=CLERK, reason="本人申请")

    assert set(Obligation.objects.values_list("title", "evidence", "return_reason", "cancel_reason")) == {
        (texts.ERASED, texts.ERASED, texts.ERASED, ""),
        ("报送总结", "", "", ""),
    }
    assert list(Notice.objects.values_list("title", "text")) == [(texts.ERASED, "")]


def test_the_audit_keeps_no_word_of_it(told):
    def said() -> str:
        return json.dumps(list(AuditEvent.objects.values("old", "new", "reason")), ensure_ascii=False)

    assert SECRET in said()

    services.erase(person_id=told.pk, actor=CLERK, reason="本人申请")

    assert SECRET not in said()
    assert "报送总结" in said()
