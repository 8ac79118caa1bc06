"""How much one request may ask for; every figure can be changed by the environment."""

from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import DomainError


class LimitExceeded(DomainError):
    """A request asks for more than one request may; `extensions.limit` names which limit."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, message: str, *, limit: str, allowed: int) -> None:
        super().__init__(message, extensions={"limit": limit, "allowed": allowed})


class Limits(BaseSettings):
    """Limits read from ``HONGLING_GRAPHQL_*`` environment variables."""

    model_config = SettingsConfigDict(env_prefix="HONGLING_GRAPHQL_", extra="ignore", frozen=True)

    body_bytes: int = Field(default=262_144, ge=1_000)
    query_bytes: int = Field(default=20_000, ge=500)
    tokens: int = Field(default=1_000, ge=100)
    depth: int = Field(default=10, ge=5)
    introspection_depth: int = Field(default=15, ge=1)
    fields: int = Field(default=500, ge=20)
    aliases: int = Field(default=20, ge=0)
    root_fields: int = Field(default=20, ge=1)
    repeats: int = Field(default=50, ge=10)
    """How often one response name may stand in a document."""
    page: int = Field(default=100, ge=1)
    cost: int = Field(default=5_000, ge=100)
    plain_list_rows: int = Field(default=10, ge=1)
    """How many rows the cost rule assumes in a list that has no page size."""
    cached_documents_bytes: int = Field(default=500_000, ge=0)
    """How much query text per schema is kept parsed and validated."""
    idempotency_hours: int = Field(default=24, ge=1)


@cache
def current() -> Limits:
    """Return the limits of this process."""
    return Limits()
