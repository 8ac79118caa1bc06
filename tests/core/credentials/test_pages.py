"""The certificate's PDF for those who may see it, and the public page for whoever holds its code."""

import re
from uuid import UUID

import pypdfium2
import pytest
from browsing import CLERK, PASSWORD, new_token, sign_in
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from issued import CLEAR, TODAY, licensed

from core.access import services as access
from core.access.models import User
from core.credentials import pages, selectors, services
from core.credentials.models import Credential
from core.people import services as people


@pytest.fixture
def visit(client_of, in_alpha):
    """Open a path on a tenant's host, alpha's unless told otherwise, as a user of alpha or as a stranger."""

    def open_page(path: str, *, host: str = "alpha", role: str | None = None, **place):
        client: Client = client_of(host)
        if role is not None:
            connection.set_tenant(in_alpha)
            name = f"lina{User.objects.count()}"
            user = access.create_user(username=name, name="李娜", actor=CLERK, password=PASSWORD)
            access.grant_role(user=user, role=role, actor=CLERK, **place)
            sign_in(client, name)
        response = client.get(path)
        connection.set_tenant(in_alpha)
        return response

    return open_page


def row_of(credential: Credential) -> selectors.CredentialRow:
    row = selectors.one(credential=credential.pk, on=TODAY, today=TODAY)
    assert row is not None
    return row


def sheet(credential: Credential) -> str:
    return f"/credentials/{credential.pk}/certificate.pdf"


def words(page: str) -> list[str]:
    """Return what somebody reads in the main part of a page."""
    main = page[page.index("<section") : page.index("</section>")]
    return re.sub(r"<[^>]+>", " ", main).split()


def test_an_officer_opens_the_certificate(visit, somebody):
    licence = licensed(somebody("张小三"))

    response = visit(sheet(licence), role="ORGANISATION_OFFICER")

    assert (response.status_code, response["content-type"]) == (200, "application/pdf")
    assert response["content-disposition"] == 'inline; filename="FQ-2022-00001.pdf"'
    assert "no-store" in response["cache-control"]
    [page] = pypdfium2.PdfDocument(response.content)
    text = "".join(page.get_textpage().get_text_range().split())
    assert "张小三同志" in text
    assert "所在组织牛场镇党委" in text


def test_a_program_opens_the_certificate_with_its_token(client_of, somebody):
    licence = licensed(somebody())
    token = new_token("program", "ORGANISATION_OFFICER")

    response = client_of("alpha").get(sheet(licence), headers={"authorization": f"Bearer {token}"})

    assert response.content.startswith(b"%PDF")


def test_a_unit_officer_opens_the_certificates_of_the_unit_only(visit, somebody, unit, town):
    other = unit("道坪镇党委")
    own, foreign = licensed(somebody("甲")), licensed(somebody("乙", other))

    assert visit(sheet(own), role="UNIT_OFFICER", organisation_id=town.pk).status_code == 200
    assert visit(sheet(foreign), role="UNIT_OFFICER", organisation_id=town.pk).status_code == 404


@pytest.mark.parametrize("role", [None, "REVIEWER", "ADMINISTRATOR", "AUDITOR"])
def test_the_certificate_is_not_found_by_who_may_not_see_it(visit, somebody, role):
    licence = licensed(somebody())

    response = visit(sheet(licence), role=role)

    assert response.status_code == 404
    assert licence.number not in response.content.decode()


def test_a_certificate_of_nowhere_is_not_found(visit):
    assert (
        visit(f"/credentials/{UUID(int=7)}/certificate.pdf", role="ORGANISATION_OFFICER").status_code == 404
    )


def test_a_first_password_opens_no_certificate(visit, client_of, somebody):
    licence = licensed(somebody())
    user = access.create_user(
        username="lina", name="李娜", actor=CLERK, password=PASSWORD, must_change_password=True
    )
    access.grant_role(user=user, role="ORGANISATION_OFFICER", actor=CLERK)
    client = client_of("alpha")
    sign_in(client)

    assert client.get(sheet(licence)).status_code == 404


def test_the_public_page_shows_five_things_and_nothing_else(visit, somebody):
    licence = licensed(somebody("张小三"))

    response = visit(f"/c/{row_of(licence).public_code}/")

    assert response.status_code == 200
    assert words(response.content.decode()) == [
        *("甲县", "证书核验", "有效"),
        *("持证人", "张**", "级别", "初级", "发证日期", "2022年6月15日", "发证机关", "中共福泉市委组织部"),
    ]
    text = response.content.decode()
    for secret in ("张小三", licence.number, "牛场镇", str(licence.pk), str(licence.person_id)):
        assert secret not in text


def test_the_public_page_shows_how_the_credential_stands_today(visit, somebody):
    licence = licensed(somebody())
    services.revoke(
        credential=licence.pk,
        on=TODAY,
        today=TODAY,
        facts={"serious_consequence": True, "cause": "WORK_ERROR"},
    )

    assert "注销" in words(visit(f"/c/{row_of(licence).public_code}/").content.decode())


def test_the_public_page_is_kept_by_no_cache_and_listed_by_no_search_engine(visit, somebody):
    response = visit(f"/c/{row_of(licensed(somebody())).public_code}/")

    assert "no-store" in response["cache-control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("code", ["A" * 24, "A", "没有", "A" * 500, "%00"])
def test_a_code_of_nobody_is_not_found_in_plain_words(visit, code):
    response = visit(f"/c/{code}/")

    assert response.status_code == 404
    assert words(response.content.decode())[1] == "没有查到证书"


def test_a_wrong_code_asks_the_database_as_much_as_a_right_one(visit, somebody):
    right = row_of(licensed(somebody())).public_code
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    counts = []
    for code in (right, right, wrong, "A", "没有"):
        with CaptureQueriesContext(connection) as statements:
            visit(f"/c/{code}/")
        counts.append(sum("sha256" in statement["sql"] for statement in statements))

    assert counts == [1] * 5


def test_a_code_is_worth_nothing_on_another_host(beta, visit, somebody):
    code = row_of(licensed(somebody())).public_code

    assert visit(f"/c/{code}/", host="beta").status_code == 404
    assert visit(f"/c/{code}/").status_code == 200


def test_a_certificate_is_worth_nothing_on_another_host(beta, client_of, somebody):
    licence = licensed(somebody())
    connection.set_tenant(beta)
    user = access.create_user(username="lina", name="李娜", actor=CLERK, password=PASSWORD)
    access.grant_role(user=user, role="ORGANISATION_OFFICER", actor=CLERK)
    client = client_of("beta")
    sign_in(client)

    assert client.get(sheet(licence)).status_code == 404


def test_who_was_erased_is_on_no_public_page(visit, somebody):
    person = somebody()
    code = row_of(licensed(person)).public_code

    people.erase(person_id=person.pk, actor=CLERK, reason="本人申请")

    assert visit(f"/c/{code}/").status_code == 404


def test_pages_only_show(client_of, in_alpha, somebody):
    client = client_of("alpha")
    code = row_of(licensed(somebody())).public_code

    assert client.post(f"/c/{code}/").status_code in (403, 405)
    assert client.head(f"/c/{code}/").status_code == 200


def test_one_address_opens_so_many_pages_a_minute_and_no_more(client_of, in_alpha, monkeypatch):
    monkeypatch.setattr(pages, "VIEWS_A_MINUTE", 3)
    monkeypatch.setattr("core.access.rates.time.time", lambda: 1_800_000_000.0)
    client = client_of("alpha")

    codes = [client.get("/c/A/").status_code for _ in range(5)]
    elsewhere = client.get("/c/A/", REMOTE_ADDR="10.0.0.9").status_code

    assert codes == [404, 404, 404, 429, 429]
    assert elsewhere == 404


def test_the_next_minute_counts_anew(client_of, in_alpha, monkeypatch):
    monkeypatch.setattr(pages, "VIEWS_A_MINUTE", 1)
    client = client_of("alpha")

    codes = []
    for now in (1_800_000_000.0, 1_800_000_059.9, 1_800_000_060.0):
        monkeypatch.setattr("core.access.rates.time.time", lambda now=now: now)
        codes.append(client.get("/c/A/").status_code)

    assert codes == [404, 429, 404]


def test_facts_of_a_certificate_are_text(visit, somebody):
    licence = licensed(somebody("<b>张</b>"), facts=CLEAR, issuer="<script>组织部</script>")

    text = visit(f"/c/{row_of(licence).public_code}/").content.decode()

    assert "<script>" not in text
    assert "&lt;script&gt;组织部" in text
