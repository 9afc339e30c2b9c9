"""What a model says, line by line: rows, bounds of variables, costs, objective."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyomo.repn import generate_standard_repn

from coeplan.formulation.algebra import Algebra, Equation
from coeplan.formulation.costs import Cost, capital, changes, replacements, run_costs

from .names import FAMILIES, Names

Line = tuple[str, str]
"""A subject, and what is said of it; numbers stand between blanks."""


def number(value: float) -> str:
    """Write a number with nine digits, and no minus before a zero."""
    return f"{value + 0.0:.9g}"


def rows(m: Algebra, names: Names, equation: Equation, kinds: str) -> Iterator[Line]:
    """Yield the rows of an equation."""
    for index, row in getattr(m.model, equation.name).items():
        key = index if isinstance(index, tuple) else (index,)
        yield names.indexed(equation.name, _kinds_of(kinds, key), key), _row(names, row)


def _kinds_of(kinds: str, key: tuple[Any, ...]) -> list[str]:
    """Kinds of an index; of a frozen decision the last two depend on what is decided."""
    if kinds != "decision":
        return kinds.split()
    unknown = key[3] < 0
    subject = "plain" if unknown else "arc" if key[1] == "convert" else "site"
    return ["plain", "plain", "node", subject, "plain"]


def _row(names: Names, row: Any) -> str:
    low, body, high = row.to_bounded_expression()
    terms, constant = _linear(names, body)
    sense = "=" if low is not None and high is not None else ">=" if low is not None else "<="
    side = float(low if low is not None else high) - constant
    if terms and terms[0][0] < 0:  # one way to write each row: its first coefficient is positive
        terms, side = [(-factor, name) for factor, name in terms], -side
        sense = {"=": "=", ">=": "<=", "<=": ">="}[sense]
    return f"{_sum(terms)} {sense} {number(side)}"


def _linear(names: Names, expression: Any) -> tuple[list[tuple[float, str]], float]:
    form = generate_standard_repn(expression)
    assert form.is_linear(), f"{expression} is not linear"
    pairs = sorted(zip(form.linear_vars, form.linear_coefs, strict=True), key=lambda pair: names.order(pair[0]))
    return [(factor, names.variable(column)) for column, factor in pairs if factor != 0], float(form.constant)


def _sum(terms: Iterable[tuple[float, str]]) -> str:
    text = " ".join(f"{'-' if factor < 0 else '+'} {number(abs(factor))} {name}" for factor, name in terms)
    return text.removeprefix("+ ") or "0"


def bounds(m: Algebra, names: Names, family: str) -> Iterator[Line]:
    """Yield domain and bounds of a family's variables."""
    for column in sorted(m.columns[family].values(), key=names.order):
        low, high = column.bounds
        kind = "whole" if column.is_integer() else "continuous"
        yield names.variable(column), f"{kind} from {number(low)} to {'any' if high is None else number(high)}"


def costs(m: Algebra, names: Names) -> Iterator[Line]:
    """Yield what each decision costs at each node, undiscounted, in plan currency; a year's where ``yearly``."""
    for node in m.numbers.nodes:
        yield from _costs(names, "", node, [*run_costs(m, node), *capital(m, node), *changes(m, node)])
        if not m.numbers.tree.children[node]:
            yield from _costs(names, "yearly ", node, replacements(m, node))


def _costs(names: Names, prefix: str, node: int, found: Iterable[Cost]) -> Iterator[Line]:
    sums: dict[str, Any] = {}
    for cost in found:
        parts = {"site": cost.site, "place": cost.place, "area": cost.area, "plain": cost.subject}
        stated = {kind: part for kind, part in parts.items() if part is not None}
        if cost.site is not None:
            del stated["place"]
        label = prefix + names.indexed(cost.category.value, ("node", *stated), (node, *stated.values()))
        sums[label] = sums.get(label, 0.0) + cost.expression
    for label, expression in sums.items():
        terms, constant = _linear(names, expression)
        if terms or constant:
            yield label, f"{_sum(terms)} + {number(constant)}" if constant else _sum(terms)


def objective(m: Algebra, names: Names) -> Iterator[Line]:
    """Yield the objective, coefficient by coefficient."""
    terms, constant = _linear(names, m.model.objective.expr)
    yield "constant", number(constant)
    yield from ((name, number(factor)) for factor, name in terms)


__all__ = ["FAMILIES", "Line", "bounds", "costs", "number", "objective", "rows"]
