"""Rules, each shown binding on a tiny instance whose optimum its comments work out by hand; see README.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from tests.enumeration.enumerate import enumerate_optimum
from tests.enumeration.errors import OutOfScopeError
from tests.exact import ExactEngine

from coeplan.api.load import load_instance
from coeplan.formulation.build import EQUATIONS
from coeplan_models import Instance

FOLDER = Path(__file__).parent
LOOSE = ".loose"
LARGEST_TEAM = "4"
"""Heads up to which the enumeration tries teams that no pool bounds, unless a case says otherwise."""
ONE_LINERS = ("rule", "equations", "optimum", "largest team", "not enumerated")


@dataclass(frozen=True)
class Case:
    """One instance, and what its leading comment states."""

    path: Path
    said: dict[str, str]

    @property
    def name(self) -> str:
        return str(self.path.relative_to(FOLDER).with_suffix(""))

    @property
    def is_loose(self) -> bool:
        return self.path.stem.endswith(LOOSE)

    @property
    def optimum(self) -> float | None:
        stated = self.said["optimum"]
        return None if stated == "infeasible" else float(stated)

    @property
    def equations(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.said["equations"].split(","))


def leading_comment(path: Path) -> Iterator[str]:
    """Yield the lines of the comment that a file begins with."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            return
        yield line.removeprefix("#").strip()


def read(path: Path) -> Case:
    """Read what the leading comment states on lines such as ``# optimum: 140``."""
    said: dict[str, str] = {}
    for line in leading_comment(path):
        key, colon, value = line.partition(":")
        if colon and key in ONE_LINERS:
            assert key not in said, f"{path.name} states its {key} twice"
            said[key] = value.strip()
    return Case(path, said)


@cache
def instance_at(path: Path) -> Instance:
    return load_instance(path).instance


CASES = {case.name: case for case in map(read, sorted(FOLDER.glob("*/*.yaml")))}
RULES = [case for case in CASES.values() if not case.is_loose]


def loosened(case: Case) -> Case:
    """Return the instance without the rule, or with more room in it."""
    return CASES[case.name + LOOSE]


EACH_CASE = [
    pytest.param(case, id=name, marks=[pytest.mark.slow] if number % 2 else [])
    for number, (name, case) in enumerate(CASES.items())
]
"""Every other case is solved in the fast tier, all are enumerated."""


def close(value: float, relative: float = 1e-9) -> object:
    return pytest.approx(value, rel=relative, abs=relative)


@pytest.mark.parametrize("case", EACH_CASE)
def test_the_engine_finds_the_optimum(exact: ExactEngine, case: Case) -> None:
    plan = exact.plan(instance_at(case.path))
    # The value is what the plan costs, the bound what the solver proves of the formulation, within its tolerances.
    found = None if plan is None else (plan.value, plan.bound)
    assert found == (None if case.optimum is None else (close(case.optimum), close(case.optimum, 1e-6)))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_exhaustive_enumeration_finds_the_optimum(case: Case) -> None:
    largest = int((rule_of(case).said | case.said).get("largest team", LARGEST_TEAM))
    if "not enumerated" in case.said:
        with pytest.raises(OutOfScopeError):
            enumerate_optimum(instance_at(case.path), max_team=largest)
    else:
        found = enumerate_optimum(instance_at(case.path), max_team=largest).value
        assert found == (None if case.optimum is None else close(case.optimum))


def rule_of(case: Case) -> Case:
    """Return the instance with the rule that a loosened one belongs to."""
    return CASES[case.name.removesuffix(LOOSE)]


@pytest.mark.parametrize("case", RULES, ids=[case.name for case in RULES])
def test_the_rule_binds(case: Case) -> None:
    # Both optima are compared with what is found, above.
    with_rule, without = case.optimum, loosened(case).optimum
    assert with_rule is None or without is None or abs(with_rule - without) > 1e-6 * max(with_rule, without)
    assert with_rule != without


@pytest.mark.parametrize("case", RULES, ids=[case.name for case in RULES])
def test_a_case_names_its_rule_and_equations(case: Case) -> None:
    assert case.said["rule"]
    assert case.equations <= {each.name for each in EQUATIONS}


def test_loosened_instances_state_one_change_to_their_rule() -> None:
    wrong = [
        case.name
        for case in CASES.values()
        if case.is_loose and f"extends: {rule_of(case).path.name}" not in case.path.read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_every_equation_has_a_case() -> None:
    shown = frozenset[str]().union(*(case.equations for case in RULES))
    assert [each.name for each in EQUATIONS if each.name not in shown] == []
