"""What a tenant's role may do with the statistics: note changes, and publish and report its own figures."""

from pathlib import Path
from typing import Any

from django.db import migrations
from psycopg import sql

from core import roles

_SQL = Path(__file__).parents[1] / "sql" / "statistics.sql"

_REMOVE = """
DROP FUNCTION public.figures_touched() CASCADE;
DROP FUNCTION public.statistics_known();
DROP FUNCTION public.statistics_put(text[], text[], text[], text[], text[], text[], numeric[], numeric[]);
DROP FUNCTION public.statistics_keep(text[], text[]);
DROP FUNCTION public.statistics_counted(text[], date, text[], text);
DROP FUNCTION public.statistics_failed(text);
DROP FUNCTION public.statistics_clear();
DROP FUNCTION public.statistics_report(text, date, date, date, date, text, text, text);
DROP FUNCTION public.statistics_differences(text);
DROP FUNCTION public.statistics_reports();
DROP FUNCTION public.statistics_caller();
"""


def install(apps: Any, schema_editor: Any) -> None:
    """Make the functions for the roles of this installation."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(_SQL.read_text(encoding="utf-8")).format(
                tenant_prefix=sql.Literal(roles.of_schema("")),
                unfrozen=sql.Literal(["reporting_rate", "reporting_timeliness"]),
            )
        )


class Migration(migrations.Migration):
    """Functions with the owner's rights that act for the calling tenant only."""

    dependencies = [("tenants", "0004_statistics"), ("outbox", "0003_absorb")]

    operations = [
        migrations.RunPython(install, lambda apps, editor: editor.execute(_REMOVE, params=None)),
    ]
