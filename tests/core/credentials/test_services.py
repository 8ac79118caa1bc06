"""Steps of a credential: what the law allows becomes a new row, and nothing else does."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK
from issued import SUZHOU, TODAY, appointed, certified, licensed

from core.credentials import selectors, services, steps
from core.credentials.models import Credential, CredentialSeries, CredentialStep
from core.decisions import services as decisions
from core.decisions.models import DecisionRecord
from core.organisations.facts import Outdated
from core.people import identities, merging
from core.people import services as people
from core.policy.problems import FactsError

ISSUED, D2023, D2024 = date(2022, 6, 15), date(2023, 12, 1), date(2024, 12, 1)
GUILTY = {"serious_consequence": True, "cause": "DERELICTION"}
GOOD = {"failed_before": False, "grade": "COMPETENT", "training_sessions": 1, "training_days": 3}
POOR = {**GOOD, "grade": "BASIC"}


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    models = (Credential, CredentialStep, CredentialSeries, DecisionRecord)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def history(credential: Credential) -> list[tuple]:
    [kept] = selectors.steps(credentials=[credential.pk]).values()
    return [(step.status, step.from_on) for step in kept]


def status(credential: Credential, on: date) -> str | None:
    row = selectors.one(credential=credential.pk, on=on, today=TODAY)
    return None if row is None else row.status


def inspect(credential: Credential, on: date, facts: dict) -> services.Taken:
    return services.inspect(credential=credential.pk, on=on, today=TODAY, facts=facts, actor=CLERK)


def revoke(credential: Credential, *, on: date = D2023, facts: dict = GUILTY, **more) -> services.Taken:
    return services.revoke(credential=credential.pk, on=on, today=TODAY, facts=facts, actor=CLERK, **more)


def test_a_licence_is_revoked_from_a_day_on(somebody):
    licence = licensed(somebody())

    taken = revoke(licence, reason="黔纪〔2023〕5号", version=1)

    assert history(licence) == [("VALID", ISSUED), ("REVOKED", D2023)]
    last = CredentialStep.objects.get(credential=licence, version=2)
    assert (last.reason, last.recorded_by_name, last.decision) == (
        "黔纪〔2023〕5号",
        CLERK.name,
        taken.decision,
    )
    assert (taken.decision.action, taken.decision.subject_id) == ("fuquan_licensing.revoke", str(licence.pk))
    assert decisions.replay(taken.decision).allowed is True


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (date(2022, 6, 14), None),
        (ISSUED, "VALID"),
        (date(2023, 11, 30), "VALID"),
        (D2023, "REVOKED"),
    ],
)
def test_how_it_stood_on_any_day_can_be_asked(somebody, on, shown):
    licence = licensed(somebody())
    revoke(licence)

    assert status(licence, on) == shown


def test_what_the_law_blocks_is_refused_with_its_findings(somebody):
    licence = licensed(somebody())
    before = state()

    with pytest.raises(decisions.Refused) as refusal:
        revoke(licence, facts={**GUILTY, "serious_consequence": False})

    assert [finding["code"] for finding in refusal.value.extensions["findings"]] == ["FQ-CAUSE"]
    assert state() == before


@pytest.mark.parametrize("step", [services.suspend, services.restore, services.expire, services.inspect])
def test_a_step_that_the_law_does_not_know_is_refused(somebody, step):
    licence = licensed(somebody())
    before = state()

    with pytest.raises(services.NotProvided) as refusal:
        step(credential=licence.pk, on=D2023, today=TODAY, facts={})

    assert refusal.value.code == "STEP_NOT_PROVIDED"
    assert state() == before


def test_a_revoked_licence_takes_no_more_steps(somebody):
    licence = licensed(somebody())
    revoke(licence)
    before = state()

    with pytest.raises(steps.NotPossible) as refusal:
        revoke(licence, on=D2024)

    assert (refusal.value.code, refusal.value.extensions) == ("CREDENTIAL_STATUS", {"status": "REVOKED"})
    assert state() == before


@pytest.mark.parametrize("on", [date(2022, 6, 14), date(2000, 1, 1)])
def test_no_step_goes_before_the_last_one(somebody, on):
    licence = licensed(somebody())
    before = state()

    with pytest.raises(steps.LaterStep) as refusal:
        revoke(licence, on=on)

    assert refusal.value.extensions == {"from_on": "2022-06-15"}
    assert state() == before


def test_a_licence_may_be_revoked_on_the_day_of_its_issue(somebody):
    person = somebody()
    licence = licensed(person)

    revoke(licence, on=ISSUED)

    assert status(licence, ISSUED) == "REVOKED"
    assert licensed(person).number == "FQ-2022-00002"


def test_a_step_on_an_outdated_version_is_refused(somebody):
    certificate = certified(somebody())
    inspect(certificate, D2023, GOOD)
    before = state()

    with pytest.raises(Outdated) as refusal:
        services.inspect(credential=certificate.pk, on=D2024, today=TODAY, facts=GOOD, version=1)

    assert (refusal.value.code, refusal.value.extensions) == ("CONFLICT", {"version": 2})
    assert state() == before


def test_a_credential_of_nowhere_is_not_found(in_alpha):
    with pytest.raises(steps.UnknownCredential) as refusal:
        services.revoke(credential=UUID(int=7), on=D2023, today=TODAY, facts=GUILTY)

    assert refusal.value.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("reason", "error"), [("理" * 501, steps.InvalidStep), ("电话 15400001234", identities.NumberInText)]
)
def test_a_reason_is_short_and_holds_no_number(somebody, reason, error):
    licence = licensed(somebody())
    before = state()

    with pytest.raises(error):
        revoke(licence, reason=reason)

    assert state() == before


def test_an_inspection_that_passes_is_a_step_too(somebody):
    certificate = certified(somebody())

    inspect(certificate, D2023, GOOD)

    assert history(certificate) == [("VALID", ISSUED), ("VALID", D2023)]


def test_a_failed_inspection_suspends_and_a_passed_one_restores(somebody):
    certificate = certified(somebody())

    failed = inspect(certificate, D2023, POOR)
    inspect(certificate, D2024, GOOD)

    assert [finding.code for finding in failed.findings] == ["JS-GRADE"]
    assert failed.decision.allowed is False
    assert history(certificate) == [("VALID", ISSUED), ("SUSPENDED", D2023), ("VALID", D2024)]


def test_a_second_failure_lowers_by_one_level(somebody):
    person = somebody()
    certified(person)
    certificate = certified(person, "INTERMEDIATE", on=date(2023, 1, 1))

    taken = inspect(certificate, D2023, {**POOR, "failed_before": True})

    assert history(certificate)[-1] == ("EXPIRED", D2023)
    lower = taken.successor
    assert lower is not None
    row = selectors.one(credential=lower.pk, on=D2023, today=TODAY)
    assert (row.level, row.status, row.region_code, row.number) == (
        "JUNIOR",
        "VALID",
        SUZHOU,
        "JS-320500-2023-00002",
    )
    assert CredentialStep.objects.get(credential=certificate, version=2).successor == lower
    assert CredentialStep.objects.get(credential=lower).decision == taken.decision


def test_lowering_the_lowest_level_ends_it(somebody):
    certificate = certified(somebody())

    taken = inspect(certificate, D2023, {**POOR, "failed_before": True})

    assert (history(certificate)[-1], taken.successor) == (("EXPIRED", D2023), None)
    assert Credential.objects.count() == 1


@pytest.mark.parametrize("verb", [services.suspend, services.restore])
def test_a_step_asked_for_by_name_needs_the_outcome_that_carries_it(somebody, verb):
    certificate = certified(somebody())
    if verb is services.restore:
        inspect(certificate, date(2023, 6, 1), POOR)
    contrary, fitting = (GOOD, POOR) if verb is services.suspend else (POOR, GOOD)
    before = state()

    with pytest.raises(services.OtherOutcome) as refusal:
        verb(credential=certificate.pk, on=D2023, today=TODAY, facts=contrary)
    assert refusal.value.code == "OTHER_OUTCOME"
    assert state() == before

    verb(credential=certificate.pk, on=D2023, today=TODAY, facts=fitting)
    assert history(certificate)[-1][0] == {services.suspend: "SUSPENDED", services.restore: "VALID"}[verb]


@pytest.mark.parametrize(("cause", "status_after"), [("LEFT", "EXPIRED"), ("VIOLATION", "REVOKED")])
def test_how_a_certificate_ends_depends_on_the_cause(somebody, cause, status_after):
    certificate = certified(somebody())
    verbs = {"EXPIRED": services.expire, "REVOKED": services.revoke}
    [other] = [verb for name, verb in verbs.items() if name != status_after]

    with pytest.raises(services.OtherOutcome):
        other(credential=certificate.pk, on=D2023, today=TODAY, facts={"cause": cause})
    verbs[status_after](credential=certificate.pk, on=D2023, today=TODAY, facts={"cause": cause})

    assert history(certificate)[-1] == (status_after, D2023)


def test_a_cause_that_the_law_does_not_know_ends_nothing(somebody):
    certificate = certified(somebody())
    before = state()

    with pytest.raises(decisions.Refused):
        services.expire(credential=certificate.pk, on=D2023, today=TODAY, facts={"cause": "OTHER"})

    assert state() == before


def test_a_suspended_certificate_may_end(somebody):
    certificate = certified(somebody())
    inspect(certificate, D2023, POOR)

    services.expire(credential=certificate.pk, on=D2024, today=TODAY, facts={"cause": "OWN_REQUEST"})

    assert history(certificate)[-1] == ("EXPIRED", D2024)


def test_level_and_city_of_an_inspection_are_those_of_the_certificate(somebody):
    certificate = certified(somebody())
    before = state()

    with pytest.raises(FactsError) as refusal:
        inspect(certificate, D2023, {**GOOD, "level": "SENIOR"})

    assert [problem.path for problem in refusal.value.problems] == ["level"]
    assert state() == before
    record = inspect(certificate, D2023, GOOD).decision
    assert '"city":"320500"' in record.facts
    assert [(source["fact"], source["row"]) for source in record.sources] == [("level", str(certificate.pk))]


@pytest.mark.parametrize(
    ("on", "shown"),
    [(date(2020, 2, 28), "VALID"), (date(2020, 2, 29), "VALID"), (date(2020, 3, 1), "EXPIRED")],
)
def test_a_term_runs_out_without_a_step(somebody, on, shown):
    letter = appointed(somebody(), on=date(2019, 3, 1))

    row = selectors.one(credential=letter.pk, on=on, today=TODAY)

    assert row is not None
    assert (row.status, row.valid_until) == (shown, date(2020, 2, 29))
    assert CredentialStep.objects.count() == 1


def test_credentials_go_with_their_holder_when_files_are_merged(somebody):
    kept, absorbed = somebody(), somebody()
    licensed(absorbed)

    merge = merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复")
    [row] = selectors.page(limit=10, on=TODAY, today=TODAY)
    assert row.person_id == kept.pk

    merging.unmerge(merge_id=merge.pk, actor=CLERK, reason="误并")
    [row] = selectors.page(limit=10, on=TODAY, today=TODAY)
    assert row.person_id == absorbed.pk


def test_files_that_hold_one_level_twice_are_not_merged(somebody):
    kept, absorbed = somebody(), somebody()
    licensed(kept)
    licensed(absorbed)
    before = state()

    with pytest.raises(merging.CannotMerge) as refusal:
        merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复")

    assert refusal.value.extensions == {"constraint": "credential_of_a_level_is_one_a_day"}
    assert state() == before


def test_lawful_erasure_takes_reasons_and_name_and_leaves_the_figures(somebody):
    person = somebody()
    licence = licensed(person, reason="张三同志考试优秀")
    [row] = selectors.page(limit=10, on=TODAY, today=TODAY)

    people.erase(person_id=person.pk, actor=CLERK, reason="本人申请")

    assert CredentialStep.objects.get(credential=licence).reason == "（已抹除）"
    assert selectors.one(credential=licence.pk, on=TODAY, today=TODAY) is None
    assert selectors.by_public_code(row.public_code, on=TODAY) is None
    assert [(one.level, one.status, one.total) for one in selectors.counts(on=TODAY)] == [
        ("JUNIOR", "VALID", 1)
    ]
    with pytest.raises(people.UnknownPerson):
        licensed(person, "INTERMEDIATE", on=D2023)
