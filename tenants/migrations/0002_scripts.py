"""Where the scripts that make tenants are kept: the owner runs them, so nobody else may write them."""

from django.db import migrations

_INSTALL = """
CREATE SCHEMA provisioning;
CREATE TABLE provisioning.script (
    part text PRIMARY KEY,
    digest text NOT NULL,
    body text
);
"""


class Migration(migrations.Migration):
    """A schema of the owner's own, in which the application role has no rights."""

    dependencies = [("tenants", "0001_initial")]

    operations = [migrations.RunSQL(_INSTALL, "DROP SCHEMA provisioning CASCADE")]
