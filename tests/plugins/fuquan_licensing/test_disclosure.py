"""Least disclosure: reviewers read their cases only; nobody outside the department learns who objected.

Every field of the schema is asked with everything that can be selected in it, so new fields come under it.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

import asking
import licensing
import pytest
import schema_walk
from browsing import CLERK
from django.db import connection
from graphql import get_named_type

from core.decisions import exceptions
from core.decisions.about import About
from core.decisions.models import DecisionRecord, Scope
from core.organisations.models import Level
from hongling_api import tenant_schema
from plugins.fuquan_licensing.examinations import results
from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.licences import services as licences
from plugins.fuquan_licensing.reviews.models import ReviewCase

ABOUT_REVIEWS = (licensing.SECRET_NOTE, *licensing.BODIES, "OBJECTION", "纪检", "公安", "有异议")
THE_LAW_ITSELF = {"decide", "headroom", "schemes", "policyVersions", "policyChangePreview"}
"""What everybody may read of the law: which bodies there are, not what they said of whom."""
FOR_EVERYBODY = {
    *("me", "decide", "headroom", "schemes", "inbox", "inboxUnread", "noticeEmail"),
    *("credentialKinds", "indicators", "surveyTemplate", "attachment"),
}
"""Root fields that ask for no right but signing in; none holds anything about people but the asker's own."""


@dataclass(frozen=True)
class World:
    """An examination that is over: each body objected to somebody, and one objection was waived."""

    examination: Examination
    people: list[str]

    def values(self) -> dict[str, str]:
        """Return what to write for the arguments of queries, by field."""
        examination, unit = str(self.examination.pk), str(licensing.unit_of(self.examination))
        named = {
            **{f"{field}.examination": examination for field in OWN_FIELDS},
            "examination.id": str(self.examination.record_id),
            "organisation.id": unit,
            "personArchive.person": self.people[0],
            "person.id": self.people[0],
            "examinationResults.person": self.people[0],
        }
        return {name: f'"{value}"' for name, value in named.items()}


def schema():
    return tenant_schema.schema(frozenset(connection.tenant.active_plugins)).graphql


OWN_FIELDS = ("outcomes", "registrations", "reviewOpinions", "scoreChanges", "seatList", "scoreSheet")


def every_query(values: dict[str, str] | None = None) -> dict[str, str]:
    """Return a query for each root field and for each field of the plugin's own."""
    whole = schema()
    found = {}
    for name, field in whole.query_type.fields.items():
        page = get_named_type(field.type).name.endswith("Connection")
        found[name] = schema_walk.queries(whole, values=values, depth=4 if page else 2)[name]
    del found["fuquanLicensing"]
    own = schema_walk.queries(whole, values=values, below="fuquanLicensing")
    return found | {f"fuquanLicensing.{name}": query for name, query in own.items()}


@pytest.fixture
def world(in_alpha) -> World:
    """What units must not see through: see `World`."""
    examination = licensing.scored(80, 80, 80, 40)
    licensing.reviewed(examination, objections={"DISCIPLINE": "考生0", "PUBLIC_SECURITY": "考生1"})
    people = [str(licensing.person(f"考生{number}").pk) for number in range(4)]
    exceptions.grant(
        action="fuquan_licensing.issue",
        clause="FQ-REVIEW",
        scope=Scope.PERSON,
        about=About(person=licensing.person("考生1").pk),
        authority="市委组织部部务会",
        authority_level=Level.COUNTY,
        reason="公安机关的异议已经查清",
        evidence="会议纪要",
        from_on=licensing.today(),
        until_on=licensing.today() + timedelta(days=30),
        actor=CLERK,
    )
    batch = licensing.issued(examination)
    assert sorted(row.person.name for row in batch.credentials) == ["考生1", "考生2"]
    results.publish(
        examination=examination.pk, version=examination.version, on=licensing.today(), actor=CLERK
    )
    licences.revoke(
        credential=next(row.pk for row in batch.credentials if row.person.name == "考生2"),
        version=1,
        on=licensing.today(),
        cause="WORK_ERROR",
        serious_consequence=True,
        document=licences.Document("1号", "处理决定", licensing.today()),
        today=licensing.today(),
        actor=CLERK,
    )
    return World(examination, people)


@pytest.mark.parametrize("role", ["UNIT_OFFICER", "VIEWER"])
def test_no_field_tells_a_unit_who_objected(world, client_of, role):
    unit = asking.Asker(
        client_of("alpha"), asking.token_of(role, organisation=licensing.unit_of(world.examination))
    )
    queries = every_query(world.values())
    for number, record in enumerate(DecisionRecord.objects.order_by("pk")):
        queries[f"decision {number}"] = schema_walk.queries(
            schema(), values={"decision.id": f'"{record.pk}"'}, depth=2
        )["decision"]
    for number, person in enumerate(world.people):
        values = world.values() | {"personArchive.person": f'"{person}"', "decisions.person": f'"{person}"'}
        for field, depth in (("personArchive", 3), ("decisions", 4)):
            queries[f"{field} {number}"] = schema_walk.queries(schema(), values=values, depth=depth)[field]

    telling = {}
    for name in queries.keys() - THE_LAW_ITSELF:
        # The parameters beside a decision are the law itself, too.
        answer = json.dumps(unit.ask(queries[name].replace(" parameters", "")), ensure_ascii=False)
        telling[name] = [word for word in ABOUT_REVIEWS if word in answer]

    assert {name: words for name, words in telling.items() if words} == {}


def test_the_department_reads_who_objected_and_why(world, client_of):
    officer = asking.Asker(client_of("alpha"), asking.token_of("ORGANISATION_OFFICER"))
    queries = every_query(world.values())

    opinions = officer.data(queries["fuquanLicensing.reviewOpinions"])
    decided = json.dumps(officer.data(queries["decisions"]), ensure_ascii=False)

    said = {
        (entry["body"], entry["opinion"], entry["note"])
        for candidate in opinions["fuquanLicensing"]["reviewOpinions"]
        for entry in candidate["opinions"]
    }
    assert said == {
        *((body, "CLEAR", "") for body in licensing.BODIES),
        *((body, "OBJECTION", licensing.SECRET_NOTE) for body in licensing.BODIES),
    }
    assert "fuquan_licensing.issue" in decided


def test_two_candidates_to_whom_different_bodies_object_look_alike(in_alpha, client_of):
    examination = licensing.scored(80, 80)
    licensing.reviewed(examination, objections={"DISCIPLINE": "考生0", "PUBLIC_SECURITY": "考生1"})
    unit = asking.Asker(
        client_of("alpha"),
        asking.token_of("UNIT_OFFICER", organisation=licensing.unit_of(examination)),
    )

    answer = unit.data(
        "query ($id: ID!) { fuquanLicensing { outcomes(examination: $id) { edges { node {"
        " attended passed review licenceNumber reason } } } } }",
        id=str(examination.pk),
    )

    assert [edge["node"] for edge in answer["fuquanLicensing"]["outcomes"]["edges"]] == [
        {
            "attended": True,
            "passed": True,
            "review": "NOT_PASSED",
            "licenceNumber": None,
            "reason": "审核未通过",
        }
    ] * 2


def test_a_reviewer_reads_nothing_but_the_cases_of_the_own_body(in_alpha, client_of):
    examination = licensing.opened(licensing.scored(80, 40))
    discipline, security = (licensing.reviewer(body) for body in licensing.BODIES)
    [case] = ReviewCase.objects.filter(body="PUBLIC_SECURITY")
    licensing.decide(security, case, "OBJECTION", licensing.SECRET_NOTE)
    asker = licensing.asker_of(client_of, discipline)
    values = World(examination, [str(licensing.person("考生0").pk)]).values()

    answers = {name: asker.ask(query) for name, query in every_query(values).items()}

    open_to_all = FOR_EVERYBODY | {"fuquanLicensing.reviewCases"}
    for name, answer in answers.items():
        if name not in open_to_all:
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"], name
    [edge] = answers["fuquanLicensing.reviewCases"]["data"]["fuquanLicensing"]["reviewCases"]["edges"]
    assert (edge["node"]["name"], edge["node"]["organisation"]) == ("考生0", "牛场镇党委")
    assert (edge["node"]["opinion"], edge["node"]["note"]) == (None, "")
    told = json.dumps(answers, ensure_ascii=False)
    assert (licensing.SECRET_NOTE in told, "考生1" in told) == (False, False)


def test_who_reviews_for_no_body_reads_no_case(in_alpha, client_of):
    licensing.opened(licensing.scored(80))
    officer = asking.Asker(client_of("alpha"), asking.token_of("ORGANISATION_OFFICER"))

    refusal = officer.refusal(every_query()["fuquanLicensing.reviewCases"])

    assert refusal["code"] == "FORBIDDEN"
