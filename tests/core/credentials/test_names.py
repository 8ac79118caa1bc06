"""Names on a public page."""

import pytest

from core.credentials import names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张**"),
        ("王李小三", "王***"),
        ("欧阳三", "欧阳*"),
        ("欧阳小三", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿卜杜拉·买买提", "阿***·***"),
        ("尼玛扎西", "尼***"),
        ("𬭎三", "𬭎*"),
        ("Aisha Bek", "A**** ***"),
        (" 张三 ", "张*"),
        ("张", "张"),
        ("", ""),
    ],
)
def test_only_the_family_name_is_left(name, shown):
    assert names.masked(name) == shown
