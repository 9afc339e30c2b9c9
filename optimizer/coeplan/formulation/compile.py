"""A Pyomo model as arrays.

This walks expressions with the visitor that Pyomo's own ``LinearStandardFormCompiler``
uses, but collects the rows itself. The compiler needs scipy, which is no dependency
of ours, splits a ranged row in two, and leaves out columns that are fixed or stand in
no row; here every constraint is one row and every variable one column, so that bounds
may be changed later on the arrays alone.
"""

# Pyomo carries no types; these four are switched off in pyproject.toml as well, where "strict" overrules them.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false

from array import array
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyomo.common.numeric_types import value as number_of
from pyomo.core.base import Block, Constraint, Expression, Objective, Param, RangeSet, Set, SortComponents, Suffix, Var
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.util import VarRecorder, categorize_valid_components

from coeplan.core.garbage import collection_put_off
from coeplan.formulation.matrix import BoolArray, FloatArray, MatrixModel

_UNDERSTOOD = {Block, Constraint, Expression, Param, RangeSet, Set, Suffix, Var}


@dataclass(frozen=True, eq=False)
class CompiledModel:
    """A Pyomo model as arrays, and the way back.

    Parameters
    ----------
    matrix
        The arrays; always to be minimised.
    columns
        Variable of each column (Pyomo ``VarData``).
    rows
        Constraint of each row (Pyomo ``ConstraintData``).
    sense
        1 where the model minimises; -1 where it maximises, and ``matrix`` therefore
        holds the negated objective.
    """

    matrix: MatrixModel
    columns: tuple[Any, ...]
    rows: tuple[Any, ...]
    sense: int

    def store(self, x: FloatArray) -> None:
        """Give every variable its value in ``x``, shape (n,)."""
        if x.shape != (len(self.columns),):
            raise ValueError(f"expected one value for each of the {len(self.columns)} columns, got {x.shape}")
        for variable, number in zip(self.columns, x.tolist(), strict=True):
            variable.set_value(number, skip_validation=True)

    def values(self) -> FloatArray:
        """What the variables hold now, NaN where they hold nothing; serves as a start."""
        held = (variable.value for variable in self.columns)
        return np.array([np.nan if number is None else number for number in held], dtype=np.float64)

    def places(self) -> dict[int, int]:
        """Column of each variable by the ``id`` of its ``VarData``."""
        return {id(variable): column for column, variable in enumerate(self.columns)}


def compile_model(model: Any) -> CompiledModel:
    """Compile a linear Pyomo model.

    Columns stand in the order in which the variables were declared, rows in that of
    the constraints. Every variable of an active block gets a column, also where it
    is in no constraint; a fixed one gets both bounds at its value.

    Parameters
    ----------
    model
        A Pyomo ``ConcreteModel`` with one active objective.

    Raises
    ------
    ValueError
        Where the model holds what a linear MIP cannot say, and which part that is.
    """
    _refuse_strangers(model)
    with collection_put_off():
        variables = tuple(model.component_data_objects(Var, active=True, descend_into=True))
        constraints = tuple(model.component_data_objects(Constraint, active=True, descend_into=True))
        objective = _objective(model)
        lower, upper = _bounds(variables)
        with _released(variables):
            walk = _Walk(variables)
            offset, cost, sense = _cost(walk, objective, len(variables))
            row_lower, row_upper = _rows(walk, constraints)
        matrix = MatrixModel(
            cost=cost,
            offset=offset,
            lower=lower,
            upper=upper,
            integer=_integer(variables),
            row_start=np.array(walk.starts, dtype=np.int32),
            column_index=np.array(walk.columns, dtype=np.int32),
            coefficient=np.array(walk.coefficients, dtype=np.float64),
            row_lower=row_lower,
            row_upper=row_upper,
            column_names=tuple(variable.name for variable in variables),
            row_names=tuple(constraint.name for constraint in constraints),
        )
    return CompiledModel(matrix, variables, constraints, sense)


class _Walk:
    """Collects linear expressions as rows; the arrays grow as it goes."""

    def __init__(self, variables: Sequence[Any]) -> None:
        self._place = {id(variable): column for column, variable in enumerate(variables)}
        known = {id(variable): variable for variable in variables}
        # Pyomo's own annotations are too narrow here and there, hence Any.
        self._visitor: Any = LinearRepnVisitor({}, var_recorder=VarRecorder(known, SortComponents.unsorted))
        self.starts = array("l", [0])
        self.columns = array("l")
        self.coefficients = array("d")

    def linear(self, expression: Any, owner: Any) -> tuple[float, dict[int, float]]:
        """Constant and coefficients by column of a linear expression that ``owner`` holds."""
        form: Any = self._visitor.walk_expression(expression)
        if form.nonlinear is not None:
            raise ValueError(f"{owner.name} is not linear (a product with a fixed variable is a product, too)")
        try:
            return form.constant, {self._place[key]: factor for key, factor in form.linear.items()}
        except KeyError:
            strangers = set(form.linear) - set(self._place)
            names = sorted(self._visitor.var_map[key].name for key in strangers)
            raise ValueError(f"{owner.name} uses variables of no active block of the model: {names}") from None

    def add(self, expression: Any, owner: Any) -> float:
        """Append an expression as a row, and return its constant."""
        constant, factors = self.linear(expression, owner)
        self.columns.extend(factors.keys())
        self.coefficients.extend(factors.values())
        self.starts.append(len(self.columns))
        return constant


@contextmanager
def _released(variables: Sequence[Any]) -> Generator[None]:
    """Let fixed variables vary for the time being, lest they are folded into constants."""
    fixed = [variable for variable in variables if variable.fixed]
    for variable in fixed:
        variable.fixed = False
    try:
        yield
    finally:
        for variable in fixed:
            variable.fixed = True


def _refuse_strangers(model: Any) -> None:
    """Active components that the arrays could not show must not vanish silently."""
    found: Any = categorize_valid_components(model, active=True, valid=_UNDERSTOOD, targets={Objective})
    strangers: dict[Any, list[Any]] = found[1]
    if strangers:
        names = sorted(component.name for components in strangers.values() for component in components)
        raise ValueError(f"a linear MIP cannot say: {', '.join(names)}")


def _objective(model: Any) -> Any:
    objectives = list(model.component_data_objects(Objective, active=True, descend_into=True))
    if len(objectives) != 1:
        names = [objective.name for objective in objectives]
        raise ValueError(f"the model needs one active objective, it has {names or 'none'}")
    return objectives[0]


def _cost(walk: _Walk, objective: Any, count: int) -> tuple[float, FloatArray, int]:
    constant, factors = walk.linear(objective.expr, objective)
    sense = 1 if objective.is_minimizing() else -1
    cost = np.zeros(count)
    cost[list(factors.keys())] = list(factors.values())
    return sense * constant, sense * cost, sense


def _rows(walk: _Walk, constraints: Sequence[Any]) -> tuple[FloatArray, FloatArray]:
    lower, upper = np.full(len(constraints), -np.inf), np.full(len(constraints), np.inf)
    for row, constraint in enumerate(constraints):
        low, body, high = constraint.to_bounded_expression()
        constant = walk.add(body, constraint)
        if low is not None:
            lower[row] = _number(low) - constant
        if high is not None:
            upper[row] = _number(high) - constant
    return lower, upper


def _number(expression: Any) -> float:
    number: Any = number_of(expression)
    return float(number)


def _bounds(variables: Sequence[Any]) -> tuple[FloatArray, FloatArray]:
    lower, upper = np.full(len(variables), -np.inf), np.full(len(variables), np.inf)
    for column, variable in enumerate(variables):
        low, high = variable.bounds
        if variable.fixed:
            if variable.value is None:
                raise ValueError(f"{variable.name} is fixed, but has no value")
            low = high = variable.value
        if low is not None:
            lower[column] = low
        if high is not None:
            upper[column] = high
    return lower, upper


def _integer(variables: Sequence[Any]) -> BoolArray:
    whole = [variable.is_integer() for variable in variables]
    for variable, is_whole in zip(variables, whole, strict=True):
        if not is_whole and not variable.is_continuous():
            raise ValueError(f"the domain of {variable.name} is neither whole numbers nor an interval")
    return np.array(whole, dtype=np.bool_)
