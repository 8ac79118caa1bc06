"""What a host answers by the state of its tenant."""

import pytest
from django.db import connection

from core.actors import SYSTEM
from tenants import states
from tenants.models import Tenant, TenantState


def test_the_connection_is_back_in_public_after_a_request(alpha, client_of):
    client_of("alpha").get("/accounts/login/")

    assert connection.schema_name == "public"


@pytest.mark.parametrize("state", [TenantState.PROVISIONING, TenantState.ARCHIVED])
def test_a_half_made_or_archived_tenant_answers_like_an_unknown_host(db, client_of, state):
    Tenant.objects.filter(schema_name="beta").update(state=state)

    assert client_of("beta").get("/accounts/login/").status_code == 404
    assert client_of("beta").post("/graphql/", {}, content_type="application/json").status_code == 404


def test_a_suspended_tenant_says_so_to_people_and_programs(db, client_of):
    Tenant.objects.filter(schema_name="beta").update(state=TenantState.SUSPENDED)

    page = client_of("beta").get("/accounts/login/")
    answer = client_of("beta").post("/graphql/", {}, content_type="application/json")

    assert page.status_code == 503
    assert "乙县的服务已停用" in page.content.decode()
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"] == {"code": "TENANT_SUSPENDED"}


def test_suspending_counts_from_the_next_request_on(db, client_of, django_capture_on_commit_callbacks):
    assert client_of("beta").get("/accounts/login/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        states.change(slug="beta", to=TenantState.SUSPENDED, actor=SYSTEM, reason="测试")

    assert client_of("beta").get("/accounts/login/").status_code == 503


def test_a_missing_page_of_a_tenant_names_the_tenant(db, client_of):
    page = client_of("beta").get("/nothing/")

    assert page.status_code == 404
    assert "乙县" in page.content.decode()
