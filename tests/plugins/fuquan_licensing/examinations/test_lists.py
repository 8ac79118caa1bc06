"""Examinations and registrations are listed page by page, for the same number of queries."""

import examining
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

EXAMINATIONS = """query ($year: Int) { fuquanLicensing { examinations(year: $year) {
    id title stage registered } } }"""
REGISTRATIONS = """query ($examination: ID!, $first: Int, $after: String) { fuquanLicensing {
    registrations(examination: $examination, first: $first, after: $after) { edges { node { id
    person { id name } organisation number seat attended withdrawnReason startedAt endedAt score
    scoreVersion scoreSource } } pageInfo { endCursor hasNextPage } } } }"""


def rows(answer: dict) -> list[dict]:
    return [edge["node"] for edge in answer["fuquanLicensing"]["registrations"]["edges"]]


def test_registrations_are_walked_page_by_page(officer, examination):
    examining.registered(examination, 5)
    seats, after = [], None

    for _ in range(3):
        answer = officer.data(REGISTRATIONS, examination=str(examination.pk), first=2, after=after)
        seats += [row["seat"] for row in rows(answer)]
        after = answer["fuquanLicensing"]["registrations"]["pageInfo"]["endCursor"]

    assert seats == [1, 2, 3, 4, 5]
    bad = officer.refusal(REGISTRATIONS, examination=str(examination.pk), after="bm9wZQ==")
    assert bad["code"] == "BAD_USER_INPUT"


def test_examinations_are_listed_by_year(officer, examination):
    year = timezone.localdate().year

    assert len(officer.data(EXAMINATIONS, year=year)["fuquanLicensing"]["examinations"]) == 1
    assert officer.data(EXAMINATIONS, year=year - 1)["fuquanLicensing"]["examinations"] == []


@pytest.mark.parametrize("who", ["officer", "unit"])
def test_a_hundred_registrations_take_as_many_queries_as_ten(askers, examination, who):
    examining.registered(examination, 100)
    which = str(examination.pk)
    askers[who].data(REGISTRATIONS, examination=which, first=1)
    taken = []

    for first in (10, 100):
        with CaptureQueriesContext(connection) as captured:
            answer = askers[who].data(REGISTRATIONS, examination=which, first=first)
        taken.append((len(captured), len(rows(answer))))

    assert taken == [(taken[0][0], 10), (taken[0][0], 100)]
