"""Which indicators there are, and what becomes of a plugin whose code is taken."""

import re
from dataclasses import replace

import pytest
from counting import TODAY

from core import plugins
from core.indicators import periods, registry, selectors
from core.indicators.definition import Counts, Indicator, Kind, Rows

OF_DOMAIN = [
    "organisations",
    "workers",
    "quota",
    "quota_filled",
    "units_short",
    "vacancies_over_90_days",
    "fulltime_share",
    "parttime_share",
    "single_worker_units_share",
    "dual_head_share",
    "multi_post_share",
    "deputy_or_fulltime_share",
    "education_college_share",
    "education_bachelor_share",
    "age_35_share",
    "age_50_share",
    "average_age",
    "party_age_15_share",
    "party_work_band",
    "entry_channel",
    "elected_share",
    "retention_share",
    "departures",
    "training_sessions",
    "training_attendances",
    "trained_people",
    "training_participation_share",
    "training_days_per_head",
    "training_evaluated_share",
    "appraised_share",
    "grade",
    "excellent_share",
    "obligations_overdue_share",
    "qualified_orgs_share",
    "advanced_orgs_share",
    "backward_orgs_share",
]

ROWS = Rows(sql="SELECT 1", see=("people.see",), touched_by=("core_person",))


def indicator(code: str) -> Indicator:
    return Indicator(
        code=code,
        title="测试",
        unit="人",
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=ROWS,
        numerator="1",
        clause="测试",
    )


@pytest.fixture
def brought(monkeypatch, in_alpha):
    """Let plugins bring other indicators, and forget afterwards what that did to them."""

    def bring(**by_plugin):
        monkeypatch.setattr(
            plugins, "describe", lambda name, hook, *, expected: by_plugin.get(name) if hook else None
        )
        registry._plugins.cache_clear()

    monkeypatch.setattr(plugins, "_QUARANTINE", {})
    yield bring
    registry._plugins.cache_clear()


def test_the_core_counts_all_that_the_domain_names():
    assert sorted(one.code for one in registry.CORE) == sorted(OF_DOMAIN)


@pytest.mark.parametrize("one", registry.CORE, ids=lambda one: one.code)
def test_an_indicator_says_in_chinese_what_it_is_and_where_it_comes_from(one):
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in (one.title, one.unit, one.clause))


def test_a_tenant_without_schemes_has_the_cores_indicators_only(in_beta):
    assert list(registry.active()) == [one.code for one in registry.CORE]


def test_unknown_codes_are_named(in_beta):
    with pytest.raises(registry.UnknownIndicator, match="nothing、never") as refused:
        registry.chosen(["workers", "nothing", "never"])

    assert refused.value.extensions == {"indicators": ["nothing", "never"]}


def test_codes_come_in_the_order_asked_and_once(in_beta):
    assert [one.code for one in registry.chosen(["quota", "workers", "quota"])] == ["quota", "workers"]


def test_a_change_touches_the_indicators_that_read_the_table(in_beta):
    touched = registry.touched(["core_quota"])

    assert touched == {"quota", "quota_filled", "units_short", "vacancies_over_90_days"} | {
        one.code for one in registry.CORE if one.rows is registry.units.ROWS
    }
    assert registry.touched(["core_honour"]) == set()


def test_a_plugin_adds_its_indicators_where_it_runs(brought):
    brought(fuquan_licensing=(indicator("fuquan_figure"),))

    assert "fuquan_figure" in registry.active()
    assert registry.owner("fuquan_figure") == "fuquan_licensing"
    assert registry.owner("workers") is None


@pytest.mark.parametrize(
    ("one", "other", "quarantined", "reason"),
    [
        (("same",), ("same",), "guizhou_township", "same 同时由fuquan_licensing"),
        ((), ("workers",), "guizhou_township", "workers 同时由核心"),
        ((), ("twice", "twice"), "guizhou_township", "两次提供指标 twice"),
    ],
)
def test_a_code_that_is_taken_quarantines_the_plugin(brought, one, other, quarantined, reason):
    brought(
        fuquan_licensing=tuple(indicator(code) for code in one),
        guizhou_township=tuple(indicator(code) for code in other),
    )

    codes = set(registry.active())

    assert reason in plugins._QUARANTINE[quarantined]
    assert codes == {one.code for one in registry.CORE} | set(one)


def test_what_is_no_indicator_quarantines_the_plugin(brought):
    brought(fuquan_licensing=("licensed_share",))

    assert set(registry.active()) == {one.code for one in registry.CORE}
    assert "其中有 str" in plugins._QUARANTINE["fuquan_licensing"]


def test_a_plugins_statement_that_fails_names_the_plugin_and_spoils_nothing(brought):
    broken = replace(
        indicator("fuquan_figure"), rows=replace(ROWS, sql="SELECT * FROM fuquan_licensing_nothing")
    )
    brought(fuquan_licensing=(broken,))
    span = periods.passed(periods.parse("2022"), today=TODAY)

    with pytest.raises(plugins.PluginFailed, match="fuquan_licensing 的指标 fuquan_figure") as failed:
        selectors.cells(indicators=[broken], span=span)

    assert failed.value.extensions == {"plugin": "fuquan_licensing", "indicator": "fuquan_figure"}
    [workers] = selectors.cells(indicators=registry.chosen(["workers"]), span=span)
    assert workers.numerator == 0
