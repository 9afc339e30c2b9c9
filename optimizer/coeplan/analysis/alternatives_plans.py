"""What plans decide, use and hold, read off their rows alone: the model that found them has no say here."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from coeplan_models import Decision, DecisionKind, Instance, Plan

from .alternatives_records import Measure, Subject

COUNTED = (DecisionKind.COMMIT, DecisionKind.CANCEL, DecisionKind.STOP, DecisionKind.CONVERT)
"""Decisions that tell plans apart; a start follows from its commitment."""

Choice = tuple[str, ...]


def choices(plan: Plan) -> frozenset[Choice]:
    """Return the decisions about sites by which a plan is told apart: kind, node, location, models, cancelled start."""
    return frozenset(_choice(each) for each in plan.decisions if each.kind in COUNTED)


def _choice(decision: Decision) -> Choice:
    cancelled = decision.start_period if decision.kind is DecisionKind.CANCEL else None
    known = (decision.location, decision.operating_model, decision.to_model, cancelled)
    return (str(decision.kind), decision.node, *("" if each is None else str(each) for each in known))


def distance(one: Plan, other: Plan) -> int:
    """Return the number of decisions about sites that are in one plan and not in the other."""
    return len(choices(one) ^ choices(other))


def differing(one: Plan, other: Plan) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Return the decisions about sites that are in one plan alone, and those that are in the other alone."""
    only_one, only_other = choices(one) - choices(other), choices(other) - choices(one)
    return (
        tuple(each for each in one.decisions if each.kind in COUNTED and _choice(each) in only_one),
        tuple(each for each in other.decisions if each.kind in COUNTED and _choice(each) in only_other),
    )


def subjects(instance: Instance, pairs: Iterator[tuple[str, str]]) -> tuple[Subject, ...]:
    """Return all that may be used or not: places with the models that they can run under, then countries.

    Parameters
    ----------
    instance : Instance
        The instance.
    pairs : iterator of (str, str)
        Location and operating model of everything that can operate, without headquarters.
    """
    models: dict[str, list[str]] = {place: [] for place in instance.locations if place != instance.headquarters}
    for place, model in pairs:
        models[place].append(model)
    places = [
        subject
        for place, its in models.items()
        for subject in (Subject("location", place), *(Subject("model", place, model) for model in its))
    ]
    countries = dict.fromkeys(instance.locations[place].country for place in models)
    return (*places, *(Subject("country", country) for country in countries))


@dataclass(frozen=True)
class Profile:
    """What a plan uses and holds.

    Parameters
    ----------
    instance : Instance
        Its instance.
    plan : Plan
        The plan.
    """

    instance: Instance
    plan: Plan

    @cached_property
    def used(self) -> frozenset[Subject]:
        """Everything that operates at some node; headquarters does not count."""
        found: set[Subject] = set()
        for site in self.plan.sites:
            if site.operating_model is not None and site.location != self.instance.headquarters:
                country = self.instance.locations[site.location].country
                found |= {Subject("location", site.location), Subject("country", country)}
                found.add(Subject("model", site.location, site.operating_model))
        return frozenset(found)

    def heads(self, location: str, measure: Measure) -> float:
        """Return the size of a location's team."""
        held = {site.node: site.heads for site in self.plan.sites if site.location == location}
        if measure is Measure.PEAK:
            return max(held.values(), default=0.0)
        last = max(node.period for node in self.plan.nodes)
        return sum(node.probability * held.get(node.id, 0.0) for node in self.plan.nodes if node.period == last)
