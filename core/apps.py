"""The core's Django app: tables that every tenant has."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """App `core`; its models stand in the nouns' folders."""

    name = "core"
    verbose_name = "红领核心"

    def ready(self) -> None:
        """Import the checks, so that Django registers them, and let indexes name an operator class."""
        from django.contrib.postgres.indexes import OpClass
        from django.db.models.expressions import OrderBy
        from django.db.models.functions import Collate
        from django.db.models.indexes import IndexExpression

        from core import checks  # noqa: F401

        # What `django.contrib.postgres` does when installed; it would also ask each connection for types.
        IndexExpression.register_wrappers(OrderBy, OpClass, Collate)
