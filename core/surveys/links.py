"""Tokens of links: what people get, and what the table keeps of it."""

import hashlib
import secrets
from uuid import UUID


def mint() -> str:
    """Return a new token: 128 random bits as letters that fit into an address."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> UUID:
    """Return what is kept of a token: half of its SHA-256, from which nobody finds 128 random bits."""
    return UUID(bytes=hashlib.sha256(token.encode()).digest()[:16])
