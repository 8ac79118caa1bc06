"""The inbox over GraphQL."""

from uuid import UUID

import pytest
from asking import Asker, token_of
from browsing import CLERK
from django_tenants.utils import tenant_context

from core.access import services as access
from core.access.models import User
from core.notices import services
from core.notices.models import Notice

INBOX = """query ($first: Int, $after: String, $unread: Boolean) {
    inbox(first: $first, after: $after, unreadOnly: $unread) {
    edges { node { id title text subjectKind subject readAt mailState } cursor }
    pageInfo { hasNextPage } } inboxUnread }"""
READ = """mutation ($ids: [ID!]) { markNoticesRead(input: {ids: $ids}) { marked inboxUnread } }"""
EMAIL = """mutation ($email: String) { setNoticeEmail(input: {email: $email}) { email } }"""


@pytest.fixture
def viewer(in_beta, client_of) -> Asker:
    """Somebody who may do little."""
    return Asker(client_of("beta"), token_of("VIEWER"))


@pytest.fixture
def mine(viewer, notice) -> list[Notice]:
    """Three notices to this somebody."""
    user = User.objects.get(username="viewer_all")
    services.give(
        notice(user.pk, key=key, title=key, subject_kind="OBLIGATION", subject_id=UUID(int=9))
        for key in "abc"
    )
    return list(Notice.objects.order_by("pk"))


def keys(answer: dict) -> list[str]:
    return [edge["node"]["title"] for edge in answer["inbox"]["edges"]]


def test_the_inbox_shows_ones_own_notices_page_by_page(viewer, mine, user, notice):
    services.give([notice(user(), key="d", title="d")])

    first = viewer.data(INBOX, first=2)
    rest = viewer.data(INBOX, first=2, after=first["inbox"]["edges"][-1]["cursor"])

    assert (keys(first), keys(rest)) == (["c", "b"], ["a"])
    assert (first["inbox"]["pageInfo"], rest["inbox"]["pageInfo"]) == (
        {"hasNextPage": True},
        {"hasNextPage": False},
    )
    assert first["inboxUnread"] == 3
    assert rest["inbox"]["edges"][0]["node"] == {
        "id": str(mine[0].pk),
        "title": "a",
        "text": "",
        "subjectKind": "OBLIGATION",
        "subject": str(UUID(int=9)),
        "readAt": None,
        "mailState": "NONE",
    }


def test_notices_are_marked_read(viewer, mine):
    assert viewer.data(READ, ids=[str(mine[1].pk)])["markNoticesRead"] == {"marked": 1, "inboxUnread": 2}
    assert keys(viewer.data(INBOX, unread=True)) == ["c", "a"]
    assert viewer.data(READ)["markNoticesRead"] == {"marked": 2, "inboxUnread": 0}
    assert keys(viewer.data(INBOX, unread=True)) == []
    assert keys(viewer.data(INBOX)) == ["c", "b", "a"]


def test_the_notices_of_others_are_not_found(viewer, mine, user, notice):
    services.give([notice(user(), key="d")])
    foreign = Notice.objects.get(key="d")

    for identifier in (str(foreign.pk), str(UUID(int=7)), "1"):
        assert viewer.refusal(READ, ids=[str(mine[0].pk), identifier])["code"] == "NOT_FOUND"
    assert Notice.objects.filter(read_at__isnull=False).count() == 0


def test_an_address_is_set_shown_and_taken_away(viewer):
    assert viewer.data("{ noticeEmail }") == {"noticeEmail": None}
    assert viewer.data(EMAIL, email=" lina@example.cn ")["setNoticeEmail"] == {"email": "lina@example.cn"}
    assert viewer.data("{ noticeEmail }") == {"noticeEmail": "lina@example.cn"}
    assert viewer.refusal(EMAIL, email="李娜")["code"] == "INVALID_USER"
    assert viewer.data("{ noticeEmail }") == {"noticeEmail": "lina@example.cn"}
    assert viewer.data(EMAIL, email=None)["setNoticeEmail"] == {"email": None}


def test_the_inbox_asks_for_a_sign_in(mine, client_of):
    nobody = Asker(client_of("beta"), "")

    for query in (INBOX, READ, EMAIL, "{ noticeEmail }"):
        assert nobody.refusal(query)["code"] == "UNAUTHENTICATED"
    assert Notice.objects.filter(read_at__isnull=False).count() == 0


def test_another_tenants_notices_are_nothing_here(mine, alpha, client_of):
    with tenant_context(alpha):
        elsewhere = Asker(client_of("alpha"), token_of("VIEWER"))
        assert keys(elsewhere.data(INBOX)) == []
        assert elsewhere.refusal(READ, ids=[str(mine[0].pk)])["code"] == "NOT_FOUND"


def test_a_cursor_of_another_list_is_refused(viewer):
    assert viewer.refusal(INBOX, after="WyJsaSBzaSIsN10")["code"] == "BAD_USER_INPUT"


def test_an_address_belongs_to_a_user_who_exists(in_beta):
    with pytest.raises(access.InvalidUser):
        access.set_email(user_id=UUID(int=7), email="lina@example.cn", actor=CLERK)
