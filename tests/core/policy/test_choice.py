"""Codes with their Chinese term."""

import pytest

from core.policy.choice import Choice


class Colour(Choice):
    RED = "RED", "红"
    BLUE = "BLUE", "蓝"


def test_a_code_is_found_by_its_text_and_has_its_term():
    assert Colour("RED") is Colour.RED
    assert (Colour.BLUE, Colour.BLUE.label) == ("BLUE", "蓝")


@pytest.mark.parametrize("value", ["GREEN", "red", "红"])
def test_any_other_text_is_no_code(value):
    with pytest.raises(ValueError, match=value):
        Colour(value)


@pytest.mark.parametrize("member", ["RED", ("RED", "")])
def test_a_code_without_its_term_is_refused(member):
    with pytest.raises(TypeError, match="RED lacks its term"):
        Choice("Bare", {"RED": member})
