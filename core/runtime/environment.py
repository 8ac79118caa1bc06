"""What the environment configures for the runtime, and what each child is told."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.runtime.errors import EnvironmentProblem

SUPERVISED = "HONGLING_SUPERVISED"
"""Set for children of `hongling up`: they take their addresses from the environment as it is."""


class SettingMalformed(EnvironmentProblem):
    """An environment variable has a value that means nothing."""

    code = "SETTING_MALFORMED"


@dataclass(frozen=True)
class Configuration:
    """The variables that `hongling up` reads; the names stand in docs/design.md."""

    data: Path
    port: int
    public_host: str
    demo: bool
    database_url: str | None
    admin_database_url: str | None
    broker_url: str | None
    pg_bin: str | None
    secret_key: str | None


def read(environ: Mapping[str, str]) -> Configuration:
    """Return the configuration; an empty variable counts as absent.

    :raises SettingMalformed: if a value means nothing, or two contradict each other.
    """

    def value(name: str) -> str | None:
        return environ.get(f"HONGLING_{name}", "").strip() or None

    port = value("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise SettingMalformed(f"HONGLING_PORT={port} 不是端口号：须为 1 至 65535 的整数。")
    demo = value("DEMO") or "1"
    if demo.lower() not in ("0", "1", "true", "false"):
        raise SettingMalformed(f"HONGLING_DEMO={demo} 须为 1（演示）或 0（不演示）。")
    if value("ADMIN_DATABASE_URL") and not value("DATABASE_URL"):
        raise SettingMalformed(
            "设置了 HONGLING_ADMIN_DATABASE_URL（属主）时，还须设置 HONGLING_DATABASE_URL（应用角色）。"
        )
    return Configuration(
        data=Path(value("DATA") or "var").expanduser().absolute(),
        port=int(port),
        public_host=value("PUBLIC_HOST") or "localhost",
        demo=demo.lower() in ("1", "true"),
        database_url=value("DATABASE_URL"),
        admin_database_url=value("ADMIN_DATABASE_URL"),
        broker_url=value("BROKER_URL"),
        pg_bin=value("PG_BIN"),
        secret_key=value("SECRET_KEY"),
    )


def for_children(
    configuration: Configuration, *, secret_key: str, database_url: str, broker_url: str
) -> dict[str, str]:
    """Return the environment of web, worker, beat and relay; the owner's address is not in it."""
    return {
        **{name: value for name, value in os.environ.items() if name != "HONGLING_ADMIN_DATABASE_URL"},
        "HONGLING_DATA": str(configuration.data),
        "HONGLING_PORT": str(configuration.port),
        "HONGLING_PUBLIC_HOST": configuration.public_host,
        "HONGLING_DEMO": "1" if configuration.demo else "0",
        "HONGLING_DATABASE_URL": database_url,
        "HONGLING_BROKER_URL": broker_url,
        "HONGLING_SECRET_KEY": secret_key,
        SUPERVISED: "1",
        "DJANGO_SETTINGS_MODULE": "core.settings",
        "PYTHONUNBUFFERED": "1",
    }


def python(*arguments: str) -> list[str]:
    """Return a command line of our own interpreter; `-P` keeps the current folder from shadowing packages."""
    return [sys.executable, "-P", *arguments]
