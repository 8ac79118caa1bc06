"""Projects and standards over GraphQL."""

from datetime import date
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.people import services as people
from core.projects import members, milestones, services
from core.projects.models import Origin, Part, Project, ProjectEntry, Standard
from core.projects.services import Raising

RAISED = date(2026, 1, 10)
WHOLE = """id version title origin aim raisedOn dueOn stage stageSince nextStages organisation { name }
    standard { code number } budget received spent supports { kind content }
    steps { code title doneOn evidence } milestones { title dueOn fulfilledOn overdue }
    members { name part duty fromOn } entries { kind on stage step amount note annulled recordedBy }"""
LIST = f"""query ($organisation: ID, $stages: [ProjectStage!], $search: String, $person: ID, $after: String,
    $first: Int) {{ projects(first: $first, after: $after, organisation: $organisation, stages: $stages,
    search: $search, person: $person) {{ edges {{ cursor node {{ {WHOLE} }} }} }} }}"""
ONE = f"query ($id: ID!) {{ project(id: $id) {{ {WHOLE} }} }}"
RAISE = f"""mutation ($organisation: ID!, $standard: String) {{ raiseProject(input: {{
    organisation: $organisation, title: "补短板", origin: WEAK_LINK, on: "2026-01-10", budget: 30000.50,
    standard: $standard, supports: [{{kind: FUNDS, content: "镇财政"}}], aim: "达标"}}) {{
    project {{ {WHOLE} }} }} }}"""
ADVANCE = """mutation ($id: ID!, $version: Int!, $to: ProjectStage!) { advanceProject(input: {id: $id,
    version: $version, to: $to}) { project { stage version } } }"""
STEP = """mutation ($id: ID!, $step: String!) { completeProjectStep(input: {id: $id, step: $step,
    on: "2026-01-12", evidence: "会议纪要"}) { project { steps { code doneOn evidence } } } }"""
FUNDS = """mutation ($id: ID!, $amount: Decimal!) { recordProjectFunds(input: {id: $id, kind: SPENT,
    amount: $amount, on: "2026-01-12", note: "购置"}) { project { spent entries { id kind } } } }"""
LEDGER = """query ($organisation: ID) { projectLedger(fromOn: "2026-01-01", untilOn: "2026-04-01",
    organisation: $organisation) { edges { node { title organisationName stage leads spent } } } }"""
MEMBER = """mutation ($id: ID!, $person: ID!) { involveInProject(input: {id: $id, person: $person, part: LEAD,
    duty: "总协调"}) { project { members { id name part duty } } } }"""
MILESTONE = """mutation ($id: ID!) { addProjectMilestone(input: {id: $id, title: "动员会",
    dueOn: "2099-01-01"}) { project { milestones { title overdue } } } }"""


@pytest.fixture
def other(found):
    """Another committee."""
    return found("乙镇党委")


@pytest.fixture
def officer(town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(town, client_of) -> Asker:
    """An officer of the committee."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


@pytest.fixture
def viewer(town, client_of) -> Asker:
    """Someone who may look at everything and change nothing."""
    return Asker(client_of("beta"), token_of("VIEWER"))


def titles(answer: dict) -> list[str]:
    return [edge["node"]["title"] for edge in answer["projects"]["edges"]]


def test_a_project_is_raised_and_shown_whole(officer, town, standard):
    made = officer.data(RAISE, organisation=str(town.pk), standard="DJ-01")["raiseProject"]["project"]

    shown = officer.data(ONE, id=made["id"])["project"]
    assert shown == made
    assert {name: shown[name] for name in ("version", "stage", "nextStages", "budget", "aim")} == {
        "version": 1,
        "stage": "GENERATED",
        "nextStages": ["IMPLEMENTING", "WITHDRAWN"],
        "budget": 30000.5,
        "aim": "达标",
    }
    assert shown["organisation"] == {"name": "甲镇党委"}
    assert shown["standard"] == {"code": "DJ-01", "number": 1}
    assert shown["supports"] == [{"kind": "FUNDS", "content": "镇财政"}]
    assert [step["doneOn"] for step in shown["steps"]] == [None, None, None]
    assert [entry["kind"] for entry in shown["entries"]] == ["RAISED"]


def test_a_project_is_worked_on(officer, raised, standard, somebody):
    project = str(raised(standard=standard).pk)

    involved = officer.data(MEMBER, id=project, person=str(somebody.pk))["involveInProject"]["project"]
    officer.data(ADVANCE, id=project, version=1, to="IMPLEMENTING")
    reached = officer.data(MILESTONE, id=project)["addProjectMilestone"]["project"]["milestones"]
    done = officer.data(STEP, id=project, step="S2")["completeProjectStep"]["project"]["steps"]
    paid = officer.data(FUNDS, id=project, amount=12.34)["recordProjectFunds"]["project"]
    annul = """mutation ($id: ID!, $entry: ID!) { annulProjectEntry(input: {id: $id, entry: $entry,
        reason: "误记"}) { project { spent } } }"""
    wrong = next(entry["id"] for entry in paid["entries"] if entry["kind"] == "SPENT")
    annulled = officer.data(annul, id=project, entry=wrong)["annulProjectEntry"]["project"]
    left = officer.data(
        """mutation ($member: ID!) { releaseFromProject(input: {member: $member}) {
        project { members { untilOn } } } }""",
        member=involved["members"][0]["id"],
    )["releaseFromProject"]["project"]

    assert [(row["name"], row["part"], row["duty"]) for row in involved["members"]] == [
        ("张三", "LEAD", "总协调")
    ]
    assert reached == [{"title": "动员会", "overdue": False}]
    assert [step["doneOn"] for step in done] == [None, "2026-01-12", None]
    assert (paid["spent"], annulled["spent"]) == (12.34, 0)
    assert left["members"] == [{"untilOn": timezone.localdate().isoformat()}]


def test_a_change_names_the_version_that_was_read(officer, raised):
    project = raised()
    update = """mutation ($id: ID!, $version: Int!) { updateProject(input: {id: $id, version: $version,
        budget: null, title: "新名"}) { project { title version } } }"""

    changed = officer.data(update, id=str(project.pk), version=1)["updateProject"]["project"]
    refused = officer.refusal(update, id=str(project.pk), version=1)

    assert changed == {"title": "新名", "version": 2}
    assert refused == {"code": "CONFLICT", "version": 2}


def test_a_wrong_stage_is_answered_with_those_allowed(officer, raised):
    project = raised()

    refused = officer.refusal(ADVANCE, id=str(project.pk), version=1, to="CLOSED")

    assert refused == {
        "code": "WRONG_STAGE",
        "stage": "GENERATED",
        "allowed": ["IMPLEMENTING", "WITHDRAWN"],
    }
    assert ProjectEntry.objects.count() == 1


def test_a_skipped_step_is_answered_with_the_finding(officer, monitored):
    project = monitored(done=("S1",))

    refused = officer.refusal(ADVANCE, id=str(project.pk), version=project.version, to="CLOSED")

    assert refused["code"] == "REFUSED"
    assert [finding["code"] for finding in refused["findings"]] == ["CORE-STEPS"]


def test_projects_are_filtered(officer, raised, town, other, somebody):
    old = raised("旧项目", on=date(2026, 1, 9))
    raised("新项目", organisation=other.pk)
    members.involve(project=old.pk, person=somebody.pk, part=Part.LEAD, on=RAISED, today=RAISED)

    assert titles(officer.data(LIST)) == ["新项目", "旧项目"]
    assert titles(officer.data(LIST, organisation=str(town.pk))) == ["旧项目"]
    assert titles(officer.data(LIST, search="新")) == ["新项目"]
    assert titles(officer.data(LIST, person=str(somebody.pk))) == ["旧项目"]
    assert titles(officer.data(LIST, stages=["CLOSED"])) == []
    first = officer.data(LIST, first=1)
    assert titles(officer.data(LIST, after=first["projects"]["edges"][0]["cursor"])) == ["旧项目"]
    assert officer.refusal(LIST, after="WyJ4Il0")["code"] == "BAD_USER_INPUT"


def test_the_ledger_is_of_a_unit_and_those_below(officer, unit_officer, found, town, other, raised):
    below = found("甲镇一支部", parent=town)
    for organisation in (town, below, other):
        raised(f"{organisation.pk}", organisation=organisation.pk)

    def units(asker: Asker, **more) -> list[str]:
        shown = asker.data(LEDGER, **more)["projectLedger"]["edges"]
        return sorted(edge["node"]["organisationName"] for edge in shown)

    assert units(officer) == ["乙镇党委", "甲镇一支部", "甲镇党委"]
    assert units(officer, organisation=str(town.pk)) == ["甲镇一支部", "甲镇党委"]
    assert units(unit_officer) == ["甲镇一支部", "甲镇党委"]
    assert unit_officer.refusal(LEDGER, organisation=str(other.pk))["code"] == "NOT_FOUND"


def test_standards_are_enacted_and_read(officer, viewer, town):
    enact = """mutation ($organisation: ID!, $number: Int!, $on: Date!) { enactStandard(input: {
        organisation: $organisation, code: "DJ-01", number: $number, title: "规范", fromOn: $on,
        steps: [{code: "S1", title: "动员", requirement: "党员大会"}]}) {
        standard { id code number steps { code title requirement } } } }"""
    made = [
        officer.data(enact, organisation=str(town.pk), number=number, on=on)["enactStandard"]["standard"]
        for number, on in ((1, "2025-01-01"), (2, "2026-01-01"))
    ]

    one = viewer.data("query ($id: ID!) { standard(id: $id) { number } }", id=made[0]["id"])
    listed = viewer.data('{ standards(inForceOn: "2025-12-31") { edges { node { number } } } }')
    refused = viewer.refusal(enact, organisation=str(town.pk), number=3, on="2027-01-01")

    assert made[1]["steps"] == [{"code": "S1", "title": "动员", "requirement": "党员大会"}]
    assert one == {"standard": {"number": 1}}
    assert listed == {"standards": {"edges": [{"node": {"number": 1}}]}}
    assert refused["code"] == "FORBIDDEN"
    assert Standard.objects.count() == 2


def test_a_unit_officer_works_on_the_units_projects_only(unit_officer, raised, other, somebody):
    own, foreign = raised("本单位"), raised("外单位", organisation=other.pk)
    stranger = people.record(name="李四", kept_by=other, on=RAISED).person
    before = ProjectEntry.objects.count()

    assert titles(unit_officer.data(LIST)) == ["本单位"]
    for identifier in (str(foreign.pk), str(UUID(int=7)), "1"):
        assert unit_officer.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
        assert unit_officer.refusal(FUNDS, id=identifier, amount=1)["code"] == "NOT_FOUND"
        assert unit_officer.refusal(MILESTONE, id=identifier)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(MEMBER, id=str(own.pk), person=str(stranger.pk))["code"] == "NOT_FOUND"
    assert unit_officer.refusal(RAISE, organisation=str(other.pk))["code"] == "NOT_FOUND"
    assert (ProjectEntry.objects.count(), Project.objects.count()) == (before, 2)
    assert unit_officer.data(FUNDS, id=str(own.pk), amount=1)["recordProjectFunds"]["project"]["spent"] == 1


def test_people_out_of_sight_are_not_among_the_members(unit_officer, officer, raised, other, somebody):
    project = raised()
    stranger = people.record(name="李四", kept_by=other, on=RAISED).person
    for person in (somebody, stranger):
        members.involve(project=project.pk, person=person.pk, part=Part.MEMBER, on=RAISED, today=RAISED)

    def names(asker: Asker) -> list[str]:
        return [row["name"] for row in asker.data(ONE, id=str(project.pk))["project"]["members"]]

    assert names(officer) == ["李四", "张三"]
    assert names(unit_officer) == ["张三"]


def test_a_viewer_changes_nothing(viewer, raised):
    project = raised()

    assert viewer.refusal(ADVANCE, id=str(project.pk), version=1, to="WITHDRAWN")["code"] == "FORBIDDEN"
    assert Project.objects.get().stage == "GENERATED"


def test_a_project_of_another_tenant_is_not_there(alpha, raised, client_of):
    project = raised()
    connection.set_tenant(alpha)
    asker = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))

    assert asker.refusal(ONE, id=str(project.pk))["code"] == "NOT_FOUND"
    assert titles(asker.data(LIST)) == []


def test_a_page_takes_as_many_queries_with_a_hundred_projects_as_with_ten(officer, town, standard, somebody):
    counts = []
    for number in (10, 90):
        made = services.raise_many(
            [Raising(town.pk, f"项目{n}", Origin.KEY_WORK, RAISED, standard=standard) for n in range(number)],
            today=RAISED,
        )
        for project in made:
            members.involve(project=project.pk, person=somebody.pk, part=Part.LEAD, on=RAISED, today=RAISED)
            milestones.add(project=project.pk, title="验收", due_on=RAISED, on=RAISED, today=RAISED)
        officer.data(QUICK, first=100)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(QUICK, first=100)
        counts.append((len(titles(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]


QUICK = """query ($first: Int) { projects(first: $first) { edges { node { title organisation { name } spent
    standard { code } milestones { title } members { name } } } } }"""
