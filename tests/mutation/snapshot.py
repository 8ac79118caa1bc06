"""What is tried: a copy of the law and its tests; the checkout is never changed and may change meanwhile."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = "core"
LAW = ("__init__", "policy", "vocabulary", "facts", "clauses", "rules*", "service", "examples", "scheme")
MUTATED = ("policy", "rules*", "service")
JUDGES_NOTHING = ("examples.py", "describe.py", "rulebook.py")
NEEDS_MORE = ("in_alpha", "in_beta", "(alpha", "django_db", "import hooks")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder with the core's policy, one scheme's law and its tests; `modules` are those to mutate.

    `package` is the scheme's own.
    """

    folder: Path
    scheme: str
    package: str
    modules: tuple[Path, ...]
    tests: tuple[Path, ...]
    left_out: tuple[str, ...]

    def digest(self, *tests: Path) -> str:
        """Return a digest of what a result rests on: the law, what its tests share, and some of the tests."""
        law = self.folder / self.package.replace(".", "/")
        shared = {*self.folder.glob("core/**/*.py"), *law.glob("*.py")}
        shared |= {*self.folder.glob("tests/plugins/conftest.py"), self.tests[0].with_name("conftest.py")}
        text = "\0".join(
            f"{path.relative_to(self.folder)}\n{path.read_text(encoding='utf-8')}"
            for path in sorted({*shared, *tests})
            if path.name not in JUDGES_NOTHING
        )
        return hashlib.sha256(text.encode()).hexdigest()


def schemes() -> list[str]:
    """Return the schemes whose law is tested without a database."""
    return [CORE, *sorted(path.parent.name for path in ROOT.glob("tests/plugins/*/conftest.py"))]


def take(scheme: str, folder: Path) -> Snapshot:
    """Copy one scheme's law and its tests into a folder; tests that need more stay behind."""
    place = "core/law" if scheme == CORE else f"plugins/{scheme}"
    law, tests = ROOT / place, ROOT / "tests" / place
    sources = [ROOT / "core/__init__.py", ROOT / "core/errors.py", *(ROOT / "core/policy").glob("*.py")]
    sources += [law.parent / "__init__.py", *(path for name in LAW for path in law.glob(f"{name}.py"))]
    sources += [path for path in (tests.parent / "conftest.py", tests / "conftest.py") if path.exists()]
    taken, left_out = [], []
    for path in sorted(tests.glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        (left_out if any(word in text for word in NEEDS_MORE) else taken).append(path)
    for path in (*sources, *taken):
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return Snapshot(
        folder,
        scheme,
        place.replace("/", "."),
        tuple(sorted(path for name in MUTATED for path in (folder / place).glob(f"{name}.py"))),
        tuple(folder / path.relative_to(ROOT) for path in taken),
        tuple(path.name for path in left_out),
    )
