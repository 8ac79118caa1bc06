"""Several at once in Fuquan's review, issue, revocation and filing: one state, one record, one event each."""

from collections.abc import Iterator

import licensing
import pytest
from browsing import CLERK
from django.db import connection
from django_tenants.utils import tenant_context
from faults.racing import at_once, found, tenant
from pytest_django.plugin import DjangoDbBlocker

from core.credentials.models import Credential, CredentialStep
from core.obligations.models import Obligation
from plugins.fuquan_licensing.changes import services as changes
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.licences import pay, services
from plugins.fuquan_licensing.licences.models import Licence, PayLink, Revocation
from plugins.fuquan_licensing.reviews.models import ReviewCase
from tenants import registry

AT_ONCE = 4


@pytest.fixture(scope="module")
def racing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant of this module's own, which runs the scheme."""
    with django_db_blocker.unblock(), tenant("licensing", plugins=["fuquan_licensing"]) as record:
        yield record


def updates(table: str, row: object) -> int:
    """Return how many events of the audit tell of a changed row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_event"
            " WHERE table_name = %s AND row_key = %s AND operation = 'UPDATE'",
            [table, str(row)],
        )
        [(count,)] = cursor.fetchall()
    return int(count)


def test_one_opinion_of_a_body_counts(racing, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(racing):
        licensing.opened(licensing.scored(80))
        reviewers = [licensing.reviewer("DISCIPLINE", username=f"one{number}") for number in range(AT_ONCE)]
        case = ReviewCase.objects.get(body="DISCIPLINE", opinion="")
        opinions = ["CLEAR", "OBJECTION"] * (AT_ONCE // 2)

        outcomes = at_once(
            racing,
            [
                lambda user=user, opinion=opinion: licensing.decide(user, case, opinion, "理由")
                for user, opinion in zip(reviewers, opinions, strict=True)
            ],
        )

        assert sorted(outcomes) == ["CONFLICT"] * (AT_ONCE - 1) + ["DONE"]
        assert ReviewCase.objects.get(pk=case.pk).version == 2
        assert updates("fuquan_licensing_reviewcase", case.pk) == 1


def test_the_last_two_opinions_at_once_end_the_review(racing, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(racing):
        examination = licensing.opened(licensing.scored(80))
        works = []
        for body in licensing.BODIES:
            user = licensing.reviewer(body, username=f"last_{body.lower()}")
            case = ReviewCase.objects.get(body=body, registration__examination=examination)
            works.append(lambda user=user, case=case: licensing.decide(user, case))

        outcomes = at_once(racing, works)

        assert outcomes == ["DONE", "DONE"]
        assert Examination.objects.get(pk=examination.pk).stage == Stage.REVIEWED


def test_licences_issued_at_once_are_issued_once(racing, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(racing):
        examination = licensing.reviewed(licensing.scored(80, 80), by="issue_")

        outcomes = at_once(racing, [lambda: licensing.issued(examination)] * AT_ONCE)

        of_it = Licence.objects.filter(registration__examination=examination)
        people = of_it.values_list("registration__person", flat=True)
        assert outcomes == ["DONE"] * AT_ONCE
        assert (of_it.count(), Credential.objects.filter(person__in=people).count()) == (2, 2)
        assert PayLink.objects.filter(person__in=people).count() == 2


def test_a_licence_is_revoked_once_and_filed_once(racing, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(racing):
        examination = licensing.reviewed(licensing.scored(80), by="revoke_")
        [licence] = licensing.issued(examination).credentials

        def revoke() -> object:
            return services.revoke(
                credential=licence.pk,
                version=1,
                on=licensing.today(),
                cause="DERELICTION",
                serious_consequence=True,
                document=services.Document("1号", "处理决定", licensing.today()),
                today=licensing.today(),
                actor=CLERK,
            )

        outcomes = at_once(racing, [revoke] * AT_ONCE)

        assert sorted(outcomes) == ["CONFLICT"] * (AT_ONCE - 1) + ["DONE"]
        assert CredentialStep.objects.filter(credential=licence).count() == 2
        assert Revocation.objects.filter(credential=licence).count() == 1
        assert Obligation.objects.filter(subject_id=licence.pk).count() == 1


def test_pay_settled_at_once_is_settled_once(racing, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(racing):
        examination = licensing.reviewed(licensing.scored(80), by="pay_")
        [licence] = licensing.issued(examination).credentials
        PayLink.objects.filter(person=licence.person_id).delete()

        outcomes = at_once(
            racing,
            [lambda: pay.settle(people=[licence.person_id], today=licensing.today(), actor=CLERK)] * AT_ONCE,
        )

        assert outcomes == ["DONE"] * AT_ONCE
        assert PayLink.objects.filter(person=licence.person_id).count() == 1


def test_a_filing_is_received_once(racing, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(racing):
        town, today = found("黄丝镇党委"), licensing.today()
        change = changes.report(
            changes.Report(Change.Kind.STAFF_CHANGE, town.pk, today, "1 人调出"), today=today, actor=CLERK
        )
        changes.file(change=change.pk, version=1, on=today, document_number="1号", today=today, actor=CLERK)

        outcomes = at_once(
            racing,
            [lambda: changes.receive(change=change.pk, version=2, on=today, today=today, actor=CLERK)]
            * AT_ONCE,
        )

        assert sorted(outcomes) == ["CONFLICT"] * (AT_ONCE - 1) + ["DONE"]
        assert updates("core_obligation", change.filing_id) == 1
