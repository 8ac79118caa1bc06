"""What expires is cleared in every schema."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.access import tasks
from core.access.models import IdempotencyRecord


def leave(host, *, in_hours: int) -> None:
    at = timezone.now() + timedelta(hours=in_hours)
    with host.schema():
        Session.objects.create(session_key=f"key{in_hours}", session_data="", expire_date=at)
        IdempotencyRecord.objects.create(
            actor_realm="tenant", actor_id="1", key=f"key{in_hours}", request_digest=b"", expires_at=at
        )


def test_what_has_expired_is_cleared_everywhere_and_nothing_else(on_alpha, on_beta, on_public):
    hosts = (on_alpha, on_beta, on_public)
    for host in hosts:
        leave(host, in_hours=-1)
        leave(host, in_hours=1)

    assert tasks.clear_expired(tenant="public") == 6

    for host in hosts:
        with host.schema():
            assert [row.session_key for row in Session.objects.all()] == ["key1"]
            assert [row.key for row in IdempotencyRecord.objects.all()] == ["key1"]


@pytest.mark.parametrize("tenant", ["nobody", ""])
def test_a_task_for_an_unknown_tenant_is_refused(db, tenant):
    from core.tasks import TenantUnknown

    with pytest.raises(TenantUnknown):
        tasks.clear_expired(tenant=tenant)
