from pathlib import Path

import pytest

from core.runtime import environment
from core.runtime.environment import SettingMalformed


def test_an_empty_environment_means_everything_of_our_own() -> None:
    found = environment.read({})

    assert found.data == Path.cwd() / "var"
    assert found.port == 8000
    assert found.public_host == "localhost"
    assert found.demo is True
    assert (found.database_url, found.admin_database_url, found.broker_url, found.pg_bin) == (None,) * 4


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８０００", "80 00"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(SettingMalformed, match=f"HONGLING_PORT={port}"):
        environment.read({"HONGLING_PORT": port})


@pytest.mark.parametrize("port", [1, 65535])
def test_the_first_and_the_last_port_are_ports(port: int) -> None:
    assert environment.read({"HONGLING_PORT": str(port)}).port == port


def test_the_owner_alone_is_not_enough() -> None:
    with pytest.raises(SettingMalformed, match="HONGLING_DATABASE_URL"):
        environment.read({"HONGLING_ADMIN_DATABASE_URL": "postgresql://owner@db/hongling"})


def test_children_get_the_application_role_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGLING_ADMIN_DATABASE_URL", "postgresql://owner@db/hongling")
    configuration = environment.read({"HONGLING_DEMO": "0", "HONGLING_PORT": "8123"})

    told = environment.for_children(
        configuration, secret_key="s", database_url="postgresql://app@db/hongling", broker_url="redis://b/0"
    )

    assert "HONGLING_ADMIN_DATABASE_URL" not in told
    assert told["HONGLING_DATABASE_URL"] == "postgresql://app@db/hongling"
    assert (told["HONGLING_DEMO"], told["HONGLING_PORT"], told["HONGLING_SUPERVISED"]) == ("0", "8123", "1")
