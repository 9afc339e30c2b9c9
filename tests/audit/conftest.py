from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine

from coeplan import load_instance
from coeplan.planning import Numbers, gather
from coeplan_models import Instance, Keeping, Plan

from .bench import Bench, lumped

FOLDER = Path(__file__).parent / "instances"
Made = tuple[Instance, Numbers, str]


def steered(instance: Instance) -> Instance:
    """Return the instance with the policies that lead the engine to what is to be spoilt."""
    policies = {
        name: policy.model_copy(update={"enabled": policy.enabled or name.startswith("steer-")})
        for name, policy in instance.policies.items()
    }
    return instance.model_copy(update={"policies": policies})


def kept(plan: Plan) -> Plan:
    """Return the plan with a saving against keeping."""
    value = 1.2 * plan.value
    keeping = Keeping(termination="optimal", value=value, bound=value, saving=value - plan.value, reason=None)
    return plan.model_copy(update={"keeping": keeping})


@pytest.fixture(scope="session")
def bench(exact: ExactEngine) -> Callable[[str], Bench]:
    """Put the engine's plan of an instance on a bench, each time a fresh one; it is made once."""

    @cache
    def made(name: str) -> Made:
        instance = load_instance(FOLDER / f"{name}.yaml").instance
        plan = exact.plan(steered(instance))
        assert plan is not None
        plan = kept(plan.model_copy(update={"instance_hash": instance.fingerprint()}))
        return instance, gather(instance), lumped(plan)

    return lambda name: Bench(*made(name))


@pytest.fixture(scope="session")
def random_bench(exact: ExactEngine) -> Callable[..., Bench | None]:
    """The same for a random tiny instance, by its seed and features; nothing where that is infeasible."""

    @cache
    def made(seed: int, features: tuple[str, ...] | None) -> Made | None:
        instance = random_instance(seed, features)
        plan = exact.plan(instance)
        return None if plan is None else (instance, gather(instance), lumped(kept(plan)))

    def fresh(seed: int, features: tuple[str, ...] | None = None) -> Bench | None:
        found = made(seed, features)
        return None if found is None else Bench(*found)

    return fresh
