"""Turn database addresses into Django's connection settings."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def from_url(url: str, *, options: dict[str, str]) -> dict[str, Any]:
    """Return Django's settings of one connection.

    :param url: ``postgresql://user:password@host:port/name?host=/socket/folder``.
    :param options: session parameters sent at connection start.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "tenants.backend",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "options": " ".join(f"-c {name}={value}" for name, value in options.items())},
    }
