"""Measure the house against its bars; exit 1 when one is broken. Run by `make bench`."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

# Our packages go before the files beside this one, of which `tenants.py` has a package's name.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "graphql"), str(ROOT / "bench")]

import people
import refusals
from asking import post
from house import House, standing
from measure import Bar, medians

FACTS = {
    "on": "2022-03-01",
    "level": "INTERMEDIATE",
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "held": [{"level": "JUNIOR", "issued_on": "2021-03-01", "status": "VALID"}],
}
DECIDE = 'query($facts: JSON!) { decide(action: "fuquan_licensing.sit_exam", facts: $facts)'
DECIDE += " { allowed findings { code severity clause message satisfiedOn facts } outcome } }"


def main() -> int:
    """Measure, print, and return the exit code."""
    with standing() as house:
        bars = [*decisions(house), *refusals.refusals(house), *people.people(house), *tenants()]
    for bar in bars:
        print(bar)
    return 0 if all(bar.holds for bar in bars) else 1


def decisions(house: House) -> list[Bar]:
    """Compare `decide` over HTTP with the bare rule and the cheapest query there is."""
    taken = medians(
        {
            "rule": bare_rule(),
            "typename": post(house, {"query": "{ __typename }"}),
            "decide": post(house, {"query": DECIDE, "variables": {"facts": FACTS}}),
        },
        rounds=30,
        each=10,
    )
    for name, seconds in taken.items():
        print(f"{name}: {seconds * 1000:.3f} ms")
    return [
        Bar(
            "decide 经 HTTP 相对于规则本身与 { __typename } 之和",
            taken["decide"] / (taken["rule"] + taken["typename"]),
            2,
        )
    ]


def bare_rule() -> Callable[[], object]:
    """Return a call of the rule alone: facts from JSON, decision to JSON."""
    from core import plugins
    from core.policy import jsontext

    scheme = plugins.usable()["fuquan_licensing"]
    action = scheme.action("fuquan_licensing.sit_exam")
    policy = scheme.read_policy({})
    text = json.dumps(FACTS)
    return lambda: jsontext.write(action.decide(action.read(jsontext.read(text)), policy, None).as_tree())


def tenants() -> list[Bar]:
    """Compare opening a core-only tenant with what django-tenants does by default."""
    taken = medians({"opened": open_ours(), "default": open_by_default()}, rounds=5)
    for name, seconds in taken.items():
        print(f"tenant {name}: {seconds:.3f} s")
    return [Bar("开通租户相对于 django-tenants 默认做法", taken["opened"] / taken["default"], 0.5)]


def open_ours() -> Callable[[], object]:
    """Return a call that opens another core-only tenant by our service, users' rights included."""
    from core.actors import SYSTEM
    from tenants import provisioning

    numbers = iter(range(1000))

    def call() -> None:
        slug = f"ours{next(numbers)}"
        provisioning.open_tenant(
            slug=slug, name=slug, region_code="522702", actor=SYSTEM, on=date(2026, 1, 1)
        )

    return call


def open_by_default() -> Callable[[], object]:
    """Return a call that makes another schema the way django-tenants does: the stock migrate command."""
    from django.conf import settings
    from django.core.management.commands.migrate import Command as StockMigrate
    from django.db import connection
    from django_tenants.utils import schema_context

    from tenants import rights

    numbers = iter(range(1000))

    def call() -> None:
        schema = f"stock{next(numbers)}"
        with rights.owner():
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE SCHEMA "{schema}"')
            with schema_context(schema):
                StockMigrate().run_from_argv(["hongling", "migrate", "--verbosity", "0", "--skip-checks"])
        assert connection.schema_name == settings.PUBLIC_SCHEMA_NAME

    return call


if __name__ == "__main__":
    raise SystemExit(main())
