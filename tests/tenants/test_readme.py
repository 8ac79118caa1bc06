"""What the README gives to paste does what the README says of it."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
from browsing import new_token
from django_tenants.utils import tenant_context
from faults import racing

from core.people import services as people

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """A folder with the file of the demonstration, for a tenant `fuquan` with three people."""
    with django_db_blocker.unblock(), racing.tenant("fuquan", plugins=["fuquan_licensing"]) as record:
        with tenant_context(record):
            for name in ("张三", "李四", "王五"):
                people.register(name=name)
            token = new_token("reader", "ORGANISATION_OFFICER")
        place = tmp_path_factory.mktemp("readme")
        (place / "var").mkdir()
        (place / "var" / "demo.json").write_text(json.dumps({"tenants": {"fuquan": {"token": token}}}))
        yield place


def pasted(folder: Path, web: servers.Server) -> list[dict[str, Any]]:
    """Run the README's requests in a shell, against this test's server, and return the answers."""
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL) if "curl" in block]
    assert all("127.0.0.1:8000" in block and "Host: fuquan.localhost" in block for block in blocks)
    text = "\necho\n".join(blocks).replace("127.0.0.1:8000", f"127.0.0.1:{web.port}")
    done = subprocess.run(
        ["bash", "-euc", text], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def test_the_first_decision_and_the_first_list_answer_as_the_readme_says(folder, web):
    decision, people_ = pasted(folder, web)

    [finding] = decision["data"]["decide"]["findings"]
    assert decision["data"]["decide"]["allowed"] is False
    assert (finding["code"], finding["satisfiedOn"]) == ("FQ-WAIT", "2022-03-01")
    assert "by clause FQ-WAIT, and that 1 March 2022 is the first day" in README
    names = [edge["node"]["name"] for edge in people_["data"]["people"]["edges"]]
    assert sorted(names) == ["张三", "李四", "王五"]
    assert people_["data"]["people"]["pageInfo"]["endCursor"]


def test_the_readme_names_variables_that_the_product_reads():
    read = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("core/settings", "core/runtime")
        for path in (ROOT / folder).glob("*.py")
    )

    for name in set(re.findall(r"HONGLING_([A-Z_]+)", README)):
        assert f"HONGLING_{name}" in read or f'"{name}"' in read or name.lower() in read, name
