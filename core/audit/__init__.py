"""The append-only record of all changes; `acting` says who makes them."""

from core.audit.session import acting

__all__ = ["acting"]
