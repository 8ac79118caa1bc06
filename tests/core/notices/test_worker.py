"""A worker sends a copy in transactions that really commit: after its effect, still serving the tenant."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import connection
from django_tenants.utils import schema_context, tenant_context

from core.access import services as access
from core.access.models import User
from core.notices import services, tasks
from core.notices.models import Notice
from core.outbox.models import OutboxEffect
from tenants import registry


@pytest.fixture
def committed(
    mail_server, django_db_setup, django_db_blocker
) -> Iterator[tuple[registry.TenantRecord, UUID]]:
    """A notice of tenant beta that waits for its copy to be sent; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("beta")
        assert record is not None
        with tenant_context(record):
            user = access.create_user(username="lina", name="李娜", actor=CLERK)
            access.set_email(user_id=user.pk, email="lina@example.cn", actor=CLERK)
            services.give([Notice(user_id=user.pk, key="k", title="待办今天到期")])
        with schema_context("public"):
            effect = OutboxEffect.objects.get(task="core.notices.mail")
        yield record, effect.id
        with tenant_context(record):
            Notice.objects.all().delete()
            User.objects.all().delete()
        with schema_context("public"):
            OutboxEffect.objects.filter(task="core.notices.mail").delete()


def test_the_copy_is_sent_after_the_commit(committed, mail_server):
    record, effect = committed

    for _ in range(2):
        tasks.mail(tenant="beta", outbox_id=str(effect))

    assert [mail["To"] for mail in mail_server.accepted] == ["lina@example.cn"]
    with tenant_context(record):
        notice = Notice.objects.get()
    assert (notice.mail_state, notice.mail_attempts) == ("SENT", 1)
    assert connection.schema_name == "public"
