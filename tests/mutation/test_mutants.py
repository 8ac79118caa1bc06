"""The faults that `make mutate` puts into the law."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from mutation import mutants

ROOT = Path(__file__).resolve().parents[2]
ARGUED = tomllib.loads((ROOT / "tests/mutation/argued.toml").read_text(encoding="utf-8"))


def changes(folder: Path, source: str) -> list[str]:
    module = folder / "law.py"
    module.write_text(source, encoding="utf-8")
    return [mutant.change for mutant in mutants.of(module)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["a < b → a <= b", "a < b → a >= b"]),
        ("a is not b", ["a is not b → a is b"]),
        ("a not in b", ["a not in b → a in b"]),
        ("a and b", ["a and b → a or b"]),
        ("not a", ["not a → a"]),
        ("-a", ["-a → a"]),
        ("a - b", ["a - b → a + b"]),
        ("a * 2", ["a * 2 → a / 2", "2 → 3", "2 → 1"]),
        ("x = True", ["True → False"]),
        ("share_ceil(a, b)", ["share_ceil(a, b) → share_floor(a, b)"]),
        ("max(a, b)", ["max(a, b) → min(a, b)"]),
        ("sorted(a, key=b)", ["sorted(a, key=b) → sorted(a)"]),
        ("x = {A.B, A.C}", ["without A.B", "without A.C"]),
        ("if a:\n    pass", ["a → not a"]),
        ("[a for a in b if a]", ["a → not a"]),
        ("f'{a - b:.2f}'", ["a - b → a + b"]),
        (
            "Decimal('0.05')",
            [f"Decimal('0.05') → Decimal('0.05') {sign} Decimal('0.01')" for sign in "+-"],
        ),
        ("x: int = Field(None, ge=1)", ["None → 1", "ge=1 → ge=2", "ge=1 → ge=0"]),
        (
            "x: A = Field(A.B)",
            ["A.B → next((code for code in A if code is not A.B))"],
        ),
        ("class A(Choice):\n    B = 'B', '乙'", []),
        ("@dataclass(frozen=True)\nclass A:\n    pass", []),
        ("def f(a: int = 3) -> int: ...", []),
    ],
)
def test_a_piece_of_law_gives_these_faults(tmp_path, source, expected):
    assert changes(tmp_path, source) == expected


def test_a_rounding_to_places_is_replaced_by_one_downwards(tmp_path):
    module = tmp_path / "law.py"
    module.write_text("x = half_up(exact, places)\n", encoding="utf-8")
    rounded = {"exact": Fraction(199, 100), "places": 1}

    [mutant] = mutants.of(module)
    exec(mutant.code, rounded)

    assert rounded["x"] == Fraction(19, 10)


def test_equal_faults_in_one_place_are_numbered(tmp_path):
    assert changes(tmp_path, "def f():\n    return [a < b, a < b]") == [
        "a < b → a <= b",
        "a < b → a >= b",
        "a < b → a <= b #2",
        "a < b → a >= b #2",
    ]


def test_a_fault_is_placed_by_line_function_and_name(tmp_path):
    module = tmp_path / "law.py"
    module.write_text("LIMIT = 1\n\n\nclass A:\n    least: int = 2\n\n    def f(self):\n        return 3\n")

    assert [(mutant.line, mutant.scope) for mutant in mutants.of(module)][::2] == [
        (1, "LIMIT"),
        (5, "A.least"),
        (8, "A.f"),
    ]


def test_only_the_one_place_is_changed(tmp_path):
    module = tmp_path / "law.py"
    module.write_text("x = 1\ny = 1\n")
    results = []

    for mutant in mutants.of(module):
        names: dict = {}
        exec(mutant.code, names)
        results.append((names["x"], names["y"]))

    assert results == [(2, 1), (0, 1), (1, 2), (1, 0)]


@pytest.mark.parametrize("scheme", sorted(ARGUED))
def test_every_argued_fault_exists_and_has_a_reason(scheme):
    for entry in ARGUED[scheme]:
        module = ROOT / "plugins" / scheme / entry["file"]
        known = {(mutant.scope, mutant.change) for mutant in mutants.of(module)}

        assert {(entry["scope"], change) for change in entry["changes"]} <= known
        assert entry["reason"].strip()
