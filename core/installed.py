"""Which plugins are installed and importable; read by the settings before Django is up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import EntryPoint
from types import ModuleType

from django.apps import AppConfig


@dataclass
class Installation:
    """What the entry points gave: packages by plugin name, and why others cannot be used."""

    packages: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


FOUND = Installation()


class PluginConfig(AppConfig):
    """Django app of a plugin: labelled by its entry point, and unable to stop the others from starting."""

    def __init__(self, name: str, module: ModuleType, label: str) -> None:
        self.label = label
        super().__init__(name, module)

    def import_models(self) -> None:
        """Import the plugin's models; a failure is noted and leaves the plugin unusable."""
        try:
            super().import_models()
        except Exception as error:  # noqa: BLE001 - whatever a stranger's package raises stays its own problem
            FOUND.broken[self.label] = f"无法导入 {self.name}.models：{type(error).__name__}: {error}"


def plugin_apps(points: Iterable[EntryPoint]) -> list[PluginConfig]:
    """Return one Django app per importable plugin, sorted by name.

    A plugin that raises on import, or whose name clashes with another's, is noted in ``FOUND.broken``
    and left out, so that everything else starts.
    """
    apps: dict[str, PluginConfig] = {}
    for point in sorted(set(points), key=lambda point: (point.name, point.value)):
        if point.name in FOUND.packages and FOUND.packages[point.name] != point.value:
            FOUND.broken[point.name] = f"两个插件同名：{FOUND.packages[point.name]} 与 {point.value}"
            continue
        try:
            module = import_module(point.value)
        except Exception as error:  # noqa: BLE001 - as above
            FOUND.broken[point.name] = f"无法导入 {point.value}：{type(error).__name__}: {error}"
            continue
        FOUND.packages[point.name] = point.value
        apps[point.name] = PluginConfig(point.value, module, label=point.name)
    return [apps[name] for name in sorted(apps)]
