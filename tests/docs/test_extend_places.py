"""Places that a new rule, policy or driver is entered in: whoever forgets one is told here, and not by a user."""

import importlib
import pkgutil
import re
from pathlib import Path
from typing import get_args

import pytest

from coeplan.analysis.diagnosis.policies import _READ
from coeplan.audit import RULES
from coeplan.audit.policy_kinds import ON_HEADS, ON_MONEY
from coeplan.formulation import objective, rules
from coeplan.formulation.algebra import Equation
from coeplan.formulation.build import EQUATIONS
from coeplan.report.policy_words import SUBJECTS
from coeplan.report.stress import DRIVERS
from coeplan_models import DRIVER_SCOPES, DriverKind, Policy

ROOT = Path(__file__).parents[2]
STRESS = ROOT / "optimizer" / "coeplan" / "analysis" / "stress"
READERS = {
    "planning": [*(ROOT / "optimizer" / "coeplan" / "planning").glob("*.py")],
    "audit": [*(ROOT / "optimizer" / "coeplan" / "audit").glob("*.py")],
    "stress": [STRESS / f"{name}.py" for name in ("people", "working", "paying", "steps")],
    "enumeration": [*(ROOT / "tests" / "enumeration").glob("*.py")],
}
"""Code that gives each driver its effect by itself."""

POLICIES = get_args(get_args(Policy)[0])
KINDS = {get_args(policy.model_fields["kind"].annotation)[0] for policy in POLICIES}


def test_every_equation_that_is_written_is_in_the_model():
    found = pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.")
    modules = [objective, *(importlib.import_module(each.name) for each in found)]
    written = {each.name for module in modules for each in vars(module).values() if isinstance(each, Equation)}
    assert written == {each.name for each in EQUATIONS}


def test_the_auditor_judges_every_policy_in_one_place():
    assert {*ON_HEADS, *ON_MONEY} == {*POLICIES}
    assert not {*ON_HEADS} & {*ON_MONEY}
    assert {*RULES} >= KINDS


def test_a_diagnosis_says_every_policy():
    assert set(_READ) == KINDS


def test_every_driver_has_scopes_and_words():
    assert set(DRIVER_SCOPES) == set(SUBJECTS) == set(DRIVERS) == set(DriverKind)


@pytest.mark.parametrize("sources", READERS.values(), ids=READERS)
def test_every_driver_has_an_effect(sources):
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert set(re.findall(r"DriverKind\.([A-Z_]+)", text)) == set(DriverKind.__members__)
