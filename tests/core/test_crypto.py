"""Sealed values open at their place only; hashes find without telling."""

import base64

import pytest

from core import crypto
from core.crypto import Place

HERE = Place("alpha", "7", "phone")
ONE, OTHER = (base64.b64encode(bytes([sign]) * 32).decode() for sign in (1, 2))


def ring(text: str) -> crypto.Keyring:
    return crypto.read(text, default=bytes(32))


@pytest.mark.parametrize("keys", ["", f"one:{ONE}", f"one:sm4:{ONE}", f"one:aes:{ONE},default"])
def test_what_was_sealed_opens_at_its_place(keys):
    sealed = ring(keys).seal("15400001234", HERE)

    assert ring(keys).open(sealed, HERE) == "15400001234"
    assert b"15400001234" not in sealed


@pytest.mark.parametrize("suite", ["aes", "sm4"])
@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("beta", "7", "phone"),
        Place("alpha", "8", "phone"),
        Place("alpha", "7", "id_number"),
        Place("alpha7", "", "phone"),
    ],
    ids=["another tenant", "another row", "another field", "parts shifted"],
)
def test_a_value_copied_elsewhere_does_not_open(suite, elsewhere):
    keys = ring(f"one:{suite}:{ONE}")

    with pytest.raises(crypto.CannotOpen, match="所在位置不符"):
        keys.open(keys.seal("15400001234", HERE), elsewhere)


@pytest.mark.parametrize("position", [2, 5, 20, -1])
def test_a_value_that_was_altered_does_not_open(position):
    sealed = bytearray(ring("").seal("15400001234", HERE))
    sealed[position] ^= 1

    with pytest.raises(crypto.CannotOpen):
        ring("").open(bytes(sealed), HERE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" * 60, b"\x01\xff" + b"x" * 60])
def test_what_nobody_sealed_does_not_open(sealed):
    with pytest.raises(crypto.CannotOpen, match="格式不明"):
        ring("").open(sealed, HERE)


def test_the_same_value_is_sealed_differently_each_time():
    assert ring("").seal("甲", HERE) != ring("").seal("甲", HERE)


def test_a_new_first_key_seals_while_the_old_one_opens():
    old, both = ring(f"one:{ONE}"), ring(f"two:{OTHER},one:{ONE}")

    assert both.open(old.seal("甲", HERE), HERE) == "甲"
    assert crypto.key_id(both.seal("甲", HERE)) == "two"
    with pytest.raises(crypto.CannotOpen, match="缺少加密密钥 two"):
        old.open(both.seal("甲", HERE), HERE)


def test_a_hash_is_the_same_for_one_key_tenant_and_field_only():
    one, other = ring(f"one:{ONE}"), ring(f"two:{OTHER}")
    hashed = one.blind("甲", schema="alpha", field="phone")

    assert hashed == one.blind("甲", schema="alpha", field="phone")
    assert len(hashed) == 32
    assert (
        len(
            {
                hashed,
                one.blind("乙", schema="alpha", field="phone"),
                one.blind("甲", schema="beta", field="phone"),
                one.blind("甲", schema="alpha", field="id_number"),
                other.blind("甲", schema="alpha", field="phone"),
                ring(f"one:sm4:{ONE}").blind("甲", schema="alpha", field="phone"),
            }
        )
        == 6
    )


def test_a_value_is_looked_for_under_every_key():
    both = ring(f"two:{OTHER},one:{ONE}")

    assert both.blinds("甲", schema="alpha", field="phone") == [
        ring(text).blind("甲", schema="alpha", field="phone") for text in (f"two:{OTHER}", f"one:{ONE}")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "one",
        f":{ONE}",
        "one:kurz",
        "one:AAAA",
        f"one:des:{ONE}",
        f"default:{ONE}",
        f"o ne:{ONE}",
        f"one:{ONE},one:{OTHER}",
        f"one:{ONE},",
        f"{'x' * 41}:{ONE}",
    ],
)
def test_keys_that_cannot_be_read_are_refused_without_being_told(text):
    with pytest.raises(crypto.BadKeys, match="HONGLING_FIELD_KEYS") as refusal:
        ring(text)

    assert ONE not in str(refusal.value)


def test_a_key_does_not_show_its_secret():
    assert "secret" not in repr(ring(f"one:{ONE}"))
