import numpy as np
import pyomo.environ as pyo
import pytest

from coeplan.formulation.compile import compile_model
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import Termination, solve_matrix


@pytest.fixture
def model():
    model = pyo.ConcreteModel()
    model.idle = pyo.Var(bounds=(-1, None))
    model.a = pyo.Var([1, 2], domain=pyo.NonNegativeIntegers, bounds=(0, 9))
    model.b = pyo.Var(domain=pyo.Binary)
    model.c = pyo.Var(domain=pyo.NonNegativeReals)
    model.ranged = pyo.Constraint(expr=(1, model.a[1] + 2 * model.a[2] + 3, 8))
    model.equal = pyo.Constraint(expr=model.c + model.a[1] - model.a[1] == 4 * model.b + 2)
    model.lower = pyo.Constraint(expr=model.a[2] >= model.b)
    model.best = pyo.Objective(expr=2 * model.a[1] + 3 * model.a[2] - model.c + 7, sense=pyo.minimize)
    return model


def dense(matrix):
    full = np.zeros((matrix.row_count, matrix.column_count))
    for row in range(matrix.row_count):
        entries = slice(matrix.row_start[row], matrix.row_start[row + 1])
        full[row, matrix.column_index[entries]] = matrix.coefficient[entries]
    return full


def test_arrays(model):
    compiled = compile_model(model)
    matrix = compiled.matrix
    assert matrix.column_names == ("idle", "a[1]", "a[2]", "b", "c")
    assert matrix.row_names == ("ranged", "equal", "lower")
    assert matrix.lower.tolist() == [-1, 0, 0, 0, 0]
    assert matrix.upper.tolist() == [np.inf, 9, 9, 1, np.inf]
    assert matrix.integer.tolist() == [False, True, True, True, False]
    assert (matrix.cost.tolist(), matrix.offset) == ([0, 2, 3, 0, -1], 7)
    activity = dense(matrix)
    assert activity[0].tolist() == [0, 1, 2, 0, 0]
    assert (matrix.row_lower[0], matrix.row_upper[0]) == (-2, 5)
    scale = activity[1, 4]
    assert (activity[1] / scale).tolist() == [0, 0, 0, -4, 1]
    assert (matrix.row_lower[1] / scale, matrix.row_upper[1] / scale) == (2, 2)
    assert matrix.row_start.tolist() == [0, 2, 4, 6], "a[1] cancels out"


def test_agrees_with_pyomo_on_any_point(model):
    compiled = compile_model(model)
    x = np.array([0.5, 1.0, 2.0, 1.0, 3.25])
    compiled.store(x)
    assert compiled.matrix.objective_of(x) == pytest.approx(pyo.value(model.best))
    activity = compiled.matrix.row_activity(x)
    for row, constraint in enumerate(compiled.rows):
        slack_above = compiled.matrix.row_upper[row] - activity[row]
        slack_below = activity[row] - compiled.matrix.row_lower[row]
        pair = sorted((constraint.uslack(), constraint.lslack()))
        assert sorted((slack_above, slack_below)) == pytest.approx(pair)


def test_values_come_back(model):
    compiled = compile_model(model)
    result = solve_matrix(compiled.matrix, SolverOptions(gap=0.0))
    assert result.termination is Termination.OPTIMAL
    compiled.store(result.x)
    assert (model.a[1].value, model.a[2].value, model.b.value, model.c.value) == (0, 1, 1, 6)
    assert pyo.value(model.best) == result.objective == 4.0
    assert compiled.values().tolist() == result.x.tolist()
    assert compiled.places()[id(model.a[2])] == 2
    with pytest.raises(ValueError, match="one value for each of the 5 columns"):
        compiled.store(result.x[:2])


def test_values_that_are_not_there_are_unknown(model):
    model.a[1].value = 3
    assert np.isnan(compile_model(model).values()).tolist() == [True, False, True, True, True]


def test_a_maximum_is_turned_round(model):
    model.best.sense = pyo.maximize
    compiled = compile_model(model)
    assert compiled.sense == -1
    assert (compiled.matrix.cost.tolist(), compiled.matrix.offset) == ([0, -2, -3, 0, 1], -7)


def test_a_fixed_variable_stays_a_column(model):
    model.a[2].fix(2)
    matrix = compile_model(model).matrix
    assert (matrix.lower[2], matrix.upper[2]) == (2, 2)
    assert dense(matrix)[0].tolist() == [0, 1, 2, 0, 0]
    assert model.a[2].fixed
    assert model.a[2].value == 2


def test_a_fixed_variable_stays_fixed_when_compiling_fails(model):
    model.a[2].fix(2)
    model.crooked = pyo.Constraint(expr=model.c * model.idle <= 1)
    with pytest.raises(ValueError, match="crooked is not linear"):
        compile_model(model)
    assert model.a[2].fixed


def test_inactive_parts_do_not_count(model):
    model.aside = pyo.Block()
    model.aside.v = pyo.Var()
    model.aside.r = pyo.Constraint(expr=model.aside.v == 1)
    model.aside.deactivate()
    model.ranged.deactivate()
    matrix = compile_model(model).matrix
    assert matrix.row_names == ("equal", "lower")
    assert "aside.v" not in matrix.column_names


def test_blocks_and_templates_of_constraints(model):
    model.part = pyo.Block([1, 2])
    for block in model.part.values():
        block.v = pyo.Var(bounds=(0, 1))
        block.rows = pyo.ConstraintList()
        block.rows.add(block.v + model.c >= 1)
    matrix = compile_model(model).matrix
    assert matrix.column_names[-2:] == ("part[1].v", "part[2].v")
    assert matrix.row_names[-2:] == ("part[1].rows[1]", "part[2].rows[1]")


def test_mutable_parameters_are_read_as_they_stand(model):
    model.factor = pyo.Param(initialize=2.0, mutable=True)
    model.scaled = pyo.Constraint(expr=model.factor * model.c <= 10 * model.factor)
    model.factor = 3.0
    matrix = compile_model(model).matrix
    assert dense(matrix)[3, 4] == 3.0
    assert matrix.row_upper[3] == 30.0


def test_a_row_without_variables_can_still_be_impossible(model):
    model.factor = pyo.Param(initialize=0.0, mutable=True)
    model.nothing = pyo.Constraint(expr=model.factor * model.c >= 1)
    compiled = compile_model(model)
    result = solve_matrix(compiled.matrix)
    assert result.termination is Termination.INFEASIBLE
    assert result.notes == ("nothing cannot lie between 1.0 and inf",)


def other_objective(model):
    model.second = pyo.Objective(expr=model.c)


def no_objective(model):
    model.best.deactivate()


def special_ordered(model):
    model.sos = pyo.SOSConstraint(var=model.a, sos=1)


def crooked_objective(model):
    model.best.expr = model.c**2


def fixed_to_nothing(model):
    model.c.fixed = True


def steps(model):
    model.stepped = pyo.Var(domain=pyo.Set(initialize=[0, 5, 10]))


def stranger(model):
    model.away = pyo.Block()
    model.away.v = pyo.Var()
    model.odd = pyo.Constraint(expr=model.away.v <= model.c)
    model.away.deactivate()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (other_objective, "needs one active objective, it has"),
        (no_objective, "it has none"),
        (special_ordered, "cannot say: sos"),
        (crooked_objective, "best is not linear"),
        (fixed_to_nothing, "c is fixed, but has no value"),
        (steps, "domain of stepped"),
        (stranger, r"odd uses variables of no active block of the model: \['away.v'\]"),
    ],
)
def test_what_a_linear_mip_cannot_say_is_refused(model, spoil, message):
    spoil(model)
    with pytest.raises(ValueError, match=message):
        compile_model(model)
