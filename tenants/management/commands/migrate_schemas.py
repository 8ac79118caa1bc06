"""The same as `migrate`: there is one way to migrate tenants."""

from tenants.management.commands.migrate import Command

__all__ = ["Command"]
