import socket

import pytest

from core.runtime import addresses
from core.runtime.addresses import AddressMalformed, PortTaken


def test_replaces_database_user_and_password_and_keeps_host_port_and_options() -> None:
    url = "postgresql://admin:secret@[::1]:5433/postgres?sslmode=require"

    changed = addresses.database(url, name="hongling", user="hongling_app", password="a/b@c")

    assert changed == "postgresql://hongling_app:a%2Fb%40c@[::1]:5433/hongling?sslmode=require"


def test_keeps_what_is_not_replaced() -> None:
    url = "postgresql://admin:p%40ss@db.example/postgres"

    assert addresses.database(url, name="other") == "postgresql://admin:p%40ss@db.example/other"
    assert addresses.user_name(url) == "admin"
    assert addresses.database_name(url) == "postgres"


def test_refuses_an_address_that_is_not_postgresql() -> None:
    with pytest.raises(AddressMalformed, match="postgresql://"):
        addresses.database("mysql://root@localhost/x")


def test_messages_never_show_the_password() -> None:
    assert addresses.without_password("postgresql://u:geheim@h:1/d?sslmode=require") == "h:1/d"


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_taken_in_either_family_is_refused_with_the_way_out(family: int, host: str) -> None:
    with socket.socket(family) as other:
        other.bind((host, 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortTaken) as refused:
            addresses.listen(port)

        assert refused.value.exit_code == 3
        assert f"端口 {port} 已被其他程序占用" in refused.value.message
        assert "HONGLING_PORT=" in refused.value.message


def test_listens_on_both_families_and_frees_the_port_when_closed() -> None:
    port = addresses.free_port()

    for _ in range(2):
        sockets = addresses.listen(port)
        assert [listener.getsockname()[:2] for listener in sockets] == [("127.0.0.1", port), ("::1", port)]
        for listener in sockets:
            listener.close()
