"""`hongling up` against signals, kills and unfit surroundings."""

import json
import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from faults import product
from faults.product import AS_USER, UNPRIVILEGED, Product

from core.runtime import addresses, binaries, proc, supervisor
from core.runtime.services import start_services

PREFIX = AS_USER if os.geteuid() == 0 else []
READY = "准备就绪"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder of an ordinary user, shared by the tests: every start but the first is a second one."""
    path = product.make_folder()
    if PREFIX:
        os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
    yield path
    product.remove(path)


@pytest.fixture
def running(folder: Path) -> Iterator[Product]:
    """The product, ready."""
    started = Product(folder, prefix=PREFIX)
    try:
        started.read_until(READY)
        yield started
    finally:
        if started.process.poll() is None:
            started.process.terminate()
        started.finish()


@pytest.fixture(scope="module")
def shared() -> Iterator[Product]:
    """One product for the tests that leave it running."""
    path = product.make_folder()
    if PREFIX:
        os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
    started = Product(path, prefix=PREFIX)
    try:
        started.read_until(READY)
        yield started
    finally:
        started.process.terminate()
        started.finish()
        product.remove(path)


def owner_url(folder: Path) -> str:
    """Return the owner's address, as a command in another terminal finds it."""
    return str(
        json.loads((folder / "running.json").read_text())["environment"]["HONGLING_ADMIN_DATABASE_URL"]
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_in_order(running: Product, number: signal.Signals) -> None:
    family = running.family()

    running.process.send_signal(number)

    assert running.finish() == 0
    assert "正在停止 …" in running.output
    assert product.survivors(family, seconds=1) == []
    assert product.strays(running.data) == []
    assert not (running.data / "running.json").exists()
    assert not (running.data / "postgres" / "data" / "postmaster.pid").exists()


def test_a_signal_to_the_whole_group_counts_once(running: Product) -> None:
    os.killpg(running.process.pid, signal.SIGINT)
    os.killpg(running.process.pid, signal.SIGTERM)

    assert running.finish() == 0
    log = (running.data / "log" / "postgres.log").read_text()
    assert log.splitlines()[-1].endswith("database system is shut down")


def test_a_killed_supervisor_leaves_nothing_running_and_no_data_are_lost(folder: Path) -> None:
    first = Product(folder, prefix=PREFIX)
    first.read_until(READY)
    with psycopg.connect(owner_url(folder)) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    family = first.family()

    first.process.kill()
    first.finish()

    assert len(family) >= 10
    assert product.survivors(family, seconds=15) == []
    assert product.strays(folder) == []
    second = Product(folder, prefix=PREFIX)
    second.read_until(READY)
    with psycopg.connect(owner_url(folder)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    second.process.terminate()
    assert second.finish() == 0


def test_a_start_right_after_a_kill_waits_for_the_remains(folder: Path) -> None:
    first = Product(folder, prefix=PREFIX)
    first.read_until(READY)
    first.process.kill()

    second = Product(folder, prefix=PREFIX)
    second.read_until(READY)

    first.finish()
    second.process.terminate()
    assert second.finish() == 0


def test_a_killed_guardian_and_supervisor_still_leave_nothing(folder: Path) -> None:
    started = Product(folder, prefix=PREFIX)
    started.read_until(READY)
    family = started.family()
    [guardian] = [member for member in family if "core.runtime.guardian" in member.command]

    os.kill(guardian.pid, signal.SIGKILL)
    started.process.kill()
    started.finish()

    assert product.survivors(family, seconds=30) == []
    assert product.strays(folder) == []


def test_a_supervisor_killed_while_it_prepares_leaves_nothing(folder: Path) -> None:
    started = Product(folder, prefix=PREFIX)
    started.read_until("[5/7]")
    family = started.family()

    started.process.kill()
    started.finish()

    assert product.survivors(family, seconds=15) == []
    assert product.strays(folder) == []


def test_a_stop_signal_while_it_prepares_ends_everything(folder: Path) -> None:
    started = Product(folder, prefix=PREFIX)
    started.read_until("[5/7]")
    family = started.family()

    started.process.send_signal(signal.SIGINT)

    assert started.finish() == 0
    assert product.survivors(family, seconds=1) == []


def test_a_second_instance_is_refused_and_the_first_goes_on(shared: Product) -> None:
    second = Product(shared.data, prefix=PREFIX)

    assert second.finish() == 3
    assert f"正由另一个红领实例使用（进程 {shared.process.pid}）" in second.output
    assert "Traceback" not in second.output
    assert shared.process.poll() is None


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port_is_refused_before_anything_starts(folder: Path, family: int, host: str) -> None:
    with socket.socket(family) as other:
        other.bind((host, 0))
        other.listen()
        port = other.getsockname()[1]
        started = Product(folder, prefix=[*PREFIX, "env", f"HONGLING_PORT={port}"])

        code = started.finish()

    assert code == 3
    assert f"端口 {port} 已被其他程序占用" in started.output
    assert "PostgreSQL" not in started.output
    assert "Traceback" not in started.output


def test_a_folder_that_cannot_be_written_is_refused_with_the_way_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)

    started = Product(tmp_path / "var", prefix=PREFIX)

    assert started.finish() == 3
    assert "数据文件夹不可写" in started.output
    assert "HONGLING_DATA" in started.output
    assert "Traceback" not in started.output


@pytest.mark.parametrize(
    "name",
    ["/postgres -D", "valkey-server", "gunicorn", "core.celery beat", "core.celery worker", "core relay"],
)
def test_a_killed_part_comes_back_and_the_product_is_ready_again(shared: Product, name: str) -> None:
    [victim] = [watched for watched in shared.family() if _fills_place(watched.pid, shared, name)]
    shared.output = ""

    os.kill(victim.pid, signal.SIGKILL)
    shared.read_until("后重新启动", seconds=30)

    assert product.survivors([victim], seconds=5) == []
    assert _successor(shared, name) != victim.pid
    assert _ready_again(shared)
    assert shared.process.poll() is None


def test_a_half_made_database_is_put_aside_and_said_so() -> None:
    folder = product.make_folder()
    half = folder / "postgres" / "data" / "base"
    half.mkdir(parents=True)
    (half.parent / "PG_VERSION").write_text("18\n")
    if PREFIX:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, UNPRIVILEGED, UNPRIVILEGED)

    started = Product(folder, prefix=PREFIX)
    started.read_until(READY)
    started.process.terminate()

    assert started.finish() == 0
    [aside] = (folder / "postgres").glob("data.incomplete-*")
    assert f"数据库文件夹不完整，已移至 {aside}" in started.output
    assert (aside / "PG_VERSION").read_text() == "18\n"
    product.remove(folder)


def test_it_runs_in_a_folder_closed_to_others_and_opens_nothing(tmp_path: Path) -> None:
    """As root: the database's user cannot enter; as an ordinary user the folder is simply private."""
    tmp_path.chmod(0o700)
    data = tmp_path / "var"

    started = Product(data)
    started.read_until(READY)
    started.process.terminate()

    assert started.finish() == 0
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    pointer = data / "postgres-location.json"
    assert pointer.exists() == (os.geteuid() == 0)
    if pointer.exists():
        home = Path(json.loads(pointer.read_text()))
        assert home.parent == binaries.ROOT_STORE
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        product.remove(home)


def test_it_ends_with_its_parent_when_told_so(folder: Path) -> None:
    """`make run` asks for this: who kills make does not expect the product to go on."""
    parent = Product(folder, prefix=[*PREFIX, "sh", "-c", '"$@" & wait', "sh"], arguments=["--with-parent"])
    parent.read_until(READY)
    family = parent.family()

    parent.process.kill()

    assert product.survivors(family, seconds=30) == []
    assert product.strays(folder) == []
    parent.finish()


def test_configured_services_take_the_place_of_our_own(tmp_path: Path) -> None:
    with start_services(tmp_path / "services", durable=False) as configured:
        address = addresses.database(configured.admin_url, name="county")
        names = {"HONGLING_DATABASE_URL": address, "HONGLING_BROKER_URL": configured.broker_url}
        started = Product(
            tmp_path / "var", prefix=["env", *(f"{name}={value}" for name, value in names.items())]
        )
        started.read_until(READY)

        urls = json.loads((started.data / "running.json").read_text())["environment"]
        with psycopg.connect(urls["HONGLING_DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == (
                "county_app",
                "county",
            )
        assert not (started.data / "postgres").exists()
        assert not (started.data / "valkey").exists()
        started.process.terminate()
        assert started.finish() == 0


def test_only_the_provisioner_knows_the_owner(shared: Product) -> None:
    owner = owner_url(shared.data).encode()

    told = {
        member.command: (Path(f"/proc/{member.pid}/environ").read_bytes(), member)
        for member in shared.family()
        if member.pid != shared.process.pid
    }

    assert any("gunicorn" in command for command in told)
    knowing = [command for command, (environ, _) in told.items() if owner in environ]
    assert [command.split()[-1] for command in knowing] == ["provisioner"]
    product.survivors([member for _, member in told.values()], seconds=0)


def _fills_place(pid: int, running: Product, name: str) -> bool:
    """Tell whether the process is the supervisor's own child of that name."""
    return product.parent(pid) == running.process.pid and name in product.command(pid)


def _successor(running: Product, name: str) -> int:
    """Return the child that fills a place, as soon as it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for process in proc.everyone():
            if _fills_place(process.pid, running, name):
                return process.pid
    raise AssertionError(f"no successor of {name}")


def _ready_again(running: Product) -> bool:
    """Ask until the product says that it is ready; tell whether it did in time."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if supervisor.readiness(running.port) == "200":
            return True
    return False
