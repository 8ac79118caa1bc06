"""Surveys over GraphQL, from the draft to the results."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import pytest
import surveying
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context
from surveying import answers

from core.access.models import IdempotencyRecord
from core.surveys import answering, services
from core.surveys.models import Survey, SurveyLink

DRAFT = """mutation ($organisation: ID!, $questions: [SurveyQuestionInput!]) { draftSurvey(input: {
    organisation: $organisation, questions: $questions}) { survey { id version state title
    questions { code kind required options { code label } } } } }"""
REVISE = """mutation ($id: ID!, $version: Int = 1) { reviseSurvey(input: {id: $id, version: $version,
    title: "新名称"}) { survey { title version } } }"""
ADD = """mutation ($id: ID!, $version: Int = 1) { addSurveyPopulation(input: {id: $id, version: $version,
    name: "=村书记"}) { population survey { version } } }"""
ISSUE = """mutation ($population: ID!, $count: Int = 6) { issueSurveyLinks(input: {population: $population,
    count: $count}) { csv count } }"""
OPEN = """mutation ($id: ID!, $closesOn: Date!, $version: Int = 1) { openSurvey(input: {id: $id,
    version: $version, closesOn: $closesOn}) { survey { state version closesOn } } }"""
CLOSE = """mutation ($id: ID!, $version: Int = 1) { closeSurvey(input: {id: $id, version: $version}) {
    survey { state version } } }"""
COUNTS = "query ($id: ID!) { survey(id: $id) { state counts { name issued returned valid } } }"
RESULTS = """query ($id: ID!) { survey(id: $id) { results { question { code } distributions {
    population valid mean counts shares } columns { code label } } } }"""
LIST = """query ($organisation: ID, $states: [SurveyState!], $first: Int = 100, $after: String) {
    surveys(first: $first, after: $after, organisation: $organisation, states: $states) {
    edges { cursor node { id title state } } pageInfo { hasNextPage } } }"""


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def survey(town) -> surveying.Open:
    return surveying.opened(town, on=today(), closes_on=today(), issued={"村书记": 20})


def titles(answer) -> list[str]:
    return [edge["node"]["title"] for edge in answer["surveys"]["edges"]]


def test_a_survey_goes_from_the_template_to_its_results(unit_officer, client_of, town):
    drafted = unit_officer.data(DRAFT, organisation=str(town.pk))["draftSurvey"]["survey"]
    id = drafted["id"]
    added = unit_officer.data(ADD, id=id)["addSurveyPopulation"]
    issued = unit_officer.data(ISSUE, population=added["population"])["issueSurveyLinks"]
    opened = unit_officer.data(OPEN, id=id, version=2, closesOn=today().isoformat())["openSurvey"]["survey"]
    lines = list(csv.reader(io.StringIO(issued["csv"].removeprefix("\ufeff"))))
    tenant = connection.tenant
    page = client_of("beta").get(lines[1][2].removeprefix("http://beta.localhost"))
    connection.set_tenant(tenant)
    counted = unit_officer.data(COUNTS, id=id)["survey"]
    closed = unit_officer.data(CLOSE, id=id, version=3)["closeSurvey"]["survey"]

    assert (drafted["title"], drafted["state"], len(drafted["questions"])) == (
        "党务工作者队伍状况问卷",
        "DRAFT",
        8,
    )
    assert lines[0] == ["序号", "调查对象", "链接"]
    assert [line[:2] for line in lines[1:]] == [[str(number), "'=村书记"] for number in range(1, 7)]
    assert page.status_code == 200
    assert opened == {"state": "OPEN", "version": 3, "closesOn": today().isoformat()}
    assert counted["counts"][0] == {"name": "=村书记", "issued": 6, "returned": 0, "valid": None}
    assert closed == {"state": "CLOSED", "version": 4}


def test_results_show_shares_and_hide_small_cells(officer, survey):
    population = survey.populations["村书记"]
    for count, willing in ((9, "YES"), (6, "DEPENDS"), (2, "NO")):
        answering.take_many(population=population, answers=answers(count, willing=willing, mood="3"))
    services.close(survey=survey.survey.pk, version=3, on=today())

    found = officer.data(RESULTS, id=str(survey.survey.pk))["survey"]["results"]
    counted = officer.data(COUNTS, id=str(survey.survey.pk))["survey"]["counts"]

    assert counted == [
        {"name": "村书记", "issued": 20, "returned": 17, "valid": 17},
        {"name": "合计", "issued": 20, "returned": 17, "valid": 17},
    ]
    assert [result["question"]["code"] for result in found] == ["willing", "needs", "mood"]
    village, _ = found[0]["distributions"]
    assert [column["code"] for column in found[0]["columns"]] == ["YES", "DEPENDS", "NO"]
    assert (village["counts"], village["shares"]) == ([9, None, None], [0.529412, None, None])


def test_results_wait_for_the_end(officer, survey):
    assert officer.refusal(RESULTS, id=str(survey.survey.pk))["code"] == "WRONG_STATE"


def test_questions_of_ones_own_are_asked_and_wrong_ones_are_named(officer, town):
    good = {
        "code": "q1",
        "text": "您是否愿意？",
        "kind": "SINGLE",
        "options": [{"code": "A", "label": "愿意"}, {"code": "B", "label": "不愿意"}],
    }

    made = officer.data(DRAFT, organisation=str(town.pk), questions=[good])["draftSurvey"]["survey"]
    refused = officer.refusal(
        DRAFT, organisation=str(town.pk), questions=[{**good, "options": good["options"][:1]}]
    )

    assert made["questions"] == [
        {"code": "q1", "kind": "SINGLE", "required": True, "options": good["options"]}
    ]
    assert refused["code"] == "BAD_USER_INPUT"
    assert Survey.objects.count() == 1


def test_links_are_not_kept_for_repeats(officer, survey):
    tenant = connection.tenant
    answer = officer.client.post(
        "/graphql/",
        {"query": ISSUE, "variables": {"population": str(survey.populations["村书记"])}},
        content_type="application/json",
        headers={"authorization": f"Bearer {officer.token}", "idempotency-key": "k-1"},
    ).json()
    connection.set_tenant(tenant)

    assert answer["data"]["issueSurveyLinks"]["count"] == 6
    assert not IdempotencyRecord.objects.filter(response__contains="/s/").exists()


def test_a_population_that_is_too_small_gets_no_links(officer, town):
    survey = services.draft(organisation=town, title="x", asked=surveying.ASKED)
    population = services.add_population(survey=survey.pk, version=1, name="村书记")

    refused = officer.refusal(ISSUE, population=str(population.pk), count=4)

    assert (refused["code"], refused["least"]) == ("POPULATION_TOO_SMALL", 5)
    assert SurveyLink.objects.count() == 0


def test_the_list_is_narrowed_by_the_state_of_today(officer, town, other):
    day = today() - timedelta(days=2)
    lapsed = surveying.opened(town, on=day, closes_on=day, issued={"村书记": 5})
    running = surveying.opened(other, on=today(), closes_on=today(), issued={"村书记": 5})
    for one, title in ((lapsed, "过期"), (running, "进行")):
        one.survey.refresh_from_db()
        one.survey.title = title
        one.survey.save()
    services.draft(organisation=town, title="草稿", asked=surveying.ASKED)

    assert titles(officer.data(LIST)) == ["草稿", "进行", "过期"]
    assert titles(officer.data(LIST, states=["OPEN"])) == ["进行"]
    assert titles(officer.data(LIST, states=["CLOSED"])) == ["过期"]
    assert titles(officer.data(LIST, states=["DRAFT", "CLOSED"])) == ["草稿", "过期"]
    assert titles(officer.data(LIST, organisation=str(other.pk))) == ["进行"]


def test_pages_follow_each_other_without_gap(officer, town):
    services.draft_many(
        Survey(organisation=town, title=str(number), questions=surveying.questions.as_json(surveying.ASKED))
        for number in range(5)
    )

    seen, after = [], None
    for _ in range(3):
        page = officer.data(LIST, first=2, after=after)
        seen += titles(page)
        after = page["surveys"]["edges"][-1]["cursor"]

    assert sorted(seen) == ["0", "1", "2", "3", "4"]
    assert not page["surveys"]["pageInfo"]["hasNextPage"]


def test_a_unit_officer_sees_and_changes_own_surveys_only(unit_officer, other):
    survey = surveying.opened(other, on=today(), closes_on=today(), issued={"村书记": 5})
    population = str(survey.populations["村书记"])

    assert titles(unit_officer.data(LIST)) == []
    for identifier in (str(survey.survey.pk), str(UUID(int=7)), "1"):
        for query in (COUNTS, RESULTS, REVISE, ADD, CLOSE):
            assert unit_officer.refusal(query, id=identifier)["code"] == "NOT_FOUND"
        assert unit_officer.refusal(OPEN, id=identifier, closesOn="2030-01-01")["code"] == "NOT_FOUND"
    assert unit_officer.refusal(ISSUE, population=population)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(DRAFT, organisation=str(other.pk))["code"] == "NOT_FOUND"
    assert survey.fresh().version == 3
    assert SurveyLink.objects.count() == 5


def test_a_viewer_reads_and_changes_nothing(viewer, survey):
    assert viewer.data(COUNTS, id=str(survey.survey.pk))["survey"]["state"] == "OPEN"
    for change in (REVISE, ADD, CLOSE):
        assert viewer.refusal(change, id=str(survey.survey.pk), version=3)["code"] == "FORBIDDEN"
    assert viewer.refusal(ISSUE, population=str(survey.populations["村书记"]))["code"] == "FORBIDDEN"


def test_an_outdated_change_is_refused(officer, survey):
    refused = officer.refusal(CLOSE, id=str(survey.survey.pk), version=1)

    assert (refused["code"], refused["version"]) == ("CONFLICT", 3)
    assert survey.fresh().state == "OPEN"


def test_another_tenants_survey_is_not_found(alpha, client_of, survey):
    with tenant_context(alpha):
        stranger = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))

        assert stranger.refusal(COUNTS, id=str(survey.survey.pk))["code"] == "NOT_FOUND"


def test_nobody_reads_surveys_without_signing_in(client_of, survey):
    assert Asker(client_of("beta"), "hlk_none").refusal(LIST)["code"] == "UNAUTHENTICATED"


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, town):
    counts = []
    for rows in (10, 90):
        services.draft_many(
            Survey(organisation=town, title="x", questions=surveying.questions.as_json(surveying.ASKED))
            for _ in range(rows)
        )
        officer.data(LIST)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(LIST)
        counts.append((len(titles(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
