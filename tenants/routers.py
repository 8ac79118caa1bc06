"""Second lock on plugins' tables: the first is what `tenants.migrating` targets."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections


class ActivePluginRouter:
    """Refuse to migrate a plugin's app in any schema but those of tenants that run it."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Return False for a plugin that the connection's tenant does not run, else no opinion."""
        if apps.get_app_config(app_label).name not in settings.PLUGIN_APPS:
            return None
        tenant = getattr(connections[db], "tenant", None)
        return None if app_label in getattr(tenant, "active_plugins", frozenset()) else False
