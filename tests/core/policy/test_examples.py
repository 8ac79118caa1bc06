"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import core.policy

MODULES = [f"core.policy.{module.name}" for module in pkgutil.iter_modules(core.policy.__path__)]


@pytest.mark.parametrize("name", [*MODULES, "plugins.fuquan_licensing.rules"])
def test_every_example_of_a_module_holds(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("name", "least"),
    [("periods", 5), ("ratios", 6), ("jsontext", 1), ("vocabulary", 2)],
)
def test_the_modules_of_small_functions_have_examples(name, least):
    module = importlib.import_module(f"core.policy.{name}")

    assert doctest.testmod(module).attempted >= least
