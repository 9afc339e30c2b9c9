"""The bridge between optimal plans of pairs of generated instances."""

import math

import pytest
from hypothesis import strategies as st
from tests.exact import ExactEngine
from tests.properties.bases import Base, bases
from tests.properties.tiers import for_all

from coeplan.plans.bridge_groups import steps
from coeplan.plans.compare import compare


@for_all(fast=4, slow=80, one=bases(most=6, salt="one"), two=bases(most=6, salt="two"), known=st.booleans())
def test_the_bridge_adds_up(exact: ExactEngine, one: Base, two: Base, known: bool) -> None:
    """Whatever the instances, and whether they are at hand: quantities and prices are read off real plans."""
    plan_a, plan_b = exact.plan(one.instance), exact.plan(two.instance)
    if plan_a is None or plan_b is None:
        return
    instances = (one.instance, two.instance) if known else (None, None)
    found = compare(plan_a, plan_b, *instances)
    most = 1e-9 * max(1.0, abs(plan_a.value), abs(plan_b.value))
    assert found.difference == pytest.approx(plan_b.value - plan_a.value, abs=most)
    for lines in (found.bridge.lines, found.bridge.parts, steps(found.bridge)):
        assert math.fsum(line.amount for line in lines) == pytest.approx(found.difference, abs=most)
    back = {line.name: line.amount for line in compare(plan_b, plan_a, *reversed(instances)).bridge.lines}
    for line in found.bridge.lines:
        assert line.amount == pytest.approx(-back.get(line.name, 0.0), abs=most)
