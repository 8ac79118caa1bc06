"""The stages of an examination and which step leads from one to the next; pure (domain.md §4)."""

from core.errors import DomainError
from core.policy.choice import Choice


class Mode(Choice):
    """How an examination is sat."""

    ONLINE = "ONLINE", "上机考试"
    SHEET = "SHEET", "书面考试"


class Stage(Choice):
    """Where an examination stands."""

    OPENED = "OPENED", "已开设"
    REGISTRATION = "REGISTRATION", "报名"
    SAT = "SAT", "考试"
    SCORED = "SCORED", "已评分"
    REVIEWED = "REVIEWED", "联审完毕"
    PUBLISHED = "PUBLISHED", "已公布"


class WrongStage(DomainError):
    """An examination is not at the stage that a step needs."""

    code = "WRONG_STAGE"


def following(stage: Stage) -> Stage | None:
    """Return the next stage; None after the last.

    >>> following(Stage.SAT), following(Stage.PUBLISHED)
    (<Stage.SCORED: 'SCORED'>, None)
    """
    order = list(Stage)
    place = order.index(stage) + 1
    return order[place] if place < len(order) else None


def need(stage: Stage, *allowed: Stage, doing: str) -> None:
    """Check that an examination stands where a step may be taken.

    :raises WrongStage: naming the stage and those at which it may.
    """
    if stage not in allowed:
        wanted = "、".join(f"“{one.label}”" for one in allowed)
        raise WrongStage(f"考试现处于“{stage.label}”阶段，{doing}须在{wanted}阶段；请先办理前一步。")
