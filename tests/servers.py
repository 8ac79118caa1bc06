"""Product processes with an environment of their own."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int

    def url(self, path: str = "/") -> str:
        """Return the address of a path; the host is chosen by the `Host` header."""
        return f"http://127.0.0.1:{self.port}{path}"

    def ask(self, host: str, token: str, query: str) -> dict[str, Any]:
        """Post a query as the owner of a token and return the answer's JSON."""
        request = urllib.request.Request(
            self.url("/graphql/"),
            data=json.dumps({"query": query}).encode(),
            headers={"Host": host, "Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            return json.load(error)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Server]:
    """Run gunicorn for the length of the block."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        os.set_inheritable(listener.fileno(), True)
        command = [sys.executable, "-m", "gunicorn", "core.wsgi", "--bind", f"fd://{listener.fileno()}"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "warning"]
        process = subprocess.Popen(command, env=environment, pass_fds=[listener.fileno()])
        try:
            server = Server(listener.getsockname()[1])
            # The listening socket queues the request until the server is up: no polling.
            urllib.request.urlopen(server.url("/healthz"), timeout=60).close()
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def program(environment: dict[str, str], text: str) -> subprocess.CompletedProcess[str]:
    """Run a Python program in the product's environment to its end and return what it said."""
    return _run(environment, "-c", text)


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a `hongling` command to its end and return what it said."""
    return _run(environment, "-m", "core", *arguments)


def _run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )
