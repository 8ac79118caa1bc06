"""Plugins for measuring, written to a folder; they can be given further migrations."""

import importlib
from pathlib import Path

_HOOKS = """
from core.hookspecs import hookimpl
from core.policy.models import Policy as BasePolicy
from core.policy.scheme import Scheme


class Policy(BasePolicy):
    pass


@hookimpl
def scheme():
    return Scheme(name="{name}", title="测量制度", source="测量办法", policy=Policy, actions=())
"""
_MODELS = "from django.db import models\nfrom core.people.models import Person\n"
_MODEL = """

class Measured{number}(models.Model):
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    title = models.CharField(max_length=100)
    details = models.TextField(blank=True)
    held_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "held_on"], name="{name}_{number}_once")]
"""
_CREATE = """
        migrations.CreateModel(
            name="Measured{number}",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("person", models.ForeignKey("core.person", on_delete=models.DO_NOTHING, related_name="+")),
                ("title", models.CharField(max_length=100)),
                ("details", models.TextField(blank=True)),
                ("held_on", models.DateField()),
                ("amount", models.DecimalField(max_digits=12, decimal_places=2)),
            ],
            options={{
                "constraints": [
                    models.UniqueConstraint(fields=["person", "held_on"], name="{name}_{number}_once")
                ],
            }},
        ),"""
_MIGRATION = """
from django.db import migrations, models


def visit(apps, schema_editor):
    apps.get_model("{name}", "Measured1").objects.filter(title="").update(title="-")


class Migration(migrations.Migration):
    dependencies = [{dependencies}]
    operations = [{operations}
    ]
"""


class MeasuredPlugin:
    """A plugin in a folder, which must stand on the module path before Django is set up."""

    def __init__(self, folder: Path, *, name: str, tables: int) -> None:
        self.name = name
        self._folder = folder / name
        self._migrations = 0
        (self._folder / "migrations").mkdir(parents=True)
        for empty in ("__init__.py", "migrations/__init__.py"):
            (self._folder / empty).write_text("")
        (self._folder / "hooks.py").write_text(_HOOKS.replace("{name}", name), encoding="utf-8")
        numbers = range(1, tables + 1)
        models = "".join(_MODEL.format(number=number, name=name) for number in numbers)
        (self._folder / "models.py").write_text(_MODELS + models, encoding="utf-8")
        self._write("".join(_CREATE.format(number=number, name=name) for number in numbers))
        information = folder / f"{name}-1.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        (information / "entry_points.txt").write_text(f"[hongling.plugins]\n{name} = {name}\n")

    def add_column(self) -> None:
        """Let the next migration add a column with a default."""
        field = "models.IntegerField(db_default=0)"
        self._write(f'migrations.AddField("Measured1", "column{self._migrations}", {field})')

    def visit_rows(self) -> None:
        """Let the next migration run Python over the rows."""
        self._write("migrations.RunPython(visit, migrations.RunPython.noop)")

    def _write(self, operations: str) -> None:
        self._migrations += 1
        before = f'("{self.name}", "{self._migrations - 1:04}_step")' if self._migrations > 1 else ""
        (self._folder / "migrations" / f"{self._migrations:04}_step.py").write_text(
            _MIGRATION.format(
                name=self.name, dependencies=before or '("core", "0002_nouns")', operations=operations
            ),
            encoding="utf-8",
        )
        importlib.invalidate_caches()
