"""Lawful erasure reaches the texts about a person in every table, and the audit of them."""

import io
from datetime import date
from typing import Any

import lives
import pytest
from browsing import CLERK
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql

from core.appointments.models import Appointment, AppointmentChange
from core.assessments.models import (
    Assessment,
    AssessmentListing,
    AssessmentReport,
    AssessmentResult,
    AssessmentReview,
    AssessmentScore,
)
from core.attachments.models import Attachment
from core.decisions.models import DecisionRecord, PolicyException, PolicyVersion
from core.notices.models import Notice
from core.obligations.models import Obligation
from core.organisations.models import Organisation
from core.people import merging, services, texts
from core.people.models import Person
from core.policy import jsontext
from core.policy.exceptions import Waiver
from tenants import rights

DAY = date(2025, 5, 1)
SECRET = "张三私事"
WAIVER = Waiver(
    id="7",
    clause="CORE-STEPS",
    authority="县委",
    level="县级",
    reason=SECRET,
    evidence=SECRET,
    from_on=DAY,
    until_on=date(2026, 1, 1),
)
GIVEN = {
    Assessment: {"grade": "", "rank": None},
    AssessmentListing: {"ended_on": DAY, "end_decider": "县委"},
    Obligation: {"cancelled_on": DAY},
    DecisionRecord: {
        "facts": '{"skipped":1,"steps":2}',
        "exceptions": jsontext.write([WAIVER.as_tree()]),
        "decision": jsontext.write({"findings": [{"message": SECRET}]}),
    },
}
"""What rows hold besides where a text says why something ended, and texts that stand inside of others."""


@pytest.fixture
def life(in_beta, unit, posted) -> Person:
    """A person with a row in every table that holds texts about people."""
    town = unit("甲镇党委")
    person, other = posted("张三", town), posted("张三")
    merging.merge(kept_id=person.pk, absorbed_id=other.pk, actor=CLERK, reason="重复登记")
    services.unmask(person_id=person.pk, fields=("phone",), actor=CLERK, reason="核对")
    lives.record(town, person, DAY)
    _more(town, person)
    return person


def _more(town: Organisation, person: Person) -> None:
    recorded, about = CLERK.columns("recorded_by"), {"person": person, "organisation": town}
    Notice.objects.create(user_id=person.pk, key="1", title="提醒", person=person)
    Obligation.objects.create(
        kind="OTHER",
        title="谈话",
        **about,
        opened_on=DAY,
        **CLERK.columns("opened_by"),
        rule="FIXED",
        due_on=DAY,
    )
    Attachment.objects.create(
        person=person, name="表.pdf", kind="PDF", size_bytes=1, sha256="0", **CLERK.columns("uploaded_by")
    )
    PolicyException.objects.create(
        action="core.close_project",
        clause_code="CORE-STEPS",
        scope="PERSON",
        person=person,
        authority="县委",
        authority_level="COUNTY",
        reason="防汛",
        evidence="纪要",
        from_on=DAY,
        until_on=date(2026, 1, 1),
        **CLERK.columns("decided_by"),
    )
    version = PolicyVersion.objects.get(plugin="core")
    DecisionRecord.objects.create(
        action="core.close_project",
        person=person,
        policy_version=version,
        facts="{}",
        parameters=version.parameters,
        decision="{}",
        allowed=True,
        **CLERK.columns("decided_by"),
    )
    AppointmentChange.objects.create(
        appointment=Appointment.objects.filter(person=person).first(),
        version=9,
        kind="CORRECTED",
        values={},
        **recorded,
    )
    assessment = Assessment.objects.get(person=person)
    AssessmentScore.objects.create(
        assessment=assessment, item="A", group="MEMBERS", score=90, **CLERK.columns("scored_by")
    )
    AssessmentResult.objects.create(
        assessment=assessment,
        version=1,
        grade="COMPETENT",
        terms="[]",
        decider="县委",
        published_on=DAY,
        **recorded,
    )
    report = AssessmentReport.objects.create(
        assessment=assessment, audience="OWN", text="述职", delivered_on=DAY
    )
    AssessmentReview.objects.create(
        report=report, group="MEMBERS", opinion="好", reviewed_on=DAY, **CLERK.columns("reviewed_by")
    )
    AssessmentListing.objects.create(assessment=assessment, list="RESERVE", decider="县委", listed_on=DAY)


def described() -> list[type[models.Model]]:
    """Return the core's models that name texts about people."""
    return [model for model in apps.get_app_config("core").get_models() if hasattr(model, "personal_texts")]


def written(model: type[models.Model]) -> int:
    """Put the secret into every text of a model's rows; return how many rows there are."""
    values: dict[str, Any] = {}
    for name in model.personal_texts:
        field = model._meta.get_field(name)
        values[name] = [SECRET] if isinstance(field, models.JSONField | ArrayField) else SECRET
    return model.objects.update(**values | GIVEN.get(model, {}))


def tables_with_the_secret() -> set[str]:
    """Return the tables of the schema in whose rows it stands, as a dump would write them."""
    found = set()
    with rights.owner(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            text = io.BytesIO()
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as rows:
                for block in rows:
                    text.write(block)
            if SECRET in text.getvalue().decode():
                found.add(table)
    return found


def test_no_text_about_an_erased_person_is_left_anywhere(life):
    rows = {model._meta.db_table: written(model) for model in described()}
    assert {table for table, count in rows.items() if not count} == set()
    assert tables_with_the_secret() == {*rows, "audit_event"}

    services.erase(person_id=life.pk, actor=CLERK, reason="本人申请")

    assert tables_with_the_secret() == set()


def test_the_texts_of_others_stay(life, unit, posted):
    other = posted("李四")
    lives.record(unit("乙镇党委"), other, date(2025, 6, 1))
    talk = other.talks.get()

    services.erase(person_id=life.pk, actor=CLERK, reason="本人申请")

    talk.refresh_from_db()
    assert (talk.content, talk.talkers) == ("谈话内容不外传", ["李书记"])
    assert life.talks.get().content == texts.ERASED
