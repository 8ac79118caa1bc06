"""Which kinds a tenant has, and what becomes of a plugin that describes its kinds wrongly."""

from dataclasses import replace

import pytest

from core import plugins
from core.credentials import catalogue
from plugins.fuquan_licensing.credentials import LICENCE


@pytest.fixture
def answering(monkeypatch):
    """Let Fuquan's plugin answer something else; its quarantine ends with the test."""

    def answer(given: object) -> None:
        monkeypatch.setattr(catalogue, "_answers", {})
        monkeypatch.setattr(plugins, "_QUARANTINE", dict(plugins._QUARANTINE))
        describe = plugins.describe
        monkeypatch.setattr(
            plugins,
            "describe",
            lambda name, hook, *, expected: (
                given if name == "fuquan_licensing" else describe(name, hook, expected=expected)
            ),
        )

    return answer


def test_a_tenant_has_the_kinds_of_the_schemes_that_it_runs(in_alpha):
    assert list(catalogue.offered()) == [
        "fuquan_licensing.licence",
        "jiangsu_four_level.certificate",
        "xiajiang_three_roles.letter",
    ]


def test_a_tenant_without_schemes_has_none_and_knows_all(in_beta):
    assert catalogue.offered() == {}
    assert "fuquan_licensing.licence" in catalogue.known()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((LICENCE, "licence"), "实有 str"),
        ((LICENCE, LICENCE), "出现两次"),
        ((replace(LICENCE, code="jiangsu_four_level.certificate"),), "须以 fuquan_licensing. 开头"),
    ],
)
def test_a_plugin_that_answers_wrongly_is_quarantined_alone(in_alpha, answering, given, words):
    answering(given)

    kinds = catalogue.offered()

    assert list(kinds) == ["jiangsu_four_level.certificate", "xiajiang_three_roles.letter"]
    [found] = [plugin for plugin in plugins.all_found() if plugin.name == "fuquan_licensing"]
    assert words in found.quarantined
