"""Two hundred sit an examination at once while web server and workers are killed under them."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import examining
import pytest
from django.conf import settings
from django.db import connection
from django_tenants.utils import tenant_context
from faults import racing
from pytest_django.plugin import DjangoDbBlocker

from plugins.fuquan_licensing.bank.models import QuestionVersion
from plugins.fuquan_licensing.examinations.models import Mark, Registration
from plugins.fuquan_licensing.sittings import services
from plugins.fuquan_licensing.sittings.models import Answer, Sitting
from tenants import registry

CANDIDATES = 200
SAVINGS = 4
"""Every candidate answers 20 questions, 5 at a time, and then hands in."""
OUT_OF_TIME = range(0, CANDIDATES, 10)
"""Whose time ends while they answer."""
TAKEN_OVER = range(5, CANDIDATES, 10)
"""Who go on at a second device after half of their answers."""
SECONDS_LEFT = 4
AGAIN = {"TIMEOUT", "UNAVAILABLE"}
"""Refusals that ask for another attempt: the database was too busy, or just lost a session."""
SECONDS = 300
"""Bound of a hang; on two idle cores the whole takes about a minute."""
BEGIN = """mutation ($ticket: String!) { beginFuquanSitting(ticket: $ticket) { sitting { lease dueAt
    questions { place options chosen } } } }"""
SAVE = "mutation ($input: FuquanAnswersInput!) { saveFuquanAnswers(input: $input) { now } }"
HAND_IN = "mutation ($input: FuquanAnswersInput!) { handInFuquanSitting(input: $input) { endedAt } }"


class Killable:
    """A process of the product with a session of its own, so that its children die with it."""

    def __init__(self, arguments: list[str], environment: dict[str, str], *descriptors: int) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=environment,
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill_children(self) -> None:
        """Kill the processes that do the work; their master starts others."""
        pid = self.child.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def kill(self) -> None:
        """Kill the process and everything it started, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()


class Web:
    """A web server whose listening socket outlives it: while it is dead, requests wait to be accepted."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(CANDIDATES * 2)
        os.set_inheritable(self._listener.fileno(), True)
        self.port: int = self._listener.getsockname()[1]
        self.process = self._started()

    def _started(self) -> Killable:
        descriptor = self._listener.fileno()
        options = ["core.wsgi", "--bind", f"fd://{descriptor}", "--worker-class", "gthread"]
        options += ["--workers", "2", "--threads", "8", "--log-level", "critical"]
        return Killable(["gunicorn", *options], self._environment, descriptor)

    def kill_and_restart(self) -> None:
        """Kill master and workers, and start the server anew."""
        self.process.kill()
        self.process = self._started()

    def close(self) -> None:
        """End for good."""
        self.process.kill()
        self._listener.close()


class Milestones:
    """Counts acknowledged savings, so that kills come at a known place of the run."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def reached(self) -> None:
        """Count one more."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, count: int) -> None:
        """Wait until so many were counted."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._count >= count, timeout=SECONDS), self._count


@dataclass
class Candidate:
    """Somebody before a screen; keeps what the server acknowledged and what is in doubt."""

    number: int
    ticket: str
    port: int
    host: str
    saved: Milestones
    acknowledged: dict[int, list[int]] = field(default_factory=dict)
    in_doubt: dict[int, list[int]] = field(default_factory=dict)
    accepted_at: list[datetime] = field(default_factory=list)
    ended: str = ""

    def sit(self, together: threading.Barrier) -> None:
        """Begin with all the others, answer, and hand in; some go on at a second device half-way."""
        dice = random.Random(self.number)
        lease, questions = self.begin()
        together.wait(timeout=SECONDS)
        answers = {one["place"]: [dice.randrange(len(one["options"]))] for one in questions}
        parts = [dict(list(answers.items())[start : start + 5]) for start in range(0, len(answers), 5)]
        assert len(parts) == SAVINGS
        for sequence, part in enumerate(parts, start=1):
            if sequence == 3 and self.number in TAKEN_OVER:
                old, (lease, questions) = lease, self.begin()
                found = {one["place"]: one["chosen"] for one in questions if one["chosen"]}
                assert found == self.acknowledged
                assert self.code(SAVE, self.given(old, 99, answers)) == "TAKEN_OVER"
            if self.answered(SAVE, lease, sequence, part) == "TIME_OVER":
                return
        sequence = SAVINGS
        while self.number in OUT_OF_TIME:
            # They change their minds until their time is over.
            sequence += 1
            again = {place: [dice.randrange(4)] for place in dice.sample(sorted(answers), 5)}
            if self.answered(SAVE, lease, sequence, again) == "TIME_OVER":
                return
        last = {0: [dice.randrange(4)]}
        self.answered(HAND_IN, lease, sequence + 1, last)

    def begin(self) -> tuple[int, list[dict[str, Any]]]:
        """Begin or take over, and return the device's number and the questions."""
        sitting = self.ask(BEGIN, {"ticket": self.ticket})["data"]["beginFuquanSitting"]["sitting"]
        return sitting["lease"], sitting["questions"]

    def answered(self, document: str, lease: int, sequence: int, part: dict[int, list[int]]) -> str:
        """Send answers until the server says what became of them; note that, and return the code."""
        self.in_doubt = part
        answer = self.ask(document, self.given(lease, sequence, part))
        if "errors" in answer:
            [error] = answer["errors"]
            code: str = error["extensions"]["code"]
            # The answer to a hand-in may be lost with the server; then the second attempt hears this.
            assert code == "TIME_OVER" or (code == "HANDED_IN" and document == HAND_IN), answer
            self.ended = code
            return code
        self.acknowledged |= part
        self.in_doubt = {}
        done = answer["data"]
        at = done["saveFuquanAnswers"]["now"] if document == SAVE else done["handInFuquanSitting"]["endedAt"]
        self.accepted_at.append(datetime.fromisoformat(at))
        self.saved.reached()
        if document == HAND_IN:
            self.ended = "HANDED_IN"
        return "DONE"

    def given(self, lease: int, sequence: int, part: dict[int, list[int]]) -> dict[str, Any]:
        """Return the variables of a saving."""
        answers = [{"place": place, "chosen": chosen} for place, chosen in part.items()]
        return {"input": {"ticket": self.ticket, "lease": lease, "sequence": sequence, "answers": answers}}

    def code(self, document: str, variables: dict[str, Any]) -> str:
        """Return the code of a refusal."""
        [error] = self.ask(document, variables)["errors"]
        code: str = error["extensions"]["code"]
        return code

    def ask(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request, which is sent again for as long as none comes, as browsers do."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql/",
            data=json.dumps({"query": document, "variables": variables}).encode(),
            headers={"Host": self.host, "Content-Type": "application/json"},
        )
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as response:
                    answer: dict[str, Any] = json.load(response)
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{error.code}: {error.read().decode()}") from error
            except (ConnectionError, TimeoutError, http.client.HTTPException, urllib.error.URLError):
                # The server was killed before it answered.
                continue
            if not AGAIN.intersection(error["extensions"]["code"] for error in answer.get("errors", ())):
                return answer


@pytest.fixture(scope="module")
def tenant(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant of this module's own, which runs Fuquan's scheme."""
    with django_db_blocker.unblock(), racing.tenant("sitting_race", plugins=["fuquan_licensing"]) as record:
        yield record


@pytest.fixture
def web(child_environment) -> Iterator[Web]:
    """A web server that can be killed."""
    server = Web(child_environment)
    yield server
    server.close()


@pytest.fixture
def worker(child_environment) -> Iterator[Killable]:
    """A worker beside it."""
    options = ["worker", "--concurrency", "1", "--without-gossip", "--without-mingle"]
    process = Killable(["celery", "-A", "core.celery", *options], child_environment)
    yield process
    process.kill()


def shorten(numbers: range) -> None:
    """Leave some sittings a few seconds, by the database's clock."""
    registrations = Registration.objects.order_by("seat").values_list("pk", flat=True)
    chosen = [registration for place, registration in enumerate(registrations) if place in numbers]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE fuquan_licensing_sitting SET due_at = clock_timestamp() + make_interval(secs => %s)"
            " WHERE registration_id = ANY(%s)",
            [SECONDS_LEFT, chosen],
        )
        assert cursor.rowcount == len(numbers)


def recomputed(sitting: Sitting, answers: dict[int, list[int]], keys: dict[str, list[int]]) -> int:
    """Return the score of a sitting, reckoned from its paper and the bank alone."""
    return sum(
        5
        for place, item in enumerate(sitting.paper)
        if answers.get(place) == [item["order"].index(option) for option in keys[item["version"]]]
    )


def test_two_hundred_sittings_lose_no_answer_and_take_none_late_whatever_is_killed(tenant, web, worker):
    with tenant_context(tenant):
        tickets = examining.seated(examining.opened(), CANDIDATES)
        saved = Milestones()
        host = f"sitting-race.{settings.PUBLIC_HOST}"
        candidates = [
            Candidate(number, ticket, web.port, host, saved) for number, ticket in enumerate(tickets)
        ]
        together = threading.Barrier(CANDIDATES + 1)

        with ThreadPoolExecutor(CANDIDATES) as pool:
            sitting = [pool.submit(candidate.sit, together) for candidate in candidates]
            together.wait(timeout=SECONDS)
            saved.wait(100)
            web.process.kill_children()
            saved.wait(250)
            worker.kill()
            shorten(OUT_OF_TIME)
            saved.wait(400)
            web.kill_and_restart()
            saved.wait(600)
            web.process.kill_children()
            for outcome in sitting:
                outcome.result(timeout=SECONDS)

        services.end_overdue()
        check(candidates)


def check(candidates: list[Candidate]) -> None:
    """Compare what is stored with what every candidate was told."""
    keys = {str(pk): key for pk, key in QuestionVersion.objects.values_list("pk", "key")}
    sittings = {
        sitting.registration.seat - 1: sitting for sitting in Sitting.objects.select_related("registration")
    }
    stored: dict[int, dict[int, list[int]]] = {number: {} for number in sittings}
    late = []
    seats = {sitting.pk: number for number, sitting in sittings.items()}
    for answer in Answer.objects.all():
        number = seats[answer.sitting_id]
        stored[number][answer.place] = answer.chosen
        if answer.saved_at >= sittings[number].due_at:
            late.append(answer.pk)
    marks = {mark.registration_id: mark for mark in Mark.objects.all()}

    assert len(sittings) == CANDIDATES
    assert late == []
    for candidate in candidates:
        sitting, found = sittings[candidate.number], stored[candidate.number]
        for place, chosen in candidate.acknowledged.items():
            assert found[place] in (chosen, candidate.in_doubt.get(place)), candidate
        for place, chosen in found.items():
            assert chosen in (candidate.acknowledged.get(place), candidate.in_doubt.get(place)), candidate
        assert all(at < sitting.due_at for at in candidate.accepted_at), candidate
        assert marks[sitting.registration_id].score == recomputed(sitting, found, keys)
    endings = {number: sitting.ending for number, sitting in sittings.items()}
    assert endings == {
        number: Sitting.Ending.TIME if number in OUT_OF_TIME else Sitting.Ending.SUBMITTED
        for number in range(CANDIDATES)
    }
    assert Mark.objects.count() == CANDIDATES
    assert {sittings[number].lease > 1 for number in TAKEN_OVER} == {True}
