"""Introspection that asks about one schema only, however many there are."""

from typing import Any

from django.db.backends.postgresql.introspection import TableInfo
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection

_TABLES = """
    SELECT c.relname, CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END,
           obj_description(c.oid, 'pg_class')
      FROM pg_depend d JOIN pg_class c ON c.oid = d.objid JOIN pg_namespace n ON n.oid = d.refobjid
     WHERE d.refclassid = 'pg_namespace'::regclass AND d.classid = 'pg_class'::regclass
       AND n.nspname = %s AND c.relkind IN ('f', 'm', 'p', 'r', 'v')
"""


class Introspection(DatabaseSchemaIntrospection):
    """The list of tables by an indexed look-up.

    Django's own asks of every table of all tenants whether it is visible, and Django's migrations ask for the
    list several times: N tenants would cost N squared.
    """

    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        """Return the tables and views of the connection's schema."""
        cursor.execute(_TABLES, [self.connection.schema_name])
        return [TableInfo(*row) for row in cursor.fetchall()]
