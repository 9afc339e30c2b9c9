"""The peers' optimum is the engine's: another formulation, by another solver."""

from pathlib import Path

import pytest
from benchmarks.instances import Options, generate
from benchmarks.peers.highs import Found, root_relaxation, solve_highs
from benchmarks.peers.textbook import MONEY, UnsupportedError, textbook
from tests.enumeration.generator import random_instance
from tests.exact import WIDTH, ExactEngine

from coeplan.api.load import load
from coeplan.formulation.compile import compile_model
from coeplan.formulation.matrix import MatrixModel
from coeplan.planning import gather
from coeplan.planning.tree import expand
from coeplan_models import Instance, RegretCap

BY_HAND = Path(__file__).parents[1] / "by_hand"

CASES = (
    "costs/cancellation_fee",
    "costs/conversion_default_fee",
    "costs/cvar_objective",
    "costs/fee_bands",
    "costs/levy",
    "costs/overhead_steps",
)
"""Cases worked out by hand, one of each kind of row that the textbook writes in its own way."""

SEEDS = (1, 3, 28, 68)
"""Random tiny instances; two of them have pools that are not whole."""


def written(instance: Instance) -> MatrixModel:
    return compile_model(textbook(gather(instance, WIDTH)).model).matrix


def hear_nothing(_value: float | None, _bound: float | None) -> None:
    """Take note of nothing."""


def optimum(instance: Instance) -> float | None:
    """Return the least value that HiGHS finds, with presolve and without.

    HiGHS 1.15.1 has called plans of this formulation optimal that are not: with presolve random instance 125, without
    it 65, 87 and 98. A plan that is found keeps all rows, so the lesser of two is nearer to the truth.
    """
    matrix = written(instance)
    found: list[Found] = [solve_highs(matrix, 60, 0.0, hear_nothing, {"presolve": each}) for each in ("on", "off")]
    assert all(each.status in ("Optimal", "Infeasible") for each in found)
    return min((each.value * MONEY for each in found if each.value is not None), default=None)


def same(found: float | None, expected: float | None) -> bool:
    return found == (None if expected is None else pytest.approx(expected, rel=1e-6, abs=1e-3))


def builds_up_after_conversion(instance: Instance) -> bool:
    """Whether an instance has the one thing that the textbook may refuse."""
    numbers = gather(instance, WIDTH)
    return any(numbers.arrangements[site].terms.build_up > 0 and numbers.arcs_into[site] for site in numbers.sites)


@pytest.mark.parametrize("case", CASES)
def test_cases_by_hand(exact: ExactEngine, case: str) -> None:
    instance = load(BY_HAND / f"{case}.yaml")
    assert same(optimum(instance), exact.value(instance))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_instances(exact: ExactEngine, seed: int) -> None:
    instance = random_instance(seed)
    assert same(optimum(instance), exact.value(instance))


@pytest.mark.slow
@pytest.mark.parametrize("case", sorted(BY_HAND.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_all_cases_by_hand(exact: ExactEngine, case: Path) -> None:
    instance = load(case)
    try:
        found = optimum(instance)
    except UnsupportedError:
        assert builds_up_after_conversion(instance)
        return
    assert same(found, exact.value(instance))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200))
def test_many_random_instances(exact: ExactEngine, seed: int) -> None:
    instance = random_instance(seed)
    try:
        found = optimum(instance)
    except UnsupportedError:
        assert builds_up_after_conversion(instance)
        return
    assert same(found, exact.value(instance))


def test_its_relaxation_is_weaker() -> None:
    instance = generate("tiny", 0, Options(policies="all"))
    loose, _ = root_relaxation(written(instance), 60)
    from benchmarks.running.contestants import write_engine

    own = write_engine(instance)
    tight, _ = root_relaxation(own.matrix, 60)
    assert loose is not None and tight is not None
    assert loose * MONEY < 0.9 * tight * own.money


@pytest.mark.parametrize("tree", [False, True])
def test_generated_instances_are_supported(tree: bool) -> None:
    assert written(generate("tiny", 1, Options(tree, "all"))).row_count > 0


def test_conversion_into_a_build_up_is_refused() -> None:
    instance = generate("tiny", 0)
    models = {
        name: model.model_copy(update={"build_up": 6.0, "min_heads": 3.0}) if name == "captive" else model
        for name, model in instance.operating_models.items()
    }
    with pytest.raises(UnsupportedError, match=r"'captive' at .* can be entered by a conversion"):
        textbook(gather(instance.model_copy(update={"operating_models": models})))


def test_measures_of_single_futures_are_refused() -> None:
    instance = generate("tiny", 0, Options(tree=True))
    weighed = instance.objective.model_copy(update={"worst_case_weight": 0.5})
    capped = {**instance.policies, "even": RegretCap(kind="regret_cap", limit=1000.0)}
    asked = instance.model_copy(update={"objective": weighed, "policies": capped})
    tree = expand(asked.scenarios, asked.horizon.periods)
    least = {tree.nodes[leaf].id: 0.0 for leaf in tree.leaves}
    with pytest.raises(UnsupportedError, match=r"objective\.worst_case_weight, policies\.even"):
        textbook(gather(asked, least_totals=least))


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_scip_finds_the_same(exact: ExactEngine, seed: int) -> None:
    pytest.importorskip("pyscipopt")
    from benchmarks.peers.scip import solve_scip

    instance = random_instance(seed)
    found = solve_scip(written(instance), 60, 0.0, hear_nothing)
    assert same(None if found.value is None else found.value * MONEY, exact.value(instance))


@pytest.mark.slow
def test_linopy_holds_the_same_rows() -> None:
    pytest.importorskip("linopy")
    from benchmarks.peers.linopy import build_linopy
    from benchmarks.running.contestants import write_engine

    matrix = write_engine(generate("tiny", 0)).matrix
    highs = build_linopy(matrix)
    highs.setOptionValue("solve_relaxation", True)
    highs.run()
    expected, _ = root_relaxation(matrix, 60)
    assert highs.getInfo().objective_function_value + matrix.offset == pytest.approx(expected, rel=1e-7)
