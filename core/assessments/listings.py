"""Write the reserve list (后备干部) and the follow-up list: results put people on them, people take them off.

Being on a list changes no post: whoever appoints reads the list and decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from core.assessments import ranking, texts
from core.assessments.models import Assessment, AssessmentCycle, AssessmentListing, List
from core.errors import DomainError
from core.policy.vocabulary import PersonGrade


class UnknownListing(DomainError):
    """No entry of a list has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class AlreadyEnded(DomainError):
    """The entry was taken off its list before."""

    code = "WRONG_STATE"


@dataclass(frozen=True)
class Standing:
    """Which assessments of a cycle belong on the lists."""

    reserve: frozenset[UUID] = frozenset()
    follow_up: frozenset[UUID] = frozenset()

    def of(self, list: List) -> frozenset[UUID]:
        """Return those of one list."""
        return self.reserve if list is List.RESERVE else self.follow_up


def standing(rows: Iterable[Assessment]) -> Standing:
    """Return who belongs on the lists by the grades and totals of a published cycle."""
    rated = list(rows)
    return Standing(
        reserve=frozenset(row.pk for row in rated if row.grade == PersonGrade.EXCELLENT),
        follow_up=ranking.last({row.pk: Fraction(row.total) for row in rated}),
    )


def follow(
    cycle: AssessmentCycle, before: Standing, after: Standing, *, decider: str, on: date, reason: str
) -> None:
    """Put on the lists who belongs there since this result, take off who does so no longer; at most 3 writes.

    Who was taken off by decision while still belonging there stays off.
    """
    gone = {list: before.of(list) - after.of(list) for list in List}
    for list, assessments in gone.items():
        if assessments:
            AssessmentListing.objects.filter(
                assessment__in=assessments, list=list, ended_on__isnull=True
            ).update(ended_on=on, end_decider=decider, end_reason=reason)
    AssessmentListing.objects.bulk_create(
        AssessmentListing(assessment_id=assessment, list=list, decider=decider, listed_on=on)
        for list in List
        for assessment in sorted(after.of(list) - before.of(list))
    )


def take_off(*, listing: UUID, decider: str, reason: str, on: date) -> AssessmentListing:
    """Take somebody off a list by decision and return the entry; the result behind it stays.

    :raises UnknownListing: if there is no such entry.
    :raises AlreadyEnded: if it was taken off before.
    """
    decider = texts.given(decider, what="决定单位", longest=200)
    reason = texts.given(reason, what="移出的理由")
    with transaction.atomic():
        row = AssessmentListing.objects.select_for_update().filter(pk=listing).first()
        if row is None:
            raise unknown(listing)
        if row.ended_on is not None:
            raise AlreadyEnded(f"已于 {row.ended_on} 移出名单，不必再次办理。")
        if on < row.listed_on:
            raise texts.InvalidAssessment(f"移出日不得早于列入日 {row.listed_on}：请核对日期。")
        row.ended_on, row.end_decider, row.end_reason = on, decider, reason
        row.save()
    return row


def unknown(listing: object) -> UnknownListing:
    """Return the refusal for an identifier that names no entry here."""
    return UnknownListing(f"没有编号为 {listing} 的名单记录；请核对编号。")
