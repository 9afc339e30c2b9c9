"""What may be decided after advancing is what might have been decided before, at the same cost.

Not the plan's own next steps alone: other steps from a node on (a site stops, starts or is converted, a team grows or
shrinks, a commitment is cancelled) are judged on the old instance, after what the plan decided before, and on the
advanced one. Both allow them or neither does, and where they do each amount is the same. So what is carried of
lock-ins, leases, ages and limits neither binds more nor less than it did.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from tests.enumeration.generator import FEATURES, random_instance_data
from tests.exact import WIDTH, ExactEngine

from coeplan.formulation.decisions import Decisions
from coeplan.planning import Numbers
from coeplan.planning.reference import read_reference
from coeplan.solving.model import PlanningModel
from coeplan.solving.references import decisions_of
from coeplan_models import Instance, Plan, ReferencePlan

from .advance_bench import RELATIVE, Trial, instance_of, model_of, trials

TRIES = 12
"""Other steps that are tried at each node of each plan."""

LIFE = ("lock_in", "early_exit", "conversion_back", "conversion_chain", "footprint_converted", "footprint_site")
PEOPLE = ("ramp_up", "footprint_recent_hires", "build_up", "take_or_pay", "seats_over_a_dip", "footprint_seats")
MONEY = ("lead_time", "cancellation", "commitment_under_way", "capital_limit", "run_cost_limit", "seats_both_ways")


def roomy(seed: int, *features: str) -> Instance:
    """An instance in which work may stay undone, so that hardly any other step fails for lack of people."""
    data = random_instance_data(seed, (*features, "four_periods", "growth", "discounting", "attrition"))
    for area in data["areas"].values():
        area.setdefault("unmet", {"price": 90000})
        area["unmet"]["max_share"] = 1.0
    return instance_of(data)


@dataclass(frozen=True)
class Step:
    """Another step from a node on: a model at a location (None: nothing), or heads more of an area."""

    nodes: frozenset[str]
    location: str
    model: str | None
    area: str | None
    heads: int
    cancel: bool


def steps(of: Trial, random: Random) -> Iterator[Step]:
    """Draw other steps at places abroad."""
    tree = of.cut.tree
    places = [key for key in of.instance.locations if key != of.instance.headquarters]
    for _ in range(TRIES):
        at = random.choice(of.cut.below)
        kind = random.choice(("model", "model", "heads", "cancel"))
        yield Step(
            nodes=frozenset(tree.nodes[node].id for node in of.cut.below if at in tree.path(node)),
            location=random.choice(places),
            model=random.choice((None, None, *of.instance.operating_models)) if kind == "model" else None,
            area=None if kind == "model" else random.choice(list(of.instance.areas)),
            heads=random.choice((-1, 1)) if kind == "heads" else 0,
            cancel=kind == "cancel",
        )


def decided(numbers: Numbers, plan: Plan, cut_period: int, step: Step) -> Decisions | None:
    """A plan's decisions with another step, in an instance's numbers; None where that does not know the model."""
    nodes = {node.id: number for number, node in enumerate(numbers.tree.nodes)}
    given = ReferencePlan.of(plan)
    rows = [each for each in given.decisions if each.node in nodes]
    moved = [
        each if each.start_period is None else each.model_copy(update={"start_period": each.start_period - cut_period})
        for each in rows
    ]
    teams = tuple(team for team in given.teams if team.node in nodes)
    found = decisions_of(numbers, read_reference(numbers, ReferencePlan(decisions=tuple(moved), teams=teams)))
    place = numbers.location_ids.index(step.location)
    at = [nodes[name] for name in step.nodes]
    if step.cancel:
        made = [key for key in numbers.timing.cancellable_at(min(at)) if _at(numbers, key[1]) == place]
        made = [key for key in made if _is_committed(numbers, found, key)]
        if not made:
            return None  # where nothing could ever be cancelled, the algebra has nothing that would break a rule
        found.cancels |= set(made[:1])
    elif step.area is not None:
        area = numbers.area_ids.index(step.area)
        if any((node, place) not in found.operating for node in at):
            return None  # where nothing can ever operate, the algebra has no team that could break a rule
        for node in at:
            heads = found.team.get((node, place, area), 0.0) + step.heads
            found.team[node, place, area] = max(0.0, heads)
    else:
        return _operating(numbers, found, at, (place, step.model))
    return found


def _at(numbers: Numbers, site: int) -> int:
    return numbers.arrangements[site].location


def _is_committed(numbers: Numbers, found: Decisions, key: tuple[int, int, int]) -> bool:
    node, site, start = key
    before = numbers.timing.commitments_before(node, site, start)
    return numbers.timing.under_way[site, start] > 0 or any((k, site) in found.commits for k in before)


def _operating(numbers: Numbers, found: Decisions, at: list[int], what: tuple[int, str | None]) -> Decisions | None:
    place, model = what
    site = None if model is None else numbers.arrangement(numbers.location_ids[place], model)
    if model is not None and site is None:
        return None
    for node in at:
        if site is None:
            found.operating.pop((node, place), None)
            for area in numbers.areas:
                found.team.pop((node, place, area), None)
        else:
            found.operating[node, place] = site
    return found


def outcome(model: PlanningModel, decisions: Decisions | None, names: frozenset[str], factor: float) -> Any:
    """What a step comes to: amounts by row where it is allowed, else None."""
    if decisions is None or model.compiled.matrix.violation(model.vector(decisions)) is not None:
        return None
    found = Counter[tuple[object, ...]]()
    for row in model.rows(decisions)["amounts"]:
        if row.node in names:
            key = (row.node, row.category, row.location, row.operating_model, row.area, row.terminal)
            found[key] += row.discounted * factor
    return {key: pytest.approx(money, rel=RELATIVE, abs=1e-6) for key, money in found.items() if money > 1e-6}


def disagreements(exact: ExactEngine, instance: Instance, seed: int) -> tuple[list[Any], Counter[str]]:
    """Steps that one of old and new allows and the other does not, or that cost another amount; and what was seen."""
    plan = exact.plan(instance)
    assert plan is not None
    wrong: list[Any] = []
    seen = Counter[str]()
    old = PlanningModel.of(instance, WIDTH)
    for each in trials(instance, plan):
        if set(each.inexact) - {"hires_beyond_team"}:
            continue
        new = model_of(each)
        for step in steps(each, Random(f"{seed} {each.advanced.root}")):
            before = outcome(old, decided(old.numbers, plan, 0, step), each.cut.names, each.cut.revaluation)
            now = outcome(new, decided(new.numbers, plan, each.cut.period, step), each.cut.names, 1.0)
            seen["refused" if before is None else "allowed"] += 1
            if before != now and not (before and now and _values(before) == now):
                wrong.append((each.advanced.root, step, before, now))
    return wrong, seen


def _values(amounts: dict[Any, Any]) -> dict[Any, float]:
    return {key: money.expected for key, money in amounts.items()}


@pytest.mark.parametrize("feature", [*LIFE, *PEOPLE, *MONEY])
def test_other_steps_are_allowed_as_they_were(exact: ExactEngine, feature: str) -> None:
    wrong, seen = disagreements(exact, roomy(1, feature), 1)
    assert wrong == []
    assert min(seen["allowed"], seen["refused"]) > 0


@pytest.mark.slow
@pytest.mark.parametrize("feature", FEATURES)
def test_other_steps_are_allowed_as_they_were_with_each_feature(exact: ExactEngine, feature: str) -> None:
    cases = [(seed, more) for seed in range(2, 6) for more in (LIFE[:2], PEOPLE[:2])]
    instances = {case: roomy(case[0], feature, *case[1]) for case in cases}
    solvable = {case: each for case, each in instances.items() if exact.value(each) is not None}
    found = {case: disagreements(exact, each, case[0])[0] for case, each in solvable.items()}
    assert {case: wrong for case, wrong in found.items() if wrong} == {}
