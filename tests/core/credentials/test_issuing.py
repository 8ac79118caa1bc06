"""Credentials are issued by a decision of the scheme's law, each with a number of its own."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext
from issued import (
    CERTIFICATE,
    CLEAR,
    ISSUER,
    KUNSHAN,
    LETTER,
    LICENCE,
    NANJING,
    SUZHOU,
    TODAY,
    appointed,
    certified,
    licensed,
)

from core.credentials import governing, issuing, numbers, selectors, services, steps
from core.credentials.issuing import Wanted
from core.credentials.models import Credential, CredentialSeries, CredentialStep
from core.decisions import enacting
from core.decisions import services as decisions
from core.decisions.models import DecisionRecord
from core.people import services as people
from core.people.codes import LeaveReason
from core.policy.problems import FactsError
from plugins.fuquan_licensing.credentials import LICENCE as KIND

D2022, D2023 = date(2022, 6, 15), date(2023, 6, 15)
FAILED = {**CLEAR, "exam_passed": False}


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    models = (Credential, CredentialStep, CredentialSeries, DecisionRecord)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def history(credential: Credential) -> list[tuple]:
    [kept] = selectors.steps(credentials=[credential.pk]).values()
    return [(step.version, step.status, step.from_on) for step in kept]


def test_a_licence_is_issued_with_its_number_and_its_decision(somebody, town):
    person = somebody()

    credential = licensed(person, reason="福组〔2022〕1号", actor=CLERK)

    row = selectors.one(credential=credential.pk, on=D2022, today=TODAY)
    assert (row.number, row.level, row.status, row.person_name) == (
        "FQ-2022-00001",
        "JUNIOR",
        "VALID",
        "张三",
    )
    assert (row.organisation_id, row.issuer_name, row.valid_until) == (town.pk, ISSUER, None)
    [step] = CredentialStep.objects.filter(credential=credential)
    assert (step.reason, step.recorded_by_name) == ("福组〔2022〕1号", CLERK.name)
    assert (step.decision.action, step.decision.allowed) == ("fuquan_licensing.issue", True)
    assert (step.decision.subject_kind, step.decision.subject_id) == ("credential", str(credential.pk))
    assert step.decision.person_id == person.pk


def test_the_decision_replays(somebody):
    licensed(somebody())

    assert decisions.replay(DecisionRecord.objects.get()).allowed is True


def test_numbers_of_a_series_follow_each_other_and_begin_anew_with_the_year(somebody):
    given = [
        licensed(somebody(name), on=on).number for name, on in (("甲", D2022), ("乙", D2022), ("丙", D2023))
    ]

    assert given == ["FQ-2022-00001", "FQ-2022-00002", "FQ-2023-00001"]


def test_a_number_is_not_given_again_after_its_credential_ended(somebody):
    first = licensed(somebody("甲"))
    services.revoke(
        credential=first.pk,
        on=D2022,
        today=TODAY,
        facts={"serious_consequence": True, "cause": "DERELICTION"},
    )

    assert licensed(somebody("乙")).number == "FQ-2022-00002"


def test_numbers_that_were_not_used_come_back(in_alpha):
    from django.db import transaction

    class Fault(Exception):
        pass

    with pytest.raises(Fault), transaction.atomic():
        numbers.take(kind=KIND, year=2022, region="", count=3)
        raise Fault

    assert numbers.take(kind=KIND, year=2022, region="") == ["FQ-2022-00001"]


def test_what_the_law_blocks_is_refused_with_its_findings(somebody):
    person, before = somebody(), state()

    with pytest.raises(decisions.Refused) as refusal:
        licensed(person, facts={"exam_passed": False, "reviews": {}})

    codes = [finding["code"] for finding in refusal.value.extensions["findings"]]
    assert codes == ["FQ-EXAM", "FQ-REVIEW", "FQ-REVIEW"]
    assert state() == before


def test_facts_that_the_records_yield_need_not_be_given_and_must_not_differ(somebody):
    person = somebody()
    facts = {"publicity_from": "2022-03-01", "open_objections": 0}
    before = state()

    with pytest.raises(FactsError, match="由系统记录得出") as refusal:
        certified(person, facts={**facts, "on": "2022-06-14", "city": NANJING})

    assert [problem.path for problem in refusal.value.problems] == ["city", "on"]
    assert state() == before
    assert certified(person, facts={**facts, "on": "2022-06-15"}).region_code == SUZHOU


@pytest.mark.parametrize(("on", "passes"), [(date(2022, 3, 8), False), (date(2022, 3, 9), True)])
def test_the_day_of_issue_is_a_fact(somebody, on, passes):
    person = somebody()

    if passes:
        assert certified(person, on=on).issued_on == on
    else:
        with pytest.raises(decisions.Refused, match="公示"):
            certified(person, on=on)


def test_a_term_follows_the_policy_of_the_day(somebody):
    person, other = somebody("甲"), somebody("乙")
    enacting.enact(
        plugin="xiajiang_three_roles",
        parameters={"term_months": 24},
        effective_from=date(2020, 1, 1),
        basis_title="新办法",
        reason="补录",
        actor=CLERK,
        today=TODAY,
    )

    before, after = appointed(person, on=date(2019, 2, 28)), appointed(other, on=date(2020, 2, 29))

    assert (before.until_on, after.until_on) == (date(2020, 2, 28), date(2022, 2, 28))


def test_a_higher_level_takes_the_place_of_the_lower(somebody):
    person = somebody()
    junior = licensed(person)

    higher = licensed(person, "INTERMEDIATE", on=D2023)

    assert history(junior) == [(1, "VALID", D2022), (2, "SUPERSEDED", D2023)]
    assert CredentialStep.objects.get(credential=junior, version=2).successor == higher
    assert Credential.objects.get(pk=junior.pk).version == 2


def test_revoking_the_higher_one_revives_no_lower_one(somebody):
    person = somebody()
    junior, higher = licensed(person), licensed(person, "INTERMEDIATE", on=D2023)

    services.revoke(
        credential=higher.pk,
        on=date(2024, 1, 1),
        today=TODAY,
        facts={"serious_consequence": True, "cause": "WORK_ERROR"},
    )

    after = {row.level: row.status for row in selectors.page(limit=10, on=TODAY, today=TODAY)}
    assert after == {"JUNIOR": "SUPERSEDED", "INTERMEDIATE": "REVOKED"}
    assert history(junior)[-1] == (2, "SUPERSEDED", D2023)
    assert licensed(person, on=date(2024, 1, 1)).number == "FQ-2024-00001"


def test_nobody_holds_a_level_twice_or_a_lower_one_beside_a_higher(somebody):
    person = somebody()
    licensed(person, "INTERMEDIATE")
    before = state()

    for level in ("JUNIOR", "INTERMEDIATE"):
        with pytest.raises(issuing.AlreadyHeld) as refusal:
            licensed(person, level, on=D2023)
        assert refusal.value.code == "CREDENTIAL_HELD"
        assert refusal.value.extensions == {"number": "FQ-2022-00001"}

    assert state() == before


def test_the_database_itself_keeps_a_level_from_being_held_twice(somebody):
    person = somebody()
    held = licensed(person)
    before = state()
    terms = issuing.Terms(KIND, "JUNIOR", "", D2023, ISSUER, "", CLERK)
    grant = issuing.Grant(UUID(int=7), person, None, DecisionRecord.objects.get())

    with pytest.raises(issuing.AlreadyHeld):
        issuing.store(terms, [grant], superseded={})

    assert state()[0] == before[0]
    assert held.ended_on is None


def test_a_credential_that_lapsed_by_its_term_may_be_followed_by_the_next(somebody):
    person = somebody()
    first = appointed(person, on=date(2019, 3, 1))

    with pytest.raises(issuing.AlreadyHeld):
        appointed(person, on=date(2020, 2, 29))
    second = appointed(person, on=date(2020, 3, 1))

    assert [row.number for row in (first, second)] == ["XJ-2019-0001", "XJ-2020-0001"]
    assert history(first) == [(1, "VALID", date(2019, 3, 1))]


def test_roles_are_held_side_by_side(somebody):
    person = somebody()
    appointed(person, "SUPERVISOR")

    appointed(person, "COMMISSIONER")

    shown = selectors.page(limit=10, on=date(2019, 3, 1), today=TODAY)
    assert sorted((row.level, row.status) for row in shown) == [
        ("COMMISSIONER", "VALID"),
        ("SUPERVISOR", "VALID"),
    ]


def test_certificates_count_in_their_city_only(somebody):
    person = somebody()
    certified(person, city=SUZHOU)

    with pytest.raises(issuing.AlreadyHeld):
        certified(person, city=KUNSHAN)
    certified(person, city=NANJING)
    certified(person, "INTERMEDIATE", on=D2023, city=NANJING)

    shown = {(row.region_code, row.level): row for row in selectors.page(limit=10, on=D2023, today=TODAY)}
    assert {key: (row.number, row.status) for key, row in shown.items()} == {
        (SUZHOU, "JUNIOR"): ("JS-320500-2022-00001", "VALID"),
        (NANJING, "JUNIOR"): ("JS-320100-2022-00001", "SUPERSEDED"),
        (NANJING, "INTERMEDIATE"): ("JS-320100-2023-00001", "VALID"),
    }


def test_a_lower_one_of_a_later_day_is_in_the_way(somebody):
    person = somebody()
    licensed(person, on=D2023)
    before = state()

    with pytest.raises(steps.LaterStep) as refusal:
        licensed(person, "INTERMEDIATE", on=D2022)

    assert refusal.value.extensions == {"from_on": "2023-06-15"}
    assert state() == before


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"kind": "other.licence"}, governing.UnknownKind, "fuquan_licensing.licence"),
        ({"level": "SPECIAL"}, issuing.InvalidIssue, "JUNIOR（初级）"),
        ({"region": SUZHOU}, issuing.InvalidIssue, "不分城市"),
        ({"kind": CERTIFICATE}, issuing.InvalidIssue, "六位行政区划代码"),
        ({"kind": CERTIFICATE, "region": "3205"}, issuing.InvalidIssue, "六位行政区划代码"),
        ({"issuer": " "}, issuing.InvalidIssue, "发证机关"),
        ({"issuer": "发" * 101}, issuing.InvalidIssue, "发证机关"),
        ({"reason": "理" * 501}, steps.InvalidStep, "500"),
        ({"person": UUID(int=7)}, people.UnknownPerson, "没有这名"),
        ({"facts": {}}, FactsError, "exam_passed"),
        ({"facts": []}, FactsError, "须为对象"),
    ],
)
def test_what_cannot_be_is_refused(somebody, change, error, words):
    given = {"kind": LICENCE, "level": "JUNIOR", "person": somebody().pk, "on": D2022, "issuer": ISSUER}
    before = state()

    with pytest.raises(error, match=words):
        issuing.issue(**{**given, "facts": CLEAR, "today": TODAY, **change})

    assert state() == before


@pytest.mark.parametrize(("on", "passes"), [(date(2022, 6, 14), True), (D2022, False)])
def test_who_has_left_is_issued_nothing(somebody, on, passes):
    person = somebody()
    people.leave(person_id=person.pk, version=1, on=D2022, reason=LeaveReason.RETIRED)

    if passes:
        assert licensed(person, on=on).issued_on == on
    else:
        with pytest.raises(issuing.InvalidIssue, match="已离开"):
            licensed(person, on=on)


def test_a_tenant_without_the_scheme_issues_nothing(in_beta):
    person = people.register(name="张三")

    with pytest.raises(governing.UnknownKind, match="（无）"):
        licensed(person)


def batch(wanted: list[Wanted], **more) -> issuing.Issued:
    given = {
        "kind": LICENCE,
        "level": "JUNIOR",
        "on": D2022,
        "issuer": ISSUER,
        "today": TODAY,
        "actor": CLERK,
    }
    return issuing.issue_many(wanted=wanted, **{**given, **more})


def test_of_a_batch_those_pass_whom_the_law_lets_pass(somebody):
    good, bad, held = somebody("甲"), somebody("乙"), somebody("丙")
    licensed(held)

    done = batch(
        [Wanted(good.pk, CLEAR), Wanted(bad.pk, FAILED), Wanted(held.pk, CLEAR), Wanted(UUID(int=7), CLEAR)]
    )

    assert [row.person_id for row in done.credentials] == [good.pk]
    assert [(one.person, one.refusal.code) for one in done.refused] == [
        (bad.pk, "REFUSED"),
        (held.pk, "CREDENTIAL_HELD"),
        (UUID(int=7), "NOT_FOUND"),
    ]
    assert Credential.objects.count() == DecisionRecord.objects.count() == 2


def test_a_batch_may_be_issued_to_all_or_to_none(somebody):
    good, bad = somebody("甲"), somebody("乙")
    before = state()

    with pytest.raises(issuing.BatchRefused) as refusal:
        batch([Wanted(good.pk, CLEAR), Wanted(bad.pk, FAILED)], all_or_none=True)

    [told] = refusal.value.extensions["refused"]
    assert (told["person"], told["code"], told["findings"][0]["code"]) == (str(bad.pk), "REFUSED", "FQ-EXAM")
    assert state() == before


def test_nobody_is_listed_twice(somebody):
    person, before = somebody(), state()

    with pytest.raises(issuing.InvalidIssue, match="两次"):
        batch([Wanted(person.pk, CLEAR), Wanted(person.pk, CLEAR)])

    assert state() == before


def test_a_batch_of_a_higher_level_supersedes_each_ones_lower(somebody):
    everybody = [somebody(name) for name in "甲乙丙"]
    batch([Wanted(person.pk, CLEAR) for person in everybody])

    done = batch([Wanted(person.pk, CLEAR) for person in everybody], level="INTERMEDIATE", on=D2023)

    assert [row.number for row in done.credentials] == [f"FQ-2023-0000{serial}" for serial in (1, 2, 3)]
    counted = {(one.level, one.status): one.total for one in selectors.counts(on=D2023)}
    assert counted == {("JUNIOR", "SUPERSEDED"): 3, ("INTERMEDIATE", "VALID"): 3}


def test_a_batch_takes_the_same_statements_for_many_as_for_few(somebody):
    counts = []
    for number in (2, 20):
        everybody = [somebody() for _ in range(number)]
        with CaptureQueriesContext(connection) as statements:
            done = batch([Wanted(person.pk, CLEAR) for person in everybody])
        writes = [q["sql"] for q in statements if q["sql"].lstrip().startswith(("INSERT", "UPDATE"))]
        counts.append((len(done.credentials), len(writes), len(statements)))

    assert [count[:2] for count in counts] == [(2, 4), (20, 4)]
    assert counts[0][2] == counts[1][2]


def test_public_codes_are_long_and_different(somebody):
    given = {bytes(licensed(somebody(name)).public_secret) for name in "甲乙丙"}

    assert {len(secret) for secret in given} == {18}
    assert len(given) == 3


def test_the_secret_stands_in_no_audit_event(somebody):
    credential = licensed(somebody())

    with connection.cursor() as cursor:
        cursor.execute("SELECT new FROM audit_event WHERE table_name = 'core_credential'")
        recorded = str(cursor.fetchall())

    assert credential.number in recorded
    assert bytes(credential.public_secret).hex() not in recorded


def test_a_letter_of_a_role_that_does_not_exist_is_refused(somebody):
    with pytest.raises(issuing.InvalidIssue, match="COMMISSIONER（党建特派员）"):
        appointed(somebody(), "JUNIOR")
    assert Credential.objects.filter(kind=LETTER).count() == 0
