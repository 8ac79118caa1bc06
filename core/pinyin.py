"""Pinyin: the order in which Chinese names are listed, and a way to find them."""

from pypinyin import Style, lazy_pinyin


def of(text: str) -> str:
    """Return the pinyin by which a name is sorted and found.

    >>> of("吴川")
    'wu chuan'
    """
    return " ".join(lazy_pinyin(text, style=Style.NORMAL)).lower()
