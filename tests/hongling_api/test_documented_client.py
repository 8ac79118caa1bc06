"""The client of docs/api.md, run as it stands there against the real web server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import CLERK, token_of
from django.db import connection
from figures import publish, tenant

from core.access import services
from core.access.models import User
from tenants.models import Figure, Tenant, Veil

DOCUMENT = Path(__file__).parents[2] / "docs/api.md"


@pytest.fixture
def token(django_db_setup, django_db_blocker):
    """A reader's token and figures of three counties, committed; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        user = services.create_user(username="documented", name="读者", actor=CLERK)
        services.grant_role(user=user, role="STATISTICS_READER", region_code="520000", actor=CLERK)
        counties = {code: tenant(f"documented{code}", code) for code in ("522701", "522702", "520302")}
        for (code, county), workers in zip(counties.items(), (30, 4, 50), strict=True):
            publish(county, {("organisations", ""): (int(code[-2:]), None), ("workers", ""): (workers, None)})
        yield token_of(user)
        connection.set_schema_to_public()
        User.objects.filter(username="documented").delete()
        Figure.objects.filter(tenant__in=counties.values()).delete()
        Veil.objects.all().delete()
        Tenant.objects.filter(schema_name__startswith="documented").delete()


def test_the_documented_client_pages_through_the_figures(web, tmp_path, token):
    answer = _run(web, tmp_path, token, "520000", "COUNTY", "2022")

    assert answer.stderr == ""
    assert answer.stdout.splitlines() == [
        "520302\t红花岗区\t党组织数\t2",
        "522701\t都匀市\t党组织数\t1",
        "522702\t福泉市\t党组织数\t2",
        "520302\t红花岗区\t党务工作者人数\t50",
        "522701\t都匀市\t党务工作者人数\t不公布",
        "522702\t福泉市\t党务工作者人数\t不公布",
    ]


def test_the_documented_client_tells_why_it_was_refused(web, tmp_path, token):
    foreign = _run(web, tmp_path, token, "320000", "COUNTY", "2022")
    stranger = _run(web, tmp_path, "hlk_unknown", "520000", "COUNTY", "2022")

    assert foreign.returncode == 1
    assert foreign.stderr.startswith("FORBIDDEN: ")
    assert stranger.stderr.startswith("UNAUTHENTICATED: ")


def _run(web, folder: Path, token: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    [code] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    script = folder / "client.py"
    script.write_text(code, encoding="utf-8")
    environment = {
        **os.environ,
        "HONGLING_URL": f"http://localhost:{web.port}/graphql/",
        "HONGLING_TOKEN": token,
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
