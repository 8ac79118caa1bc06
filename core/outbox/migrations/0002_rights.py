"""Who may do what with the outbox: tenants note and take their own effects."""

from typing import Any

from django.db import migrations
from psycopg import sql

from core import roles

_ROLE = "coalesce(nullif(current_setting('role', true), 'none'), session_user)"
"""The role that called: inside a function with the owner's rights ``current_user`` is the owner."""

_INSTALL = """
ALTER TABLE public.outbox ADD CONSTRAINT outbox_payload_is_small CHECK (octet_length(payload::text) <= 8192);

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY outbox_of_the_tenant ON public.outbox FOR INSERT
    WITH CHECK (current_user = {tenant_prefix} || tenant);
CREATE POLICY outbox_of_the_application ON public.outbox TO {application} USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON public.outbox TO {application};

CREATE FUNCTION public.outbox_notify() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('hongling_outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_notify AFTER INSERT ON public.outbox
    FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_notify();

-- Takes an effect of the calling role's own schema and marks it done in the caller's transaction, so that
-- both commit together. A row that somebody else holds is theirs: if they fail, it is handed over again.
CREATE FUNCTION public.outbox_claim(effect uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    arguments jsonb;
BEGIN
    SELECT payload INTO arguments FROM public.outbox
        WHERE id = effect AND done_at IS NULL AND parked_at IS NULL
          AND {caller} = CASE tenant WHEN 'public' THEN {application_name} ELSE {tenant_prefix} || tenant END
        FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE public.outbox SET done_at = clock_timestamp(), last_error = '' WHERE id = effect;
    END IF;
    RETURN arguments;
END
$$;
"""

_REMOVE = """
DROP FUNCTION public.outbox_claim(uuid);
DROP TRIGGER outbox_notify ON public.outbox;
DROP FUNCTION public.outbox_notify();
DROP POLICY outbox_of_the_tenant ON public.outbox;
DROP POLICY outbox_of_the_application ON public.outbox;
ALTER TABLE public.outbox DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.outbox DROP CONSTRAINT outbox_payload_is_small;
"""


def install(apps: Any, schema_editor: Any) -> None:
    """Set the rights for the roles of this installation."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(_INSTALL).format(
                application=sql.Identifier(roles.application()),
                application_name=sql.Literal(roles.application()),
                tenant_prefix=sql.Literal(roles.of_schema("")),
                caller=sql.SQL(_ROLE),
            )
        )


class Migration(migrations.Migration):
    """Row-level security, waking of the relay, and the taking of effects."""

    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RunPython(install, lambda apps, editor: editor.execute(_REMOVE, params=None)),
    ]
