"""What the environment says, typed and checked once at start-up (twelve-factor)."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """Values read from ``HONGLING_*`` environment variables; names stand in docs/design.md."""

    model_config = SettingsConfigDict(env_prefix="HONGLING_", extra="ignore")

    secret_key: SecretStr = SecretStr("")
    field_keys: SecretStr = SecretStr("")
    debug: bool = False
    demo: bool = False
    data: Path = Path("var")
    attachments: Path | None = None
    attachment_bytes: int = Field(default=20 * 1024 * 1024, ge=1_000)
    attachment_drafts: int = Field(default=100, ge=1)
    port: int = Field(default=8000, ge=1, le=65535)
    public_host: str = "localhost"
    extra_hosts: list[str] = []
    https: bool = False
    database_url: SecretStr = SecretStr("")
    admin_database_url: SecretStr = SecretStr("")
    role_prefix: str = ""
    broker_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    cache_url: SecretStr = SecretStr("")
    email_url: SecretStr = SecretStr("")
    email_from: str = ""
    metrics_token: SecretStr = SecretStr("")
    log_level: str = "INFO"
    web_statement_timeout_ms: int = Field(default=5_000, ge=100)
    worker_statement_timeout_ms: int = Field(default=60_000, ge=100)
    tenants_per_connection: int = Field(default=25, ge=1)
    plugin_timeout_ms: int = Field(default=30_000, ge=100)
    lock_timeout_ms: int = Field(default=2_000, ge=100)
