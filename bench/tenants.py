"""Measure tenants against their bars; exit 1 when one is broken. Run by `make bench-tenants`.

    bench/tenants.py [--tenants 100] [--rounds 5]

Both sides of a ratio take turns in the same run. What would take hours with django-tenants' own command is
measured on some tenants of the same full database and multiplied.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "graphql", "bench")]

from house import Ground, ground
from measure import Bar, medians
from measured_plugin import MeasuredPlugin

FEW = 10
NAME, SIX = "measured_scheme", 6


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="测量租户的开通与升级")
    parser.add_argument("--tenants", type=int, default=100, help="租户数，默认 100")
    parser.add_argument("--rounds", type=int, default=5, help="每项测量的次数，默认 5")
    options = parser.parse_args()
    with ground() as place:
        plugin = MeasuredPlugin(place.data / "plugins", name=NAME, tables=SIX)
        core, *plugins = product_tables()
        # A full tenant runs the product's four schemes. Those whose registers are not built yet are reckoned
        # as large as the largest one that is: it is the model that they are built after.
        missing = max(max(plugins) * len(plugins) - sum(plugins) - SIX, 0)
        if missing:
            MeasuredPlugin(place.data / "plugins", name="measured_rest", tables=missing)
        say(f"核心 {core} 张表，产品的插件 {sum(plugins)} 张，测量用插件 {SIX + missing} 张")
        set_up(place)
        bars = measure(place, plugin, tenants=options.tenants, rounds=options.rounds)
    for bar in bars:
        print(bar)
    return 0 if all(bar.holds for bar in bars) else 1


def product_tables() -> list[int]:
    """Return how many tables the core has, and each of the product's own plugins.

    Counted in a process of its own, because Django is not set up yet.
    """
    asked = subprocess.run(
        [sys.executable, "-c", _COUNT], env=os.environ | _SETTINGS, capture_output=True, text=True, check=True
    )
    return [int(count) for count in asked.stdout.split()]


_SETTINGS = {"DJANGO_SETTINGS_MODULE": "core.settings", "PYTHONPATH": os.pathsep.join(sys.path[:2])}
_COUNT = """
import django

django.setup()
from django.apps import apps
from django.conf import settings
from django_tenants.utils import app_labels

from core import plugins


def tables(labels):
    configs = [apps.get_app_config(label) for label in labels]
    models = [model for config in configs for model in config.get_models(include_auto_created=True)]
    return sum(model._meta.managed for model in models)


labels = app_labels(settings.TENANT_APPS)
own = sorted(plugins.usable())
# Beside its models the core has the table of migrations.
print(tables([label for label in labels if label not in own]) + 1, *[tables([label]) for label in own])
"""


def set_up(place: Ground) -> None:
    """Set Django up with the measured plugin installed."""
    urls = place.database("hongling")
    sys.path.insert(0, str(place.data / "plugins"))
    os.environ.update(
        {
            "HONGLING_DATABASE_URL": urls.app,
            "HONGLING_ADMIN_DATABASE_URL": urls.owner,
            "HONGLING_BROKER_URL": place.services.broker_url,
            "HONGLING_SECRET_KEY": secrets.token_urlsafe(48),
            "HONGLING_DATA": str(place.data),
            "HONGLING_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "core.settings",
        }
    )
    import django

    django.setup()


def measure(place: Ground, plugin: MeasuredPlugin, *, tenants: int, rounds: int) -> list[Bar]:
    """Fill a large and a small database and measure in both."""
    from town import Town

    few, many = Town(place, "few"), Town(place, "many")
    fill(few, FEW)
    fill(many, tenants)
    return [
        *opening(few, many, tenants=tenants, rounds=rounds),
        *nothing_to_do(many, tenants=tenants, rounds=rounds),
        *one_column(many, plugin, tenants=tenants, rounds=rounds),
        *by_django(few, many, plugin, rounds=rounds),
        memory(many, tenants=tenants),
    ]


def fill(town, count: int) -> None:
    """Open full tenants and say how long it took."""
    begun = time.perf_counter()
    with town.visited():
        for number in range(1, count + 1):
            town.open_full("house")
            if number % 500 == 0:
                say(f"{number} 个租户，{time.perf_counter() - begun:.0f} s")
    say(f"{town.name}：{count} 个租户，平均 {(time.perf_counter() - begun) / count:.3f} s")


def opening(few, many, *, tenants: int, rounds: int) -> list[Bar]:
    """Compare ways to make a tenant, in a small and in a large database."""

    def renew() -> None:
        few.renew()
        many.renew()

    taken = shown(
        {
            "脚本本身": many.call(many.run_script),
            "开通租户": many.call(many.open_full),
            "开通租户（只含核心）": many.call(many.open_core),
            "启用六表插件": many.call(lambda: many.switch_plugin_on(many.last("core"), NAME)),
        },
        rounds=max(rounds, 9),
    )
    # On new connections: what an older one has served slows it, and these two have served differently.
    compared = shown(
        {
            f"开通租户（新连接，库中 {FEW} 个）": few.call(few.open_full),
            f"开通租户（新连接，库中 {tenants} 个）": many.call(many.open_full),
            # How much of the difference is PostgreSQL's own, whatever made the SQL.
            f"脚本本身（新连接，库中 {FEW} 个）": few.call(few.run_script),
            f"脚本本身（新连接，库中 {tenants} 个）": many.call(many.run_script),
        },
        rounds=max(rounds, 9),
        before=renew,
    )
    default = shown(
        {
            f"默认做法（库中 {FEW} 个）": few.call(few.open_by_default),
            f"默认做法（库中 {tenants} 个）": many.call(many.open_by_default),
        },
        rounds=rounds,
    )
    ready = taken["开通租户"]
    in_few, in_many, script_few, script_many = compared.values()
    say(f"脚本本身：库中 {tenants} 个租户时为 {FEW} 个时的 {script_many / script_few:.2f} 倍")
    default_few, default_many = default.values()
    return [
        Bar("开通租户相对于脚本本身", ready / taken["脚本本身"], 1.25),
        Bar(f"库中 {tenants} 个租户时开通，相对于 {FEW} 个", in_many / in_few, 1.3),
        Bar("只含核心的租户相对于全部插件", taken["开通租户（只含核心）"] / ready, 0.6),
        Bar("启用六表插件相对于开通租户", taken["启用六表插件"] / ready, 0.15),
        Bar(
            f"开通租户相对于默认做法（{FEW} 个；快 {default_few / in_few:.1f} 倍）",
            in_few / default_few,
            1 / 8,
        ),
        Bar(
            f"开通租户相对于默认做法（{tenants} 个；快 {default_many / ready:.1f} 倍）",
            ready / default_many,
            1 / 12 if tenants >= 1000 else 1 / 8,
        ),
    ]


def nothing_to_do(many, *, tenants: int, rounds: int) -> list[Bar]:
    """Measure a run over all tenants that finds nothing, from reading the migrations on."""
    from django.test.utils import CaptureQueriesContext

    from tenants import levelling
    from tenants.connections import connection

    def level() -> None:
        newly_read()
        if levelling.all_tenants():
            raise RuntimeError("a tenant was not migrated")

    with many.visited():
        with CaptureQueriesContext(connection) as queries:
            level()
        asked = [query["sql"] for query in queries if not query["sql"].startswith("SET ")]
    compared = min(tenants, 300)
    taken = shown(
        {
            "升级全部租户，无事可做": many.call(level),
            "默认做法，无事可做，每租户": many.call(lambda: many.migrate_by_default("stock1")),
        },
        rounds=rounds,
    )
    ours, each = taken.values()
    return [
        Bar("无事可做时的查询数", len(asked), 1),
        Bar(f"{tenants} 个租户无事可做（秒）", ours, 1.0),
        Bar(
            f"无事可做相对于默认做法（{compared} 个；快 {each * compared / ours:.0f} 倍）",
            ours / (each * compared),
            1 / 100,
        ),
    ]


def one_column(many, plugin: MeasuredPlugin, *, tenants: int, rounds: int) -> list[Bar]:
    """Measure one new column in all full tenants against batches of bare SQL and the default."""
    from django.db import transaction

    from tenants import levelling, migrating, rights
    from tenants.connections import connection
    from tenants.models import Tenant, TenantState

    numbers = iter(range(1000))

    def ours() -> None:
        plugin.add_column()
        newly_read()
        if levelling.all_tenants():
            raise RuntimeError("a tenant was not migrated")

    def bare() -> None:
        column = f"bare{next(numbers)}"
        with rights.owner():
            for start in range(0, len(full), levelling.BATCH):
                statements = [
                    f'ALTER TABLE "{slug}".measured_scheme_measured2 ADD {column} integer NOT NULL DEFAULT 0;'
                    for slug in full[start : start + levelling.BATCH]
                ]
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("".join(statements))

    compared = min(tenants, FEW) if tenants < 100 else 300
    with many.visited():
        # Alike and as many as the bar was set for; others are left out of the count, their tables stay.
        for _ in range(compared - tenants):
            many.open_full("house")
        full = [f"house{number}" for number in range(1, compared + 1)]
        others = Tenant.objects.exclude(schema_name__in=full)
        others.update(state=TenantState.PROVISIONING)
    taken = shown(
        {
            "一个新列，本系统": many.call(ours),
            "一个新列，成批裸 SQL": many.call(bare),
            "一个新列，默认做法，每租户": many.call(lambda: many.migrate_by_default("stock1")),
        },
        rounds=rounds,
    )
    mine, raw, each = taken.values()
    with many.visited():
        lacking = migrating.behind()
    if lacking:
        raise RuntimeError(f"not level: {lacking[:3]}")
    return [
        Bar(f"{compared} 个租户加一列相对于成批裸 SQL", mine / raw, 5),
        Bar(
            f"{compared} 个租户加一列相对于默认做法（快 {each * compared / mine:.0f} 倍）",
            mine / (each * compared),
            1 / 50,
        ),
    ]


def by_django(few, many, plugin: MeasuredPlugin, *, rounds: int) -> list[Bar]:
    """Measure one tenant that Django itself must migrate, in a small and in a large database."""
    from tenants import levelling, migrating

    def one(town) -> Callable[[], object]:
        def level() -> None:
            newly_read()
            [lacking] = [one for one in migrating.behind() if one.schema_name == "house1"]
            if failure := levelling.bring_up(lacking):
                raise RuntimeError(failure)

        return town.call(level)

    def in_few() -> None:
        plugin.visit_rows()
        one(few)()

    taken = shown(
        {f"Django 升级一个租户（库中 {FEW} 个）": in_few, "Django 升级一个租户": one(many)}, rounds=rounds
    )
    small, large = taken.values()
    return [Bar(f"Django 升级一个租户，相对于库中 {FEW} 个", large / small, 1.3)]


def memory(many, *, tenants: int) -> Bar:
    """Serve up to 300 tenants from one process and return what its connection held at the most, in MB."""
    from django_tenants.utils import tenant_context

    from tenants import registry
    from tenants.connections import connection

    held = 0.0
    with many.visited():
        connection.close()
        for number in range(1, min(tenants, 300) + 1):
            record = registry.by_schema(f"house{number}")
            with tenant_context(record):
                with connection.cursor() as cursor:
                    for table in connection.introspection.table_names(cursor):
                        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1 LIMIT 1')  # noqa: S608
                held = max(held, private_megabytes(connection.connection.info.backend_pid))
    return Bar("服务 300 个租户后一个数据库连接的私有内存（MB）", held, 150)


def private_megabytes(pid: int) -> float:
    """Return the private memory of a process of this machine."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def newly_read() -> None:
    """Forget the migrations that were read, as a new process would have it."""
    from tenants import migrating

    migrating.loaded.cache_clear()


def shown(
    sides: dict[str, Callable[[], object]], *, rounds: int, before: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Return the medians of both sides taken in turn, and print them."""
    taken = medians(sides, rounds=rounds, before=before)
    for name, seconds in taken.items():
        say(f"{name}：{seconds * 1000:.1f} ms")
    return taken


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


if __name__ == "__main__":
    begun = time.perf_counter()
    code = main()
    say(f"{datetime.now(UTC):%Y-%m-%d}，用时 {time.perf_counter() - begun:.0f} s，{os.cpu_count()} 核")
    raise SystemExit(code)
