"""双述双评: one report before the superior, one inside the organisation, each reviewed by its audience."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import appraising
import nobody
import pytest
from appraising import TODAY, design

from core.assessments import cycles, reports, scoring, services
from core.assessments.design import Group
from core.assessments.models import Assessment, AssessmentReport, AssessmentReview, Audience, State
from core.assessments.scoring import Mark
from core.assessments.texts import InvalidAssessment
from core.organisations.facts import Outdated
from core.people.identities import NumberInText

GROUPS = {"PEER_ORGANISATIONS": Decimal("0.4"), "MEMBERS": Decimal("0.3"), "MASSES": Decimal("0.3")}


@pytest.fixture
def row(opened, town, worker) -> Assessment:
    """A secretary in a cycle that asks for both reports."""
    cycle = opened(design=design(groups=GROUPS), double_review=True)
    [row] = services.enrol(cycle=cycle.pk, people=[worker("张三", town).pk], on=TODAY)
    return row


@pytest.fixture
def peer(found, county):
    """Another township of the county."""
    return found("乙镇党委", county)


def submit(row: Assessment, audience: Audience, **more) -> AssessmentReport:
    values = {"text": "一年来的工作", "on": TODAY} | more
    return reports.submit(assessment=row.pk, audience=audience, **values)


def review(report: AssessmentReport, group: Group, **more) -> AssessmentReview:
    values = {"opinion": "属实", "on": TODAY} | more
    return reports.review(report=report.pk, group=group, **values)


def stored() -> tuple:
    return list(AssessmentReport.objects.values()), list(AssessmentReview.objects.values())


def test_each_audience_reviews_its_own_report(row, peer):
    above, inside = submit(row, Audience.SUPERIOR), submit(row, Audience.OWN)

    review(above, Group.PEER_ORGANISATIONS, evaluator_organisation=peer.pk)
    review(inside, Group.MEMBERS, evaluator="党员大会")
    review(inside, Group.MASSES, evaluator="群众代表会")

    assert sorted(AssessmentReview.objects.values_list("report__audience", "group")) == [
        ("OWN", "MASSES"),
        ("OWN", "MEMBERS"),
        ("SUPERIOR", "PEER_ORGANISATIONS"),
    ]


@pytest.mark.parametrize(
    ("audience", "group"),
    [
        (Audience.SUPERIOR, Group.MEMBERS),
        (Audience.SUPERIOR, Group.MASSES),
        (Audience.SUPERIOR, Group.SUPERIOR),
        (Audience.OWN, Group.PEER_ORGANISATIONS),
        (Audience.OWN, Group.SUPERIOR),
    ],
)
def test_nobody_reviews_the_report_of_another_audience(row, audience, group):
    report = submit(row, audience)

    with pytest.raises(InvalidAssessment, match="评议，不由"):
        review(report, group)

    assert AssessmentReview.objects.count() == 0


def test_one_evaluator_reviews_a_report_once(row, peer):
    report = submit(row, Audience.SUPERIOR)
    review(report, Group.PEER_ORGANISATIONS, evaluator_organisation=peer.pk)
    before = stored()

    with pytest.raises(reports.AlreadyReviewed):
        review(report, Group.PEER_ORGANISATIONS, evaluator_organisation=peer.pk, opinion="再议")

    assert stored() == before


def test_a_report_is_replaced_until_it_is_reviewed(row, peer):
    report = submit(row, Audience.SUPERIOR)
    with pytest.raises(Outdated):
        submit(row, Audience.SUPERIOR, text="另一份")

    replaced = submit(row, Audience.SUPERIOR, text="修改稿", version=1)

    assert (replaced.pk, replaced.text, replaced.version) == (report.pk, "修改稿", 2)
    review(report, Group.PEER_ORGANISATIONS, evaluator_organisation=peer.pk)
    before = stored()
    with pytest.raises(reports.AlreadyReviewed):
        submit(row, Audience.SUPERIOR, text="再改", version=2)
    assert stored() == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"opinion": ""}, "评议意见"),
        ({"on": TODAY - timedelta(days=1)}, "不得早于述职日"),
        ({"evaluator_organisation": None}, "须写明是哪个党组织"),
    ],
)
def test_a_review_that_cannot_be_is_refused(row, peer, more, words):
    report = submit(row, Audience.SUPERIOR)

    with pytest.raises(InvalidAssessment, match=words):
        review(report, Group.PEER_ORGANISATIONS, **{"evaluator_organisation": peer.pk} | more)

    assert AssessmentReview.objects.count() == 0


def test_numbers_that_name_somebody_are_not_kept(row):
    with pytest.raises(NumberInText):
        submit(row, Audience.OWN, text=f"电话 {nobody.PHONE}")

    assert AssessmentReport.objects.count() == 0


def test_groups_score_after_the_report_before_them(row, peer):
    marks = {
        Audience.SUPERIOR: Mark(
            item="CONDUCT",
            group=Group.PEER_ORGANISATIONS,
            score=Decimal(90),
            evaluator_organisation=peer.pk,
        ),
        Audience.OWN: Mark(item="CONDUCT", group=Group.MASSES, score=Decimal(90)),
    }

    for audience, mark in marks.items():
        with pytest.raises(InvalidAssessment) as refusal:
            scoring.score(assessment=row.pk, marks=[mark], on=TODAY)
        assert refusal.value.code == "REPORT_MISSING"
        submit(row, audience)
        assert len(scoring.score(assessment=row.pk, marks=[mark], on=TODAY)) == 1


def test_nothing_is_published_without_reports_and_reviews(row, peer):
    above, inside = submit(row, Audience.SUPERIOR), submit(row, Audience.OWN)
    figures = Mark(item="MEMBERS_JOINED", figures={"actual": 1, "target": 1})
    groups = [Mark(item="CONDUCT", group=group, score=Decimal(90)) for group in (Group.MEMBERS, Group.MASSES)]
    peers = Mark(
        item="CONDUCT",
        group=Group.PEER_ORGANISATIONS,
        score=Decimal(90),
        evaluator_organisation=peer.pk,
    )
    scoring.score(assessment=row.pk, marks=[figures, *groups, peers], on=TODAY)
    appraising.grade(row, "COMPETENT")
    review(inside, Group.MASSES)

    with pytest.raises(services.Incomplete) as refusal:
        appraising.publish(row.cycle)

    assert refusal.value.extensions["missing"] == [
        "张三：缺少同级党组织对述职报告的评议",
        "张三：缺少党员对述职报告的评议",
    ]
    review(inside, Group.MEMBERS)
    review(above, Group.PEER_ORGANISATIONS, evaluator_organisation=peer.pk)
    assert appraising.publish(row.cycle).state == State.PUBLISHED


def test_nobody_reports_in_a_cycle_that_is_over(row):
    report = submit(row, Audience.OWN)
    cycles.call_off(cycle=row.cycle_id, version=2, reason="停办")
    before = stored()

    with pytest.raises(cycles.WrongState):
        submit(row, Audience.OWN, version=1)
    with pytest.raises(cycles.WrongState):
        review(report, Group.MASSES)
    with pytest.raises(reports.UnknownReport):
        reports.review(report=UUID(int=7), group=Group.MASSES, opinion="无", on=date(2026, 1, 1))

    assert stored() == before
