"""Two at the same moment: one enactment after the other, one new decision, one revocation."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from deciding import ACTOR, OVER, TODAY
from django.db import connection
from django_tenants.utils import tenant_context

from core.audit.models import AuditEvent
from core.decisions import enacting, exceptions, redeciding, selectors, services
from core.decisions.about import About
from core.decisions.models import DecisionRecord, PolicyException, PolicyVersion, Scope
from core.errors import DomainError
from core.organisations.models import Level
from core.policy import jsontext
from tenants import provisioning, registry, states
from tenants.models import TenantState

PLUGIN = "fuquan_licensing"
AT_ONCE = 8


@pytest.fixture(scope="module")
def racing(django_db_setup: None, django_db_blocker) -> Iterator[registry.TenantRecord]:
    """Open a tenant of this module's own, whose transactions really commit; drop it afterwards."""
    with django_db_blocker.unblock():
        provisioning.open_tenant(
            slug="deciding",
            name="丁县",
            region_code="522702",
            plugin_names=[PLUGIN],
            actor=ACTOR,
            on=date(2026, 1, 1),
        )
        record = registry.by_schema("deciding")
        assert record is not None
        with tenant_context(record):
            yield record
        connection.set_schema_to_public()
        for state in (TenantState.SUSPENDED, TenantState.ARCHIVED):
            states.change(slug="deciding", to=state, actor=ACTOR, reason="测试结束")
        provisioning.drop(slug="deciding", actor=ACTOR, reason="测试结束")


def at_once(racing: registry.TenantRecord, works: list[Callable[[], object]]) -> list[str]:
    """Do all works at the same moment, each on a connection of its own; return what became of them."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            with tenant_context(racing):
                start.wait(timeout=60)
                work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "DONE"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_enactments_at_once_stand_one_after_the_other(racing):
    def enact(number: int) -> PolicyVersion:
        return enacting.enact(
            plugin=PLUGIN,
            parameters={"months_between_levels": number + 1, "filing_working_days": 10 + number},
            effective_from=date(2030, 1, 1 + number % 2),
            basis_title=f"办法{number}",
            actor=ACTOR,
            today=TODAY,
        )

    outcomes = at_once(racing, [lambda number=number: enact(number) for number in range(AT_ONCE)])

    assert outcomes == ["DONE"] * AT_ONCE
    standing = PolicyVersion.objects.filter(plugin=PLUGIN, superseded_at__isnull=True)
    periods = list(standing.order_by("effective_from").values_list("effective_from", "effective_until"))
    assert periods == [
        (date(2000, 1, 1), date(2030, 1, 1)),
        (date(2030, 1, 1), date(2030, 1, 2)),
        (date(2030, 1, 2), None),
    ]
    for on in (date(2030, 1, 1), date(2030, 1, 2)):
        values = jsontext.read(selectors.in_force(plugin=PLUGIN, on=on).parameters)
        assert values["filing_working_days"] == values["months_between_levels"] + 9


def test_of_many_who_decide_one_matter_anew_one_does(racing):
    answer = services.decide(
        action=f"{PLUGIN}.appoint", facts=OVER, on=date(2024, 6, 1), about=About(), today=TODAY
    )
    record = services.keep(answer, actor=ACTOR, refuse=False)
    grant()
    before = AuditEvent.objects.count()

    outcomes = at_once(
        racing,
        [lambda: redeciding.redecide(decisions=[record.pk], reason="例外", actor=ACTOR)] * AT_ONCE,
    )

    assert outcomes == ["CONFLICT"] * (AT_ONCE - 1) + ["DONE"]
    assert DecisionRecord.objects.filter(replaces=record).count() == 1
    assert AuditEvent.objects.count() == before + 1


def test_of_many_who_revoke_one_exception_one_does(racing):
    exception = grant()

    def revoke() -> PolicyException:
        return exceptions.revoke(
            exception=exception.pk,
            on=date(2024, 7, 1),
            authority="县委",
            authority_level=Level.COUNTY,
            reason="提前结束",
            actor=ACTOR,
        )

    outcomes = at_once(racing, [revoke] * AT_ONCE)

    assert outcomes == ["CONFLICT"] * (AT_ONCE - 1) + ["DONE"]
    assert PolicyException.objects.filter(revokes=exception).count() == 1


def grant() -> PolicyException:
    return exceptions.grant(
        action=f"{PLUGIN}.appoint",
        clause="FQ-OVER",
        scope=Scope.TENANT,
        about=About(),
        authority="县委",
        authority_level=Level.COUNTY,
        reason="过渡",
        evidence="批复 1 号",
        from_on=date(2024, 1, 1),
        until_on=date(2025, 1, 1),
        actor=ACTOR,
    )
