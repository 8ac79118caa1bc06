"""Identifiers as they come in from outside."""

from uuid import UUID


def parsed(text: object) -> UUID | None:
    """Return the identifier that a text is; None for a text that no row can have as its identifier.

    >>> parsed("1"), parsed("0192f0c4-0000-7000-8000-000000000001")
    (None, UUID('0192f0c4-0000-7000-8000-000000000001'))
    """
    try:
        return UUID(str(text))
    except ValueError:
        return None
