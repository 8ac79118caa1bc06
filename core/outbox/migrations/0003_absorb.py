"""One task may do the work of all waiting effects of its tenant at once."""

from typing import Any

from django.db import migrations, models
from psycopg import sql

from core import roles

_ROLE = "coalesce(nullif(current_setting('role', true), 'none'), session_user)"

_INSTALL = """
-- Takes all waiting effects of one task of the calling role's own schema, as `outbox_claim` takes one of them.
CREATE FUNCTION public.outbox_absorb(named text) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller text := {caller};
    own text := CASE caller WHEN {application_name} THEN 'public'
                ELSE substr(caller, length({tenant_prefix}) + 1) END;
BEGIN
    IF caller NOT IN ({application_name}, {tenant_prefix} || own) THEN
        RETURN;
    END IF;
    RETURN QUERY
        WITH waiting AS MATERIALIZED (
            SELECT id FROM public.outbox
             WHERE tenant = own AND task = named AND done_at IS NULL AND parked_at IS NULL
               FOR UPDATE SKIP LOCKED
        )
        UPDATE public.outbox AS effect SET done_at = clock_timestamp(), last_error = ''
          FROM waiting WHERE effect.id = waiting.id
        RETURNING effect.payload;
END
$$;
"""


def install(apps: Any, schema_editor: Any) -> None:
    """Make the function for the roles of this installation."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(_INSTALL).format(
                application_name=sql.Literal(roles.application()),
                tenant_prefix=sql.Literal(roles.of_schema("")),
                caller=sql.SQL(_ROLE),
            )
        )


class Migration(migrations.Migration):
    """Taking many effects at once, and the index by which they are found."""

    dependencies = [("outbox", "0002_rights")]

    operations = [
        migrations.AddIndex(
            model_name="outboxeffect",
            index=models.Index(
                fields=["tenant", "task"],
                condition=models.Q(("done_at__isnull", True), ("parked_at__isnull", True)),
                name="outbox_waiting",
            ),
        ),
        migrations.RunPython(
            install,
            lambda apps, editor: editor.execute("DROP FUNCTION public.outbox_absorb(text)", params=None),
        ),
    ]
