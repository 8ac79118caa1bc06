"""Counts and distributions: computed from valid answers, small cells hidden in every table."""

from datetime import date
from fractions import Fraction

import pytest
import surveying
from browsing import CLERK
from surveying import answers

from core.decisions import enacting
from core.surveys import answering, results, services

TODAY = date(2026, 5, 20)
AFTER = date(2026, 5, 21)


@pytest.fixture
def survey(town) -> surveying.Open:
    return surveying.opened(town, on=TODAY, closes_on=TODAY, issued={"村书记": 40, "社区书记": 40})


def take(survey, population: str, count: int, **chosen: str) -> None:
    answering.take_many(population=survey.populations[population], answers=answers(count, **chosen))


def shown(survey, code: str) -> dict[str, list[int | None]]:
    """Return the counts of a question by population; None where hidden."""
    [found] = [one for one in results.distributions(survey.fresh(), on=AFTER) if one.question.code == code]
    return {name_of(one): [cell.count for cell in one.cells] for one in found.distributions}


def name_of(distribution: results.Distribution) -> str:
    return distribution.population.name if distribution.population else "合计"


def test_counts_say_issued_returned_and_after_the_end_valid(survey):
    take(survey, "村书记", 12, willing="YES", mood="3")
    take(survey, "村书记", 2, willing="YES")

    def counts(on):
        rows = results.counts(survey.fresh(), on=on)
        return [(row.population and row.population.name, row.issued, row.returned, row.valid) for row in rows]

    assert counts(TODAY) == [("村书记", 40, 14, None), ("社区书记", 40, 0, None), (None, 80, 14, None)]
    assert counts(AFTER) == [("村书记", 40, 14, 12), ("社区书记", 40, 0, 0), (None, 80, 14, 12)]


def test_results_are_not_read_while_answers_come_in(survey):
    with pytest.raises(services.WrongState):
        results.distributions(survey.fresh(), on=TODAY)


def test_distributions_of_valid_answers_per_population_and_together(survey):
    for population, yes, depends, no in (("村书记", 20, 10, 8), ("社区书记", 9, 6, 7)):
        take(survey, population, yes, willing="YES", mood="3")
        take(survey, population, depends, willing="DEPENDS", mood="3")
        take(survey, population, no, willing="NO", mood="3")
    take(survey, "村书记", 2, willing="NO")

    assert shown(survey, "willing") == {"村书记": [20, 10, 8], "社区书记": [9, 6, 7], "合计": [29, 16, 15]}


def test_shares_and_the_mean_of_a_scale_are_exact(survey):
    for mood, count in (("1", 5), ("2", 10), ("3", 15)):
        take(survey, "村书记", count, willing="YES", mood=mood)
        take(survey, "社区书记", 5, willing="YES", mood=mood)
    found = {one.question.code: one for one in results.distributions(survey.fresh(), on=AFTER)}

    community, village, together = sorted(
        found["mood"].distributions, key=lambda one: ["社区书记", "村书记", "合计"].index(name_of(one))
    )
    assert [cell.share for cell in village.cells] == [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]
    assert village.mean == Fraction(7, 3)
    assert (community.mean, together.mean) == (2, Fraction(100, 45))


def test_four_are_hidden_and_five_are_shown_where_nothing_needs_them(survey):
    take(survey, "村书记", 20, willing="YES", mood="3")
    take(survey, "村书记", 9, willing="DEPENDS", mood="3")
    take(survey, "村书记", 5, willing="NO", mood="3")
    take(survey, "社区书记", 8, willing="YES", mood="3")
    take(survey, "社区书记", 7, willing="DEPENDS", mood="3")
    take(survey, "社区书记", 5, willing="NO", mood="3")

    assert shown(survey, "willing")["村书记"] == [20, 9, 5]


def test_a_hidden_cell_is_found_neither_from_its_question_nor_from_population_and_total(survey):
    take(survey, "村书记", 20, willing="YES", mood="3")
    take(survey, "村书记", 9, willing="DEPENDS", mood="3")
    take(survey, "村书记", 4, willing="NO", mood="3")
    take(survey, "社区书记", 8, willing="YES", mood="3")
    take(survey, "社区书记", 7, willing="DEPENDS", mood="3")
    take(survey, "社区书记", 5, willing="NO", mood="3")

    assert shown(survey, "willing") == {
        "村书记": [20, None, None],
        "社区书记": [8, None, None],
        "合计": [28, 16, 9],
    }


def test_the_smallest_cell_is_that_of_the_law_on_the_last_day(survey):
    for population, yes, depends, no in (("村书记", 20, 8, 9), ("社区书记", 12, 11, 11)):
        take(survey, population, yes, willing="YES", mood="3")
        take(survey, population, depends, willing="DEPENDS", mood="3")
        take(survey, population, no, willing="NO", mood="3")
    before = shown(survey, "willing")["村书记"]

    enacting.enact(
        plugin="core",
        parameters={"smallest_cell": 10},
        effective_from=TODAY,
        basis_title="测试",
        actor=CLERK,
        today=TODAY,
    )

    assert before == [20, 8, 9]
    assert shown(survey, "willing")["村书记"] == [20, None, None]


def test_the_mean_is_hidden_where_it_would_tell_on_a_cell(survey):
    take(survey, "村书记", 3, willing="YES", mood="1")
    take(survey, "村书记", 9, willing="YES", mood="2")
    take(survey, "村书记", 20, willing="YES", mood="3")
    [found] = [one for one in results.distributions(survey.fresh(), on=AFTER) if one.question.code == "mood"]

    [village] = [one for one in found.distributions if name_of(one) == "村书记"]
    assert any(cell.count is None for cell in village.cells)
    assert village.mean is None


def test_options_of_a_multiple_choice_are_hidden_by_themselves_and_so_are_their_complements(survey):
    take(survey, "村书记", 3, willing="YES", mood="3", needs="PAY")
    take(survey, "村书记", 15, willing="YES", mood="3", needs="TRAINING")
    take(survey, "社区书记", 12, willing="YES", mood="3", needs="TRAINING")
    take(survey, "社区书记", 8, willing="YES", mood="3", needs="PAY")

    table = shown(survey, "needs")

    assert table["村书记"] == [None, None]


def test_a_unanimous_population_is_not_shown_to_be_so(survey):
    take(survey, "村书记", 20, willing="YES", mood="3")
    take(survey, "社区书记", 20, willing="YES", mood="3")

    assert shown(survey, "willing") == {name: [None] * 3 for name in ("村书记", "社区书记", "合计")}


def test_a_survey_without_answers_shows_zeros(survey):
    assert shown(survey, "willing") == {"村书记": [0, 0, 0], "社区书记": [0, 0, 0], "合计": [0, 0, 0]}


def test_counts_take_as_many_queries_with_twenty_populations_as_with_two(town, django_assert_num_queries):
    for issued in (2, 20):
        survey = surveying.opened(
            town, on=TODAY, closes_on=TODAY, issued={f"第{n}组": 5 for n in range(issued)}
        ).fresh()
        with django_assert_num_queries(1):
            results.counts(survey, on=AFTER)
        with django_assert_num_queries(2):
            results.distributions(survey, on=AFTER)
