"""Addresses of databases, and ports of this machine."""

import errno
import os
import socket
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from core.runtime.errors import EnvironmentProblem


class AddressMalformed(EnvironmentProblem):
    """A configured address cannot be understood."""

    code = "ADDRESS_MALFORMED"


class PortTaken(EnvironmentProblem):
    """The web server's port cannot be used."""

    code = "PORT_TAKEN"


def database(
    url: str, *, name: str | None = None, user: str | None = None, password: str | None = None
) -> str:
    """Return a database address with some of its parts replaced; host, port and options stay.

    :raises AddressMalformed: if it is not a ``postgresql://`` address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise AddressMalformed(
            "数据库地址须形如 postgresql://用户:密码@主机:端口/库名，请检查 HONGLING_DATABASE_URL。"
        )
    # The host part is kept as written: it may be empty (in the options), bracketed, or a list.
    host = parts.netloc.rpartition("@")[2]
    user = unquote(parts.username or "") if user is None else user
    password = unquote(parts.password or "") if password is None else password
    credentials = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    path = parts.path if name is None else f"/{quote(name, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{credentials}@{host}" if credentials else host, path=path))


def database_name(url: str) -> str:
    """Return the name of the database in an address, empty if it has none."""
    return unquote(urlsplit(url).path.lstrip("/"))


def user_name(url: str) -> str:
    """Return the user in an address, empty if it has none."""
    return unquote(urlsplit(url).username or "")


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listen(port: int) -> list[socket.socket]:
    """Return sockets listening on this machine's loopback addresses, IPv4 and, where it exists, IPv6.

    :raises PortTaken: if another program has the port in either family, or we may not use it.
    """
    sockets: list[socket.socket] = []
    try:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            listener = _listener(family, address, port)
            if listener:
                sockets.append(listener)
    except OSError as error:
        for listener in sockets:
            listener.close()
        if error.errno == errno.EADDRINUSE:
            why = f"端口 {port} 已被其他程序占用。请停止占用它的程序"
        else:
            why = f"不能使用端口 {port}（{os.strerror(error.errno or 0)}）。请使用 1024 以上的端口"
        raise PortTaken(f"{why}，或换一个端口，例如 HONGLING_PORT={_another(port)}。") from error
    return sockets


def _listener(family: int, address: str, port: int) -> socket.socket | None:
    """Return a listening socket, or None on a machine without this family."""
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        if error.errno == errno.EAFNOSUPPORT:
            return None
        raise
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if family == socket.AF_INET6 and error.errno == errno.EADDRNOTAVAIL:
            return None
        raise
    return listener


def _another(port: int) -> int:
    """Return a port worth suggesting instead."""
    return port + 1 if 1024 <= port < 65535 else 8001


def without_password(url: str) -> str:
    """Return host and database of an address, fit for messages and logs."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
