"""What the audit keeps of users and their rights."""

from browsing import CLERK, PASSWORD, sign_in

from core.access import services
from core.audit.models import AuditEvent


def events(table: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(table_name=table).order_by("id"))


def test_a_change_of_rights_is_recorded_under_who_made_it(on_alpha):
    user = on_alpha.user()
    with on_alpha.schema():
        before = len(events("access_role_assignment"))

        services.grant_role(user=user, role="VIEWER", actor=CLERK)

        [event] = events("access_role_assignment")[before:]
    assert (event.operation, event.actor_realm, event.actor_id) == ("INSERT", "system", "tests")
    assert event.new["role"] == "VIEWER"


def test_a_sign_in_is_recorded_under_the_user(on_alpha, client_of):
    user = on_alpha.user()

    sign_in(client_of("alpha"))

    with on_alpha.schema():
        event = events("access_user")[-1]
    assert (event.operation, event.actor_realm, event.actor_id) == ("UPDATE", "tenant", str(user.pk))
    assert event.reason == "登录"
    assert list(event.new) == ["last_login"]


def test_no_password_is_kept_in_the_record(on_alpha):
    user = on_alpha.user()

    with on_alpha.schema():
        event = events("access_user")[-1]
    assert event.operation == "INSERT"
    assert user.password not in str(event.new)
    assert PASSWORD not in str(event.new)
