"""The core's Django app: tables that every tenant has."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """App `core`; its models stand in the nouns' folders."""

    name = "core"
    verbose_name = "红领核心"

    def ready(self) -> None:
        """Import the checks, so that Django registers them."""
        from core import checks  # noqa: F401
