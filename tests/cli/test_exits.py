"""Exit codes in one place."""

import pytest

from coeplan.cli.exits import ExitCode, of_error, of_termination
from coeplan.core import errors
from coeplan.core.errors import CoeplanError


def test_codes_are_those_of_the_documentation():
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "FAILED": 1,
        "BAD_INPUT": 2,
        "INFEASIBLE": 3,
        "NO_PLAN": 4,
        "AUDIT_FAILED": 5,
    }


def test_every_error_of_the_tree_is_expected():
    for known in vars(errors).values():
        if isinstance(known, type) and issubclass(known, CoeplanError):
            error = known.__new__(known)
            assert of_error(error) is not None


@pytest.mark.parametrize("termination", ["optimal", "infeasible", "whatever comes"])
def test_a_plan_is_always_a_success(termination):
    assert of_termination(termination, has_plan=True) is ExitCode.DONE


def test_a_termination_that_nobody_knows_is_no_plan():
    assert of_termination("whatever comes", has_plan=False) is ExitCode.NO_PLAN


def test_an_unexpected_error_is_none():
    assert of_error(ZeroDivisionError()) is None
