"""Seal single values so that they open only at their own place, and find them by a keyed hash.

Pure: keys and places are handed in. A key carries its algorithms: AES-256-GCM with HMAC-SHA256, or SM4-GCM
with HMAC-SM3 (GB/T 32907, GB/T 32905). Both are derived from the key's secret by HKDF.
"""

import base64
import binascii
import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import DomainError

Suite = Literal["aes", "sm4"]

_FORM = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_BYTES: dict[Suite, int] = {"aes": 32, "sm4": 16}
_DEFAULT = "default"


class BadKeys(DomainError):
    """The list of keys cannot be read."""

    code = "BAD_FIELD_KEYS"


class CannotOpen(DomainError):
    """A sealed value belongs elsewhere, was altered, or was sealed with a key that is not at hand."""

    code = "FIELD_UNREADABLE"


@dataclass(frozen=True)
class Place:
    """Where a value stands: a sealed value opens nowhere else."""

    schema: str
    row: str
    field: str

    def __bytes__(self) -> bytes:
        """Return the place as bytes that no other place has."""
        return b"".join(
            len(part).to_bytes(4) + part
            for part in (text.encode() for text in (self.schema, self.row, self.field))
        )


@dataclass(frozen=True)
class Key:
    """One key: the name that sealed values carry, its secret, its algorithms."""

    id: str
    secret: bytes = field(repr=False)
    suite: Suite = "aes"


@dataclass(frozen=True)
class Keyring:
    """Keys in order; the first seals, all open."""

    keys: tuple[Key, ...]

    @property
    def head(self) -> bytes:
        """What every value begins with that is sealed now, and none that was sealed with another key."""
        name = self.keys[0].id.encode()
        return _FORM + len(name).to_bytes(1) + name

    def seal(self, clear: str, place: Place) -> bytes:
        """Return the value sealed for its place: form, key's name, nonce, ciphertext, tag."""
        key = self.keys[0]
        head = self.head
        nonce = os.urandom(_NONCE_BYTES)
        sealing = _cipher(key, nonce).encryptor()
        sealing.authenticate_additional_data(head + bytes(place))
        body = sealing.update(clear.encode()) + sealing.finalize()
        return head + nonce + body + sealing.tag

    def open(self, sealed: bytes, place: Place) -> str:
        """Return the value that was sealed for this place.

        :raises CannotOpen: if it was not, or its key is missing.
        """
        name = key_id(sealed)
        key = next((key for key in self.keys if key.id == name), None)
        if key is None:
            raise CannotOpen(f"缺少加密密钥 {name}：请系统管理员在 HONGLING_FIELD_KEYS 中补上。")
        head, rest = sealed[: 2 + len(name)], sealed[2 + len(name) :]
        nonce, body, tag = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:-_TAG_BYTES], rest[-_TAG_BYTES:]
        opening = _cipher(key, nonce, tag).decryptor()
        opening.authenticate_additional_data(head + bytes(place))
        try:
            return (opening.update(body) + opening.finalize()).decode()
        except InvalidTag:
            raise CannotOpen("加密内容与所在位置不符或已被改动，不能解密：请联系系统管理员。") from None

    def blind(self, clear: str, *, schema: str, field: str) -> bytes:
        """Return the keyed hash under which a value is stored and found within one schema's field."""
        return _blind(self.keys[0], clear, schema, field)

    def blinds(self, clear: str, *, schema: str, field: str) -> list[bytes]:
        """Return the keyed hashes under which a value may be stored, one per key."""
        return [_blind(key, clear, schema, field) for key in self.keys]


def key_id(sealed: bytes) -> str:
    """Return the name of the key that a value was sealed with.

    :raises CannotOpen: if the value was sealed by nothing that we know.
    """
    if sealed[:1] != _FORM or len(sealed) < 2 or len(sealed) < 2 + sealed[1] + _NONCE_BYTES + _TAG_BYTES:
        raise CannotOpen("加密内容的格式不明，不能解密：请联系系统管理员。")
    return sealed[2 : 2 + sealed[1]].decode()


def derived(secret: str, *, purpose: str) -> bytes:
    """Return 32 bytes for one purpose out of a secret that serves another."""
    return _derive(secret.encode(), purpose.encode(), 32)


def read(text: str, *, default: bytes) -> Keyring:
    """Return the keys that a setting names, the first of which seals.

    >>> ring = read("k2:sm4:AAECAwQFBgcICQoLDA0ODw==,default", default=bytes(32))
    >>> [(key.id, key.suite) for key in ring.keys]
    [('k2', 'sm4'), ('default', 'aes')]

    :param text: entries ``name:base64`` or ``name:sm4:base64`` (16 bytes at least, 32 for AES) joined by
        commas; the word ``default`` stands for the default key. Empty: the default key alone.
    :raises BadKeys: if an entry cannot be read or a name stands twice.
    """
    keys = tuple(_entry(entry.strip(), default) for entry in (text or _DEFAULT).split(","))
    if len({key.id for key in keys}) < len(keys):
        raise BadKeys("HONGLING_FIELD_KEYS 中有重复的密钥名称。")
    return Keyring(keys)


def _entry(entry: str, default: bytes) -> Key:
    if entry == _DEFAULT:
        return Key(_DEFAULT, default)
    name, *suite, encoded = entry.split(":") if ":" in entry else (entry, "")
    chosen: Suite = "sm4" if suite == ["sm4"] else "aes"
    try:
        secret = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if suite not in ([], ["sm4"], ["aes"]) or not _named(name) or len(secret) < _KEY_BYTES[chosen]:
        raise BadKeys(
            "HONGLING_FIELD_KEYS 有误：每项写成 名称:密钥 或 名称:sm4:密钥，用逗号分开；名称为 1 至 40 个"
            "字母、数字、- 或 _（不能是 default），密钥为 Base64，AES 不少于 32 字节，SM4 不少于 16 字节。"
        )
    return Key(name, secret, chosen)


def _named(name: str) -> bool:
    plain = name.replace("-", "").replace("_", "")
    return 0 < len(name) <= 40 and name != _DEFAULT and plain.isascii() and plain.isalnum()


def _cipher(key: Key, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    secret = _derive(key.secret, b"hongling.field.cipher", _KEY_BYTES[key.suite])
    algorithm = algorithms.AES(secret) if key.suite == "aes" else algorithms.SM4(secret)
    return Cipher(algorithm, modes.GCM(nonce, tag))


def _blind(key: Key, clear: str, schema: str, field: str) -> bytes:
    secret = _derive(key.secret, b"hongling.field.blind" + bytes(Place(schema, "", field)), 32)
    digest = hmac.HMAC(secret, hashes.SHA256() if key.suite == "aes" else hashes.SM3())
    digest.update(clear.encode())
    return digest.finalize()


@lru_cache(maxsize=10_000)
def _derive(secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(secret)
