"""From stage to stage: which may follow, and what has to hold before."""

import pytest

from core.projects import stages
from core.projects.models import Stage
from core.projects.stages import Readiness

ALLOWED = {
    Stage.GENERATED: {Stage.IMPLEMENTING, Stage.WITHDRAWN},
    Stage.IMPLEMENTING: {Stage.MONITORING, Stage.WITHDRAWN},
    Stage.MONITORING: {Stage.CLOSED, Stage.IMPLEMENTING, Stage.WITHDRAWN},
    Stage.CLOSED: {Stage.MONITORING},
    Stage.WITHDRAWN: set(),
}


def checked(at: Stage, to: Stage, ready: Readiness) -> None:
    way = stages.move(title="补短板", at=at, to=to, reason="上级要求")
    stages.check(way, ready, title="补短板", to=to)


@pytest.mark.parametrize(("at", "to"), [(at, to) for at in Stage for to in Stage])
def test_a_stage_is_entered_from_those_that_lead_to_it_only(at, to):
    if to in ALLOWED[at]:
        stages.move(title="补短板", at=at, to=to, reason="上级要求")
        return

    with pytest.raises(stages.WrongStage) as refusal:
        stages.move(title="补短板", at=at, to=to, reason="上级要求")

    assert set(refusal.value.extensions["allowed"]) == {stage.value for stage in ALLOWED[at]}
    assert all(stage.label in refusal.value.message for stage in ALLOWED[at])


@pytest.mark.parametrize(
    ("at", "to"),
    [
        (Stage.MONITORING, Stage.IMPLEMENTING),
        (Stage.CLOSED, Stage.MONITORING),
        (Stage.GENERATED, Stage.WITHDRAWN),
    ],
)
def test_going_back_and_giving_up_need_a_reason(at, to):
    with pytest.raises(stages.NotReady, match="须写明理由"):
        stages.move(title="补短板", at=at, to=to, reason="  ")


@pytest.mark.parametrize(
    ("at", "to", "lacking", "enough", "message"),
    [
        (Stage.GENERATED, Stage.IMPLEMENTING, Readiness(), Readiness(leads=1), "负责人"),
        (Stage.IMPLEMENTING, Stage.MONITORING, Readiness(leads=1), Readiness(milestones=1), "节点"),
        (
            Stage.MONITORING,
            Stage.CLOSED,
            Readiness(milestones=2, open_milestones=["动员会"]),
            Readiness(milestones=2),
            "动员会",
        ),
        (Stage.GENERATED, Stage.WITHDRAWN, Readiness(open_milestones=["动员会"]), Readiness(), "动员会"),
    ],
)
def test_a_stage_waits_for_what_it_needs(at, to, lacking, enough, message):
    with pytest.raises(stages.NotReady, match=message):
        checked(at, to, lacking)

    checked(at, to, enough)


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(stages.NotReady) as refusal:
        checked(Stage.MONITORING, Stage.CLOSED, Readiness(open_milestones=["动员会", "验收"]))

    assert refusal.value.extensions["missing"] == ["节点未完成：动员会", "节点未完成：验收"]
