"""`hongling up`: the whole product on one machine, from an empty folder to ready, and down again in order."""

import http.client
import json
import os
import signal
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import DomainError
from core.runtime import addresses, database, environment, folder, guardian, progress, services
from core.runtime.environment import Configuration
from core.runtime.folder import DataFolder
from core.runtime.guardian import Guardian
from core.runtime.processes import Child, Program
from core.runtime.services import Running
from core.runtime.signals import Interrupted, StopRequests
from core.runtime.slots import Slot

DATABASE = "hongling"
READY_SECONDS = 120.0
RUNNING_FILE = "running.json"
_LOOK_SECONDS = 0.1
_EARLY_FAILURES = 3
_WEB_WORKERS, _WEB_THREADS, _TASK_PROCESSES = 2, 8, 2


class StartFailed(DomainError):
    """A part of the product does not come up."""

    code = "START_FAILED"
    exit_code = 1


@dataclass
class Supervisor:
    """Everything that one `hongling up` holds; built by `up`."""

    configuration: Configuration
    requests: StopRequests
    steps: progress.Steps
    taken: DataFolder
    watch: Guardian
    stack: ExitStack
    running: Running = field(default_factory=Running)
    services: list[Slot] = field(default_factory=list)
    web: list[Slot] = field(default_factory=list)
    background: list[Slot] = field(default_factory=list)

    def bring_up(self) -> None:
        """Start all parts and return when the product is ready."""
        begun = time.monotonic()
        demo_file = self.taken.path / "demo.json"
        # It says "ready", so meanwhile it stands under another name, with the passwords that are to stay.
        waiting_file = demo_file.with_name(".demo.json")
        if demo_file.exists():
            demo_file.replace(waiting_file)
        urls = self._databases()
        broker_url = self._broker()
        environ = environment.for_children(
            self.configuration,
            secret_key=self.configuration.secret_key or self.taken.secrets.secret_key,
            database_url=urls.app,
            broker_url=broker_url,
        )
        as_owner = {**environ, "HONGLING_ADMIN_DATABASE_URL": urls.owner}
        self._tell_commands(as_owner)
        with self.steps.step("迁移数据库结构与演示租户", talkative=True):
            self._prepare(as_owner, waiting_file)
        self.stack.callback(self._stop_product)
        with self.steps.step("启动网站"):
            self._start_web(environ)
            self._wait_until_ready()
        # Afterwards: on a small machine six interpreters starting at once would delay the first page.
        with self.steps.step("启动后台任务、定时任务、消息转发与开通程序"):
            for title, program in (
                ("后台任务", _worker(environ, self.taken)),
                ("定时任务", _beat(environ, self.taken)),
                ("消息转发", _relay(environ, self.taken)),
                ("开通程序", _provisioner(as_owner, self.taken)),
            ):
                self.background.append(self._slot(title, program))
        if self.configuration.demo:
            waiting_file.replace(demo_file)
        announce(self.configuration, demo_file, seconds=time.monotonic() - begun)

    def tend(self) -> None:
        """Keep every part alive until asked to stop.

        :raises Interrupted: when asked.
        """
        while True:
            self.requests.check()
            for slot in (*self.services, *self.web, *self.background):
                slot.tend(time.monotonic())
            time.sleep(_LOOK_SECONDS)

    def _databases(self) -> database.Urls:
        """Return the addresses of the prepared database, our own or the configured one."""
        configuration = self.configuration
        with self.steps.step("启动 PostgreSQL" if not configuration.database_url else "连接 PostgreSQL"):
            if configuration.database_url is None:
                services.start_postgres(
                    self.running,
                    self.taken,
                    self.watch,
                    self.stack,
                    configured_bin=configuration.pg_bin,
                    check=self.requests.check,
                    hurried=self.requests.hurried,
                )
                self._keep("PostgreSQL ", "postgres")
        for note in self.running.cluster.notes if self.running.cluster else []:
            progress.say(f"注意：{note}")
        with self.steps.step("准备数据库与角色"):
            if configuration.admin_database_url and configuration.database_url:
                urls = database.Urls(configuration.admin_database_url, configuration.database_url)
                database.prepare_inside(urls)
                return urls
            admin_url = configuration.database_url or self.running.admin_url
            name = addresses.database_name(configuration.database_url or "")
            return database.prepare(
                admin_url, DATABASE if name in ("", "postgres") else name, self.taken.secrets
            )

    def _broker(self) -> str:
        with self.steps.step("启动 Valkey" if not self.configuration.broker_url else "使用已有的消息服务"):
            if self.configuration.broker_url:
                return self.configuration.broker_url
            services.start_valkey(
                self.running,
                self.taken,
                self.watch,
                self.stack,
                check=self.requests.check,
                hurried=self.requests.hurried,
            )
            self._keep("Valkey ", "valkey")
            return self.running.broker_url

    def _keep(self, title: str, name: str) -> None:
        """Watch over a service; its successor takes its place in `running`, which stops it."""

        def successor() -> Child:
            self.running.restart(name, self.requests.check)
            return self.running.children[name]

        self.services.append(Slot(title, successor, self.running.children[name]))

    def _tell_commands(self, environ: dict[str, str]) -> None:
        """Leave a private note by which commands in another terminal find the running services."""
        note = self.taken.path / RUNNING_FILE
        known = {name: value for name, value in environ.items() if name.startswith("HONGLING_")}
        known.pop(environment.SUPERVISED)
        folder.write_private(note, {"configured": self.configuration.database_url, "environment": known})
        self.stack.callback(note.unlink, missing_ok=True)

    def _prepare(self, environ: dict[str, str], demo_file: Path) -> None:
        """Run the command that migrates all schemas and makes the demo; it prints its own progress."""
        child = Child(
            Program(
                "prepare",
                environment.python("-m", "core", "prepare", "--demo-file", str(demo_file)),
                environ,
                log=None,
            ),
            self.watch,
        )
        try:
            while (code := child.ended()) is None:
                self.requests.check()
                time.sleep(_LOOK_SECONDS)
        except Interrupted:
            child.stop(hurried=self.requests.hurried)
            raise
        if code != 0:
            raise StartFailed(f"数据库迁移未完成（{code}），原因见上面的输出。修正后重新启动即可继续。")

    def _start_web(self, environ: dict[str, str]) -> None:
        sockets = addresses.listen(self.configuration.port)
        for listener in sockets:
            self.stack.callback(listener.close)
        self.web.append(self._slot("网站", _web(environ, self.taken, sockets)))

    def _slot(self, title: str, program: Program) -> Slot:
        def start() -> Child:
            return Child(program, self.watch)

        return Slot(title, start, start())

    def _stop_product(self) -> None:
        """Ask the web first, then what works for it, and wait for all: they finish side by side."""
        slots = (*self.web, *self.background)
        for slot in slots:
            slot.child.ask_to_stop()
        for slot in slots:
            slot.child.wait_stopped(hurried=self.requests.hurried)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        answer = ""
        while answer != "200":
            self.requests.check()
            for slot in (*self.services, *self.web):
                slot.tend(time.monotonic())
                if slot.failures >= _EARLY_FAILURES:
                    raise StartFailed(
                        f"{slot.title}无法启动。日志 {slot.child.program.log} 的最后几行：\n{slot.last_lines}"
                    )
            if time.monotonic() > deadline:
                raise StartFailed(
                    f"{READY_SECONDS:.0f} 秒内未就绪（/readyz：{answer or '无应答'}）。"
                    f"日志：{self.taken.path / 'log'}"
                )
            time.sleep(_LOOK_SECONDS)
            answer = readiness(self.configuration.port)


def up(configuration: Configuration) -> None:
    """Run the product until asked to stop by INT, TERM or HUP.

    :raises EnvironmentProblem: if the machine or the folder does not allow it.
    :raises StartFailed: if a part does not come up.
    """
    requests = StopRequests()
    requests.listen()
    steps = progress.Steps(7)
    try:
        with ExitStack() as stack:
            with steps.step("检查数据文件夹与端口"):
                taken = stack.enter_context(folder.taken(configuration.data))
                for listener in addresses.listen(configuration.port):
                    listener.close()
                watch = stack.enter_context(guardian.guarding(held=(taken.lock,)))
            supervisor = Supervisor(configuration, requests, steps, taken, watch, stack)
            try:
                supervisor.bring_up()
                supervisor.tend()
            except Interrupted:
                progress.say("正在停止 …")
    except Interrupted:
        pass
    progress.say("已停止，数据保留在 " + str(configuration.data))


def readiness(port: int) -> str:
    """Return the status of `GET /readyz` with the problem it names, empty without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read(500).decode(errors="replace").strip()
        return "200" if response.status == 200 else f"{response.status} {body}"
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def announce(configuration: Configuration, demo_file: Path, *, seconds: float) -> None:
    """Print addresses and sign-in names."""
    progress.say(f"准备就绪（{seconds:.1f} s）")
    if not demo_file.exists():
        progress.say(f"  http://{configuration.public_host}:{configuration.port}/")
        return
    demo = json.loads(demo_file.read_text(encoding="utf-8"))
    for name, place in {"public": demo["public"], **demo["tenants"]}.items():
        progress.say(f"  {name:<10} {place['url']:<36} 用户名 {place['username']}")
    progress.say(f"  密码、令牌与其他角色的用户名见 {demo_file}；按 Ctrl-C 停止。")


def _web(environ: dict[str, str], taken: DataFolder, sockets: list[socket.socket]) -> Program:
    """The web server on sockets that we hold, so that requests wait rather than fail while it restarts."""
    numbers = tuple(listener.fileno() for listener in sockets)
    return Program(
        name="web",
        argv=environment.python(
            *("-m", "gunicorn", "core.wsgi:application"),
            *(part for number in numbers for part in ("--bind", f"fd://{number}")),
            *("--worker-class", "gthread", "--workers", str(_WEB_WORKERS), "--threads", str(_WEB_THREADS)),
            *("--preload", "--no-control-socket", "--graceful-timeout", "10", "--timeout", "60"),
        ),
        env=environ,
        log=taken.log("web"),
        orphaned=signal.SIGQUIT,
        descriptors=numbers,
    )


def _worker(environ: dict[str, str], taken: DataFolder) -> Program:
    return Program(
        name="worker",
        argv=[*environment.python("-m", "celery"), *worker_arguments()],
        env=environ,
        log=taken.log("worker"),
        # Cold: a warm stop would wait for tasks that nobody supervises any more.
        orphaned=signal.SIGQUIT,
    )


def worker_arguments() -> list[str]:
    """Return Celery's arguments for a worker on the default queues."""
    return [
        *("-A", "core.celery", "worker", "--pool", "prefork", "--concurrency", str(_TASK_PROCESSES)),
        *("--without-gossip", "--without-mingle", "--loglevel", os.environ.get("HONGLING_LOG_LEVEL", "INFO")),
    ]


def _beat(environ: dict[str, str], taken: DataFolder) -> Program:
    schedule = taken.path / "celerybeat-schedule"
    return Program(
        name="beat",
        argv=environment.python(
            *("-m", "celery", "-A", "core.celery", "beat", "--schedule", str(schedule), "--pidfile=")
        ),
        env=environ,
        log=taken.log("beat"),
    )


def _relay(environ: dict[str, str], taken: DataFolder) -> Program:
    return Program(
        name="relay",
        argv=environment.python("-m", "core", "relay"),
        env=environ,
        log=taken.log("relay"),
    )


def _provisioner(environ: dict[str, str], taken: DataFolder) -> Program:
    """The only lasting child with the owner's rights; it ends the order at hand before it stops."""
    return Program(
        name="provisioner",
        argv=environment.python("-m", "core", "provisioner"),
        env=environ,
        log=taken.log("provisioner"),
    )
