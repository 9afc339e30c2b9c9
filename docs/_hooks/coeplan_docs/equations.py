"""The mathematical model as Markdown: a chapter for each family of rules, a section for each equation."""

import inspect
import re
import sys
from collections.abc import Iterable
from itertools import groupby

from coeplan.formulation import objective
from coeplan.formulation.algebra import Equation
from coeplan.formulation.build import EQUATIONS
from coeplan.formulation.variables import VARIABLES, Variable

from .notation import CHAPTERS, EVERYWHERE, INDICES, Symbol, variables

INTRODUCTION = """\
# Mathematical model

This page is made from the code at every build: each section is one equation of the model, that is one function
below `optimizer/coeplan/formulation/rules/`, and its rows carry its name in the solver. Where the rules leave room,
[How the rules are read](readings.md) says how they are meant.

A row is left out where it says nothing, and what cannot be other than 0 is no variable. Amounts are divided by a
power of ten inside the model, which changes no plan. Costs are written out in *How the rules are read*.

"""

_MATH = re.compile(r"^\.\. math::\s*(.*)$", re.DOTALL)
_INLINE_MATH = re.compile(r":math:`([^`]+)`")


def equations_page() -> str:
    """Return the page: notation, variables, then every equation and the objective."""
    parts = [INTRODUCTION, "## Indices and sets\n\n", symbol_table(INDICES)]
    parts += ["## In every chapter\n\n", symbol_table(EVERYWHERE)]
    parts += ["## Variables\n\nAll are at least 0.\n\n", variable_table(VARIABLES)]
    for chapter, equations in groupby(EQUATIONS, key=chapter_of):
        parts.append(_chapter(chapter, equations))
    parts.append(f"### What is minimised {{#minimised}}\n\n{markdown_of(inspect.getdoc(objective.objective) or '')}\n")
    return "".join(parts)


def chapter_of(equation: Equation) -> str:
    """Return the name of the module that holds an equation."""
    return str(equation.row.__module__).rpartition(".")[2]


def _chapter(name: str, equations: Iterable[Equation]) -> str:
    listed = list(equations)
    title = name.replace("_", " ").capitalize()
    summary = (sys.modules[listed[0].row.__module__].__doc__ or "").strip().removeprefix(f"{title}: ")
    opening = f"## {title} {{#chapter_{name}}}\n\n{summary[:1].upper()}{summary[1:]}\n\n"
    parts = [opening, symbol_table(CHAPTERS[name])]
    return "".join([*parts, *(_section(each) for each in listed)])


def _section(equation: Equation) -> str:
    return f"### `{equation.name}` {{#{equation.name}}}\n\n{markdown_of(inspect.cleandoc(equation.description))}\n"


def markdown_of(docstring: str) -> str:
    """Turn a docstring's words and ``.. math::`` blocks into Markdown."""
    blocks: list[str] = []
    for paragraph in docstring.split("\n\n"):
        formula = _MATH.match(paragraph.strip())
        if formula:
            blocks.append(f"\\[{' '.join(formula[1].split())}\\]")
        else:
            words = _INLINE_MATH.sub(r"\\(\1\\)", " ".join(paragraph.split()))
            blocks.append(words.replace("``", "`"))
    return "\n\n".join(blocks) + "\n"


def symbol_table(symbols: Iterable[Symbol]) -> str:
    """Return a table of letters."""
    rows = [f"| \\({each.tex}\\) | {each.meaning} |" for each in symbols]
    return "\n".join(["| Symbol | Meaning |", "| --- | --- |", *rows]) + "\n\n"


def variable_table(families: Iterable[Variable]) -> str:
    """Return the table of all families of variables, and of breaches, which rows add as they need them."""
    letters = variables()
    rows = [f"| `{each.name}` | \\({letters[each.name]}\\) | {each.meaning} | {_values(each)} |" for each in families]
    rows.append(f"| `breach` | \\({letters['breach']}\\) | breach of a priced policy, in its unit | continuous |")
    return "\n".join(["| Variable | Symbol | Meaning | Values |", "| --- | --- | --- | --- |", *rows]) + "\n\n"


def _values(variable: Variable) -> str:
    if callable(variable.whole):
        return "whole, unless the area says otherwise"
    if variable.upper == 1:
        return "0 or 1" if variable.whole else "0 to 1"
    return "whole" if variable.whole else "continuous"
