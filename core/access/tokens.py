"""API tokens as text: how they are made, recognised and turned into what the database keeps."""

import hashlib
import secrets

PREFIX = "hlk_"
"""Start of every token, so that people and secret scanners recognise one that got lost."""


def mint() -> str:
    """Return a new token: the prefix and 256 random bits, in letters that fit into a header."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """Return what is stored of a token.

    A plain SHA-256 is enough: nobody can guess 256 random bits, so there is nothing for a slow hash to
    protect, and the same token is worth nothing in another schema, which has no such row.
    """
    return hashlib.sha256(token.encode()).digest()
