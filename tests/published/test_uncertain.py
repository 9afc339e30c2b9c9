"""Published problems under uncertainty, as instances, against published values and compact models of their own."""

import pytest
from benchmarks.published import read_case
from tests.exact import ExactEngine
from tests.published.capacity import (
    Electricity,
    Expansion,
    ExpansionTable,
    electricity_instance,
    electricity_optimum,
    expansion_instance,
    to_published,
)
from tests.published.cases import DATA
from tests.published.random_demand import Aim, RandomDemand, drawn, first_of, instance_of, least

from coeplan import SolveOptions, solve

SECONDS = 300.0
SMALL = (6, 10, 3)
"""Facilities, customers and futures of the fast tier."""

ALPHA = 0.7
AIMS = {
    "expectation": Aim(),
    "cvar": Aim(expectation=0.0, cvar=1.0, alpha=ALPHA),
    "both": Aim(expectation=0.5, cvar=0.5, alpha=0.6),
}
OPTIONS = SolveOptions(gap=0.0, time_limit=SECONDS, keeping=False)


def part(name: str, facilities: int, customers: int, futures: int) -> RandomDemand:
    """Return the first of a published case, with demand that depends on its size alone."""
    case = read_case(DATA / "or-library" / name)
    return drawn(first_of(case, facilities, customers), futures, seed=facilities + customers + futures)


# -- facility location with random demand -----------------------------------------------------------------------------


@pytest.mark.parametrize("aim", AIMS.values(), ids=AIMS)
def test_facilities_under_random_demand_cost_what_the_extensive_form_says(exact: ExactEngine, aim: Aim) -> None:
    problem = part("cap61.txt", *SMALL)
    assert exact.value(instance_of(problem, aim)) == pytest.approx(least(problem, aim), rel=1e-6)


def test_a_cap_on_cvar_costs_what_the_extensive_form_says(exact: ExactEngine) -> None:
    problem = part("cap61.txt", *SMALL)
    safest = least(problem, AIMS["cvar"])
    assert safest is not None
    bound = Aim(alpha=ALPHA, cap=1.0005 * safest)
    free, capped = least(problem, Aim()), least(problem, bound)
    assert free is not None and capped is not None
    assert free < 0.9999 * capped, "the cap costs nothing"
    assert exact.value(instance_of(problem, bound)) == pytest.approx(capped, rel=1e-6)
    beyond = Aim(alpha=ALPHA, cap=0.999 * safest)
    assert least(problem, beyond) is None
    assert exact.value(instance_of(problem, beyond)) is None


@pytest.mark.slow
@pytest.mark.parametrize("aim", AIMS.values(), ids=AIMS)
@pytest.mark.parametrize("name", ["cap41.txt", "cap64.txt", "cap71.txt"])
def test_whole_cases_under_random_demand_cost_what_the_extensive_form_says(name: str, aim: Aim) -> None:
    problem = part(name, 16, 50, 5)
    expected = pytest.approx(least(problem, aim), rel=1e-6)
    found = solve(instance_of(problem, aim), OPTIONS)
    assert (found.termination, found.value, found.bound) == ("optimal", expected, expected)


# -- capacity ---------------------------------------------------------------------------------------------------------


def test_electricity_costs_what_is_published(exact: ExactEngine) -> None:
    case = Electricity()
    expected = electricity_optimum(case)
    assert expected == pytest.approx(Electricity.OPTIMUM, abs=5e-4)
    plan = exact.plan(electricity_instance(case))
    assert plan is not None
    assert plan.value == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("cvar", "alpha"), [(1.0, 0.5), (0.4, 0.8)])
def test_electricity_at_risk_costs_what_the_linear_program_says(exact: ExactEngine, cvar: float, alpha: float) -> None:
    case = Electricity(cvar=cvar, alpha=alpha)
    assert exact.value(electricity_instance(case)) == pytest.approx(electricity_optimum(case), rel=1e-6)


def test_the_table_of_expansion_comes_to_what_is_published() -> None:
    # What is published is a bound of the relaxation, which its authors test within 1e3.
    assert ExpansionTable(Expansion()).optimum == pytest.approx(Expansion.OPTIMUM, abs=1e3)


@pytest.mark.parametrize("stages", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_expansion_stage_by_stage_costs_what_dynamic_programming_says(exact: ExactEngine, stages: int) -> None:
    case = Expansion().first(stages)
    value = exact.value(expansion_instance(case))
    assert value is not None
    assert to_published(case, value) == pytest.approx(ExpansionTable(case).optimum, rel=1e-6)
