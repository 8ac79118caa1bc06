"""The last published assessment of each person, also in lists of people."""

from datetime import date, timedelta
from fractions import Fraction

import appraising
import pytest
from appraising import OFFICE, TODAY, fresh, grade, measure, publish
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.assessments import imports, selectors, services
from core.assessments.imports import Appraisal
from core.assessments.models import AssessmentCycle
from core.assessments.selectors import Sight

LIST = """query ($first: Int, $after: String) { people(first: $first, after: $after) { edges { node {
    name organisation { name } latestAssessment { title grade total } } } } }"""
PLAIN = "query ($first: Int) { people(first: $first) { edges { node { name organisation { name } } } } }"


@pytest.fixture
def assessed(opened):
    """Publish a cycle in which some people have a score each."""

    def make(people, score=90, **more) -> AssessmentCycle:
        cycle = opened(**more)
        return imports.appraise_many(
            cycle=cycle.pk,
            appraisals=[
                Appraisal(whom=one.pk, grade="COMPETENT", figures={"TASKS": {"value": score}})
                for one in people
            ],
            decider=OFFICE,
            enrolled_on=TODAY,
            on=TODAY,
        )

    return make


def title(person, on: date = TODAY, **more) -> str | None:
    row = selectors.latest(person_ids=[person.pk], on=on, **more).get(person.pk)
    return row.title if row else None


def test_the_last_period_counts_and_the_year_after_its_last_quarter(assessed, town, worker):
    person, other = worker("张三", town), worker("李四", town)
    assessed([person], year=2025, title="2025 年度")
    assessed([person], year=2025, quarter=4, title="2025 四季度")
    assessed([person, other], year=2024, title="2024 年度")

    found = selectors.latest(person_ids=[person.pk, other.pk], on=TODAY)

    assert {key: row.title for key, row in found.items()} == {
        person.pk: "2025 年度",
        other.pk: "2024 年度",
    }
    assert (found[person.pk].grade, found[person.pk].total) == ("COMPETENT", Fraction(90))


def test_only_what_was_published_by_the_day_counts(assessed, opened, town, worker):
    person = worker("张三", town)
    assessed([person], year=2024, title="2024 年度")
    cycle = opened(title="2025 年度")
    [row] = services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)
    measure(row, 70)
    grade(row, "BASIC")

    assert title(person) == "2024 年度"
    assert title(person, on=TODAY - timedelta(days=1)) is None
    publish(cycle)
    assert title(person) == "2025 年度"
    withdrawn = fresh(row)
    services.withdraw(assessment=row.pk, version=withdrawn.version, reason="误登", decider=OFFICE, on=TODAY)
    assert title(person) == "2024 年度"


def test_people_out_of_sight_are_left_out(assessed, town, found, county, worker):
    person, other = worker("张三", town), found("乙镇党委", county)
    assessed([person], title="2025 年度")

    assert title(person, sight=Sight(frozenset({town.pk}), TODAY)) == "2025 年度"
    assert title(person, sight=Sight(frozenset({other.pk}), TODAY)) is None


@pytest.fixture
def asker(client_of, town):
    """Make somebody of tenant beta who asks over GraphQL."""

    def make(role: str) -> Asker:
        place = {"organisation": town.pk} if role == "UNIT_OFFICER" else {}
        return Asker(client_of("beta"), token_of(role, **place))

    return make


def statements(asker: Asker, query: str, first: int) -> tuple[list[dict], list[str]]:
    asker.data(query, first=first)
    with CaptureQueriesContext(connection) as made:
        shown = asker.data(query, first=first)["people"]["edges"]
    return [edge["node"] for edge in shown], [one["sql"] for one in made if not one["sql"].startswith("SET ")]


@pytest.mark.parametrize("role", ["ORGANISATION_OFFICER", "UNIT_OFFICER"])
def test_the_list_of_people_takes_at_most_four_statements_and_one_less_without(
    asker, assessed, town, worker, role
):
    people = [worker(f"张{number}", town) for number in range(100)]
    assessed(people, score=88, on=timezone.localdate())
    officer = asker(role)

    few, ten = statements(officer, LIST, 10)
    many, hundred = statements(officer, LIST, 100)
    _, plain = statements(officer, PLAIN, 100)

    assert (len(few), len(many)) == (10, 100)
    assert all(
        one["latestAssessment"] == {"title": "2025 年度考核", "grade": "COMPETENT", "total": 88}
        for one in many
    )
    assert len(ten) == len(hundred) <= 4
    assert not any("core_assessment" in sql for sql in plain)


def test_who_has_none_shows_none(asker, town, worker):
    worker("张三", town)

    [shown], _ = statements(asker("ORGANISATION_OFFICER"), LIST, 10)

    assert shown == {"name": "张三", "organisation": {"name": "甲镇党委"}, "latestAssessment": None}


def test_a_single_person_shows_it_too(asker, assessed, town, worker):
    person = worker("张三", town)
    assessed([person], score=77)

    shown = asker("VIEWER").data(
        "query ($id: ID!) { person(id: $id) { latestAssessment { grade total } } }", id=str(person.pk)
    )

    assert shown["person"]["latestAssessment"] == {"grade": "COMPETENT", "total": 77}
    assert AssessmentCycle.objects.get().decider == appraising.OFFICE
