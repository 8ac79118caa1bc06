"""What earlier trials came to, kept in a file so that a run may be stopped and taken up again."""

import json
from collections.abc import Mapping
from pathlib import Path

from snapshot import Snapshot


class Results:
    """Outcomes by the key of the mutant, each with what it rests on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def of(self, source: Snapshot, key: str) -> str | None:
        """Return the outcome of a mutant, None where the law or the tests have changed since."""
        entry = self._known.get(key)
        if entry is None:
            return None
        tests = [path for path in source.tests if path.name == entry["test"]] or source.tests
        return entry["outcome"] if entry["digest"] == source.digest(*tests) else None

    def keep(self, source: Snapshot, key: str, outcome: str, test: str) -> None:
        """Note an outcome; a fault that a test noticed rests on that test's file only."""
        named = Path(test.partition("::")[0]).name
        tests = [path for path in source.tests if path.name == named] or source.tests
        self._known[key] = {"outcome": outcome, "test": named, "digest": source.digest(*tests)}
        text = json.dumps(self._known, ensure_ascii=False, indent=0, sort_keys=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._path)

    def in_order(self, source: Snapshot, key: str, seconds: Mapping[Path, float]) -> list[Path]:
        """Return the tests to run: those that noticed this fault or its neighbours first, slow ones last."""
        place = key.partition(": ")[0]
        noticed = {entry["test"] for other, entry in self._known.items() if other.startswith(place)}
        before = self._known.get(key, {"test": ""})["test"]
        module = key.partition(" ")[0].rpartition("/")[2]

        def rank(path: Path) -> tuple[bool, bool, bool, float]:
            return path.name != before, path.name not in noticed, path.name != f"test_{module}", seconds[path]

        return sorted(source.tests, key=rank)
