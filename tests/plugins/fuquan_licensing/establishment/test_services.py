"""Approving an establishment: by the law, under the version that was seen, with the duties it fulfils."""

from datetime import date, timedelta

import pytest
from browsing import CLERK

from core.appointments import establishment
from core.appointments.models import Post, Quota
from core.decisions.models import DecisionRecord
from core.decisions.services import Refused
from core.obligations.models import Obligation
from core.organisations.facts import Outdated
from core.organisations.models import Organisation, Sector
from plugins.fuquan_licensing.changes import services as changes
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.establishment import services

TODAY = date(2026, 5, 6)


def approve(organisation: Organisation, places: int, **more):
    organisation.refresh_from_db()
    given = {
        "on": TODAY,
        "basis": "福委编〔2026〕1号",
        "version": organisation.version,
        "today": TODAY,
        "actor": CLERK,
    }
    return services.approve(organisation=organisation.pk, places=places, **given | more)


def standing() -> list[tuple]:
    rows = Quota.objects.filter(superseded_at__isnull=True).order_by("post", "from_on")
    return list(rows.values_list("post", "places", "minimum", "from_on", "basis"))


def codes(refused) -> list[str]:
    return [finding["code"] for finding in refused.value.extensions["findings"]]


@pytest.fixture
def organ(unit) -> Organisation:
    """An organ with 300 people: 3 to 6 places."""
    return unit(Sector.ORGAN, 300)


def test_an_approval_keeps_its_decision_and_the_minimum(organ):
    answer = approve(organ, 4)

    record = DecisionRecord.objects.get()
    assert (record.action, record.organisation_id) == ("fuquan_licensing.approve_quota", organ.pk)
    assert answer.decision.outcome["headroom"] == 4
    assert standing() == [("WORKER", 4, 3, TODAY, "福委编〔2026〕1号")]


@pytest.mark.parametrize(("places", "code"), [(2, "FQ-QUOTA-MIN"), (7, "FQ-QUOTA-MAX")])
def test_what_the_law_blocks_is_not_approved(organ, places, code):
    with pytest.raises(Refused) as refused:
        approve(organ, places)

    assert codes(refused) == [code]
    assert (standing(), DecisionRecord.objects.count()) == ([], 0)


@pytest.mark.parametrize("places", [3, 6])
def test_the_bounds_themselves_are_approved(organ, places):
    approve(organ, places)

    assert [row[:2] for row in standing()] == [("WORKER", places)]


def test_places_of_other_posts_count_and_lower_what_is_left_of_the_minimum(organ):
    establishment.approve(organisation=organ.pk, post=Post.SECRETARY, places=1, on=date(2021, 1, 1))

    approve(organ, 2)

    assert [row[:3] for row in standing()] == [("SECRETARY", 1, None), ("WORKER", 2, 2)]


def test_too_many_in_post_is_a_warning(organ, staff):
    staff(organ, 5)

    answer = approve(organ, 4)

    assert [(finding.code, finding.severity) for finding in answer.decision.findings] == [("FQ-OVER", "WARN")]
    assert answer.decision.outcome["headroom"] == -1


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"basis": " "}, services.BadApproval),
        ({"post": Post.ORGANISATION_COMMISSIONER}, services.BadApproval),
        ({"version": 0}, Outdated),
    ],
)
def test_an_approval_that_cannot_be_writes_nothing(organ, more, error):
    with pytest.raises(error):
        approve(organ, 4, **more)

    assert (standing(), DecisionRecord.objects.count()) == ([], 0)


def test_without_the_number_of_staff_nothing_is_approved(unit):
    with pytest.raises(services.BadApproval, match="未登记在岗人数"):
        approve(unit(Sector.ORGAN), 4)

    assert standing() == []


def test_approving_fulfils_the_duties_of_changes_up_to_that_day(organ):
    for day in (TODAY - timedelta(days=1), TODAY):
        changes.report(
            changes.Report(Change.Kind.STAFF_CHANGE, organ.pk, day, "1 人调出"), today=TODAY, actor=CLERK
        )

    approve(organ, 4, on=TODAY - timedelta(days=1))
    rows = Obligation.objects.filter(kind="FUQUAN_QUOTA").order_by("counted_from_on")

    assert [(row.fulfilled_on, row.evidence) for row in rows] == [
        (TODAY, "已重新核定：福委编〔2026〕1号"),
        (None, ""),
    ]
    assert not Obligation.objects.filter(kind="FUQUAN_FILL", fulfilled_on__isnull=False).exists()
