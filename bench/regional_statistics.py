"""Measure figures of regions against their bars; exit 1 when one is broken. Run by `make bench-statistics`.

    bench/regional_statistics.py [--tenants 100] [--rounds 10]

The tenants are rows of the registry with published figures; the loop over tenants, which the figures save, is
measured on one real schema and multiplied.
"""

import argparse
import http.client
import json
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

# Our packages go before the files beside this one, some of which have the names of others.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "graphql")]
sys.path.append(str(ROOT / "bench"))

from house import House, standing
from measure import Bar, medians

PERIOD = "2022"
INDICATORS = ("organisations", "workers", "quota_filled", "fulltime_share")
SECTORS = ("TOWNSHIP", "ORGAN", "VILLAGE", "COMMUNITY", "PRIVATE_ENTERPRISE")
QUERY = """query ($region: String, $level: RegionLevel) {
  statistics(indicators: ["organisations"], region: $region, level: $level, period: "2022") {
    region { code name } numerator denominator value suppressed } }"""
RAW = """
SELECT rpad(left(region_code, %(digits)s), 6, '0'), sum(numerator), sum(denominator), count(*), max(as_of)
  FROM public.statistics_figure
 WHERE indicator = 'organisations' AND period = '2022' AND split = ''
   AND region_code BETWEEN %(first)s AND %(last)s
 GROUP BY 1 ORDER BY 1
"""


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="测量跨地区统计")
    parser.add_argument("--tenants", type=int, default=100, help="租户数，默认 100")
    parser.add_argument("--rounds", type=int, default=10, help="每项测量的次数，默认 10")
    options = parser.parse_args()
    with standing() as house:
        bars = measured(house, tenants=options.tenants, rounds=options.rounds)
    for bar in bars:
        print(bar)
    return 0 if all(bar.holds for bar in bars) else 1


def measured(house: House, *, tenants: int, rounds: int) -> list[Bar]:
    """Return the bars over so many tenants."""
    region = publish(tenants)
    token = reader()
    province = {"region": f"{region[:2]}0000", "level": "COUNTY"}
    bounds = {"digits": 6, "first": f"{region[:2]}0000", "last": f"{region[:2]}9999"}
    taken = medians(
        {
            "typename": asked(house, token, "{ __typename }"),
            "nation": asked(house, token, QUERY, {"level": "PROVINCE"}),
            "nation raw": raw({"digits": 2, "first": "000000", "last": "999999"}),
            "province": asked(house, token, QUERY, province),
            "province raw": raw(bounds),
            "one tenant by ORM": one_tenant(),
        },
        rounds=rounds,
        each=3,
    )
    for name, seconds in taken.items():
        print(f"{name}: {seconds * 1000:.3f} ms")
    nation = max(taken["nation"] - taken["typename"], 1e-9)
    return [
        Bar("全国按省，经 HTTP 相对于 1.5 倍原生 SQL 与 { __typename } 之和", _over(taken, "nation"), 1),
        Bar("一省按县，经 HTTP 相对于 1.5 倍原生 SQL 与 { __typename } 之和", _over(taken, "province"), 1),
        Bar("全国按省相对于逐租户循环的百分之一", nation / (taken["one tenant by ORM"] * tenants / 100), 1),
    ]


def _over(taken: dict[str, float], name: str) -> float:
    return taken[name] / (1.5 * taken[f"{name} raw"] + taken["typename"])


def publish(tenants: int) -> str:
    """Publish figures of so many invented tenants on real counties; return one of the counties."""
    from django.db import connection, transaction
    from django.utils import timezone

    from core.policy import jsontext
    from core.reference.models import Division
    from tenants.models import Figure, Tenant
    from tenants.statistics import settling

    dice = random.Random(tenants)
    connection.set_schema_to_public()
    counties = Division.objects.filter(level="COUNTY", valid_to=None, is_grouping=False)
    codes = sorted(counties.values_list("code", flat=True))
    chosen = [codes[number * len(codes) // tenants] for number in range(tenants)]
    rows = Tenant.objects.bulk_create(
        Tenant(schema_name=f"measured_{number}", name=f"第 {number} 县", region_code=code)
        for number, code in enumerate(chosen)
    )
    figures = []
    for tenant in rows:
        for split, values in (("", ("",)), ("sector", SECTORS)):
            for value in values:
                whole = dice.randrange(20, 400)
                for code in INDICATORS:
                    share = code.endswith(("share", "filled"))
                    figures.append(
                        Figure(
                            tenant=tenant,
                            region_code=tenant.region_code,
                            period=PERIOD,
                            indicator=code,
                            split=split,
                            dimension=jsontext.write({split: value} if split else {}),
                            numerator=dice.randrange(whole) if share else whole,
                            denominator=whole if share else None,
                            as_of=timezone.now(),
                        )
                    )
    with transaction.atomic():
        Figure.objects.bulk_create(figures, batch_size=5_000)
        for code in chosen:
            settling.settle(region_code=code, counted=[(one, PERIOD) for one in INDICATORS], least=5)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ANALYZE public.statistics_figure, public.statistics_veil")
    connection.set_schema_to_public()
    return chosen[len(chosen) // 2]


def reader() -> str:
    """Return the token of somebody who reads the figures of the country."""
    from django.db import connection
    from django.utils import timezone

    from core.access import services as access
    from core.actors import SYSTEM

    connection.set_schema_to_public()
    user = access.create_user(username="reader", name="读者", actor=SYSTEM)
    access.grant_role(user=user, role="STATISTICS_READER", actor=SYSTEM)
    _, token = access.issue_token(
        user=user, name="bench", expires_at=timezone.now() + timedelta(days=1), actor=SYSTEM
    )
    return token


def asked(
    house: House, token: str, query: str, variables: dict[str, str] | None = None
) -> Callable[[], object]:
    """Return a call that asks the public host over a kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    payload = json.dumps({"query": query, "variables": variables or {}})
    headers = {
        "Host": "localhost",
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
    }

    def call() -> object:
        connection.request("POST", "/graphql/", payload, headers)
        answer = json.loads(connection.getresponse().read())
        if "errors" in answer:
            raise RuntimeError(answer)
        return answer

    return call


def raw(values: dict[str, object]) -> Callable[[], object]:
    """Return a call that reads the same sums by one statement."""
    from django.db import connection

    def call() -> None:
        with connection.cursor() as cursor:
            cursor.execute(RAW, values)
            cursor.fetchall()

    return call


def one_tenant() -> Callable[[], object]:
    """Return a call that counts organisations in one tenant's own schema, as a loop over all would."""
    from django.db import connection
    from django_tenants.utils import tenant_context

    from core.organisations.models import Organisation
    from tenants import registry

    record = registry.by_schema("alpha")
    assert record is not None

    def call() -> None:
        with tenant_context(record):
            Organisation.objects.count()
        connection.set_schema_to_public()

    return call


if __name__ == "__main__":
    sys.exit(main())
