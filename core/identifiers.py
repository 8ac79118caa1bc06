"""Identifiers of rows: unique over all tenants and ordered by time."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new() -> UUID:
    """Return a new identifier (UUID version 7); no other tenant has a row of the same."""
    return uuid7()
