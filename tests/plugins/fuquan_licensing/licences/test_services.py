"""Licences: issued upon a reviewed examination, revoked upon a handling decision."""

from datetime import timedelta
from decimal import Decimal

import licensing
import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.appointments import establishment
from core.appointments.models import Post
from core.credentials.models import Credential, CredentialStep
from core.decisions import services as decisions
from core.decisions.models import DecisionRecord
from core.decisions.services import Refused
from core.obligations.models import Obligation
from core.organisations.facts import Outdated
from core.people.models import Person
from core.policy import jsontext
from plugins.fuquan_licensing.examinations.models import Examination, Mark
from plugins.fuquan_licensing.examinations.stages import Stage, WrongStage
from plugins.fuquan_licensing.licences import selectors, services
from plugins.fuquan_licensing.licences.models import Licence, PayLink, Revocation

DOCUMENT = services.Document("福纪处〔2026〕3号", "关于给予某同志处分的决定", licensing.today())


def revoke(credential: Credential, **changes) -> Revocation:
    given = {
        "credential": credential.pk,
        "version": credential.version,
        "on": licensing.today(),
        "cause": "DERELICTION",
        "serious_consequence": True,
        "document": DOCUMENT,
        "today": licensing.today(),
        "actor": CLERK,
    }
    return services.revoke(**given | changes)


def stored() -> tuple:
    models = (Credential, CredentialStep, Licence, PayLink, Revocation, Obligation, DecisionRecord)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def refusals(batch: services.Batch) -> dict[str, list[str]]:
    """Return by name the clauses for which somebody got none."""
    names = dict(Person.objects.values_list("pk", "name"))
    return {
        names[one.person]: [finding["code"] for finding in one.refusal.extensions["findings"]]
        for one in batch.refused
    }


def test_who_passed_both_gets_a_licence_and_the_others_a_reason(in_alpha):
    examination = licensing.scored(60, 100, 59, None)
    licensing.reviewed(examination, objections={"DISCIPLINE": "考生1"})

    batch = licensing.issued(examination)

    [licence] = batch.credentials
    assert (licence.person.name, licence.level, licence.issuer_name) == ("考生0", "JUNIOR", licensing.ISSUER)
    assert refusals(batch) == {
        "考生1": ["FQ-REVIEW"],
        "考生2": ["FQ-EXAM", "FQ-REVIEW", "FQ-REVIEW"],
        "考生3": ["FQ-EXAM", "FQ-REVIEW", "FQ-REVIEW"],
    }


def test_a_licence_rests_on_a_decision_that_replays(in_alpha):
    [licence] = licensing.licensed()

    record = DecisionRecord.objects.get(action="fuquan_licensing.issue")
    assert jsontext.read(record.facts) == {
        "exam_passed": True,
        "reviews": {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "CLEAR"},
    }
    assert decisions.replay(record).allowed is True
    assert Licence.objects.get().credential_id == licence.pk


def test_issuing_again_gives_nobody_a_second_licence(in_alpha):
    examination = licensing.reviewed(licensing.scored(80, 80))
    first = licensing.issued(examination)

    again = licensing.issued(examination)

    assert (len(first.credentials), again) == (2, services.Batch((), ()))
    assert Credential.objects.count() == 2


def test_who_was_revoked_gets_no_second_licence_upon_the_same_examination(in_alpha):
    examination = licensing.reviewed(licensing.scored(80))
    [licence] = licensing.issued(examination).credentials
    revoke(licence)

    assert licensing.issued(examination).credentials == ()
    assert Credential.objects.count() == 1


def test_a_score_that_was_corrected_counts(in_alpha):
    examination = licensing.reviewed(licensing.scored(80))
    Mark.objects.create(
        registration=examination.registrations.get(),
        number=2,
        score=Decimal("59.5"),
        source=Mark.Source.REMARK,
        **CLERK.columns("recorded_by"),
    )

    assert refusals(licensing.issued(examination)) == {"考生0": ["FQ-EXAM"]}


def test_nothing_is_issued_before_the_review_is_over(in_alpha):
    examination = licensing.scored(80)
    before = stored()

    with pytest.raises(WrongStage):
        licensing.issued(examination)

    assert stored() == before


def test_a_published_examination_still_yields_licences(in_alpha):
    examination = licensing.reviewed(licensing.scored(80))
    Examination.objects.update(stage=Stage.PUBLISHED)

    assert len(licensing.issued(examination).credentials) == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_of_issue_lies_between_the_examination_and_today(in_alpha, days):
    examination = licensing.reviewed(licensing.scored(80))
    before = stored()

    with pytest.raises(services.TooEarly):
        licensing.issued(examination, on=licensing.today() + timedelta(days=days))

    assert stored() == before


def test_two_batches_take_as_many_statements_whoever_is_in_them(in_alpha):
    counts = []
    for number in (2, 12):
        examination = licensing.reviewed(licensing.scored(*[80] * number), by=f"r{number}")
        with CaptureQueriesContext(connection) as queries:
            assert len(licensing.issued(examination).credentials) == number
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_revoking_links_the_handling_decision_and_keeps_the_record(in_alpha):
    [licence] = licensing.licensed()

    made = revoke(licence, note="另行通报")

    step = CredentialStep.objects.get(status="REVOKED")
    [row] = selectors.revocations(limit=5)
    assert (step.credential_id, step.from_on) == (licence.pk, licensing.today())
    assert step.reason == "福纪处〔2026〕3号《关于给予某同志处分的决定》"
    assert (row.licence_number, row.cause, row.document_number, row.note) == (
        licence.number,
        "DERELICTION",
        "福纪处〔2026〕3号",
        "另行通报",
    )
    assert made.decision.action == "fuquan_licensing.revoke"
    assert Credential.objects.count() == 1


def test_revoking_opens_the_holders_units_duty_to_file(in_alpha):
    [licence] = licensing.licensed()

    made = revoke(licence)

    due = decisions.decide(
        action="fuquan_licensing.filing_due",
        facts={"changed_on": licensing.today().isoformat()},
        today=licensing.today(),
    ).decision.outcome["due_on"]
    duty = Obligation.objects.get()
    assert (duty.pk, duty.kind, duty.due_on) == (made.filing_id, "FUQUAN_FILING", due)
    assert (duty.organisation_id, duty.subject_id) == (licence.organisation_id, licence.pk)


def test_revoking_ends_pay_links_on_that_day(in_alpha):
    [licence] = licensing.licensed()
    assert len(selectors.pay(on=licensing.today())) == 1

    revoke(licence)

    assert selectors.pay(on=licensing.today()) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"serious_consequence": False}, Refused),
        ({"cause": "OTHER"}, Refused),
        ({"version": 2}, Outdated),
        ({"on": licensing.today() + timedelta(days=1)}, services.BadRevocation),
        ({"on": licensing.today() - timedelta(days=1)}, services.BadRevocation),
        ({"document": services.Document(" ", "决定", licensing.today())}, services.BadRevocation),
        ({"document": services.Document("3号", "", licensing.today())}, services.BadRevocation),
    ],
)
def test_a_revocation_that_cannot_be_writes_nothing(in_alpha, changes, error):
    [licence] = licensing.licensed()
    before = stored()

    with pytest.raises(error):
        revoke(licence, **changes)

    assert stored() == before


def test_what_blocks_a_revocation_is_named(in_alpha):
    [licence] = licensing.licensed()

    with pytest.raises(Refused) as refused:
        revoke(licence, serious_consequence=False)

    assert [finding["code"] for finding in refused.value.extensions["findings"]] == ["FQ-CAUSE"]


def test_who_fills_a_quota_post_without_a_valid_licence_is_on_the_training_list(in_alpha):
    examination = licensing.reviewed(licensing.scored(80, 80, 40))
    unit = licensing.unit_of(examination)
    [first, _] = licensing.issued(examination).credentials
    without = selectors.unlicensed(on=licensing.today(), limit=10)
    establishment.approve(
        organisation=unit, post=Post.WORKER, places=3, on=licensing.today() - timedelta(days=1)
    )
    before = selectors.unlicensed(on=licensing.today() - timedelta(days=1), limit=10)
    now = selectors.unlicensed(on=licensing.today(), limit=10)
    revoke(first)
    later = selectors.unlicensed(on=licensing.today(), limit=10)

    assert without == []
    assert [row.person_name for row in before] == ["考生0", "考生1", "考生2"]
    assert [row.person_name for row in now] == ["考生2"]
    assert [row.person_name for row in later] == [first.person.name, "考生2"]
    assert (now[0].organisation_id, now[0].organisation_name) == (unit, "牛场镇党委")
