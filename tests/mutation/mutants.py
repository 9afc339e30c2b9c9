"""Mutants of a module: cosmic-ray's operators, thinned out to those that say something, and statements left out."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

OPERATORS = (
    "NumberReplacer",
    "AddNot",
    "ZeroIterationForLoop",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceContinueWithBreak",
    "ReplaceBreakWithContinue",
    "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Pow_Mul",
    "ReplaceBinaryOperator_FloorDiv_Mul",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_USub_UAdd",
    "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is",
)
"""Of each kind of change the one nearest to a slip of the pen; the others (x times y for x xor y) fail at once."""


LEAVE_OUT = "LeaveOutStatement"


@dataclass(frozen=True)
class Place:
    """Where a module can be changed, and how.

    Attributes
    ----------
    path : Path
        Module, relative to the project.
    operator : str
        Kind of change.
    occurrence : int
        Which of the module's places for it, from 0.
    """

    path: Path
    operator: str
    occurrence: int


@dataclass(frozen=True)
class Mutant:
    """One changed module.

    Attributes
    ----------
    place : Place
        Where it was changed.
    line : int
        The same as a line, from 1.
    before, after : str
        That line before and after.
    code : str
        The whole module after.
    """

    place: Place
    line: int
    before: str
    after: str
    code: str


def places(root: Path, path: Path) -> Iterator[Place]:
    """Yield every place of a module that can be changed."""
    source = (root / path).read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    for name in OPERATORS:
        operator = cosmic_ray.plugins.get_operator(f"core/{name}")()
        count = sum(1 for node in nodes for _ in operator.mutation_positions(node))
        yield from (Place(path, name, occurrence) for occurrence in range(count))
    yield from (Place(path, LEAVE_OUT, number) for number in range(len(_statements(source))))


def mutate(root: Path, place: Place) -> Mutant | None:
    """Return the mutant; None where it does not compile, or where only records change that nobody writes to."""
    source = (root / place.path).read_text(encoding="utf-8")
    if place.operator == LEAVE_OUT:
        code = _without(source, _statements(source)[place.occurrence])
    else:
        operator = cosmic_ray.plugins.get_operator(f"core/{place.operator}")()
        code = mutate_code(source, operator, place.occurrence)
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return None
    before, after = source.splitlines(), code.splitlines()
    line = next((n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(after) - 1)
    if before[line].strip().startswith("@dataclass"):
        return None
    return Mutant(place, line + 1, before[line].strip(), after[line].strip(), code)


def _statements(source: str) -> list[ast.stmt]:
    """List statements that are there for their effect: a call, a yield, an addition in place, a raise."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def _without(source: str, node: ast.stmt) -> str:
    lines = source.splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    return "".join([*lines[:first], " " * node.col_offset + "pass\n", *lines[last:]])
