import hashlib
import json
from pathlib import Path

import pytest

from core.runtime import frontend
from core.runtime.frontend import FrontEndFailed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that locks no package but lists a file."""
    package = {"name": "sample", "private": True, "hongling": {"files": {"no/such.js": "such.js"}}}
    lock = {"name": "sample", "lockfileVersion": 3, "packages": {"": {"name": "sample"}}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / ".npmrc").write_text("offline=true\n")
    return tmp_path


def test_nothing_is_done_when_the_files_are_those_of_the_lock(project: Path) -> None:
    target = project / "static" / "vendor"
    target.mkdir(parents=True)
    inputs = (project / "package.json").read_bytes() + (project / "package-lock.json").read_bytes()
    (target / ".complete").write_text(hashlib.sha256(inputs).hexdigest())

    assert frontend.install(project, target) is False


def test_a_listed_file_that_its_package_lacks_is_named_and_the_old_files_stay(project: Path) -> None:
    target = project / "static" / "vendor"
    target.mkdir(parents=True)
    (target / "old.js").write_text("old")

    with pytest.raises(FrontEndFailed, match=r"no/such\.js"):
        frontend.install(project, target)

    assert [path.name for path in target.iterdir()] == ["old.js"]
    assert [path.name for path in target.parent.iterdir()] == ["vendor"]


def test_a_failure_of_npm_is_told_without_addresses(project: Path) -> None:
    wanted = {"name": "sample", "dependencies": {"is-nothing": "1.0.0"}}
    found = {"version": "1.0.0", "resolved": "https://nowhere.example/is-nothing-1.0.0.tgz"}
    lock = {
        "name": "sample",
        "lockfileVersion": 3,
        "packages": {"": wanted, "node_modules/is-nothing": found},
    }
    (project / "package.json").write_text(json.dumps({**wanted, "hongling": {"files": {}}}))
    (project / "package-lock.json").write_text(json.dumps(lock))

    with pytest.raises(FrontEndFailed, match="前端文件下载失败") as refused:
        frontend.install(project, project / "static" / "vendor")

    assert "http" not in refused.value.message
    assert not (project / "static" / "vendor").exists()


def test_files_are_installed_when_nothing_is_listed(project: Path) -> None:
    package = {"name": "sample", "private": True, "hongling": {"files": {}}}
    (project / "package.json").write_text(json.dumps(package))
    target = project / "static" / "vendor"

    assert frontend.install(project, target) is True
    assert frontend.install(project, target) is False
    assert [path.name for path in target.iterdir()] == [".complete"]
