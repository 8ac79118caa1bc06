from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy import jsontext
from core.policy.vocabulary import Sector


def test_numbers_are_read_exactly():
    assert jsontext.read('{"share": 0.79999999999999999999, "count": 3}') == {
        "share": Decimal("0.79999999999999999999"),
        "count": 3,
    }


def test_equal_values_are_written_byte_for_byte_alike():
    value = {
        "b": [Decimal("1.50"), Fraction(2, 3), Fraction(1, 8), True, None, -0],
        "a": {"day": date(2024, 2, 29), "sector": Sector.ORGAN, "机关": "“引号”\n"},
    }

    assert jsontext.write(value) == (
        '{"a":{"day":"2024-02-29","sector":"ORGAN","机关":"“引号”\\n"},"b":[1.5,0.666667,0.125,true,null,0]}'
    )
    assert jsontext.write(dict(reversed(value.items()))) == jsontext.write(value)


def test_floats_of_other_readers_stand_for_their_shortest_text():
    assert jsontext.checked({"share": 0.1 + 0.2}) == {"share": Decimal("0.30000000000000004")}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "不是有效的 JSON"),
        ('{"a":1,}', "第 1 行"),
        (b"\xff", "不是有效的 JSON"),
        ('{"a":1,"a":2}', "“a”出现了两次"),
        ('{"a":{"b":[NaN]}}', "a.b[0] 不是可用的数字"),
        ('{"a":-Infinity}', "a 不是可用的数字"),
        ('{"a":1e400}', "a 不是可用的数字"),
        ('{"a":1e-400}', "a 不是可用的数字"),
        ('{"a":' + "9" * 5000 + "}", "a 不是可用的数字"),
        ('{"a":0.' + "1" * 31 + "}", "a 不是可用的数字"),
        ('{"a":"\\u0000"}', "a 文字中有无法保存的字符"),
        ('{"\\ud800":1}', "文字中有无法保存的字符"),
        ("[" * 33 + "]" * 33, "嵌套过深"),
        ("[" * 100_000 + "]" * 100_000, "嵌套过深"),
    ],
)
def test_what_would_need_a_guess_is_refused_by_name(text, named):
    with pytest.raises(jsontext.JsonError) as refusal:
        jsontext.read(text)

    assert named in refusal.value.message
    assert refusal.value.code == "BAD_USER_INPUT"


def test_the_deepest_nesting_allowed_is_read():
    assert jsontext.write(jsontext.read("[" * 32 + "]" * 32)) == "[" * 32 + "]" * 32


def test_only_values_of_json_have_a_place_in_it():
    with pytest.raises(TypeError, match="set"):
        jsontext.write({"a": {1}})
    with pytest.raises(TypeError, match="set"):
        jsontext.checked({"a": {1}})
    with pytest.raises(TypeError, match="set"):
        jsontext.plain({"a": {1}})


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**29), 10**29)
    | st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100)
@given(TREES)
def test_what_is_written_is_read_back_and_written_alike(tree):
    text = jsontext.write(tree)

    assert jsontext.read(text) == tree
    assert jsontext.write(jsontext.read(text)) == text
