"""Near-optimal plans against all plans of tiny instances: needs, sizes of teams, and what else there is."""

import itertools
from math import inf

import pytest
from tests.analysis import every_plan as every
from tests.enumeration import Effort
from tests.enumeration.bounds import Rules
from tests.enumeration.enumerate import Judge
from tests.enumeration.lifecycle import Lifecycle
from tests.enumeration.policies import NodePolicies
from tests.enumeration.rosters import Rosters
from tests.enumeration.shared import SharedRules
from tests.enumeration.staffing import Staffings
from tests.enumeration.tables import Tables
from tests.enumeration.vectors import Shape
from tests.exact import ExactEngine

from coeplan.analysis.alternatives import find_alternatives
from coeplan.analysis.alternatives_records import AlternativesOptions, Measure, Need, Subject, Tied
from coeplan.audit import audit
from coeplan.core.executor import Place

HERE = Place.parse("in-process")
SAME = 1e-6
COUNTED = ("commit", "cancel", "stop", "convert")
FEATURE_SETS = [
    (),
    ("three_locations",),
    ("seats", "attrition"),
    ("lead_time", "cancellation"),
    ("footprint_site", "early_exit"),
    ("conversion",),
]


class Enumerated:
    """One plan of the enumeration: its cost, its decisions about sites, what operates, and heads by node."""

    def __init__(self, tables, judge, found):
        self.cost = sum(p * total for p, total in zip(judge.probabilities, found.vector, strict=True))
        self.decisions, self.used, self.heads, self.end = set(), set(), {}, {}
        self._walk(tables, tables.nodes[0], found)

    def _walk(self, tables, node, found):
        instance = tables.instance
        for number, name in enumerate(tables.locations):
            if name == instance.headquarters:
                continue
            step, heads = found.choice.joint.steps[number], found.choice.staffings[number].roster.heads
            for each in step.decisions:
                if each.kind in COUNTED:
                    cancelled = each.start_period if each.kind == "cancel" else None
                    self.decisions.add((each.kind, node.name, name, each.operating_model, each.to_model, cancelled))
            if step.mode.model is not None:
                self.used |= {Subject("location", name), Subject("country", instance.locations[name].country)}
                self.used.add(Subject("model", name, step.mode.model))
            self.heads[name, Measure.PEAK] = max(heads, self.heads.get((name, Measure.PEAK), 0.0))
            share = 0.0 if node.children else node.probability
            self.heads[name, Measure.END] = self.heads.get((name, Measure.END), 0.0) + share * heads
        for child, below in zip(node.children, found.below, strict=True):
            self._walk(tables, child, below)


def enumerated(instance):
    """Return every plan of an instance that keeps its rules."""
    tables = Tables(instance)
    policies, rosters = NodePolicies(tables), Rosters(tables)
    judge = Judge(tables, policies)
    judge.shape = Shape(True, [], judge.probabilities)
    rules = Rules(tables, Lifecycle(tables, False), rosters, SharedRules(tables), policies, judge.changes)
    staffings = Staffings(tables, rosters, lazy_seats=False)
    search = every._Everything(rules, staffings, judge.shape, Effort(bounds=False, memory=False))
    search.best(lambda _vector: inf, 1.0)
    return [Enumerated(tables, judge, found) for found in search.every]


def margin_between(plans, share):
    """Return the margin near a share that is farthest from the cost of any plan, and the plans within it."""
    costs = sorted(plan.cost for plan in plans)
    best = costs[0]
    if share == 0:
        return 0.0, [plan for plan in plans if plan.cost <= best * (1 + SAME)]
    near = [best, *(cost for cost in costs if best * (1 + share / 2) <= cost <= best * (1 + 2 * share)), best * 3]
    _, low, high = max((high / low, low, high) for low, high in itertools.pairwise(near[1:] if near[2:] else near))
    edge = min((low + high) / 2, low * 1.01)
    assert edge > low * (1 + 1e-5)
    return edge / best - 1, [plan for plan in plans if plan.cost <= edge]


def needed(subject, within):
    uses = {subject in plan.used for plan in within}
    return Need.OPTIONAL if len(uses) > 1 else Need.MUST if uses == {True} else Need.NEVER


def agrees(instance, share=0.15):
    """Hold what is found against all plans; return what was found, and the plans within the margin."""
    plans = enumerated(instance)
    if not plans:
        pytest.skip("this seed has no plan")
    margin, within = margin_between(plans, share)
    with ExactEngine() as engine:
        plan = engine.plan(instance)
    found = find_alternatives(instance, plan, AlternativesOptions(margin, 200, gap=0.0, seconds=1200, place=HERE))
    assert found.stopped == "complete"
    for each in found.needs:
        assert each.need is needed(each.subject, within), each
    never = {each.subject.name for each in found.needs if each.need is Need.NEVER and each.subject.kind == "location"}
    away = {name for name in instance.locations if name != instance.headquarters}
    assert {each.location for each in found.ranges} == away - never
    for each in found.ranges:
        heads = [plan.heads[each.location, each.measure] for plan in within]
        assert (each.least, each.most) == pytest.approx((min(heads), max(heads)), abs=SAME), each
        assert (each.least_proved, each.most_proved) == pytest.approx((min(heads), max(heads)), abs=SAME), each
    different = {frozenset(plan.decisions) for plan in within}
    assert len(found.found) == len(different) - 1
    assert {decided(each.plan) for each in found.found} | {decided(plan)} == different
    for each in found.found:
        assert audit(instance, each.plan).findings == ()
    cheapest = min((p.cost for p in within if frozenset(p.decisions) != decided(plan)), default=None)
    assert (found.next_best.value is None) == (cheapest is None)
    if cheapest is not None:
        assert found.next_best.value == pytest.approx(cheapest)
        assert found.next_best.bound == pytest.approx(cheapest)
        assert found.next_best.tied is (Tied.TIED if cheapest <= plan.value * (1 + SAME) else Tied.UNIQUE)
    return found, within


def decided(plan):
    """The decisions about sites of a plan, as the enumeration tells them."""
    return frozenset(
        (d.kind, d.node, d.location, d.operating_model, d.to_model, d.start_period if d.kind == "cancel" else None)
        for d in plan.decisions
        if d.kind in COUNTED
    )


def tiny(seed):
    """A random instance; with odd seeds on a tree of two futures."""
    tree = {"scenarios": every.TREE} if seed % 2 else {}
    return every.tiny(seed, *FEATURE_SETS[seed % len(FEATURE_SETS)], **tree)


@pytest.mark.parametrize("seed", [2, 3, 8, 9])
def test_all_that_is_told_equals_the_enumeration(seed):
    found, within = agrees(tiny(seed))
    assert len(within) > len(found.found) > 0


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.05, 0.15])
@pytest.mark.parametrize("seed", range(24))
def test_many_seeds_and_margins(seed, share):
    agrees(tiny(seed), share)
