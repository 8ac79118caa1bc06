"""Score sheets are filled in by figures and by groups, entry by entry."""

from decimal import Decimal
from uuid import UUID

import appraising
import pytest
from appraising import TODAY, design, state

from core.assessments import scoring, services
from core.assessments.design import Group
from core.assessments.formulas import FiguresError
from core.assessments.models import Assessment, AssessmentScore
from core.assessments.scoring import Mark
from core.assessments.texts import InvalidAssessment
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.organisations.models import Level

PEERS = {"PEER_ORGANISATIONS": Decimal("0.5"), "MEMBERS": Decimal("0.5")}


@pytest.fixture
def sheet(opened, town, worker):
    """Enrol somebody in a cycle of one measured and one scored item."""

    def make(**more) -> Assessment:
        cycle = opened(design=design(**more))
        [row] = services.enrol(cycle=cycle.pk, people=[worker("张三", town).pk], on=TODAY)
        return row

    return make


def put(row: Assessment, *marks: Mark) -> list[AssessmentScore]:
    return scoring.score(assessment=row.pk, marks=marks, on=TODAY)


def by(group: Group = Group.SUPERIOR, score: str = "90", **more) -> Mark:
    return Mark(item="CONDUCT", group=group, score=Decimal(score), **more)


def test_entries_of_one_sheet_are_stored_together(sheet):
    row = sheet()

    put(
        row,
        Mark(item="MEMBERS_JOINED", figures={"actual": 2, "target": 3}),
        by(evaluator="分管领导"),
        by(Group.MASSES, "85.5", ballots=12, evaluator="第一场"),
        by(Group.MASSES, "80", ballots=30, evaluator="第二场"),
    )

    stored = AssessmentScore.objects.order_by("id").values_list(
        "item", "group", "evaluator", "score", "ballots", "figures", "version"
    )
    assert list(stored) == [
        ("MEMBERS_JOINED", "", "", None, 1, '{"actual":2,"target":3}', 1),
        ("CONDUCT", "SUPERIOR", "分管领导", Decimal("90"), 1, "", 1),
        ("CONDUCT", "MASSES", "第一场", Decimal("85.5"), 12, "", 1),
        ("CONDUCT", "MASSES", "第二场", Decimal("80"), 30, "", 1),
    ]


def test_an_entry_is_replaced_on_the_version_that_was_read(sheet):
    row = sheet()
    put(row, by())

    put(row, by(score="80", version=1))

    [stored] = AssessmentScore.objects.all()
    assert (stored.score, stored.version) == (Decimal(80), 2)


@pytest.mark.parametrize("version", [None, 2, 0])
def test_an_entry_that_stands_otherwise_is_a_conflict_and_nothing_is_stored(sheet, version):
    row = sheet()
    put(row, by())
    before = state()

    with pytest.raises(Outdated):
        put(row, by(Group.MASSES), by(score="80", version=version))

    assert state() == before


@pytest.mark.parametrize("score", ["0", "100", "99.999999"])
def test_a_score_may_be_anything_from_nothing_to_full(sheet, score):
    [stored] = put(sheet(), by(score=score))

    assert AssessmentScore.objects.get(pk=stored.pk).score == Decimal(score)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (by(score="100.000001"), "须为 0 至 100"),
        (by(score="-0.5"), "须为 0 至 100"),
        (by(score="1.0000001"), "小数不超过 6 位"),
        (by(score="NaN"), "须为 0 至 100"),
        (by(ballots=0), "票数"),
        (by(Group.MEMBERS), "评价主体"),
        (Mark(item="CONDUCT", group=Group.SUPERIOR), "评价主体"),
        (Mark(item="CONDUCT", figures={"value": 1}), "不填数据"),
        (Mark(item="UNKNOWN", figures={"value": 1}), "没有代码为 UNKNOWN 的项目"),
        (Mark(item="MEMBERS_JOINED", group=Group.SUPERIOR, score=Decimal(1)), "不填评分"),
        (by(evaluator="长" * 101), "评分人或场次"),
        (by(evaluator_organisation=UUID(int=7)), "其他评价主体不填党组织"),
    ],
)
def test_what_does_not_fit_its_item_is_refused(sheet, mark, words):
    row = sheet()
    before = state()

    with pytest.raises(InvalidAssessment, match=words):
        put(row, mark)

    assert state() == before


def test_wrong_figures_are_named(sheet):
    row = sheet()

    with pytest.raises(FiguresError, match="target"):
        put(row, Mark(item="MEMBERS_JOINED", figures={"actual": 1, "target": 0}))

    assert AssessmentScore.objects.count() == 0


def test_one_evaluator_stands_on_a_sheet_once(sheet):
    row = sheet()

    with pytest.raises(InvalidAssessment, match="出现了两次"):
        put(row, by(), by(score="80"))
    with pytest.raises(InvalidAssessment, match="没有填写评分"):
        put(row)

    assert AssessmentScore.objects.count() == 0


def test_organisations_of_the_same_level_judge_each_other(sheet, found, county, town):
    row = sheet(groups=PEERS)
    peer = found("乙镇党委", county)
    village = found("某村党支部", town, level=Level.GRASSROOTS)
    stranger = found("外县镇党委")
    before = state()

    for one, refusal, words in (
        (town.pk, InvalidAssessment, "评价自己"),
        (village.pk, InvalidAssessment, "不是同一层级"),
        (stranger.pk, organisations.UnknownOrganisation, "没有编号"),
        (UUID(int=7), organisations.UnknownOrganisation, "没有编号"),
        (None, InvalidAssessment, "须写明是哪个党组织"),
    ):
        with pytest.raises(refusal, match=words):
            put(row, by(Group.PEER_ORGANISATIONS, evaluator_organisation=one))

    assert state() == before
    [stored] = put(row, by(Group.PEER_ORGANISATIONS, evaluator_organisation=peer.pk))
    assert stored.evaluator_organisation_id == peer.pk


def test_nobody_scores_before_the_cycle_is_open_or_who_takes_no_part(sheet, drafted, town, worker):
    [early] = services.enrol(cycle=drafted().pk, people=[worker("李四", town).pk], on=TODAY)
    gone = sheet()
    services.withdraw(assessment=gone.pk, version=1, reason="调离", on=TODAY)
    before = state()

    with pytest.raises(appraising.cycles.WrongState):
        appraising.measure(early, 90)
    with pytest.raises(InvalidAssessment, match="不参加"):
        put(gone, by())
    with pytest.raises(InvalidAssessment) as unknown:
        scoring.score(assessment=UUID(int=7), marks=[by()], on=TODAY)

    assert unknown.value.code == "NOT_FOUND"
    assert state() == before
