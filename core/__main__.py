"""The command `hongling`: the runtime's own commands, and Django's management commands under the same name.

Exit codes: 0 done; 1 failed; 2 called wrongly; 3 the machine or the environment does not allow it, and the
message names the way out; 130 interrupted.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from core.errors import DomainError
from core.runtime import attaching, environment, progress, restoring, supervisor
from core.runtime.errors import EnvironmentProblem

OK, FAILED, USAGE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130
_PR_SET_PDEATHSIG = 1
WAITING = ("relay", "provisioner")
"""Commands that wait for a database or broker that is away."""
ANSWERING = frozenset(
    {"audit", "backup", "decisions", "keys", "migrate", "outbox", "reference", "restore", "tenants", "users"}
)
"""Commands that answer a person in plain lines; their log, with tracebacks, shows on demand."""

HELP = """用法：hongling <命令> [参数]        各命令的说明：hongling <命令> --help

运行
  up               启动全部服务：数据库、消息服务、网站、后台任务（make run 即此命令）
  worker           只启动一个后台任务进程（连接到已有的数据库与消息服务）
  relay            只启动消息转发进程
  provisioner      只启动开通程序（须有属主权限）：办理公共站点提出的开通、删除等事项
租户
  tenants          create|list|suspend|resume|archive|drop|migrate|plugin|bench：管理租户
  users            list|create|password|grant|revoke|token：管理用户、角色与令牌（--tenant 指定租户）
  migrate          更新公共库与全部租户的数据库结构
备份
  backup           把全部数据（或 --tenant 一个租户）写入一个文件，期间照常使用
  restore          恢复到新的数据文件夹；加 --tenant 则恢复一个租户到现有系统
审计
  audit            verify：核对审计记录的完整性
认定
  decisions        replay：重算全部认定记录，核对与原记录是否一字不差
加密
  keys             reseal：换上新密钥后，用它重新加密全部身份信息与问卷结果
开发
  graphql_schema   输出或核对 GraphQL 结构快照
  rules            重写或核对（--check）docs/rules 中各制度的规则说明
  makemigrations、shell、check 等为 Django 自带命令

环境变量（均可省略）
  HONGLING_DATA           数据文件夹，默认 var/
  HONGLING_PORT           网站端口，默认 8000
  HONGLING_DATABASE_URL   已有的 PostgreSQL（可建角色与库的用户）；省略则自带
  HONGLING_PG_BIN         PostgreSQL 15 至 18 的程序文件夹；省略则自带
  HONGLING_BROKER_URL     已有的 Redis 或 Valkey（redis://…/0）；省略则自带
  HONGLING_DEMO           1 建立演示租户（默认），0 不建
  HONGLING_LOG_LEVEL      日志级别，默认 INFO；tenants 等命令默认不显示日志，需要时设为 ERROR

退出代码：0 完成；1 失败；2 用法有误；3 环境不允许（提示中写明办法）；130 被中断
"""

UP_HELP = """用法：hongling up [--with-parent]

启动全部服务，直到按 Ctrl-C（或收到 TERM、HUP）为止；再按一次 Ctrl-C 则立即停止。数据保留在数据文件夹中。

  --with-parent    父进程结束时一并停止（make run 使用）

环境变量见 hongling --help。退出代码：0 正常停止；1 某一部分无法启动；2 用法有误；3 环境不允许。
"""

WORKER_HELP = """用法：hongling worker [celery worker 的参数]

启动一个后台任务进程。地址取自 HONGLING_DATABASE_URL（应用角色）与 HONGLING_BROKER_URL；
均未设置时，使用本数据文件夹（HONGLING_DATA）中正在运行的实例。TERM 或 Ctrl-C 停止：完成手头任务后退出。
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(arguments)
    except DomainError as problem:
        progress.complain(problem.message)
        return int(getattr(problem, "exit_code", FAILED))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(arguments: list[str]) -> int:
    """Dispatch a command line."""
    if not arguments:
        progress.complain(HELP.rstrip())
        return USAGE
    name, *rest = arguments
    if name in ("--help", "-h", "help") and not rest:
        progress.say(HELP.rstrip())
        return OK
    if name == "up":
        return _up(rest)
    if name == "restore" and _into_new_folder(rest):
        file = next(argument for argument in rest if not argument.startswith("-"))
        return restoring.restore(environment.read(os.environ), Path(file).absolute())
    if name == "worker":
        if "--help" in rest or "-h" in rest:
            progress.say(WORKER_HELP.rstrip())
            return OK
        _become_worker(rest)
    return _manage(arguments)


def _up(arguments: list[str]) -> int:
    """Run the product."""
    if "--help" in arguments or "-h" in arguments:
        progress.say(UP_HELP.rstrip())
        return OK
    unknown = [argument for argument in arguments if argument != "--with-parent"]
    if unknown:
        progress.complain(f"hongling up 没有参数 {unknown[0]}。可用参数见 hongling up --help。")
        return USAGE
    if arguments:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    supervisor.up(environment.read(os.environ))
    return OK


def _into_new_folder(arguments: list[str]) -> bool:
    """Tell whether everything is to be restored where no database runs and none is configured."""
    if any(argument.startswith("-") for argument in arguments) or len(arguments) != 1:
        return False
    environ = dict(os.environ)
    attaching.attach(environ, as_owner=True)
    return not {"HONGLING_DATABASE_URL", environment.SUPERVISED} & environ.keys()


def _become_worker(arguments: list[str]) -> NoReturn:
    """Replace this process by Celery's worker."""
    attaching.attach(os.environ, as_owner=False)
    _require_addresses()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    os.environ.pop("HONGLING_ADMIN_DATABASE_URL", None)
    command = environment.python("-m", "celery", *supervisor.worker_arguments(), *arguments)
    os.execv(command[0], command)


def _require_addresses() -> None:
    """Refuse to start a process that would wait for ever for services at addresses that nobody gave.

    :raises EnvironmentProblem: if the environment names no database or no broker.
    """
    if missing := {"HONGLING_DATABASE_URL", "HONGLING_BROKER_URL"} - os.environ.keys():
        raise EnvironmentProblem(
            f"没有正在运行的实例，也没有设置 {'、'.join(sorted(missing))}："
            "请先启动 hongling up（数据文件夹须相同），或设置这两个地址。"
        )


def _manage(arguments: list[str]) -> int:
    """Run a management command, with the addresses of the running instance if there is one."""
    attaching.attach(os.environ, as_owner=True)
    if arguments[0] in WAITING and not {"--help", "-h"} & set(arguments):
        _require_addresses()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    if arguments[0] in ANSWERING:
        os.environ.setdefault("HONGLING_LOG_LEVEL", "CRITICAL")

    import django
    from django.core import management
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        django.setup()
        if not arguments[0].startswith("-") and arguments[0] not in (*management.get_commands(), "help"):
            progress.complain(f"没有命令 {arguments[0]}。全部命令见 hongling --help。")
            return USAGE
        # With this option Django hands the command's refusal to us instead of printing it with a class name.
        management.execute_from_command_line(["hongling", arguments[0], "--traceback", *arguments[1:]])
    except management.CommandError as refusal:
        progress.complain(str(refusal))
        return refusal.returncode
    except OperationalError as error:
        reason = " ".join(str(error).split())
        progress.complain(f"数据库无法使用：{reason}。请先启动 hongling up，或检查 HONGLING_DATABASE_URL。")
        return ENVIRONMENT
    except ImproperlyConfigured as error:
        progress.complain(f"配置有误：{error}")
        return ENVIRONMENT
    return OK


if __name__ == "__main__":
    sys.exit(main())
