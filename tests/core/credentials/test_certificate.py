"""The certificate on paper: one A4 sheet that says in Chinese what was issued."""

from datetime import date
from uuid import UUID

import pypdfium2
import pytest

from core.credentials import certificate
from core.credentials.selectors import CredentialRow
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.jiangsu_four_level.credentials import CERTIFICATE
from plugins.xiajiang_three_roles.credentials import LETTER

ADDRESS = "https://fuquan.hongling.example/c/AAAAAAAAAAAAAAAAAAAAAAAA/"
A4 = (pytest.approx(595.28, abs=0.1), pytest.approx(841.89, abs=0.1))
ROW = CredentialRow(
    id=UUID(int=1),
    version=1,
    kind=LICENCE.code,
    number="FQ-2022-00123",
    level="JUNIOR",
    status="VALID",
    person_id=UUID(int=2),
    person_name="张小三",
    organisation_id=None,
    region_code="",
    issued_on=date(2022, 6, 15),
    until_on=None,
    issuer_name="中共福泉市委组织部",
    public_secret=b"x" * 18,
)


def read(row: CredentialRow = ROW, **more) -> tuple[str, list[tuple[float, float]], dict[str, str]]:
    """Return the text of a certificate without spaces, the sizes of its pages, and its title and author."""
    given = {"kind": LICENCE, "scheme": "党务工作者持证上岗", "organisation": "", "region": "", **more}
    document = pypdfium2.PdfDocument(certificate.pdf(row, address=ADDRESS, **given))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.split()), [page.get_size() for page in document], document.get_metadata_dict()


def test_it_says_who_holds_what_since_when_and_who_issued_it():
    text, sizes, metadata = read(organisation="福泉市牛场镇党委")

    for part in (
        "党务工作者持证上岗",
        "党务工作者资格证书",
        "编号：FQ-2022-00123",
        "张小三同志，经考试合格、联审无异议，具备从事党务工作的任职资格。",
        "级别初级",
        "所在组织福泉市牛场镇党委",
        "有效期长期有效",
        "中共福泉市委组织部2022年6月15日",
    ):
        assert part in text
    assert sizes == [A4]
    assert metadata["Title"] == "党务工作者资格证书 FQ-2022-00123"
    assert metadata["Author"] == "中共福泉市委组织部"


def test_a_city_is_named_where_certificates_count_by_city():
    text, sizes, _ = read(
        ROW._replace(number="JS-320500-2022-00001", level="SPECIAL"), kind=CERTIFICATE, region="苏州市"
    )

    assert "发证城市苏州市" in text
    assert "两新组织党务工作者资格认证证书" in text
    assert "级别特级" in text
    assert sizes == [A4]


def test_a_letter_names_the_role_and_the_last_day_of_the_term():
    text, _, _ = read(ROW._replace(level="SUPERVISOR", until_on=date(2020, 3, 1)), kind=LETTER)

    assert "张小三同志，经组织研究，聘任为党建监督员。" in text
    assert "聘任职务党建监督员" in text
    assert "有效期至2020年2月29日" in text
    assert "级别" not in text


@pytest.mark.parametrize(
    ("status", "mark"),
    [("SUSPENDED", "暂停"), ("REVOKED", "注销"), ("SUPERSEDED", "已晋级"), ("EXPIRED", "失效")],
)
def test_what_is_not_valid_says_so_across_the_sheet(status, mark):
    assert mark in read(ROW._replace(status=status))[0]
    assert mark not in read()[0]


@pytest.mark.parametrize("name", ["#panic()", "$x$", "*张*_三_", '"\\#{}[]', "阿卜杜拉·买买提", "王" * 30])
def test_what_people_are_called_is_text_and_never_markup(name):
    text, sizes, _ = read(ROW._replace(person_name=name))

    assert name in text
    assert sizes == [A4]


def test_a_long_organisation_and_issuer_stay_on_one_sheet():
    text, sizes, _ = read(ROW._replace(issuer_name="发" * 100), organisation="党" * 200)

    assert text.count("党") >= 200
    assert sizes == [A4]


def test_the_square_holds_the_address():
    drawn, other = certificate._qr(ADDRESS), certificate._qr(ADDRESS.replace("AAAA", "BBBB", 1))

    assert drawn.startswith("<svg")
    assert drawn != other
