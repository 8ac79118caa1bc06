"""GB 11643: form, check digit, day; and no message repeats the number."""

from datetime import date

import nobody
import pytest

from core.people import identity_numbers
from core.people.codes import Sex

WOMAN = nobody.number(date(2000, 2, 29), sequence=996)


def test_a_number_tells_region_day_and_sex():
    number = identity_numbers.read(WOMAN)

    assert (number.region_code, number.born_on, number.sex) == ("522702", date(2000, 2, 29), Sex.FEMALE)
    assert identity_numbers.read(nobody.NUMBER).sex == Sex.MALE


@pytest.mark.parametrize(
    "text",
    [f" {WOMAN[:6]} {WOMAN[6:14]} {WOMAN[14:]} ", WOMAN.translate({n: n + 0xFEE0 for n in range(48, 58)})],
)
def test_spaces_and_full_width_digits_are_taken_as_meant(text):
    assert identity_numbers.read(text).text == WOMAN


def test_a_small_x_is_a_capital_one():
    assert identity_numbers.read("11010519491231002x").text == "11010519491231002X"


@pytest.mark.parametrize("wrong", [str(digit) for digit in range(10) if str(digit) != nobody.NUMBER[-1]])
def test_any_other_check_digit_is_refused(wrong):
    with pytest.raises(identity_numbers.BadIdentityNumber, match="校验码") as refusal:
        identity_numbers.read(nobody.NUMBER[:-1] + wrong)

    assert nobody.NUMBER[:10] not in str(refusal.value)


@pytest.mark.parametrize("day", ["20010229", "19901301", "19900431", "19900700", "00000101"])
def test_a_day_that_does_not_exist_is_refused(day):
    first = f"522702{day}997"

    with pytest.raises(identity_numbers.BadIdentityNumber, match="真实的日期"):
        identity_numbers.read(first + identity_numbers.check_digit(first))


@pytest.mark.parametrize(
    "text", ["", "522702900307997", nobody.NUMBER + "1", "X" + nobody.NUMBER[1:], "五" * 18]
)
def test_anything_but_eighteen_digits_is_refused(text):
    with pytest.raises(identity_numbers.BadIdentityNumber, match="18 位"):
        identity_numbers.read(text)
