"""A database of its own with a web server, so that what is killed there disturbs no other test."""

import json
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import servers

from core.runtime import database

_DESCRIBE = """
import json, sys, django
django.setup()
from django.db import transaction
from tenants import rights, structure
with rights.owner(), transaction.atomic():
    for slug in {slugs!r}:
        found = structure.describe(slug)
        rows = sorted(map(list, structure.migrations(slug)))
        print(json.dumps([sorted([*key, text] for key, text in found.items()), rows]))
"""


@dataclass(frozen=True)
class Passwords:
    """Passwords of the database roles of this town."""

    owner: str
    app: str


@dataclass(frozen=True)
class Town:
    """How to reach the database, its commands and its web server."""

    urls: database.Urls
    environment: dict[str, str]
    server: servers.Server

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a `hongling` command with the owner's rights."""
        return servers.run({**self.environment, **environment}, *arguments)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a `hongling` command and return the process, its output to be read."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "core", *arguments],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def open(self, slug: str, *plugins: str) -> subprocess.CompletedProcess[str]:
        """Open a tenant by the command."""
        return self.run(*opening(slug, *plugins))

    def describe(self, *slugs: str) -> list[Any]:
        """Return what the schemas are made of, one description each."""
        done = servers.program(self.environment, _DESCRIBE.format(slugs=list(slugs)))
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]

    def status(self, slug: str) -> int:
        """Return the status with which a tenant's host answers its first page."""
        request = urllib.request.Request(
            self.server.url("/accounts/login/"), headers={"Host": f"{slug}.localhost"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds, asked as the owner."""
        with psycopg.connect(self.urls.owner) as session:
            return session.execute(query, values).fetchall()

    def until(self, query: str, *values: object) -> None:
        """Wait until a query finds a true value.

        The database waits, a twentieth of a second at a time, a minute at the most.
        """
        with psycopg.connect(self.urls.owner, autocommit=True) as session:
            for _ in range(1200):
                row = session.execute(query, values).fetchone()
                if row and row[0]:
                    return
                session.execute("SELECT pg_sleep(0.05)")
        raise AssertionError(f"never came true: {query}")

    @contextmanager
    def locked(self, statement: str) -> Iterator[Callable[[str], None]]:
        """Hold a lock inside the block; the value waits until another session wants that table."""

        def waiting(table: str) -> None:
            self.until(
                "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", table
            )

        with psycopg.connect(self.urls.owner) as session:
            session.execute(statement)
            yield waiting
            session.rollback()

    def execute(self, statement: str) -> None:
        """Run a statement as the owner."""
        with psycopg.connect(self.urls.owner) as session:
            session.execute(statement)


def opening(slug: str, *plugins: str) -> list[str]:
    """Return the arguments that open a tenant."""
    chosen = [part for plugin in plugins for part in ("--plugin", plugin)]
    return ["tenants", "create", slug, "--name", slug, "--region", "522702", *chosen]


@contextmanager
def built(admin_url: str, child_environment: dict[str, str], name: str) -> Iterator[Town]:
    """Build a town: database, public schema, web server."""
    urls = database.prepare(admin_url, name, Passwords(secrets.token_urlsafe(24), secrets.token_urlsafe(24)))
    application = {
        **child_environment,
        "HONGLING_DATABASE_URL": urls.app,
        "HONGLING_ROLE_PREFIX": name,
        # The registry is cached by host: another database must not be asked for it.
        "HONGLING_CACHE_URL": child_environment["HONGLING_BROKER_URL"].removesuffix("/0") + "/3",
        "PYTHONUNBUFFERED": "1",
    }
    owner = {**application, "HONGLING_ADMIN_DATABASE_URL": urls.owner}
    done = servers.run(owner, "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    with servers.serving(application) as server:
        yield Town(urls, owner, server)
