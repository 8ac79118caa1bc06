"""A credential as a sheet of paper: PDF in Chinese, with a QR code that leads to its public page."""

import io
from datetime import date
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn as chinese
import segno
import typst
from django.conf import settings

from core import plugins
from core.credentials import catalogue
from core.credentials.kinds import CredentialKind
from core.credentials.selectors import CredentialRow
from core.organisations import selectors as organisations
from core.policy.vocabulary import CredentialStatus
from core.reference import selectors as reference

_TEMPLATE = Path(settings.BASE_DIR) / "core" / "templates" / "credentials" / "certificate.typ"


def of(row: CredentialRow, *, address: str) -> bytes:
    """Return the certificate of a credential whose kind is known, one A4 sheet.

    :param address: the whole address of its public page.
    """
    organisation = region = ""
    if row.organisation_id is not None:
        there = organisations.nearest(ids=[row.organisation_id], on=row.issued_on)
        organisation = there[row.organisation_id].name
    if row.region_code:
        division = reference.division(code=row.region_code, on=row.issued_on)
        region = division.name if division else row.region_code
    return pdf(
        row,
        kind=catalogue.known()[row.kind],
        scheme=plugins.usable()[row.kind.partition(".")[0]].title,
        organisation=organisation,
        region=region,
        address=address,
    )


def pdf(
    row: CredentialRow, *, kind: CredentialKind, scheme: str, organisation: str, region: str, address: str
) -> bytes:
    """Return a certificate with these names; a status other than VALID is printed across it.

    :param scheme: title of the scheme that the kind belongs to.
    :param organisation: name of the holder's organisation when it was issued; may be empty.
    :param region: name of the city where it counts; may be empty.
    :param address: the whole address of the public page.
    """
    label = kind.label(row.level)
    return _compiled(
        scheme=scheme,
        title=kind.title,
        number=row.number,
        name=row.person_name,
        wording=kind.wording,
        # Where levels are no ladder, they say as what somebody is appointed.
        level=label if kind.climbing else "",
        role="" if kind.climbing else label,
        organisation=organisation,
        region=region,
        until="长期有效" if row.valid_until is None else f"至{_day(row.valid_until)}",
        issuer=row.issuer_name,
        issued=_day(row.issued_on),
        mark="" if row.status == CredentialStatus.VALID else CredentialStatus[row.status].label,
        qr=_qr(address),
    )


def _compiled(**texts: str) -> bytes:
    """Return the sheet with these texts, which reach the template as values, never as markup."""
    compiler = typst.Compiler(
        _TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=texts
    )
    sheet = compiler.compile(format="pdf")
    assert isinstance(sheet, bytes)
    return sheet


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[chinese.serif_path().parent],
    )


def _qr(address: str) -> str:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()


def _day(day: date) -> str:
    """Return a day as certificates write it.

    >>> _day(date(2022, 6, 5))
    '2022年6月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
