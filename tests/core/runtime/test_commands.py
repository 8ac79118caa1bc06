import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.runtime import attaching, folder


def hongling(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, without services."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HONGLING_")}
    return subprocess.run(
        [sys.executable, "-m", "core", *arguments],
        env={**inherited, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
def test_help_names_every_command_of_ours(arguments: list[str]) -> None:
    result = hongling(*arguments)

    assert result.returncode == 0
    for command in ("up", "worker", "relay", "tenants", "migrate", "audit"):
        assert command in result.stdout


@pytest.mark.parametrize("command", ["up", "worker"])
def test_each_command_of_the_runtime_explains_itself(command: str) -> None:
    result = hongling(command, "--help")

    assert result.returncode == 0
    assert result.stdout.startswith(f"用法：hongling {command}")


def test_no_command_is_a_wrong_call() -> None:
    result = hongling()

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("用法：hongling")


def test_an_unknown_argument_is_named() -> None:
    result = hongling("up", "--fast")

    assert result.returncode == 2
    assert result.stderr == "hongling up 没有参数 --fast。可用参数见 hongling up --help。\n"


def test_an_unknown_command_is_named() -> None:
    result = hongling("fly")

    assert result.returncode == 2
    assert result.stderr == "没有命令 fly。全部命令见 hongling --help。\n"


def test_a_malformed_setting_is_one_line_and_the_environment_exit_code() -> None:
    result = hongling("up", HONGLING_PORT="http")

    assert result.returncode == 3
    assert result.stderr == "HONGLING_PORT=http 不是端口号：须为 1 至 65535 的整数。\n"


@pytest.mark.parametrize(
    ("configured", "missing"),
    [
        ({}, "HONGLING_BROKER_URL、HONGLING_DATABASE_URL"),
        ({"HONGLING_DATABASE_URL": "postgresql://someone@127.0.0.1:1/hongling"}, "HONGLING_BROKER_URL"),
    ],
)
@pytest.mark.parametrize("command", ["worker", "relay", "provisioner"])
def test_a_process_without_an_instance_says_what_to_start(
    tmp_path: Path, command: str, configured: dict[str, str], missing: str
) -> None:
    result = hongling(command, HONGLING_DATA=str(tmp_path), **configured)

    assert result.returncode == 3
    assert result.stderr == (
        f"没有正在运行的实例，也没有设置 {missing}："
        "请先启动 hongling up（数据文件夹须相同），或设置这两个地址。\n"
    )


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """The data folder of a running instance."""
    environment = {"HONGLING_DATABASE_URL": "postgresql://app@h/d", "HONGLING_BROKER_URL": "redis://b/0"}
    owner = {"HONGLING_ADMIN_DATABASE_URL": "postgresql://owner@h/d"}
    folder.write_private(
        tmp_path / "running.json", {"configured": None, "environment": {**environment, **owner}}
    )
    return tmp_path


def test_a_command_finds_the_running_instance(running: Path) -> None:
    environ = {"HONGLING_DATA": str(running)}

    attaching.attach(environ, as_owner=True)

    assert environ["HONGLING_DATABASE_URL"] == "postgresql://app@h/d"
    assert environ["HONGLING_ADMIN_DATABASE_URL"] == "postgresql://owner@h/d"


def test_a_worker_never_gets_the_owner(running: Path) -> None:
    environ = {"HONGLING_DATA": str(running)}

    attaching.attach(environ, as_owner=False)

    assert environ["HONGLING_DATABASE_URL"] == "postgresql://app@h/d"
    assert "HONGLING_ADMIN_DATABASE_URL" not in environ


@pytest.mark.parametrize(
    "named",
    [
        {"HONGLING_DATABASE_URL": "postgresql://other@h/d"},
        {"HONGLING_DATABASE_URL": "postgresql://a@h/d", "HONGLING_ADMIN_DATABASE_URL": "postgresql://o@h/d"},
        {"HONGLING_SUPERVISED": "1"},
    ],
)
def test_what_the_environment_names_wins_over_the_running_instance(
    running: Path, named: dict[str, str]
) -> None:
    environ = {"HONGLING_DATA": str(running), **named}

    attaching.attach(environ, as_owner=True)

    assert environ == {"HONGLING_DATA": str(running), **named}


@pytest.mark.parametrize("note", ["", "{", json.dumps({"configured": None})])
def test_a_damaged_note_is_no_note(tmp_path: Path, note: str) -> None:
    (tmp_path / "running.json").write_text(note)
    environ = {"HONGLING_DATA": str(tmp_path)}

    attaching.attach(environ, as_owner=True)

    assert environ == {"HONGLING_DATA": str(tmp_path)}
