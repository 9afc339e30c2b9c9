"""Given plans as decisions: a plan of the engine, given to the instance, is read back as it was."""

import pytest
from tests.enumeration.generator import random_instance

from coeplan import SolveOptions, solve
from coeplan.planning import gather
from coeplan.solving.model import PlanningModel
from coeplan.solving.references import decisions_of
from coeplan_models import ReferencePlan


@pytest.mark.parametrize("seed", [3, 5, 8, 14])
def test_a_plan_given_back_is_the_same_plan(seed: int) -> None:
    instance = random_instance(seed)
    plan = solve(instance, SolveOptions(gap=0.0, keeping=False)).plan
    if plan is None:
        pytest.fail(f"seed {seed} has no plan; choose another")
    given = ReferencePlan.of(plan)
    known = instance.model_copy(update={"reference_plans": {"given": given}})
    model = PlanningModel.of(known, 64.0)
    read = decisions_of(model.numbers, gather(known, 64.0).references["given"])
    x = model.vector(read)
    assert model.compiled.matrix.violation(x) is None
    assert model.compiled.matrix.objective_of(x) * model.money == pytest.approx(plan.value, rel=1e-6)
