"""Which tables are not recorded, and which columns only as digests."""

from django.apps import apps

EXEMPT_TABLES = frozenset(
    {
        "audit_event",
        "audit_head",
        "audit_seal",
        "access_idempotency_record",
        "django_migrations",
        "django_session",
        "outbox",
    }
)
"""The audit's own tables, and those whose rows come and go with requests. A model joins them with
``audit_exempt = True``, for figures that are derived from recorded tables."""

SECRET_COLUMNS = (
    r"^(password|secret|token|digest|salt|key)$"
    r"|_(password|secret|token|hash|digest|cipher|ciphertext|encrypted|sealed|blind)$"
)
"""Names of columns recorded as digests, as a PostgreSQL pattern. A model adds to them with
``audit_secret = {"column"}``."""

SECRETS_OF_OTHERS = {"mfa_authenticator": {"data"}}
"""Secrets in tables of libraries."""

IGNORED_COLUMNS = frozenset({"last_used_at", "last_seen_at"})
"""A change of nothing but these is not recorded: they follow every request."""


def exempt() -> list[str]:
    """Return the names of all tables that are not recorded."""
    declared = {_table(model) for model in _models() if getattr(model, "audit_exempt", False)}
    return sorted(EXEMPT_TABLES | declared)


def declared_secrets() -> dict[str, list[str]]:
    """Return the columns that models declare as secret, by table."""
    secrets: dict[str, set[str]] = {table: set(columns) for table, columns in SECRETS_OF_OTHERS.items()}
    for model in _models():
        if columns := getattr(model, "audit_secret", None):
            secrets.setdefault(_table(model), set()).update(columns)
    return {table: sorted(columns) for table, columns in sorted(secrets.items())}


def _models() -> list[type]:
    return apps.get_models(include_auto_created=True)


def _table(model: type) -> str:
    """Return the bare name of a model's table, also where the name carries its schema."""
    return str(model._meta.db_table).rpartition(".")[2].strip('"')  # type: ignore[attr-defined]
