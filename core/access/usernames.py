"""One spelling of a sign-in name, so that `ＬＩ`, `Li` and `li` are one account."""

import re
import unicodedata

PATTERN = re.compile(r"[\w.-]{2,64}")
"""What a normalised sign-in name may look like."""


def normalise(username: str) -> str:
    """Return the stored spelling of a sign-in name: trimmed, half-width, lower case.

    >>> normalise(" Ｌi.Na ")
    'li.na'
    """
    return unicodedata.normalize("NFKC", username).strip().lower()
