"""The schema whose users are meant: that of the connection."""

from django.conf import settings
from django.db import connection

from core.access.permissions import Realm


def current() -> str:
    """Return the name of the schema that the connection serves."""
    return str(connection.schema_name)  # type: ignore[attr-defined]


def realm() -> Realm:
    """Return the realm of the schema that the connection serves."""
    return "public" if current() == settings.PUBLIC_SCHEMA_NAME else "tenant"
