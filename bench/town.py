"""Databases with many or few tenants, side by side in one cluster, and what is measured in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.core.management.commands.migrate import Command as StockMigrate
from django.db import connections, transaction
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection
from django_tenants.utils import schema_context
from house import Ground

from core import plugins
from core.actors import SYSTEM
from core.settings import databases
from tenants import migrating, provisioning, rights, scripts
from tenants.connections import connection
from tenants.models import Tenant

DAY = date(2026, 1, 1)


class Town:
    """One database with its own connection; inside `visited` it is the one that all code uses."""

    def __init__(self, ground: Ground, name: str) -> None:
        self.name = name
        self._counts: dict[str, int] = {}
        urls = ground.database(name)
        options = databases.from_url(urls.owner, options={"timezone": "UTC"})
        self._connection = connections["default"].__class__(
            {**connections.settings["default"], **options}, alias="default"
        )
        with self.visited():
            migrating.public()
            from core.reference import services as reference

            list(reference.load_all())

    @contextmanager
    def visited(self) -> Iterator[None]:
        """Let Django's default connection be this database's inside the block."""
        usual = connections["default"], settings.ROLE_PREFIX
        connections["default"], settings.ROLE_PREFIX = self._connection, self.name
        try:
            yield
        finally:
            connections["default"], settings.ROLE_PREFIX = usual

    def call(self, work: Callable[[], object]) -> Callable[[], object]:
        """Return a call that does something in this database."""

        def called() -> object:
            with self.visited():
                return work()

        return called

    def renew(self) -> None:
        """Open a new connection: what an older one served would slow some measurements more than others."""
        self._connection.close()
        with self.visited(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM public.tenants_tenant WHERE id < 0")

    def name_next(self, stem: str) -> str:
        """Return a schema name that is not used yet, like ``full7``."""
        self._counts[stem] = self._counts.get(stem, 0) + 1
        return f"{stem}{self._counts[stem]}"

    def last(self, stem: str) -> str:
        """Return the name given last."""
        return f"{stem}{self._counts[stem]}"

    def open_full(self, stem: str = "full") -> Tenant:
        """Open a tenant with all plugins and an administrator."""
        return self._open(self.name_next(stem), sorted(plugins.usable()))

    def open_core(self) -> Tenant:
        """Open a tenant without plugins, with an administrator."""
        return self._open(self.name_next("core"), [])

    def run_script(self) -> None:
        """Run what a full tenant needs at the least: role, schema and script in one transaction."""
        slug = self.name_next("script")
        with rights.owner(), transaction.atomic():
            rights.create_role(slug)
            rights.create_schema(slug)
            scripts.run(scripts.for_tenant(slug, plugins=plugins.usable()) or "")

    def open_by_default(self) -> None:
        """Make a full tenant's schema as django-tenants does by default: with Django's migrate command."""
        slug = self.name_next("stock")
        with rights.owner(), connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{slug}"')
        self.migrate_by_default(slug)

    def migrate_by_default(self, slug: str) -> None:
        """Migrate a schema that was opened by default, with the library's own introspection."""
        usual = connection.introspection
        connection.introspection = DatabaseSchemaIntrospection(connection)
        try:
            with rights.owner(), schema_context(slug):
                StockMigrate().run_from_argv(["hongling", "migrate", "--verbosity", "0", "--skip-checks"])
        finally:
            connection.introspection = usual

    def switch_plugin_on(self, slug: str, plugin: str) -> None:
        """Switch a plugin on in a tenant."""
        row = Tenant.objects.get(schema_name=slug)
        provisioning.switch_on(tenant=row, plugin=plugin, actor=SYSTEM, on=DAY)

    def _open(self, slug: str, names: list[str]) -> Tenant:
        return provisioning.open_tenant(
            slug=slug,
            name=slug,
            region_code="522702",
            plugin_names=names,
            administrator=provisioning.Administrator("admin", "管理员", PASSWORD_HASH),
            actor=SYSTEM,
            on=DAY,
        )


PASSWORD_HASH = "!"
"""Hashing takes its time when the tenant is asked for, not when it is opened: none is done here."""
