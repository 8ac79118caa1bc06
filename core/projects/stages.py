"""Which stage of a project may follow which, and what has to hold before; no database, no clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import DomainError
from core.projects.models import Stage


class WrongStage(DomainError):
    """A project cannot enter this stage from where it is; `extensions.allowed` lists those it can."""

    code = "WRONG_STAGE"


class NotReady(DomainError):
    """Something is missing for a project's next stage; `extensions.missing` lists what."""

    code = "NOT_READY"


@dataclass(frozen=True)
class Readiness:
    """What counts for whether a project may go on; open milestones are named by their titles."""

    leads: int = 0
    milestones: int = 0
    open_milestones: Sequence[str] = ()


Guard = Callable[[Readiness], list[str]]


def _led(ready: Readiness) -> list[str]:
    return [] if ready.leads else ["尚无负责人：请先登记负责人"]


def _watched(ready: Readiness) -> list[str]:
    return [] if ready.milestones else ["尚无节点：请先设置至少一个节点，监控才有对象"]


def _reached(ready: Readiness) -> list[str]:
    return [f"节点未完成：{title}" for title in ready.open_milestones]


@dataclass(frozen=True)
class Move:
    """One way on: what has to hold, whether a reason must be given, and which action of the law decides."""

    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    action: str = ""


WITHDRAWAL = Move(guards=(_reached,), needs_reason=True)
MOVES: Mapping[Stage, Mapping[Stage, Move]] = {
    Stage.GENERATED: {Stage.IMPLEMENTING: Move(guards=(_led,)), Stage.WITHDRAWN: WITHDRAWAL},
    Stage.IMPLEMENTING: {Stage.MONITORING: Move(guards=(_watched,)), Stage.WITHDRAWN: WITHDRAWAL},
    Stage.MONITORING: {
        Stage.CLOSED: Move(guards=(_reached,), action="core.close_project"),
        Stage.IMPLEMENTING: Move(needs_reason=True),
        Stage.WITHDRAWN: WITHDRAWAL,
    },
    Stage.CLOSED: {Stage.MONITORING: Move(needs_reason=True)},
    Stage.WITHDRAWN: {},
}
"""生成 → 实施 → 监控 → 办结; monitoring may send a project back, and a closed one may be taken up again."""

OVER = frozenset({Stage.CLOSED, Stage.WITHDRAWN})
"""Stages in which nothing more is recorded."""


def move(*, title: str, at: Stage, to: Stage, reason: str) -> Move:
    """Return the way from a project's stage to another one.

    :raises WrongStage: if none leads there; the message names those that do.
    :raises NotReady: if a reason is needed and missing.
    """
    ways = MOVES[at]
    if to not in ways:
        allowed = "、".join(stage.label for stage in ways)
        raise WrongStage(
            f"项目“{title}”处于“{at.label}”阶段，不能转入“{to.label}”："
            + (f"下一步只能是{allowed}。" if ways else "该阶段之后不再办理。"),
            extensions={"stage": at.value, "allowed": [stage.value for stage in ways]},
        )
    if ways[to].needs_reason and not reason.strip():
        raise NotReady(
            f"项目由“{at.label}”转入“{to.label}”须写明理由（reason）。", extensions={"missing": ["理由"]}
        )
    return ways[to]


def check(way: Move, ready: Readiness, *, title: str, to: Stage) -> None:
    """Check that all that a way demands holds.

    :raises NotReady: naming everything that does not.
    """
    missing = [message for guard in way.guards for message in guard(ready)]
    if missing:
        raise NotReady(
            f"项目“{title}”还不能转入“{to.label}”：{'；'.join(missing)}。", extensions={"missing": missing}
        )
