"""Surveys are drawn up, sent to populations, opened and closed."""

from datetime import date
from uuid import UUID

import pytest
import surveying
from browsing import CLERK
from surveying import ASKED, MOOD, WILLING

from core.surveys import ballots, links, questions, services, template
from core.surveys.models import Survey, SurveyBallotBox, SurveyLink, SurveyPopulation, SurveyState

TODAY = date(2026, 5, 20)
TOMORROW = date(2026, 5, 21)


@pytest.fixture
def draft(town) -> Survey:
    return services.draft(organisation=town, title="意愿调查", asked=ASKED, actor=CLERK)


@pytest.fixture
def population(draft) -> SurveyPopulation:
    return services.add_population(survey=draft.pk, version=1, name="村书记")


def test_a_survey_is_drawn_up(draft, town):
    draft.refresh_from_db()

    assert (draft.organisation, draft.title, draft.state, draft.version) == (town, "意愿调查", "DRAFT", 1)
    assert questions.from_json(draft.questions) == ASKED
    assert draft.created_by_name == "测试"


@pytest.mark.parametrize("wrong", [{"title": " "}, {"title": "长" * 201}, {"introduction": "长" * 2_001}])
def test_a_survey_that_cannot_be_is_refused(town, wrong):
    with pytest.raises(services.InvalidSurvey):
        services.draft(organisation=town, asked=ASKED, **{"title": "意愿调查", **wrong})

    assert Survey.objects.count() == 0


def test_a_draft_is_revised_and_its_boxes_fit_the_new_questions(draft, population):
    revised = services.revise(survey=draft.pk, version=2, title="热情调查", asked=[MOOD])

    box = SurveyBallotBox.objects.get(pk=population.pk)
    assert (revised.title, revised.version) == ("热情调查", 3)
    assert ballots.opened(box.sums_cipher, population=population.pk) == [0, 0, 0, 0, 0]


def test_changes_name_the_version_that_was_read(draft):
    for change in (
        lambda: services.revise(survey=draft.pk, version=2, title="x"),
        lambda: services.add_population(survey=draft.pk, version=2, name="x"),
        lambda: services.open_survey(survey=draft.pk, version=2, on=TODAY, closes_on=TODAY),
        lambda: services.close(survey=draft.pk, version=2, on=TODAY),
    ):
        with pytest.raises(services.Outdated):
            change()

    draft.refresh_from_db()
    assert (draft.version, draft.title) == (1, "意愿调查")


def test_a_population_is_added_once_under_a_name(draft, population):
    with pytest.raises(services.InvalidSurvey):
        services.add_population(survey=draft.pk, version=2, name="村书记 ")
    with pytest.raises(services.InvalidSurvey):
        services.add_population(survey=draft.pk, version=2, name=" ")

    assert SurveyPopulation.objects.count() == 1
    draft.refresh_from_db()
    assert draft.version == 2


def test_links_are_told_once_and_kept_as_digests(population):
    tokens = services.issue_links(population=population.pk, links_wanted=7, on=TODAY)

    population.refresh_from_db()
    assert population.issued == 7
    assert len(set(tokens)) == 7
    assert set(SurveyLink.objects.values_list("digest", flat=True)) == {
        links.digest(token) for token in tokens
    }


def test_a_population_below_the_smallest_cell_gets_no_links(population):
    with pytest.raises(services.PopulationTooSmall):
        services.issue_links(population=population.pk, links_wanted=4, on=TODAY)
    assert SurveyLink.objects.count() == 0

    services.issue_links(population=population.pk, links_wanted=5, on=TODAY)
    services.issue_links(population=population.pk, links_wanted=1, on=TODAY)
    assert SurveyLink.objects.count() == 6


@pytest.mark.parametrize("wanted", [0, -1, 5_001])
def test_as_many_links_at_once_are_refused(population, wanted):
    with pytest.raises(services.InvalidSurvey):
        services.issue_links(population=population.pk, links_wanted=wanted, on=TODAY)

    assert SurveyLink.objects.count() == 0


def test_a_survey_opens_with_somebody_to_ask_and_a_day_to_come(draft):
    with pytest.raises(services.InvalidSurvey):
        services.open_survey(survey=draft.pk, version=1, on=TODAY, closes_on=TODAY)
    services.add_population(survey=draft.pk, version=1, name="村书记")
    with pytest.raises(services.InvalidSurvey):
        services.open_survey(survey=draft.pk, version=2, on=TOMORROW, closes_on=TODAY)
    opened = services.open_survey(survey=draft.pk, version=2, on=TODAY, closes_on=TODAY)

    assert (opened.state, opened.opened_on, opened.closes_on) == (SurveyState.OPEN, TODAY, TODAY)
    with pytest.raises(services.WrongState):
        services.open_survey(survey=draft.pk, version=3, on=TODAY, closes_on=TODAY)
    with pytest.raises(services.WrongState):
        services.revise(survey=draft.pk, version=3, asked=[WILLING])


def test_a_survey_ends_after_its_last_day_or_when_it_is_closed(town):
    lasting = surveying.opened(town, on=TODAY, closes_on=TODAY, issued={"村书记": 5})
    stopped = surveying.opened(town, on=TODAY, closes_on=TOMORROW, issued={"村书记": 5})
    closed = services.close(survey=stopped.survey.pk, version=3, on=TODAY)

    assert not services.ended(lasting.fresh(), on=TODAY)
    assert services.ended(lasting.fresh(), on=TOMORROW)
    assert services.ended(closed, on=TODAY)
    assert closed.closed_on == TODAY


def test_a_survey_that_ended_gets_no_links_and_no_populations(town):
    survey = surveying.opened(town, on=TODAY, closes_on=TODAY, issued={"村书记": 5})
    [population] = survey.populations.values()

    with pytest.raises(services.WrongState):
        services.issue_links(population=population, links_wanted=5, on=TOMORROW)
    services.close(survey=survey.survey.pk, version=3, on=TOMORROW)
    with pytest.raises(services.WrongState):
        services.add_population(survey=survey.survey.pk, version=4, name="社区书记")
    with pytest.raises(services.WrongState):
        services.close(survey=survey.survey.pk, version=4, on=TOMORROW)

    assert SurveyLink.objects.count() == 5
    assert survey.fresh().closed_on == TODAY


def test_what_does_not_exist_is_not_found(in_beta):
    with pytest.raises(services.UnknownSurvey):
        services.close(survey=UUID(int=7), version=1, on=TODAY)
    with pytest.raises(services.UnknownSurvey):
        services.issue_links(population=UUID(int=7), links_wanted=5, on=TODAY)


def test_many_drafts_are_stored_with_one_write(town, django_assert_num_queries):
    rows = [
        Survey(organisation=town, title=f"第{n}次", questions=questions.as_json(template.QUESTIONS))
        for n in range(20)
    ]

    with django_assert_num_queries(1):
        services.draft_many(rows, actor=CLERK)

    assert Survey.objects.count() == 20


def test_sums_are_sealed_with_a_new_first_key(population, settings):
    settings.FIELD_KEYS = "k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,default"

    assert services.reseal() == 1
    assert services.reseal() == 0
    settings.FIELD_KEYS = "k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    box = SurveyBallotBox.objects.get(pk=population.pk)
    assert ballots.opened(box.sums_cipher, population=population.pk) == ballots.none_yet(ASKED)
