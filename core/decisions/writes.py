"""What the core is about to write when it asks the law: one value for each kind of write.

A write holds what the core knows at that moment; whatever else a rule wants to know, a plugin reads with the
core's selectors, and what no record yields the user adds as `facts`. Codes are those of domain.md §2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from core.decisions.about import About, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write that takes effect on a day.

    `facts` are those that the user adds, by the full name of the action that asks for them; `reason` is what
    the user wrote about the write.
    """

    on: date
    reason: str = ""
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def about(self) -> About:
        """Whom the write concerns: exceptions that count for them are laid over the decisions."""
        return About()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointing(Write):
    """A person gets a post in an organisation from `on`, until the day `until` if that is known already."""

    person_id: UUID
    organisation_id: UUID
    basis: str
    post: str
    also_head: bool
    counts_as_worker: bool
    entry_channel: str
    until: date | None = None

    @property
    def about(self) -> About:
        """The person, and the organisation whose matter it is."""
        return About(person=self.person_id, organisation=self.organisation_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving(Write):
    """A person's appointment, held since `since`, ends on `on`, which is no day in post any more."""

    appointment_id: UUID
    person_id: UUID
    organisation_id: UUID
    basis: str
    post: str
    also_head: bool
    entry_channel: str
    since: date
    end_reason: str

    @property
    def about(self) -> About:
        """The person, and the organisation whose matter it is."""
        return About(person=self.person_id, organisation=self.organisation_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferring(Write):
    """A person leaves a post and begins another one on the same day."""

    leaving: Leaving
    appointing: Appointing

    @property
    def about(self) -> About:
        """The person, and the organisation that is left."""
        return self.leaving.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading(Write):
    """A person is given a grade in a cycle; `unit_grade` is the organisation's own, None where it has none.

    `on` is the last day of what is appraised.
    """

    cycle_id: UUID
    person_id: UUID
    organisation_id: UUID
    grade: str
    unit_grade: str | None

    @property
    def about(self) -> About:
        """The person, and the organisation whose matter it is."""
        return About(person=self.person_id, organisation=self.organisation_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleGrading(Write):
    """The grades of a cycle are to hold: how many are appraised and how many of those are EXCELLENT.

    `subject_kind` says who is appraised, PERSON or ORGANISATION; `sectors` are those of all organisations
    that are, or whose people are.
    """

    cycle_id: UUID
    subject_kind: str
    appraised: int
    excellent: int
    sectors: frozenset[str]

    @property
    def about(self) -> About:
        """The cycle."""
        return About(kind="cycle", id=str(self.cycle_id))


@dataclass(frozen=True, slots=True)
class Question:
    """What a plugin's law asks about a write: one of its actions and the facts that the records yield.

    `cap` names the key of the outcome, if there is one, that says how many may be EXCELLENT: it takes the
    place of the core's own share, and of several the lowest holds. `sources` are the rows and columns from
    which facts were taken: whoever corrects one of them is shown the decisions that it changes.
    `about` is whom the decision concerns where that is not whom the write does.
    """

    action: str
    facts: Mapping[str, Any]
    cap: str = ""
    sources: tuple[Source, ...] = ()
    about: About | None = None
