"""What `hongling backup` wrote comes back by `hongling restore` as it was: structure, rights, rows, files."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
from faults import product, towns

PEOPLE = """
import django, io
django.setup()
from datetime import date
from django_tenants.utils import tenant_context
from core.actors import SYSTEM
from core.attachments import services as attachments
from core.people import services as people
from tenants import registry
with tenant_context(registry.by_schema({slug!r})):
    people.register(name="张三", id_number="522702199001019973")
    attachments.upload(content=io.BytesIO(b"%PDF-1.4 test"), name="a.pdf", actor=SYSTEM)
"""
SEEN = """
import django, json
django.setup()
from django_tenants.utils import tenant_context
from core.attachments.models import Attachment
from core.attachments import store
from core.people import identities
from core.people.models import Person
from tenants import registry
with tenant_context(registry.by_schema({slug!r})):
    person = Person.objects.get(name="张三")
    number = identities.opened(person.id_number_cipher, person_id=person.pk, field="id_number")
    with store.opened(Attachment.objects.get().sha256) as content:
        print(json.dumps([number, content.read().decode()]))
"""
EXPECTED = ["522702199001019973", "%PDF-1.4 test"]


@pytest.fixture(scope="module")
def town(services, child_environment) -> Iterator[towns.Town]:
    """A database of this module's own with two tenants, in one of which something was recorded."""
    with towns.built(services.admin_url, child_environment, "backed") as built:
        for slug in ("gamma", "delta"):
            done = built.open(slug, "fuquan_licensing")
            assert done.returncode == 0, done.stderr
        done = servers.program(built.environment, PEOPLE.format(slug="gamma"))
        assert done.returncode == 0, done.stderr
        yield built


def seen(environment: dict[str, str], slug: str) -> list[str]:
    """Return the identity number and the attachment of the tenant's one person."""
    done = servers.program(environment, SEEN.format(slug=slug))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def succeeded(town: towns.Town, *arguments: str) -> str:
    """Run a command that must succeed and return what it said."""
    done = town.run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_dropped_tenant_comes_back_as_it_was(town, tmp_path):
    file = tmp_path / "gamma.tar"
    before = town.describe("gamma")
    succeeded(town, "audit", "verify", "--tenant", "gamma")
    succeeded(town, "backup", str(file), "--tenant", "gamma")
    for deed in ("suspend", "archive"):
        succeeded(town, "tenants", deed, "gamma")
    succeeded(town, "tenants", "drop", "gamma", "--yes", "gamma")
    assert town.status("gamma") == 404

    succeeded(town, "restore", str(file), "--tenant", "gamma")

    assert town.describe("gamma") == before
    assert town.status("gamma") == 200
    assert seen(town.environment, "gamma") == EXPECTED
    assert "完好" in succeeded(town, "audit", "verify", "--tenant", "gamma")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_tenant_that_stands_is_not_restored_over(town, tmp_path):
    file = tmp_path / "delta.tar"
    succeeded(town, "backup", str(file), "--tenant", "delta")

    done = town.run("restore", str(file), "--tenant", "delta")

    assert done.returncode == 1
    assert "已在本系统中" in done.stderr
    assert town.status("delta") == 200


def test_a_backup_never_replaces_a_file(town, tmp_path):
    file = tmp_path / "there.tar"
    file.write_text("mine")

    done = town.run("backup", str(file))

    assert done.returncode == 1
    assert "已存在" in done.stderr
    assert file.read_text() == "mine"


def test_a_cut_backup_is_refused(town, tmp_path):
    file = tmp_path / "cut.tar"
    succeeded(town, "backup", str(file), "--tenant", "delta")
    os.truncate(file, file.stat().st_size // 2)

    done = town.run("restore", str(file), "--tenant", "delta")

    assert done.returncode == 1
    assert "不完整" in done.stderr


def test_everything_is_not_restored_over_something(town, tmp_path):
    file = tmp_path / "all.tar"
    succeeded(town, "backup", str(file))

    done = town.run("restore", str(file))

    assert done.returncode == 1
    assert "已有数据" in done.stderr


def test_other_keys_are_noticed_before_anything_is_written(town, tmp_path):
    file = tmp_path / "delta.tar"
    succeeded(town, "backup", str(file), "--tenant", "delta")
    for deed in ("suspend", "archive"):
        succeeded(town, "tenants", deed, "delta")
    succeeded(town, "tenants", "drop", "delta", "--yes", "delta")

    done = town.run("restore", str(file), "--tenant", "delta", HONGLING_SECRET_KEY="x" * 64)

    assert done.returncode == 1
    assert "加密密钥" in done.stderr
    assert town.rows("SELECT 1 FROM public.tenants_tenant WHERE schema_name = 'delta'") == []
    succeeded(town, "restore", str(file), "--tenant", "delta")


def test_everything_comes_back_in_a_new_folder():
    first, second = product.make_folder(), product.make_folder()
    file = first / "all.tar"
    source = product.Product(first / "data")
    source.read_until("准备就绪")
    told = {"HONGLING_DATA": str(first / "data")}
    assert command(told, "tenants", "create", "gamma", "--name", "丙县", "--region", "522702") == 0
    assert servers.program(environment(told), PEOPLE.format(slug="gamma")).returncode == 0
    assert command(told, "backup", str(file)) == 0
    source.process.terminate()
    source.finish()

    told = {"HONGLING_DATA": str(second / "data")}
    assert command(told, "restore", str(file)) == 0

    restored = product.Product(second / "data")
    restored.read_until("准备就绪")
    try:
        assert seen(environment(told), "gamma") == EXPECTED
        assert command(told, "audit", "verify") == 0
        assert command(told, "restore", str(file)) == 1
    finally:
        restored.process.terminate()
        restored.finish()
        for folder in (first, second):
            product.remove(folder)


def environment(told: dict[str, str]) -> dict[str, str]:
    """Return the environment of a command beside a running instance."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HONGLING_")}
    root = Path(__file__).parents[2]
    path = os.pathsep.join(str(root / part) for part in ("", "graphql"))
    return {
        **kept,
        **attached(told),
        "HONGLING_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "core.settings",
        "PYTHONPATH": path,
    }


def attached(told: dict[str, str]) -> dict[str, str]:
    """Return the addresses of the running instance, as its note for commands says them."""
    note = Path(told["HONGLING_DATA"]) / "running.json"
    return {**told, **(json.loads(note.read_text())["environment"] if note.exists() else {})}


def command(told: dict[str, str], *arguments: str) -> int:
    """Run a command beside whatever runs on a data folder and return its exit code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HONGLING_")}
    done = servers.run({**kept, **told, "HONGLING_DEMO": "0"}, *arguments)
    return done.returncode
