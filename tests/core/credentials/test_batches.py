"""Credentials are issued to many at once, each by a decision of its own."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext
from issued import CLEAR, FAILED, ISSUER, LICENCE, TODAY, licensed, state

from core.credentials import issuing, selectors
from core.credentials.issuing import Wanted
from core.credentials.models import Credential
from core.decisions.models import DecisionRecord

D2022, D2023 = date(2022, 6, 15), date(2023, 6, 15)


def batch(wanted: list[Wanted], **more) -> issuing.Issued:
    given = {
        "kind": LICENCE,
        "level": "JUNIOR",
        "on": D2022,
        "issuer": ISSUER,
        "today": TODAY,
        "actor": CLERK,
    }
    return issuing.issue_many(wanted=wanted, **{**given, **more})


def test_of_a_batch_those_pass_whom_the_law_lets_pass(somebody):
    good, bad, held = somebody("甲"), somebody("乙"), somebody("丙")
    licensed(held)

    done = batch(
        [Wanted(good.pk, CLEAR), Wanted(bad.pk, FAILED), Wanted(held.pk, CLEAR), Wanted(UUID(int=7), CLEAR)]
    )

    assert [row.person_id for row in done.credentials] == [good.pk]
    assert [(one.person, one.refusal.code) for one in done.refused] == [
        (bad.pk, "REFUSED"),
        (held.pk, "CREDENTIAL_HELD"),
        (UUID(int=7), "NOT_FOUND"),
    ]
    assert Credential.objects.count() == DecisionRecord.objects.count() == 2


def test_a_batch_may_be_issued_to_all_or_to_none(somebody):
    good, bad = somebody("甲"), somebody("乙")
    before = state()

    with pytest.raises(issuing.BatchRefused) as refusal:
        batch([Wanted(good.pk, CLEAR), Wanted(bad.pk, FAILED)], all_or_none=True)

    [told] = refusal.value.extensions["refused"]
    assert (told["person"], told["code"], told["findings"][0]["code"]) == (str(bad.pk), "REFUSED", "FQ-EXAM")
    assert state() == before


def test_nobody_is_listed_twice(somebody):
    person, before = somebody(), state()

    with pytest.raises(issuing.InvalidIssue, match="两次"):
        batch([Wanted(person.pk, CLEAR), Wanted(person.pk, CLEAR)])

    assert state() == before


def test_a_batch_of_a_higher_level_supersedes_each_ones_lower(somebody):
    everybody = [somebody(name) for name in "甲乙丙"]
    batch([Wanted(person.pk, CLEAR) for person in everybody])

    done = batch([Wanted(person.pk, CLEAR) for person in everybody], level="INTERMEDIATE", on=D2023)

    assert [row.number for row in done.credentials] == [f"FQ-2023-0000{serial}" for serial in (1, 2, 3)]
    counted = {(one.level, one.status): one.total for one in selectors.counts(on=D2023)}
    assert counted == {("JUNIOR", "SUPERSEDED"): 3, ("INTERMEDIATE", "VALID"): 3}


def test_a_batch_takes_the_same_statements_for_many_as_for_few(somebody):
    counts = []
    for number in (2, 20):
        everybody = [somebody() for _ in range(number)]
        with CaptureQueriesContext(connection) as statements:
            done = batch([Wanted(person.pk, CLEAR) for person in everybody])
        writes = [q["sql"] for q in statements if q["sql"].lstrip().startswith(("INSERT", "UPDATE"))]
        counts.append((len(done.credentials), len(writes), len(statements)))

    assert [count[:2] for count in counts] == [(2, 4), (20, 4)]
    assert counts[0][2] == counts[1][2]
