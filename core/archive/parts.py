"""The archive (档案) of a person: six parts on one page, each section guarded by its own right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.access import permissions
from core.access.principals import AnyPrincipal, Scope
from core.archive import entries
from core.archive.entries import Asked, Entry, Reached
from core.organisations import scope
from core.people import selectors as people
from core.people.selectors import PersonRow
from core.policy.choice import Choice


class PartCode(Choice):
    """The six parts of the archive (domain.md §2.2)."""

    BASICS = "BASICS", "基本情况"
    WORK = "WORK", "工作经历"
    TRAINING = "TRAINING", "教育培训"
    ASSESSMENT = "ASSESSMENT", "考核评议"
    PAY = "PAY", "薪酬待遇"
    HONOURS = "HONOURS", "奖励处罚"


@dataclass(frozen=True)
class Kind:
    """A section that the archive has: its title, the right to read it, and what reads it."""

    title: str
    permission: str
    read: Callable[[Asked], list[Entry]]


KINDS: dict[PartCode, tuple[Kind, ...]] = {
    PartCode.BASICS: (),
    PartCode.WORK: (
        Kind("任职", "people.see", entries.held_posts),
        Kind("参与项目", "projects.see", entries.joined_projects),
    ),
    PartCode.TRAINING: (
        Kind("培训", "training.see", entries.attended_training),
        Kind("考试", "assessments.see", entries.sat_examinations),
        Kind("证书", "credentials.see", entries.issued_credentials),
    ),
    PartCode.ASSESSMENT: (
        Kind("考核", "assessments.see", entries.published_assessments),
        Kind("谈话", "talks.see", entries.held_talks),
    ),
    PartCode.PAY: (),
    PartCode.HONOURS: (
        Kind("荣誉与典型", "honours.see", entries.given_honours),
        Kind("处分处理", "talks.see", entries.punishments),
    ),
}
NOTES = {PartCode.PAY: "本系统的核心不登记薪酬待遇，此处没有内容可以显示。"}
"""What is to be said of a part without sections."""


@dataclass(frozen=True)
class Section:
    """Entries of one kind, the latest first. Not `visible`: the reader lacks the right, `message` says which.

    `more`: there are more than are shown.
    """

    title: str
    visible: bool
    message: str = ""
    more: bool = False
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Part:
    """One of the six parts; `note` says why it has no sections."""

    code: PartCode
    sections: tuple[Section, ...]
    note: str = ""


@dataclass(frozen=True)
class Archive:
    """A person, and what is known of the person, as far as the reader may know it today."""

    person: PersonRow
    shown_on: date
    parts: tuple[Part, ...]


def of(*, person: UUID, principal: AnyPrincipal, today: date) -> Archive | None:
    """Return the archive of a person, None if there is none, or none in the reader's sight.

    As many queries for a long life as for a short one.
    """
    sight = _Sight(principal, person, today)
    row = sight.person("people.see")
    if row is None or row.merged_into_id is not None:
        return None
    parts = tuple(
        Part(code, tuple(_section(kind, sight) for kind in kinds), NOTES.get(code, ""))
        for code, kinds in KINDS.items()
    )
    return Archive(row, today, parts)


class _Sight:
    """Whether the reader sees the person for a right; rights that count in the same places are asked once."""

    def __init__(self, principal: AnyPrincipal, person: UUID, today: date) -> None:
        self.principal, self.id, self.today = principal, person, today
        self._found: dict[Scope, tuple[Reached, PersonRow | None]] = {}

    def person(self, permission: str) -> PersonRow | None:
        """Return the person, None where the right does not reach to it."""
        return self._at(permission)[1]

    def asked(self, permission: str) -> Asked:
        """Return what the sections are read by."""
        return Asked(self.id, self.principal, self.today, self._at(permission)[0])

    def _at(self, permission: str) -> tuple[Reached, PersonRow | None]:
        place = self.principal.scope(permission)
        if place not in self._found:
            reached = scope.reach(self.principal, permission, on=self.today)
            row = people.person(id=self.id, organisations=reached, on=self.today)
            self._found[place] = (reached, row)
        return self._found[place]


def _section(kind: Kind, sight: _Sight) -> Section:
    if sight.person(kind.permission) is None:
        right = permissions.PERMISSIONS[kind.permission]
        return Section(
            kind.title,
            visible=False,
            message=f"您没有对该人员“{right}”的权限（{kind.permission}），此项不予显示。",
        )
    found = kind.read(sight.asked(kind.permission))
    return Section(
        kind.title,
        visible=True,
        message="" if found else "没有记载。",
        more=len(found) > entries.MOST,
        entries=tuple(found[: entries.MOST]),
    )
