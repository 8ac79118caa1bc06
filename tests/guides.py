"""The package that docs/plugin-guide.md writes, block by block."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"```(?:python|toml)\n# (\S+)\n(.*?)```", flags=re.DOTALL)


def plugin_files() -> dict[str, str]:
    """Return the text of each file of the guide's package; blocks of one file follow one another."""
    guide = (ROOT / "docs" / "plugin-guide.md").read_text(encoding="utf-8")
    files: dict[str, str] = {}
    for path, text in _BLOCK.findall(guide):
        files[path] = f"{files[path]}\n\n{text}" if path in files else text
    return files


def write_plugin(folder: Path) -> Path:
    """Write the guide's package into a folder and return that."""
    for path, text in plugin_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder
