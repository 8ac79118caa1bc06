"""Mutations: whole or not at all, recorded as whose they are, and once per idempotency key."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tenants.utils import tenant_context
from pytest_django.plugin import DjangoDbBlocker

from core.access.models import IdempotencyRecord
from core.audit.models import AuditEvent
from core.decisions.models import PolicyVersion
from tenants import registry

ENACT = """
mutation Enact($on: Date!, $other: Date!) {
  first: enactPolicy(input: {
    plugin: "fuquan_licensing", parameters: {}, effectiveFrom: $on, basisTitle: "试行办法", reason: "测试"
  }) { policyVersion { id effectiveFrom } }
  second: enactPolicy(input: {
    plugin: "fuquan_licensing", parameters: {}, effectiveFrom: $other, basisTitle: "试行办法", reason: "测试"
  }) { policyVersion { id } }
}
"""
ONE = """
mutation ($on: Date!) {
  enactPolicy(input: {
    plugin: "fuquan_licensing", parameters: {}, effectiveFrom: $on, basisTitle: "试行办法", reason: "测试"
  }) { policyVersion { id effectiveFrom } }
}
"""
TOO_EARLY = "1999-12-31"


def _versions(alpha: Any) -> int:
    with tenant_context(alpha):
        return PolicyVersion.objects.filter(plugin="fuquan_licensing").count()


def test_a_mutation_returns_what_it_changed(officer, alpha) -> None:
    before = _versions(alpha)

    answer = officer.ask(ONE, {"on": "2031-01-01"})

    assert answer["data"]["enactPolicy"]["policyVersion"]["effectiveFrom"] == "2031-01-01"
    assert _versions(alpha) == before + 1


def test_one_refused_mutation_undoes_those_before_it(officer, alpha) -> None:
    before = _versions(alpha)

    answer = officer.ask(ENACT, {"on": "2031-01-01", "other": TOO_EARLY})

    [error] = answer["errors"]
    assert answer["data"] is None
    assert error["path"] == ["second"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert _versions(alpha) == before


def test_nothing_is_tried_after_a_refused_mutation(officer, alpha) -> None:
    answer = officer.ask(ENACT, {"on": TOO_EARLY, "other": TOO_EARLY})

    assert [error["path"] for error in answer["errors"]] == [["first"]]


def test_changes_are_recorded_as_whose_they_are_and_why(officer, alpha) -> None:
    body = {"query": ONE, "variables": {"on": "2031-01-01"}, "extensions": {"reason": "市里批复"}}

    response = officer.send(body)

    version = response.json()["data"]["enactPolicy"]["policyVersion"]["id"]
    with tenant_context(alpha):
        event = AuditEvent.objects.get(row_key__contains=version, operation="INSERT")
    assert event.actor_realm == "tenant"
    assert event.actor_name == "李娜"
    assert event.reason == "市里批复"
    assert event.request_id != ""


def test_the_same_request_under_one_key_is_carried_out_once(officer, alpha) -> None:
    before = _versions(alpha)

    first, second = (
        officer.send({"query": ONE, "variables": {"on": "2031-01-01"}}, **{"idempotency-key": "k-1"})
        for _ in range(2)
    )

    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert _versions(alpha) == before + 1


def test_another_request_under_a_used_key_is_refused(officer, alpha) -> None:
    officer.ask(ONE, {"on": "2031-01-01"}, **{"idempotency-key": "k-1"})
    before = _versions(alpha)

    codes = officer.codes(ONE, {"on": "2032-01-01"}, **{"idempotency-key": "k-1"})

    assert codes == ["IDEMPOTENCY_KEY_REUSED"]
    assert _versions(alpha) == before


def test_a_refused_request_leaves_its_key_free(officer, alpha) -> None:
    officer.ask(ONE, {"on": TOO_EARLY}, **{"idempotency-key": "k-1"})

    answer = officer.ask(ONE, {"on": "2031-01-01"}, **{"idempotency-key": "k-1"})

    assert "errors" not in answer


def test_a_key_is_free_again_after_its_time(officer, alpha) -> None:
    officer.ask(ONE, {"on": "2031-01-01"}, **{"idempotency-key": "k-1"})
    with tenant_context(alpha):
        IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = officer.ask(ONE, {"on": "2032-01-01"}, **{"idempotency-key": "k-1"})

    assert "errors" not in answer


def test_keys_of_two_people_do_not_meet(officer, alpha, client_of, new_officer) -> None:
    before = _versions(alpha)
    other = new_officer("other")

    for asker, day in ((officer, "2031-01-01"), (other, "2032-01-01")):
        assert "errors" not in asker.ask(ONE, {"on": day}, **{"idempotency-key": "k-1"})

    assert _versions(alpha) == before + 2


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "键"])
def test_a_key_that_cannot_be_kept_is_refused(officer, alpha, key: str) -> None:
    before = _versions(alpha)

    assert officer.codes(ONE, {"on": "2031-01-01"}, **{"idempotency-key": key}) == ["BAD_USER_INPUT"]
    assert _versions(alpha) == before


def test_a_key_means_nothing_to_a_query(officer, alpha) -> None:
    officer.ask("{ me { username } }", **{"idempotency-key": "k-1"})

    with tenant_context(alpha):
        assert not IdempotencyRecord.objects.exists()


@pytest.fixture
def law_restored(committed_officer: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take back what a test commits to tenant alpha's law."""
    with django_db_blocker.unblock():
        record = registry.by_schema("alpha")
        assert record is not None
        with tenant_context(record):
            before = dict(PolicyVersion.objects.values_list("pk", "effective_until"))
        yield
        with tenant_context(record):
            PolicyVersion.objects.exclude(pk__in=before).delete()
            for key, until in before.items():
                PolicyVersion.objects.filter(pk=key).update(effective_until=until)
            IdempotencyRecord.objects.all().delete()


def test_parallel_requests_under_one_key_are_carried_out_once(
    committed_officer, law_restored, posted
) -> None:
    body = json.dumps({"query": ONE, "variables": {"on": "2041-01-01"}})
    together = threading.Barrier(6)
    answers: list[tuple[int, str]] = []

    def send() -> None:
        together.wait()
        answers.append(posted(committed_officer, body, {"idempotency-key": "k-parallel"}))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {status for status, _ in answers} == {200}
    assert len({text for _, text in answers}) == 1, answers
    assert "errors" not in json.loads(answers[0][1])
