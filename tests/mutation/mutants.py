"""Small faults for a module of law: one comparison, operator, rounding, figure or default at a time."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
CALLS = {
    "share_ceil": "share_floor",
    "share_floor": "share_ceil",
    "ceil": "floor",
    "floor": "ceil",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
}
JUDGED = ast.Compare | ast.BoolOp | ast.UnaryOp  # conditions whose own mutants negate them already
ROUNDED_DOWN = "__import__('fractions').Fraction({value} * 10**({places}) // 1, 10**({places}))"
ANOTHER_CODE = "next(code for code in {owner} if code is not {given})"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault: the line it stands in, the function or class, what was made of what."""

    line: int
    scope: str
    change: str
    code: CodeType


@dataclass(frozen=True, slots=True)
class _Place:
    node: ast.expr
    scope: str
    keyword: str = ""
    is_condition: bool = False


def of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module, compiled.

    Scope and change name a mutant also after lines have moved; equal ones in one scope are numbered.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: dict[tuple[str, str], int] = {}
    for place in _places(tree, ""):
        for replacement in _replacements(place):
            change = _change(place, replacement)
            number = seen[place.scope, change] = seen.get((place.scope, change), 0) + 1
            if number > 1:
                change += f" #{number}"
            code = compile(_with(tree, place.node, replacement), str(path), "exec")
            yield Mutant(place.node.lineno, place.scope, change, code)


def _change(place: _Place, replacement: ast.expr) -> str:
    before, after = ast.unparse(place.node), ast.unparse(replacement)
    if isinstance(place.node, ast.Set | ast.Tuple):
        left = {ast.unparse(row) for row in getattr(replacement, "elts", ())}
        lost = [text for row in place.node.elts if (text := ast.unparse(row)) not in left]
        return f"without {', '.join(lost)}"
    if isinstance(place.node, ast.Call) and isinstance(replacement, ast.Call) and "Field(" in before[:6]:
        before, after = ast.unparse(place.node.args[0]), ast.unparse(replacement.args[0])
    return f"{place.keyword}{before} → {place.keyword}{after}"


def _places(tree: ast.AST, scope: str) -> Iterator[_Place]:
    """Yield the expressions of a module with the function, class or name that they belong to.

    Lists of codes are left out: their code and term say nothing about a case.
    """
    conditions = [getattr(tree, "test", None), *getattr(tree, "ifs", ())]
    keyword = f"{tree.arg}=" if isinstance(tree, ast.keyword) else ""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.arguments) or child is getattr(tree, "format_spec", None):
            continue
        if child in getattr(tree, "decorator_list", ()):
            continue
        if isinstance(child, ast.ClassDef) and any(ast.unparse(base) == "Choice" for base in child.bases):
            continue
        if isinstance(child, ast.expr):
            yield _Place(child, scope, keyword, is_condition=child in conditions)
        yield from _places(child, _inner(tree, child, scope))


def _inner(parent: ast.AST, child: ast.AST, scope: str) -> str:
    """Return the scope within a child: functions, classes, and the names that a class or module assigns."""
    name = ""
    if isinstance(child, ast.FunctionDef | ast.ClassDef):
        name = child.name
    elif isinstance(parent, ast.ClassDef | ast.Module):
        target = child.targets[0] if isinstance(child, ast.Assign) else getattr(child, "target", None)
        name = ast.unparse(target) if target is not None else ""
    return f"{scope}.{name}".strip(".") if name else scope


def _replacements(place: _Place) -> Iterator[ast.expr]:
    node = place.node
    if place.is_condition and not isinstance(node, JUDGED):
        yield ast.UnaryOp(ast.Not(), node)
    match node:
        case ast.Compare():
            for position, operator in enumerate(node.ops):
                for other in COMPARISONS[type(operator)]:
                    operators = [*node.ops[:position], other(), *node.ops[position + 1 :]]
                    yield ast.Compare(node.left, operators, node.comparators)
        case ast.BoolOp(op=operator):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp(op=operator) if type(operator) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(operator)](), node.right)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
            yield ast.Constant(node.value - 1)
        case ast.Call():
            yield from _calls(node)
        case ast.Set() | ast.Tuple(ctx=ast.Load()) if node.elts and all(map(_is_row, node.elts)):
            for position in range(len(node.elts)):
                rest = [*node.elts[:position], *node.elts[position + 1 :]]
                yield _parsed("set()") if isinstance(node, ast.Set) and not rest else _like(node, rest)


def _calls(node: ast.Call) -> Iterator[ast.expr]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in CALLS:
        function: ast.expr = ast.Name(CALLS[name], ast.Load())
        if isinstance(node.func, ast.Attribute):
            function = ast.Attribute(node.func.value, CALLS[name], ast.Load())
        yield ast.Call(function, node.args, node.keywords)
    elif name == "half_up":
        value, places = map(ast.unparse, node.args)
        yield _parsed(ROUNDED_DOWN.format(value=f"({value})", places=places))
    elif name == "sorted" and node.keywords:
        yield ast.Call(node.func, node.args, [word for word in node.keywords if word.arg != "key"])
    elif name == "Decimal" and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
        step = "0." + "0" * (len(node.args[0].value.partition(".")[2]) - 1) + "1"
        for sign in "+-":
            yield _parsed(f"{ast.unparse(node)} {sign} Decimal('{step}')")
    elif name == "Field" and node.args:
        for default in _defaults(node.args[0]):
            yield ast.Call(node.func, [default, *node.args[1:]], node.keywords)


def _defaults(default: ast.expr) -> Iterator[ast.expr]:
    """Yield another default where the figure itself is not mutated: another code, something for nothing."""
    match default:
        case ast.Attribute():
            text = ast.unparse(default)
            yield _parsed(ANOTHER_CODE.format(owner=text.rpartition(".")[0], given=text))
        case ast.Constant(value=None):
            yield ast.Constant(1)


def _is_row(node: ast.expr) -> bool:
    """Tell whether an element belongs to a table: a code, a text, or a row made by its class."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id[0].isupper()
    return isinstance(node, ast.Attribute) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _like(node: ast.Set | ast.Tuple, rows: list[ast.expr]) -> ast.expr:
    return ast.Tuple(rows, ast.Load()) if isinstance(node, ast.Tuple) else ast.Set(rows)


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _with(tree: ast.Module, node: ast.expr, replacement: ast.expr) -> ast.Module:
    """Return a copy of the module with one expression replaced by another."""

    class Replacing(ast.NodeTransformer):
        def visit(self, visited: ast.AST) -> ast.AST:
            if visited is node:
                return ast.copy_location(copy.deepcopy(replacement), node)
            return self.generic_visit(visited)

    # The copy keeps this one node itself, so that it is found by identity and equal ones stay as they are.
    mutated: ast.Module = Replacing().visit(copy.deepcopy(tree, {id(node): node}))
    return ast.fix_missing_locations(mutated)
