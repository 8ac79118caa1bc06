"""The script that makes a tenant makes what the migrations make, in that tenant and nowhere else."""

import io
from datetime import date

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django_tenants.utils import tenant_context

from core import plugins, roles
from core.access import services as access
from core.access.models import User
from core.actors import Actor
from core.attachments import store as attachments
from core.outbox import services as outbox
from core.people.models import Person
from tenants import migrating, provisioning, registry, rights, scripts, states, structure
from tenants.models import Tenant, TenantState

ACTOR = Actor(realm="public", id="1", name="管理员")
TODAY = date(2026, 5, 1)


def open_gamma(*, plugin_names=()) -> None:
    provisioning.open_tenant(
        slug="gamma", name="丙县", region_code="360823", plugin_names=plugin_names, actor=ACTOR, on=TODAY
    )


def migrated(slug: str, names: frozenset[str]) -> dict[tuple[str, str], str]:
    """Make a tenant by Django's migrations, as the yardstick."""
    with rights.owner(), transaction.atomic():
        rights.create_role(slug)
        rights.create_schema(slug)
        migrating.tenant(registry.TenantRecord(0, slug, "", "", "", frozenset()), plugins=names)
        return structure.describe(slug)


def described(slug: str) -> dict[tuple[str, str], str]:
    with rights.owner(), transaction.atomic():
        return structure.describe(slug)


@pytest.mark.parametrize("part", [scripts.CORE, *sorted(plugins.usable())])
def test_every_part_of_a_tenant_has_a_script(db, part):
    tables = [model for model in apps.get_app_config(part).get_models() if model._meta.managed]

    # A migration that a script cannot reproduce is named here; it would make new tenants many times slower.
    with rights.owner():
        script = scripts.make(part)

    assert script.count("CREATE TABLE") >= len(tables)


@pytest.mark.parametrize("names", [[], sorted(plugins.usable())], ids=["core", "all plugins"])
def test_a_tenant_made_by_script_equals_one_made_by_the_migrations(db, names):
    open_gamma(plugin_names=names)

    wanted = migrated("delta", frozenset(names))

    assert structure.differences(described("gamma"), wanted) == []
    with rights.owner():
        assert structure.migrations("gamma") == structure.migrations("delta")


def test_the_description_names_every_kind_of_object(db):
    found = described("alpha")

    assert {kind for kind, _ in found} >= {
        *("relation", "column", "index", "constraint", "trigger", "function", "grant", "sequence")
    }


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("ALTER TABLE beta.core_person ADD COLUMN extra int", "column core_person.extra"),
        ("ALTER TABLE beta.core_person ALTER COLUMN name SET DEFAULT 'x'", "column core_person.name"),
        ("CREATE INDEX extra ON beta.core_person (name)", "index core_person.extra"),
        (
            "ALTER TABLE beta.core_person ADD CONSTRAINT extra CHECK (name <> 'x')",
            "constraint core_person.extra",
        ),
        ("DROP TRIGGER audit_insert ON beta.core_person", "trigger core_person.audit_insert"),
        (
            "CREATE OR REPLACE FUNCTION beta.audit_key(record jsonb, columns text[]) RETURNS text"
            " LANGUAGE sql IMMUTABLE AS 'SELECT $$x$$::text'",
            "function audit_key(record jsonb, columns text[])",
        ),
        ("GRANT TRUNCATE ON beta.core_person TO PUBLIC", "grant relation core_person PUBLIC TRUNCATE"),
        (
            "GRANT SELECT ON beta.core_person TO hongling_t_alpha",
            "grant relation core_person hongling_t_alpha SELECT",
        ),
        ("CREATE VIEW beta.extra AS SELECT 1 AS one", "relation extra"),
        ("CREATE TYPE beta.mood AS ENUM ('good')", "other pg_type"),
        ("ALTER TABLE beta.core_person ENABLE ROW LEVEL SECURITY", "relation core_person"),
        ("COMMENT ON TABLE beta.core_person IS 'x'", "comment relation core_person 0"),
        ("ALTER SEQUENCE beta.audit_event_id_seq INCREMENT 2", "sequence audit_event_id_seq"),
    ],
)
def test_a_difference_is_seen_and_named(db, statement, difference):
    before = described("beta")

    with rights.owner(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert difference in structure.differences(before, described("beta"))


def test_a_plugin_added_later_gives_the_same_tables_as_one_from_the_start(db):
    names = sorted(plugins.usable())
    open_gamma(plugin_names=names)

    for name in names:
        provisioning.switch_on(tenant=states.by_slug("beta"), plugin=name, actor=ACTOR, on=TODAY)

    assert structure.differences(described("beta"), described("gamma")) == []


def test_a_slug_that_is_a_keyword_of_sql_makes_a_tenant_like_any_other(db):
    provisioning.open_tenant(slug="user", name="丙县", region_code="360823", actor=ACTOR, on=TODAY)

    assert structure.differences(described("user"), described("beta")) == []


@pytest.fixture
def committed_gamma(django_db_setup, django_db_blocker):
    """A tenant that other sessions see too; dropped for good afterwards."""
    with django_db_blocker.unblock():
        open_gamma()
        yield registry.by_schema("gamma")
        for state in (TenantState.SUSPENDED, TenantState.ARCHIVED):
            states.change(slug="gamma", to=state, actor=ACTOR, reason="测试结束")
        provisioning.drop(slug="gamma", actor=ACTOR, reason="测试结束")


def test_history_written_in_a_copied_tenant_lands_there_also_from_another_session(committed_gamma, urls):
    query = "SELECT new ->> 'name', db_role FROM {}.audit_event WHERE table_name = %s ORDER BY id"
    with psycopg.connect(urls.owner) as session:
        before = session.execute(query.format("beta"), ["core_person"]).fetchall()
    with tenant_context(committed_gamma):
        Person.objects.create(name="张三", pinyin="zhang san")

    with psycopg.connect(urls.owner) as session:
        session.execute("SET search_path = beta, extensions")
        session.execute(
            "INSERT INTO gamma.core_person (id, name, pinyin) VALUES (gen_random_uuid(), '李四', 'li si')"
        )

    with psycopg.connect(urls.owner) as session:
        assert session.execute(query.format("gamma"), ["core_person"]).fetchall() == [
            ("张三", roles.of_schema("gamma")),
            ("李四", roles.owner()),
        ]
        assert session.execute(query.format("beta"), ["core_person"]).fetchall() == before
        templates = session.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'template-%'")
        assert templates.fetchall() == []


def test_a_dropped_tenant_leaves_nothing(db, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.ATTACHMENTS_DIR = tmp_path
    open_gamma()
    Tenant.objects.filter(schema_name="gamma").update(state=TenantState.ARCHIVED)
    with transaction.atomic(), tenant_context(registry.by_schema("gamma")):
        outbox.emit(task="core.audit.seal", key="1")
        coming, sha256, _ = attachments.receive(io.BytesIO(b"text"))
        attachments.keep(coming, sha256=sha256)

    with django_capture_on_commit_callbacks(execute=True):
        provisioning.drop(slug="gamma", actor=ACTOR, reason="撤并")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = 'gamma'),"
            " (SELECT count(*) FROM pg_roles WHERE rolname = %s),"
            " (SELECT count(*) FROM public.tenants_tenant WHERE schema_name = 'gamma'),"
            " (SELECT count(*) FROM public.tenants_domain WHERE domain = 'gamma.localhost'),"
            " (SELECT count(*) FROM public.outbox WHERE tenant = 'gamma'),"
            " (SELECT count(*) FROM public.audit_head WHERE schema_name = 'gamma')",
            [roles.of_schema("gamma")],
        )
        assert cursor.fetchone() == (0, 0, 0, 0, 0, 0)
    assert registry.by_host("gamma.localhost") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("state", [TenantState.READY, TenantState.SUSPENDED, TenantState.PROVISIONING])
def test_only_an_archived_tenant_can_be_dropped(db, state):
    Tenant.objects.filter(schema_name="beta").update(state=state)

    with pytest.raises(provisioning.NotArchived, match="beta"):
        provisioning.drop(slug="beta", actor=ACTOR, reason="撤并")

    assert ("relation", "core_person") in described("beta")


def test_the_administrator_signs_in_with_the_initial_password_and_must_change_it(db):
    provisioning.open_tenant(
        slug="gamma",
        name="丙县",
        region_code="360823",
        administrator=provisioning.Administrator("Zhang.San", "张三", provisioning.hashed("初始-Pass-2026")),
        actor=ACTOR,
        on=TODAY,
    )

    with tenant_context(registry.by_schema("gamma")):
        [user] = User.objects.all()
        assert user.check_password("初始-Pass-2026")
        assert (user.username, user.name, user.must_change_password) == ("zhang.san", "张三", True)
        assert [row.role for row in user.assignments.all()] == ["ADMINISTRATOR"]


def test_a_weak_initial_password_is_refused():
    with pytest.raises(access.WeakPassword):
        provisioning.hashed("123456")


def test_an_administrator_without_a_proper_name_is_refused_and_nothing_is_opened(db):
    with pytest.raises(access.InvalidUser):
        provisioning.open_tenant(
            slug="gamma",
            name="丙县",
            region_code="360823",
            administrator=provisioning.Administrator("a b", "张三", "x"),
            actor=ACTOR,
            on=TODAY,
        )

    assert not Tenant.objects.filter(schema_name="gamma").exists()


@pytest.mark.parametrize(
    "statement",
    ["SELECT body FROM provisioning.script", "UPDATE provisioning.script SET body = ''"],
)
def test_who_is_not_the_owner_cannot_touch_the_scripts_that_the_owner_runs(db, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_script_is_made_once_and_kept(db, monkeypatch):
    scripts.forget()
    with rights.owner():
        first = scripts.for_tenant("gamma", plugins=[])
    monkeypatch.setattr(scripts, "make", lambda part: pytest.fail(f"{part} was made again"))
    scripts.forget()

    with rights.owner():
        assert scripts.for_tenant("gamma", plugins=[]) == first
