"""The public host: regions as of a day, tenants within the regions of who asks."""

import pytest

TENANTS = "query ($n: Int, $after: String) { tenants(first: $n, after: $after) {"
TENANTS += " edges { node { slug regionCode state hosts plugins } } pageInfo { hasNextPage endCursor } } }"


def _slugs(answer: dict) -> list[str]:
    return [edge["node"]["slug"] for edge in answer["data"]["tenants"]["edges"]]


def test_the_whole_registry_is_seen_by_those_without_limits(platform) -> None:
    assert _slugs(platform.ask(TENANTS, {"n": 10})) == ["beta", "alpha"]


def test_a_province_sees_its_own_tenants_only(public_asker) -> None:
    guizhou = public_asker("PROVINCE_ADMINISTRATOR", region_code="520000")

    answer = guizhou.ask(TENANTS, {"n": 10})

    assert _slugs(answer) == ["alpha"]
    [edge] = answer["data"]["tenants"]["edges"]
    assert edge["node"]["regionCode"] == "522702"
    assert edge["node"]["state"] == "READY"
    assert edge["node"]["hosts"] == ["alpha.localhost"]
    assert "fuquan_licensing" in edge["node"]["plugins"]


def test_the_registry_is_read_page_by_page(platform) -> None:
    first = platform.ask(TENANTS, {"n": 1})
    info = first["data"]["tenants"]["pageInfo"]
    second = platform.ask(TENANTS, {"n": 1, "after": info["endCursor"]})

    assert info["hasNextPage"] is True
    assert _slugs(first) + _slugs(second) == ["beta", "alpha"]
    assert second["data"]["tenants"]["pageInfo"]["hasNextPage"] is False


def test_an_auditor_does_not_see_the_registry(public_asker) -> None:
    assert public_asker("AUDITOR").codes(TENANTS) == ["FORBIDDEN"]


@pytest.mark.parametrize("day", ["1990-01-01", "2026-01-01"])
def test_regions_are_asked_as_of_a_day(platform, day: str) -> None:
    answer = platform.ask("query ($on: Date) { regions(on: $on) { code level parent } }", {"on": day})

    provinces = answer["data"]["regions"]
    assert ("500000" in {row["code"] for row in provinces}) is (day > "1997")
    assert {(row["level"], row["parent"]) for row in provinces} == {("PROVINCE", None)}


def test_regions_of_a_level_are_found_across_the_levels_between(platform) -> None:
    answer = platform.ask('{ regions(parent: "520000", level: COUNTY, on: "2026-01-01") { code name } }')

    assert {"code": "522702", "name": "福泉市"} in answer["data"]["regions"]
