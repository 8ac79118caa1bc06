"""The shipped file of divisions, read as data."""

import csv
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from core.reference import services

TODAY = date(2026, 11, 22)
END = date.max
FIRST_YEAR, LAST_YEAR = 1984, 2026


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    with services.DIVISIONS.open(encoding="utf-8", newline="") as file:
        return [
            {
                **row,
                "from": date.fromisoformat(row["valid_from"]),
                "to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else END,
                "successors": row["successors"].split(),
            }
            for row in csv.DictReader(file)
        ]


def standing(rows: list[dict], on: date) -> dict[str, dict]:
    found = [row for row in rows if row["from"] <= on < row["to"]]
    by_code = {row["code"]: row for row in found}
    assert len(by_code) == len(found)
    return by_code


def test_a_code_stands_one_way_a_day(rows):
    by_code: dict[str, list[dict]] = {}
    for row in rows:
        by_code.setdefault(row["code"], []).append(row)

    overlapping = [
        (earlier["code"], earlier["name"], later["name"])
        for periods in by_code.values()
        for earlier, later in pairwise(sorted(periods, key=lambda row: row["from"]))
        if earlier["to"] > later["from"]
    ]

    assert overlapping == []
    assert [row["code"] for row in rows if row["from"] >= row["to"]] == []


def test_every_parent_stands_in_every_year(rows):
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        codes = standing(rows, date(year, 12, 31))

        orphans = [
            code for code, row in codes.items() if row["parent_code"] and row["parent_code"] not in codes
        ]

        assert orphans == [], year


def test_level_and_parent_follow_from_the_code(rows):
    for row in rows:
        code, province, prefecture = row["code"], row["code"][:2] + "0000", row["code"][:4] + "00"
        expected = (
            ("PROVINCE", {""})
            if code == province
            else ("PREFECTURE", {province})
            if code == prefecture
            else ("COUNTY", {province, prefecture})
        )

        assert row["level"] == expected[0] and row["parent_code"] in expected[1], code


def test_parents_are_listed_before_what_lies_below_them(rows):
    seen = {""}
    for row in rows:
        assert row["parent_code"] in seen, row["code"]
        seen.add(row["code"])


@pytest.mark.parametrize(
    ("on", "provinces", "prefectures", "groupings", "counties"),
    [
        (TODAY, 34, 333, 9, 2847),
        (date(2024, 12, 31), 34, 333, 9, 2846),
        (date(2022, 12, 31), 34, 333, 9, 2843),
        (date(2010, 12, 31), 34, 333, 12, 2859),
        (date(2000, 12, 31), 34, 333, 12, 2861),
    ],
)
def test_the_country_has_as_many_divisions_as_were_listed(
    rows, on, provinces, prefectures, groupings, counties
):
    counted = Counter((row["level"], row["grouping"]) for row in standing(rows, on).values())

    assert counted == {
        ("PROVINCE", "0"): provinces,
        ("PREFECTURE", "0"): prefectures,
        ("PREFECTURE", "1"): groupings,
        ("COUNTY", "0"): counties,
    }


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("520000", "贵州省", ""),
        ("522700", "黔南布依族苗族自治州", "520000"),
        ("522702", "福泉市", "522700"),
        ("320000", "江苏省", ""),
        ("360823", "峡江县", "360800"),
        ("440883", "吴川市", "440800"),
        ("110101", "东城区", "110100"),
        ("110100", "市辖区", "110000"),
        ("500229", "城口县", "500200"),
        ("429004", "仙桃市", "429000"),
        ("441900", "东莞市", "440000"),
        ("442000", "中山市", "440000"),
        ("710000", "台湾省", ""),
        ("810000", "香港特别行政区", ""),
        ("820000", "澳门特别行政区", ""),
    ],
)
def test_a_known_division_stands_where_it_belongs(rows, code, name, parent):
    row = standing(rows, TODAY)[code]

    assert (row["name"], row["parent_code"]) == (name, parent)


def test_cities_without_counties_are_four(rows):
    codes = standing(rows, TODAY)
    parents = {row["parent_code"] for row in codes.values()}

    childless = [code for code, row in codes.items() if row["level"] == "PREFECTURE" and code not in parents]

    assert childless == ["441900", "442000", "460400", "620200"]


@pytest.mark.parametrize(
    ("code", "name", "last_day", "successors"),
    [
        ("540422", "米林县", date(2022, 12, 31), ["540481"]),
        ("120225", "蓟县", date(2015, 12, 31), ["120119"]),
        ("330104", "江干区", date(2020, 12, 31), ["330102"]),
        ("130502", "桥东区", date(2019, 12, 31), ["130502"]),
        ("512300", "涪陵地区", date(1994, 12, 31), ["517000"]),
        ("442135", "白沙黎族自治县", date(1987, 12, 31), ["460030"]),
    ],
)
def test_an_ended_division_names_what_took_over(rows, code, name, last_day, successors):
    row = standing(rows, last_day)[code]

    assert (row["name"], row["successors"]) == (name, successors)
    assert row["to"].toordinal() == last_day.toordinal() + 1


def test_successors_stand_on_the_day_they_take_over(rows):
    by_day: dict[date, dict[str, dict]] = {}
    for row in rows:
        if row["successors"]:
            codes = by_day.setdefault(row["to"], standing(rows, row["to"]))

            assert [code for code in row["successors"] if code not in codes] == [], row["code"]


def test_only_rows_that_ended_have_successors(rows):
    assert [row["code"] for row in rows if row["to"] == END and row["successors"]] == []
