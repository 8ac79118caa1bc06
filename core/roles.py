"""Names of the database roles; the rights they hold are given in provisioning."""

from django.conf import settings


def owner() -> str:
    """Return the role that owns every schema and table."""
    return f"{settings.ROLE_PREFIX}_owner"


def application() -> str:
    """Return the role that the web server, the worker and the relay sign in with."""
    return f"{settings.ROLE_PREFIX}_app"


def all_tenants() -> str:
    """Return the role that every tenant's role is a member of: what all tenants may do in the public schema.

    A right given to each tenant's role by itself would make the table's list of rights outgrow its row in
    PostgreSQL's catalogue after some hundred tenants.
    """
    return f"{settings.ROLE_PREFIX}_tenants"


def of_schema(schema: str) -> str:
    """Return the role under which statements of a schema run; of a tenant, the one that sees only it."""
    if schema == settings.PUBLIC_SCHEMA_NAME:
        return application()
    return f"{settings.ROLE_PREFIX}_t_{schema}"
