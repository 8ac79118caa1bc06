"""Connection wrapper: search path without public and one database role per tenant, in one round trip."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.backends.base.base import NO_DB_ALIAS
from django_tenants.postgresql_backend import base
from django_tenants.utils import quote_schema_name
from psycopg.pq import TransactionStatus

from core import roles
from tenants.backend.introspection import Introspection


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection on which every statement runs with the least rights that its schema needs.

    Public work runs under the application role, a tenant's work under the tenant's own role: a forgotten
    filter or an injected statement cannot reach another tenant, because PostgreSQL refuses. Only inside
    `as_owner` does the session keep the rights it signed in with.
    """

    include_public_schema = False
    _setting_search_path: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._owner_depth = 0
        self._served: set[str] = set()
        super().__init__(*args, **kwargs)
        self.introspection = Introspection(self)

    def set_tenant(self, tenant: Any, include_public: bool = False) -> None:
        """Serve the tenant from the next statement on; public never joins its search path."""
        self.renew_when_worn()
        if tenant.schema_name != settings.PUBLIC_SCHEMA_NAME:
            self._served.add(tenant.schema_name)
        super().set_tenant(tenant, include_public=False)

    def close(self) -> None:
        """Close the connection; the next statement opens one that has served nobody."""
        super().close()
        self._served.clear()

    def renew_when_worn(self) -> None:
        """Close a connection that has served many tenants, unless something would be lost with it.

        PostgreSQL keeps the catalogue of every tenant that a connection has served: it takes memory, and
        every change of structure becomes slower.
        """
        holds_something = self.in_atomic_block or self._owner_depth
        if len(self._served) >= settings.TENANTS_PER_CONNECTION and self.connection and not holds_something:
            self.close()

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Keep the rights of the signed-in role inside the block (migrations and provisioning)."""
        self._owner_depth += 1
        self.search_path_set_schemas = None
        try:
            yield
        finally:
            self._owner_depth -= 1
            self.search_path_set_schemas = None

    @property
    def is_owner(self) -> bool:
        """Return whether the signed-in role's rights are lifted now."""
        return self._owner_depth > 0

    @contextmanager
    def as_tenant(self) -> Iterator[None]:
        """Take the least rights again inside `as_owner` (a plugin's own code while it is switched on)."""
        depth, self._owner_depth = self._owner_depth, 0
        self.search_path_set_schemas = None
        try:
            yield
        finally:
            self._owner_depth = depth
            self.search_path_set_schemas = None

    def _role_statement(self) -> str:
        if self._owner_depth:
            return "RESET ROLE"
        if self.schema_name == settings.PUBLIC_SCHEMA_NAME:
            return f"SET ROLE {quote_schema_name(roles.application())}"
        return f"SET ROLE {quote_schema_name(roles.of_schema(self.schema_name))}"

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self.alias == NO_DB_ALIAS or self._setting_search_path or self.search_path_set_schemas:
            return
        search_paths = self._get_cursor_search_paths()
        path = ", ".join(quote_schema_name(schema) for schema in search_paths)
        # A transaction that already failed refuses every statement, also those of the previous tenant;
        # it ends in a rollback, after which this runs again.
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        self._setting_search_path = True
        own = self.connection.cursor() if cursor is None else cursor
        try:
            own.execute(f"SET search_path = {path}; {self._role_statement()}")
            self.search_path_set_schemas = search_paths
        finally:
            self._setting_search_path = False
            if cursor is None:
                own.close()
