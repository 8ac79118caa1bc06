"""What is to be said of an organisation as it stands. Pure: no Django, no clock, no database."""

from dataclasses import dataclass

from core.policy.decision import Clause, Finding, Severity

DEPUTY = Clause(
    "ORG-DEPUTY",
    "社区党委、党总支应配备副书记或者专职党务工作者。",
    "核心规则：党组织设置",
    Severity.WARN,
)
_SECTOR = "COMMUNITY"
_KINDS = frozenset({"GENERAL_BRANCH", "COMMITTEE"})


@dataclass(frozen=True)
class Staffing:
    """Who holds posts in an organisation on a day: people, each counted once in each figure."""

    deputies: int = 0
    full_time: int = 0


def of(*, kind: str, sector: str, staffing: Staffing) -> list[Finding]:
    """Return what is to be said of an organisation of this kind and sector with these people in post.

    >>> [finding.code for finding in of(kind="COMMITTEE", sector="COMMUNITY", staffing=Staffing())]
    ['ORG-DEPUTY']
    >>> of(kind="COMMITTEE", sector="COMMUNITY", staffing=Staffing(full_time=1))
    []
    """
    concerned = sector == _SECTOR and kind in _KINDS
    if not concerned or staffing.deputies or staffing.full_time:
        return []
    return [
        DEPUTY.finding(
            "该社区党组织既没有副书记，也没有专职党务工作者；请配备其中之一。",
            {
                "kind": kind,
                "sector": sector,
                "deputies": staffing.deputies,
                "full_time": staffing.full_time,
            },
        )
    ]
