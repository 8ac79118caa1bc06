"""GraphQL's `me`."""

from uuid import UUID

from browsing import csrf_token, sign_in

from core.access import services
from core.actors import SYSTEM

QUERY = """{ me { username name realm roles { code title organisation region } permissions
             scope { whole organisations regions } } }"""


def ask(browser) -> dict:
    token = csrf_token(browser.get("/accounts/password/change/", follow=True))
    return browser.post(
        "/graphql/", {"query": QUERY}, content_type="application/json", headers={"X-CSRFToken": token}
    ).json()


def test_a_tenants_user_learns_who_and_where_he_is(on_alpha, client_of):
    user = on_alpha.user()
    with on_alpha.schema():
        services.grant_role(user=user, role="UNIT_OFFICER", organisation_id=UUID(int=1), actor=SYSTEM)
        services.grant_role(user=user, role="REVIEWER", actor=SYSTEM)
    browser = client_of("alpha")
    sign_in(browser)

    me = ask(browser)["data"]["me"]

    assert (me["username"], me["name"], me["realm"]) == ("lina", "李娜", "tenant")
    assert me["roles"] == [
        {
            "code": "UNIT_OFFICER",
            "title": "所在单位党务干部",
            "organisation": str(UUID(int=1)),
            "region": None,
        },
        {"code": "REVIEWER", "title": "审核人员", "organisation": None, "region": None},
    ]
    assert me["scope"] == {"whole": True, "organisations": [str(UUID(int=1))], "regions": []}
    assert "cases.review" in me["permissions"]
    assert "users.change" not in me["permissions"]


def test_a_province_administrator_learns_the_region(on_public, client_of):
    user = on_public.user()
    with on_public.schema():
        services.grant_role(user=user, role="PROVINCE_ADMINISTRATOR", region_code="520000", actor=SYSTEM)
    browser = client_of(None)
    sign_in(browser)

    me = ask(browser)["data"]["me"]

    assert me["realm"] == "public"
    assert me["scope"] == {"whole": False, "organisations": [], "regions": ["520000"]}


def test_a_stranger_is_told_to_sign_in(anywhere, client_of):
    answer = ask(client_of(anywhere.slug))

    assert answer.get("data") is None
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
