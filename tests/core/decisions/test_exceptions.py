"""Exceptions: granted for somebody over a period, revoked by a new fact, cited by decisions."""

from datetime import date

import pytest
from deciding import ACTOR, OVER, TODAY

from core.decisions import exceptions, records, services, waivers
from core.decisions.about import About
from core.decisions.models import DecisionRecord, PolicyException, Scope
from core.organisations.models import Level
from core.people import merging
from core.people import services as people
from core.people.identities import NumberInText
from core.policy.decision import Severity
from core.policy.scheme import UnknownAction

D2024, D2025, D2026 = (date(year, 1, 1) for year in (2024, 2025, 2026))
APPOINT = "fuquan_licensing.appoint"
EVERYBODY = About()


def grant(about: About = EVERYBODY, scope: Scope = Scope.TENANT, **changes) -> PolicyException:
    return exceptions.grant(
        **{
            "action": APPOINT,
            "clause": "FQ-OVER",
            "scope": scope,
            "about": about,
            "authority": "中共福泉市委",
            "authority_level": Level.COUNTY,
            "reason": "机构改革过渡期",
            "evidence": "福党复〔2024〕3 号",
            "from_on": D2024,
            "until_on": D2025,
            "actor": ACTOR,
            **changes,
        }
    )


def revoke(exception: PolicyException, **changes) -> PolicyException:
    return exceptions.revoke(
        exception=exception.pk,
        **{
            "on": date(2024, 7, 1),
            "authority": "中共福泉市委",
            "authority_level": Level.COUNTY,
            "reason": "过渡期提前结束",
            "actor": ACTOR,
            **changes,
        },
    )


def ask(about: About | None, *, on: date = date(2024, 6, 1), facts=OVER) -> services.Answer:
    return services.decide(action=APPOINT, facts=facts, on=on, about=about, today=TODAY)


def stored() -> list:
    return list(PolicyException.objects.order_by("pk").values())


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        (date(2023, 12, 31), False),
        (D2024, True),
        (date(2024, 12, 31), True),
        (D2025, False),
    ],
)
def test_an_exception_counts_from_its_first_day_until_before_its_last(in_alpha, on, allowed):
    grant()

    assert ask(About(), on=on).decision.allowed is allowed


def test_a_decision_cites_clause_and_exception_and_replays_after_the_exception_lapsed(in_alpha, town, cadre):
    person, _ = cadre(town("牛场镇党委"))
    exception = grant(About(person=person.pk), Scope.PERSON)

    record = services.keep(ask(About(person=person.pk)), actor=ACTOR)

    [finding] = services.replay(record).findings
    assert (finding.code, finding.severity) == ("FQ-OVER", Severity.WARN)
    assert finding.facts["exception"] == str(exception.pk)
    assert "中共福泉市委批准例外，依据福党复〔2024〕3 号" in finding.message
    revoke(exception)
    assert services.replay(DecisionRecord.objects.get(pk=record.pk)).allowed


def test_a_lapsed_exception_opens_the_check_again_and_its_decisions_are_listed(in_alpha, town, cadre):
    person, _ = cadre(town("牛场镇党委"))
    grant(About(person=person.pk), Scope.PERSON)
    record = services.keep(ask(About(person=person.pk)), actor=ACTOR)

    with pytest.raises(services.Refused, match="超过核定员额"):
        services.keep(ask(About(person=person.pk), on=D2025), actor=ACTOR)

    def lapsed(on: date) -> list[DecisionRecord]:
        return records.page(limit=9, filters=records.Filters(lapsed_on=on), today=TODAY)

    assert (lapsed(date(2024, 12, 31)), lapsed(D2025)) == ([], [record])


def test_a_revoked_exception_counts_until_the_day_before(in_alpha):
    exception = grant()
    before = stored()

    revoked = revoke(exception)

    assert revoked.counts_until == date(2024, 7, 1)
    assert ask(About(), on=date(2024, 6, 30)).decision.allowed
    assert not ask(About(), on=date(2024, 7, 1)).decision.allowed
    assert stored()[:1] == before


def test_decisions_on_an_exception_revoked_since_are_listed(in_alpha):
    exception = grant()
    record = services.keep(ask(About()), actor=ACTOR)

    revoke(exception)

    listed = records.page(limit=9, filters=records.Filters(lapsed_on=date(2024, 7, 1)), today=TODAY)
    assert listed == [record]


def test_who_asks_without_a_subject_gets_no_exceptions(in_alpha):
    grant()

    assert not ask(None).decision.allowed


def test_an_exception_is_for_the_person_it_names_only(in_alpha, town, cadre):
    home = town("牛场镇党委")
    one, _ = cadre(home)
    other, _ = cadre(home, name="李四")
    grant(About(person=one.pk), Scope.PERSON)

    assert ask(About(person=one.pk)).decision.allowed
    assert not ask(About(person=other.pk)).decision.allowed


def test_an_exception_of_an_organisation_holds_for_all_below_it_and_their_people(in_alpha, town, cadre):
    county, other = town("福泉市委"), town("瓮安县委")
    below = town("牛场镇党委", county)
    person, _ = cadre(below)
    grant(About(organisation=county.pk), Scope.ORGANISATION)

    allowed = {
        about: ask(about).decision.allowed
        for about in (
            About(organisation=county.pk),
            About(organisation=below.pk),
            About(person=person.pk),
            About(organisation=other.pk),
            About(person=person.pk, organisation=other.pk),
        )
    }

    assert list(allowed.values()) == [True, True, True, False, False]


def test_an_exception_of_a_record_is_for_that_record_only(in_alpha):
    grant(About(kind="project", id="7"), Scope.RECORD)

    assert ask(About(kind="project", id="7")).decision.allowed
    assert not ask(About(kind="project", id="8")).decision.allowed


def test_the_nearest_exception_is_cited(in_alpha, town, cadre):
    county = town("福泉市委")
    below = town("牛场镇党委", county)
    person, _ = cadre(below)
    grants = {
        "全部": grant(),
        "县": grant(About(organisation=county.pk), Scope.ORGANISATION),
        "镇": grant(About(organisation=below.pk), Scope.ORGANISATION),
        "人": grant(About(person=person.pk), Scope.PERSON),
    }

    cited = [one.id for one in waivers.standing(action=APPOINT, about=About(person=person.pk), on=D2024)]

    assert cited == [str(grants[name].pk) for name in ("人", "镇", "县", "全部")]


def test_an_exception_of_another_action_with_the_same_clause_does_not_count(in_alpha):
    grant(action="guizhou_township.transfer", clause="GZ-2Y")

    assert waivers.standing(action="guizhou_township.secondment", about=About(), on=D2024) == []


@pytest.mark.parametrize(
    ("changes", "error", "named"),
    [
        ({"action": "no_such.thing"}, UnknownAction, r"no_such\.thing"),
        ({"clause": "FQ-SHORT"}, exceptions.InvalidException, "FQ-SHORT"),
        ({"clause": "GZ-2Y"}, exceptions.InvalidException, "FQ-OVER"),
        ({"authority": " "}, exceptions.InvalidException, "authority"),
        ({"reason": ""}, exceptions.InvalidException, "reason"),
        ({"evidence": ""}, exceptions.InvalidException, "evidence"),
        ({"reason": "身份证 11010519491231002X"}, NumberInText, "理由"),
        ({"until_on": D2024}, exceptions.InvalidException, "至少有一天"),
        ({"scope": Scope.PERSON}, exceptions.InvalidException, "person"),
        ({"scope": Scope.ORGANISATION}, exceptions.InvalidException, "organisation"),
        ({"scope": Scope.RECORD}, exceptions.InvalidException, "subjectKind"),
        ({"about": About(kind="project", id="7")}, exceptions.InvalidException, "全部"),
    ],
)
def test_what_cannot_be_granted_is_named_and_nothing_is_written(in_alpha, changes, error, named):
    with pytest.raises(error, match=named):
        grant(**changes)

    assert stored() == []


@pytest.mark.parametrize("on", [date(2023, 12, 31), D2025])
def test_an_exception_is_revoked_within_its_period(in_alpha, on):
    exception = grant()
    before = stored()

    with pytest.raises(exceptions.InvalidException, match="有效期"):
        revoke(exception, on=on)

    assert stored() == before


def test_an_exception_is_revoked_once(in_alpha):
    exception = grant()
    revoke(exception)
    before = stored()

    with pytest.raises(exceptions.AlreadyRevoked) as refused:
        revoke(exception)

    assert refused.value.code == "CONFLICT"
    assert stored() == before


def test_a_revocation_cannot_be_revoked(in_alpha):
    revoked = revoke(grant())

    with pytest.raises(waivers.UnknownException) as refused:
        revoke(revoked.revocation)

    assert refused.value.code == "NOT_FOUND"


def test_exceptions_are_counted_by_clause_and_year(in_alpha):
    revoke(grant())
    grant(from_on=date(2024, 12, 31), until_on=D2026)
    grant(from_on=D2025, until_on=D2026)
    grant(action="guizhou_township.transfer", clause="GZ-2Y")

    assert waivers.counts(today=TODAY) == [
        (APPOINT, "FQ-OVER", 2025, 1),
        (APPOINT, "FQ-OVER", 2024, 2),
        ("guizhou_township.transfer", "GZ-2Y", 2024, 1),
    ]
    assert waivers.counts(year=2025, today=TODAY) == [(APPOINT, "FQ-OVER", 2025, 1)]


def test_an_allowed_decision_asks_for_no_exceptions(in_alpha, django_assert_num_queries):
    fine = {**OVER, "incumbents": 9}
    ask(About(), facts=fine)

    with django_assert_num_queries(1):
        ask(About(), facts=fine)


def test_people_who_are_merged_bring_exceptions_and_decisions_along(in_alpha, town, cadre):
    kept = people.register(name="张三")
    absorbed, _ = cadre(town("牛场镇党委"))
    grant(About(person=absorbed.pk), Scope.PERSON)
    record = services.keep(ask(About(person=absorbed.pk)), actor=ACTOR)

    merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=ACTOR, reason="同一人")

    record.refresh_from_db()
    assert record.person_id == kept.pk
    assert ask(About(person=kept.pk)).decision.allowed


def test_erasure_takes_the_texts_and_leaves_decisions_that_replay(in_alpha, town, cadre, kept):
    person, _ = cadre(town("牛场镇党委"))
    grant(About(person=person.pk), Scope.PERSON)
    record = services.keep(ask(About(person=person.pk)), actor=ACTOR)
    moved = kept(
        "guizhou_township.head_term",
        {"on": "2024-06-01", "term_since": "2022-06-01", "reason": "因张三病休"},
        about=About(person=person.pk),
    )

    people.erase(person_id=person.pk, actor=ACTOR, reason="本人申请")

    for row in DecisionRecord.objects.filter(pk__in=[record.pk, moved.pk]):
        assert services.replay(row).allowed
        assert "张三" not in row.facts + row.decision
        assert "过渡期" not in row.exceptions + row.decision
    assert set(PolicyException.objects.values_list("reason", "evidence")) == {("（已抹除）", "（已抹除）")}
