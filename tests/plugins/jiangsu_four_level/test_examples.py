"""The examples in docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["vocabulary", "rules_certification", "rules_standing"])
def test_the_examples_of_a_module_hold(module):
    results = doctest.testmod(importlib.import_module(f"plugins.jiangsu_four_level.{module}"))

    assert (results.failed, results.attempted > 0) == (0, True)
