"""The worked examples of all schemes are facts as a client would send them."""

import pytest

from core.decisions import schemes
from core.policy import jsontext

EXAMPLES = [
    pytest.param(example, id=f"{name}.{action}")
    for name, scheme in schemes.usable().items()
    for action, example in scheme.examples.items()
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_exact_json(example):
    assert jsontext.read(jsontext.write(example)) == example
