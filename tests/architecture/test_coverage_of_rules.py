"""The page that maps the rules of the domain to tests and GraphQL leaves no rule, cell or test out."""

import ast
import re
from functools import cache
from pathlib import Path

import graphql
import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "coverage.md"
HEADING = re.compile(r"^#{2,3} (?P<number>[23](?:\.\d)?)\.? ")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)(?:\[[^\]`]+\])?`")
FIELD = re.compile(r"`(\w+)\.(\w+)`")


def sections(text: str) -> dict[str, list[str]]:
    """Return the lines of §2 and §3 below each heading, the headings and empty lines left out."""
    found: dict[str, list[str]] = {}
    lines = None
    for line in text.splitlines():
        heading = HEADING.match(line)
        if heading:
            lines = found.setdefault(heading["number"], [])
        elif line.startswith("#"):
            lines = None
        elif lines is not None and line.strip():
            lines.append(line.strip().removeprefix("- "))
    return found


def rows() -> list[tuple[str, list[str]]]:
    """Return the rows of the page's tables with their section: rule, tests, fields."""
    return [
        (number, [cell.strip() for cell in line.strip("|").split("|")])
        for number, lines in sections(PAGE.read_text(encoding="utf-8")).items()
        for line in lines
        if line.startswith("| ") and not line.startswith(("| rule |", "| --- |"))
    ]


@cache
def asked_in(path: Path) -> dict[str, bool]:
    """Return the tests of a file, each with whether it is asked about several cases."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: "parametrize" in str(list(map(ast.dump, node.decorator_list))) for node in functions}


@pytest.fixture(scope="module")
def fields() -> set[tuple[str, str]]:
    """Types of the kept schemas with their fields, and enumerations with their values."""
    found = set()
    for snapshot in (ROOT / "graphql" / "hongling_api").rglob("*.graphql"):
        text = snapshot.read_text(encoding="utf-8")
        # A scheme without an interface of its own keeps a comment; operations are no schema.
        if "operations" in snapshot.parts or all(line.startswith("#") for line in text.splitlines() if line):
            continue
        for definition in graphql.parse(text).definitions:
            parts = getattr(definition, "fields", None) or getattr(definition, "values", None) or ()
            found |= {(definition.name.value, part.name.value) for part in parts}
    return found


def test_every_word_of_every_rule_stands_in_a_row():
    domain = sections((ROOT / "docs" / "domain.md").read_text(encoding="utf-8"))
    written: dict[str, list[str]] = {number: [] for number in domain}
    for number, cells in rows():
        written[number].append(cells[0])

    differing = {number for number, lines in domain.items() if " ".join(lines) != " ".join(written[number])}

    assert len(domain) == 7
    assert differing == set()


def test_no_cell_is_empty():
    incomplete = [cells[0] for _, cells in rows() if len(cells) != 3 or not all(cells)]
    untested = [cells[0] for _, cells in rows() if not TEST.search(cells[1])]
    unshown = [cells[0] for _, cells in rows() if not FIELD.search(cells[2])]

    assert (incomplete, untested, unshown) == ([], [], [])


def test_every_test_exists():
    named = [(path, name, full) for _, cells in rows() for path, name, full in _tests(cells[1])]

    missing = [
        full
        for path, name, full in named
        if not (ROOT / path).is_file()
        or name not in asked_in(ROOT / path)
        or ("[" in full and not asked_in(ROOT / path)[name])
    ]

    assert len(named) > 200
    assert missing == []


def test_every_field_is_in_a_schema(fields):
    named = {field for _, cells in rows() for field in FIELD.findall(cells[2])}

    assert named - fields == set()


def test_cells_hold_nothing_but_tests_and_fields():
    stray = [
        cell
        for _, cells in rows()
        for cell in (TEST.sub("", cells[1]).replace("<br>", ""), FIELD.sub("", cells[2]).replace(", ", ""))
        if cell.strip(" ,")
    ]

    assert stray == []


def _tests(cell: str) -> list[tuple[str, str, str]]:
    return [(found[1], found[2], found[0]) for found in TEST.finditer(cell)]
