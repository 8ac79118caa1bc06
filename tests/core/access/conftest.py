"""Hosts on which people sign in."""

import pytest
from browsing import Host
from django_tenants.utils import schema_context, tenant_context


@pytest.fixture
def on_alpha(alpha) -> Host:
    return Host("alpha", lambda: tenant_context(alpha))


@pytest.fixture
def on_beta(beta) -> Host:
    return Host("beta", lambda: tenant_context(beta))


@pytest.fixture
def on_public(db) -> Host:
    return Host(None, lambda: schema_context("public"))


@pytest.fixture(params=["on_alpha", "on_public"])
def anywhere(request, db) -> Host:
    return request.getfixturevalue(request.param)
