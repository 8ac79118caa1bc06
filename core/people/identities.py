"""Identity numbers and phones of this tenant's people: sealed, looked up by keyed hash, shown masked.

Keys are named by ``HONGLING_FIELD_KEYS`` (see `core.crypto.read`); without it one is derived from the signing
secret, which then belongs into every backup.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import connection

from core import crypto
from core.crypto import Keyring, Place
from core.errors import DomainError

Field = Literal["id_number", "phone"]
FIELDS: tuple[Field, ...] = ("id_number", "phone")

_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}[1-9][0-9]{6,7}")
_NUMBERS = re.compile(r"[0-9](?:[\s-]?[0-9]){9,}[Xx]?")


class BadPhone(DomainError):
    """A phone number cannot be one."""

    code = "BAD_USER_INPUT"


class NumberInText(DomainError):
    """A text that is kept in clear holds what looks like an identity number or a phone."""

    code = "BAD_USER_INPUT"


def keyring() -> Keyring:
    """Return the keys of this process."""
    return _keyring(settings.FIELD_KEYS, settings.SECRET_KEY)


def seal(clear: str, *, person_id: UUID, field: Field) -> tuple[bytes, bytes]:
    """Return the sealed value of a person of this tenant, and the keyed hash to find it by."""
    ring, schema = keyring(), _schema()
    sealed = ring.seal(clear, Place(schema, str(person_id), field))
    return sealed, ring.blind(clear, schema=schema, field=field)


def opened(sealed: bytes | None, *, person_id: UUID, field: Field) -> str | None:
    """Return a value of a person of this tenant in clear, None where there is none.

    :raises crypto.CannotOpen: if it was sealed for another person, field or tenant, or its key is missing.
    """
    if sealed is None:
        return None
    return keyring().open(bytes(sealed), Place(_schema(), str(person_id), field))


def key_of(sealed: bytes | None) -> str | None:
    """Return the name of the key under which a value stands, None where there is none."""
    return None if sealed is None else crypto.key_id(bytes(sealed))


def blinds(clear: str, *, field: Field) -> list[bytes]:
    """Return the keyed hashes under which a value may stand in this tenant, one per key in use."""
    return keyring().blinds(clear, schema=_schema(), field=field)


def masked(clear: str | None, *, field: Field) -> str | None:
    """Return a value as it is shown to those who may not see it whole.

    >>> masked("522702199003079968", field="id_number"), masked("13800001234", field="phone")
    ('5227**********9968', '138****1234')
    """
    if clear is None:
        return None
    head = 4 if field == "id_number" else 3
    return clear[:head] + "*" * (len(clear) - head - 4) + clear[-4:]


def phone(text: str) -> str:
    """Return a phone number as it is stored: digits only, without the country's code.

    >>> phone("+86 138-0000-1234"), phone("0854 2221234")
    ('13800001234', '08542221234')

    :raises BadPhone: if it is neither a mobile number nor a landline with its area code.
    """
    digits = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)86", "", digits)
    if not _PHONE.fullmatch(digits):
        raise BadPhone("电话须为 11 位手机号，或带区号的固定电话。")
    return digits


def refuse_numbers(text: str, *, what: str) -> str:
    """Return a text without what looks like an identity number or phone: it is kept and shown in clear.

    :raises NumberInText: if there is one.
    """
    if _NUMBERS.search(unicodedata.normalize("NFKC", text)):
        raise NumberInText(f"{what}中不得写身份证号或电话：请删去这些数字。")
    return text


def _schema() -> str:
    return str(connection.schema_name)  # type: ignore[attr-defined]


@lru_cache(maxsize=8)
def _keyring(keys: str, secret_key: str) -> Keyring:
    return crypto.read(keys, default=crypto.derived(secret_key, purpose="hongling.field.default"))
