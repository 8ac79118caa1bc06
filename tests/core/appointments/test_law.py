"""Appointments are asked about in all the laws that the tenant runs; what they answer is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from core import plugins
from core.actors import Actor
from core.appointments import establishment, law, services
from core.appointments.models import Appointment, AppointmentChange, EntryChannel, Post
from core.decisions import checks
from core.decisions import services as decisions
from core.decisions.models import DecisionRecord
from core.decisions.services import Refused
from core.decisions.writes import Question
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.plugins import PluginFailed
from core.policy.problems import FactsError
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing import checks as fuquan
from plugins.guizhou_township import checks as guizhou

ACTOR = Actor(realm="tenant", id="1", name="干部")
MOVE, FILL = "guizhou_township.transfer", "fuquan_licensing.appoint"
NEITHER = {MOVE: {"special_reason": False, "city_approved": False}}
BOTH = {MOVE: {"special_reason": True, "city_approved": True}}
D2022, JUNE_2024 = date(2022, 1, 1), date(2024, 6, 1)


@pytest.fixture
def organ(in_alpha) -> Organisation:
    """An organ of the county with 250 people and three places for workers."""
    made = organisations.found(
        name="甲县机关党委",
        kind=Kind.COMMITTEE,
        sector=Sector.ORGAN,
        level=Level.COUNTY,
        division_code="522702",
        on=date(2020, 1, 1),
        more={"staff_count": 250},
    )
    establishment.approve(organisation=made.pk, post=Post.WORKER, places=3, on=date(2020, 1, 1))
    return made


@pytest.fixture
def town(in_alpha) -> Organisation:
    """A township's committee without an establishment."""
    return organisations.found(
        name="甲镇党委",
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="522702",
        on=date(2020, 1, 1),
    )


@pytest.fixture
def recruit(town) -> Callable[..., Appointment]:
    """Appoint somebody who came into the township by the civil service examination."""

    def make(status: PoliticalStatus | str = PoliticalStatus.FULL_MEMBER) -> Appointment:
        return services.appoint(
            person=people.register(name="张三", political_status=status),
            organisation=town,
            basis=Appointment.Basis.FULL_TIME,
            on=D2022,
            entry_channel=EntryChannel.CIVIL_SERVICE_EXAM,
        )

    return make


def transfer(appointment: Appointment, to: Organisation, **changes) -> Appointment:
    return services.transfer(
        **{"appointment": appointment.pk, "to": to, "on": JUNE_2024, "actor": ACTOR, **changes}
    )


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    models = (Appointment, AppointmentChange, DecisionRecord)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def running(tenant, *names: str):
    """Serve a tenant as one that runs only these plugins."""
    return tenant_context(replace(tenant, active_plugins=frozenset(names)))


def test_one_transfer_shows_the_findings_of_both_laws(recruit, organ):
    probationary = recruit(PoliticalStatus.PROBATIONARY_MEMBER)
    before = state()

    with pytest.raises(Refused, match="调动乡镇干部") as refused:
        transfer(probationary, organ, facts=NEITHER)

    found = refused.value.extensions["findings"]
    assert [(finding["action"], finding["code"], finding["severity"]) for finding in found] == [
        (FILL, "FQ-MEMBER", "BLOCK"),
        (FILL, "FQ-SHORT", "WARN"),
        (FILL, "FQ-UNLICENSED", "INFO"),
        (MOVE, "GZ-5Y", "BLOCK"),
    ]
    assert found[3]["satisfied_on"] == "2027-01-01"
    assert state() == before


@pytest.mark.parametrize(
    ("left", "facts", "codes"),
    [
        ("fuquan_licensing", {}, ["FQ-MEMBER", "FQ-SHORT", "FQ-UNLICENSED"]),
        ("guizhou_township", NEITHER, ["GZ-5Y"]),
    ],
)
def test_switching_one_law_off_removes_exactly_its_findings(recruit, organ, in_alpha, left, facts, codes):
    probationary = recruit(PoliticalStatus.PROBATIONARY_MEMBER)

    with running(in_alpha, left), pytest.raises(Refused) as refused:
        transfer(probationary, organ, facts=facts)

    assert [finding["code"] for finding in refused.value.extensions["findings"]] == codes


def test_without_any_law_of_a_locality_the_transfer_is_made(recruit, organ, in_alpha):
    probationary = recruit(PoliticalStatus.PROBATIONARY_MEMBER)

    with running(in_alpha):
        begun = transfer(probationary, organ)

    assert (begun.organisation_id, begun.decided) == (organ.pk, [])


def test_what_all_laws_let_pass_is_written_and_each_decision_kept(recruit, organ):
    begun = transfer(recruit(), organ, facts=BOTH)

    records = DecisionRecord.objects.order_by("action")
    assert [(row.action, row.subject_kind, row.subject_id, row.allowed) for row in records] == [
        (FILL, "appointment", str(begun.pk), True),
        (MOVE, "appointment", str(begun.pk), True),
    ]
    assert {row.person_id for row in records} == {begun.person_id}
    assert [row.pk for row in begun.decided] == [row.pk for row in records]
    findings = [[finding.code for finding in decisions.replay(row).findings] for row in records]
    assert findings == [["FQ-SHORT", "FQ-UNLICENSED"], ["GZ-APPROVED"]]


def test_every_fact_that_no_record_yields_is_named_with_its_action(recruit, organ):
    unknown = recruit("")
    before = state()

    with pytest.raises(FactsError) as needed:
        transfer(unknown, organ)

    assert {(problem.path, problem.code) for problem in needed.value.problems} == {
        (f"facts.{FILL}.political_status", "MISSING"),
        (f"facts.{MOVE}.special_reason", "MISSING"),
        (f"facts.{MOVE}.city_approved", "MISSING"),
    }
    assert "guizhou_township.transfer：缺少“有特殊原因”（special_reason）：请填写" in needed.value.message
    assert state() == before


@pytest.mark.parametrize(
    ("facts", "path", "code"),
    [
        (
            {MOVE: {**BOTH[MOVE], "township_since": "2010-01-01"}},
            f"facts.{MOVE}.township_since",
            "FROM_RECORDS",
        ),
        ({MOVE: {**BOTH[MOVE], "on": "2030-01-01"}}, f"facts.{MOVE}.on", "FROM_RECORDS"),
        ({MOVE: {**BOTH[MOVE], "reason": "照顾家庭"}}, f"facts.{MOVE}.reason", "UNKNOWN"),
        ({**BOTH, "fuquan_licensing.grade": {}}, "facts.fuquan_licensing.grade", "UNKNOWN"),
        ({**BOTH, "no_such.action": {}}, "facts.no_such.action", "UNKNOWN"),
        ({MOVE: [True]}, f"facts.{MOVE}", "WRONG_TYPE"),
        ([BOTH], "facts", "WRONG_TYPE"),
    ],
)
def test_other_facts_than_those_needed_are_refused(recruit, organ, facts, path, code):
    held = recruit()
    before = state()

    with pytest.raises(FactsError) as refused:
        transfer(held, organ, facts=facts)

    assert [(problem.path, problem.code) for problem in refused.value.problems] == [(path, code)]
    assert state() == before


def test_a_law_that_raises_refuses_every_write_until_it_is_mended(recruit, organ, monkeypatch):
    held = recruit()
    before = state()

    def broken(write):
        raise RuntimeError("张三 52270219900101123X")

    for _ in range(2):
        with monkeypatch.context() as fault:
            fault.setattr(guizhou, "questions", broken)
            with pytest.raises(PluginFailed, match="插件 guizhou_township 无法核对本次办理") as refused:
                transfer(held, organ, facts=BOTH)
        assert "52270219900101123X" not in refused.value.message
        assert state() == before

    assert "guizhou_township" in plugins.usable()
    transfer(held, organ, facts=BOTH)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        42,
        ["guizhou_township.transfer"],
        [Question("fuquan_licensing.quota", {"sector": "ORGAN", "staff_count": 1})],
        [Question("guizhou_township.no_such", {})],
    ],
)
def test_a_law_that_answers_wrongly_refuses_the_write(recruit, organ, monkeypatch, answer):
    held = recruit()
    before = state()
    monkeypatch.setattr(guizhou, "questions", lambda write: answer)

    with pytest.raises(PluginFailed, match="guizhou_township"):
        transfer(held, organ)

    assert state() == before


def test_a_law_that_is_quarantined_or_gone_refuses_the_write(recruit, organ, in_alpha, monkeypatch):
    held = recruit()
    before = state()

    with running(in_alpha, "no_longer_installed"), pytest.raises(PluginFailed, match="no_longer_installed"):
        transfer(held, organ)
    monkeypatch.setitem(plugins._QUARANTINE, "guizhou_township", "测试")
    with pytest.raises(PluginFailed, match="插件 guizhou_township 无法核对本次办理（插件已被隔离）"):
        transfer(held, organ)

    assert state() == before


def test_a_quarantined_plugin_that_checks_nothing_stops_nothing(recruit, organ, in_alpha, monkeypatch):
    held = recruit()
    monkeypatch.setitem(plugins._QUARANTINE, "xiajiang_three_roles", "测试")

    with running(in_alpha, "xiajiang_three_roles"):
        begun = transfer(held, organ)

    assert begun.organisation_id == organ.pk


def test_tenants_that_do_not_run_a_broken_law_go_on(in_beta, monkeypatch):
    monkeypatch.setitem(plugins._QUARANTINE, "guizhou_township", "测试")
    somebody: Person = people.register(name="李四")
    unit = organisations.found(
        name="乙镇党委",
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="360823",
        on=date(2020, 1, 1),
    )

    services.appoint(person=somebody, organisation=unit, basis=Appointment.Basis.FULL_TIME, on=D2022)

    assert Appointment.objects.count() == 1


def test_ending_and_appointing_are_asked_about_too(recruit, organ):
    held = recruit()
    facts = {MOVE: {**BOTH[MOVE], "to_level": "CITY"}}
    requested = {"appointment": held.pk, "on": date(2023, 12, 31), "end_reason": "TRANSFER_REQUESTED"}
    before = state()

    with pytest.raises(Refused, match="未满 2 年"):
        services.end(**requested, facts=facts)
    with pytest.raises(Refused, match="正式党员"):
        services.appoint(
            person=people.register(name="李四", political_status=PoliticalStatus.MASSES),
            organisation=organ,
            basis=Appointment.Basis.FULL_TIME,
            on=D2022,
        )
    assert state()[0] == before[0]
    ended = services.end(**{**requested, "on": date(2024, 1, 1)}, facts=facts)

    assert [row.action for row in ended.decided] == [MOVE]


def test_a_broken_question_leaves_other_laws_answers_out_of_the_record(recruit, organ, monkeypatch):
    held = recruit()
    monkeypatch.setattr(fuquan, "questions", lambda write: [Question(FILL, {"sector": "NONE"})])

    with pytest.raises(FactsError, match=r"fuquan_licensing\.appoint：“单位类别”（sector）须为"):
        transfer(held, organ, facts=BOTH)

    assert DecisionRecord.objects.count() == 0


TRANSFER = """mutation ($id: ID!, $to: ID!, $facts: JSON) { transferAppointment(input: {id: $id, version: 1,
    to: $to, on: "2024-06-01", facts: $facts}) { appointment { organisation { name } }
    decisions { action allowed findings { code } } } }"""


@pytest.fixture
def officer(organ, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))


def test_the_answer_shows_the_decisions(officer, recruit, organ):
    variables = {"id": str(recruit().pk), "to": str(organ.pk)}

    made = officer.data(TRANSFER, **variables, facts=BOTH)["transferAppointment"]

    assert made["appointment"] == {"organisation": {"name": "甲县机关党委"}}
    assert made["decisions"] == [
        {"action": FILL, "allowed": True, "findings": [{"code": "FQ-SHORT"}, {"code": "FQ-UNLICENSED"}]},
        {"action": MOVE, "allowed": True, "findings": [{"code": "GZ-APPROVED"}]},
    ]


def test_a_refusal_carries_all_findings_and_a_missing_fact_its_place(officer, recruit, organ):
    variables = {"id": str(recruit(PoliticalStatus.MASSES).pk), "to": str(organ.pk)}

    refused = officer.refusal(TRANSFER, **variables, facts=NEITHER)
    needed = officer.refusal(TRANSFER, **variables)

    assert (refused["code"], [finding["code"] for finding in refused["findings"]]) == (
        "REFUSED",
        ["FQ-MEMBER", "FQ-SHORT", "FQ-UNLICENSED", "GZ-5Y"],
    )
    assert needed["code"] == "BAD_USER_INPUT"
    assert [problem["path"] for problem in needed["problems"]] == [
        f"facts.{MOVE}.special_reason",
        f"facts.{MOVE}.city_approved",
    ]
    assert DecisionRecord.objects.count() == 0


def test_a_long_career_costs_no_more_queries(recruit, organ, django_assert_num_queries):
    held = recruit()
    with CaptureQueriesContext(connection) as short:
        checks_of(held, organ)
    for year in range(1990, 2020):
        services.appoint_many(
            [
                Appointment(
                    person=held.person,
                    organisation=held.organisation,
                    basis=Appointment.Basis.FULL_TIME,
                    from_on=date(year, 1, 1),
                    until_on=date(year, 12, 1),
                    end_reason="TERM_ENDED",
                )
            ]
        )

    with django_assert_num_queries(len(short)):
        checks_of(held, organ)


def checks_of(held: Appointment, organ: Organisation) -> None:
    held.until_on, held.end_reason = JUNE_2024, "TRANSFERRED"
    begun = Appointment(
        person=held.person,
        organisation=organ,
        basis=Appointment.Basis.FULL_TIME,
        from_on=JUNE_2024,
        post=Post.WORKER,
    )
    checks.answers(law.transferring(held, begun, reason="", facts=NEITHER), today=JUNE_2024)
