"""Which plugins are installed and importable; read by the settings before Django is up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import EntryPoint


@dataclass
class Installation:
    """What was found at the entry points: packages by plugin name, and why others cannot be used."""

    packages: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


FOUND = Installation()


def importable(points: Iterable[EntryPoint]) -> list[str]:
    """Return the Django apps of all plugins whose package, models and hooks can be imported.

    A plugin that raises on import, or whose name clashes with another's, is noted in ``FOUND.broken``
    and left out, so that everything else starts.
    """
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        if point.name in FOUND.packages and FOUND.packages[point.name] != point.value:
            FOUND.broken[point.name] = f"两个插件同名：{FOUND.packages.pop(point.name)} 与 {point.value}"
            continue
        if point.name in FOUND.broken:
            continue
        try:
            import_module(point.value)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's package raises stays its own problem
            FOUND.broken[point.name] = f"无法导入 {point.value}：{type(error).__name__}: {error}"
            continue
        FOUND.packages[point.name] = point.value
    return [FOUND.packages[name] for name in sorted(FOUND.packages)]
