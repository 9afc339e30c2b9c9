"""Lower bounds that leave teams free at every node, and the joint decisions about sites that they order."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import inf
from operator import add, lt
from typing import Generic, NamedTuple, TypeVar

from coeplan_models import HEADQUARTERS_MODEL

from .lifecycle import Life, Lifecycle, Mode, Step
from .paths import Changes, Ledgers
from .policies import NodePolicies, Standing
from .rosters import Roster, Rosters
from .shared import SharedRules
from .tables import Tables
from .tree import Node
from .vectors import Shape, Vector, added

Lives = tuple[Life, ...]


class Joint(NamedTuple):
    """One way in which all sites may go on at a node."""

    steps: tuple[Step, ...]
    lives: Lives
    money: float
    """Discounted one-off costs of the decisions, and what breaches by decisions cost."""
    capital: float
    counts: tuple[float, ...]
    below: Vector | None
    """Lower bound on what happens below the node; ``None`` at a leaf."""
    bound: Vector
    """Lower bound on the node and all below it."""


class Budget:
    """The cost beyond which choices are of no use."""

    def __init__(self, most: float) -> None:
        self.most = most


Item = TypeVar("Item")


class Option(NamedTuple, Generic[Item]):
    """One option of a location in a product over locations."""

    cost: float
    output: tuple[float, ...]
    item: Item


Assembly = tuple[list[Item], float, tuple[float, ...]]
"""One option a location, their cost together, and their output by area."""


class Rules(NamedTuple):
    """The parts of the rules that the search needs together."""

    tables: Tables
    lifecycle: Lifecycle
    rosters: Rosters
    shared: SharedRules
    policies: NodePolicies
    changes: Changes


class Bounds:
    """Lower bounds for states, from the sites' lives alone.

    The relaxed problem keeps every rule about decisions, and at each node by itself every rule about teams, but lets
    teams be new at every node: no hires, releases, attrition or ramp-up, no seats beyond heads, no handovers, no
    limits on spans of paths. All that is dropped costs at least 0 or only forbids, so for each entry the least value
    that any choice reaches is a lower bound.

    Parameters
    ----------
    prune : bool
        Whether to compute bounds; otherwise 0 stands for all of them.
    """

    def __init__(self, rules: Rules, shape: Shape, prune: bool) -> None:
        self.rules = rules
        self.ledgers = Ledgers(rules.tables, rules.policies, self.least_run)
        self.shape = shape
        self.prune = prune
        self._joints: dict[tuple[int, Lives], list[Joint]] = {}
        self._ideals: dict[tuple[int, Lives], Vector | None] = {}
        self._least_runs: dict[int, float] = {}
        self._running: dict[tuple[int, tuple[tuple[str | None, bool], ...]], float] = {}

    def ideal(self, node: Node, lives: Lives) -> Vector | None:
        """Return a lower bound, entry by entry, from a node on; ``None`` if nothing is feasible there."""
        if not self.prune:
            return self.shape.own(node, 0.0, (0.0,) * self.shape.limits)
        key = (node.index, lives)
        if key not in self._ideals:
            bounds = [joint.bound for joint in self.joints(node, lives)]
            self._ideals[key] = tuple(map(min, zip(*bounds, strict=True))) if bounds else None
        return self._ideals[key]

    def joints(self, node: Node, lives: Lives) -> list[Joint]:
        """Return all joint decisions that may be feasible, the most promising first."""
        key = (node.index, lives)
        if key not in self._joints:
            steps = [self.rules.lifecycle.steps(node, place, life) for place, life in enumerate(lives)]
            found = [self._joint(node, chosen) for chosen in product(*steps)]
            self._joints[key] = sorted((joint for joint in found if joint), key=lambda joint: sum(joint.bound))
        return self._joints[key]

    def _joint(self, node: Node, steps: tuple[Step, ...]) -> Joint | None:
        charge = self.rules.policies.decision_charge(node, steps)
        capital = sum(step.capital for step in steps)
        if charge is None or (self.prune and self.ledgers.breaks_alone(node, capital)):
            return None
        running = self._least_running(node, tuple(step.mode for step in steps)) if self.prune else 0.0
        if running == inf:
            return None
        lives = tuple(step.life for step in steps)
        below: list[Vector] = []
        for child in node.children:
            ideal = self.ideal(child, lives)
            if ideal is None:
                return None
            below.append(ideal)
        money = sum(step.discounted for step in steps) + node.discount * charge
        counts = self.rules.changes.counted(node, steps)
        future = self.shape.joined(below) if below else None
        if self.prune:
            own = self.shape.own(node, money + running, counts)
        else:
            own = self.shape.own(node, 0.0, (0.0,) * self.shape.limits)
        bound = added(own, future) if future is not None else own
        return Joint(steps, lives, money, capital, counts, future, bound)

    def _least_running(self, node: Node, modes: tuple[Mode, ...]) -> float:
        """Return the least discounted cost of any teams at a node, as if each node were by itself."""
        key = (node.index, tuple((mode.model, mode.in_force) for mode in modes))
        if key not in self._running:
            options = [
                sorted(
                    self._option(node, place, mode, roster) for roster in self.rules.rosters.rosters(node, place, mode)
                )
                for place, mode in enumerate(modes)
            ]
            budget = Budget(inf)
            models = tuple(mode.model for mode in modes)
            least = self.rules.shared.least_output(node)
            for chosen, cost, output in assemblies(options, least, budget):
                budget.most = min(budget.most, cost + self._together(Standing(node, models, chosen), output))
            self._running[key] = budget.most
        return self._running[key]

    def least_run(self, node: Node) -> float:
        """Return the least yearly run cost of any sites and teams at a node, undiscounted and without rent."""
        if not self.prune:
            return 0.0
        if node.index not in self._least_runs:
            tables, budget = self.rules.tables, Budget(inf)
            modes = [
                [Mode(None, model, force) for model in found for force in (False, True)] for found in tables.models
            ]
            modes = [[Mode(None, None, False), *found] for found in modes]
            modes[tables.headquarters] = [Mode(None, HEADQUARTERS_MODEL, False)]
            for chosen in product(*modes):
                self._lower_least_run(node, chosen, budget)
            self._least_runs[node.index] = budget.most
        return self._least_runs[node.index]

    def _lower_least_run(self, node: Node, modes: tuple[Mode, ...], budget: Budget) -> None:
        available = [self.rules.tables.place(node.index, place).available for place in range(len(modes))]
        options = [
            [
                Option(roster.run, tuple(available[place] * held for held in roster.capacity), roster)
                for roster in self.rules.rosters.rosters(node, place, mode)
            ]
            for place, mode in enumerate(modes)
        ]
        models = tuple(mode.model for mode in modes)
        for rosters, cost, output in assemblies(options, self.rules.shared.least_output(node), budget):
            shared = self.rules.shared.judge(node, models, rosters, output)
            if shared is not None:
                budget.most = min(budget.most, cost + shared.run)

    def _option(self, node: Node, place: int, mode: Mode, roster: Roster) -> Option[Roster]:
        numbers = self.rules.tables.place(node.index, place)
        own = mode.model is not None and not self.rules.tables.terms(mode.model, place).seats_included
        yearly = roster.run + (numbers.rent * roster.heads if own else 0.0)
        output = tuple(numbers.available * capacity for capacity in roster.capacity)
        return Option(self.over_time(node, yearly, roster.replacing), output, roster)

    def over_time(self, node: Node, yearly: float, at_the_end: float = 0.0) -> float:
        """Return the discounted cost of a yearly amount in a node, and after it at a leaf."""
        money = node.discount * yearly * node.months / 12
        if not node.children:
            tables = self.rules.tables
            money += tables.terminal_discount * tables.terminal_years * (yearly + at_the_end)
        return money

    def _together(self, standing: Standing, output: tuple[float, ...]) -> float:
        shared = self.rules.shared.judge(standing.node, standing.models, standing.rosters, output)
        if shared is None:
            return inf
        charge = self.rules.policies.standing_charge(standing)
        if charge is None:
            return inf
        return self.over_time(standing.node, shared.run) + standing.node.discount * charge


def assemblies(
    options: Sequence[Sequence[Option[Item]]], least: tuple[float, ...], budget: Budget
) -> Iterator[Assembly[Item]]:
    """Yield (items, cost, output) of all choices of one option a location that reach the least output.

    Options of each location must come by rising cost. Only choices of a cost up to the budget are yielded; it may
    be lowered between one and the next.
    """
    if any(not choices for choices in options):
        return
    rest = [sum(choices[0].cost for choices in options[place + 1 :]) for place in range(len(options))]
    highest = [tuple(map(max, zip(*(option.output for option in choices), strict=True))) for choices in options]
    wanted = [
        tuple(need - sum(later[area] for later in highest[place + 1 :]) for area, need in enumerate(least))
        for place in range(len(options))
    ]

    def extend(place: int, items: list[Item], cost: float, output: tuple[float, ...]) -> Iterator[Assembly[Item]]:
        spare, needs = budget.most - cost - rest[place], wanted[place]
        for option in options[place]:
            if option.cost > spare:
                return
            done = tuple(map(add, output, option.output))
            if any(map(lt, done, needs)):
                continue
            if place + 1 == len(options):
                yield [*items, option.item], cost + option.cost, done
            else:
                yield from extend(place + 1, [*items, option.item], cost + option.cost, done)

    yield from extend(0, [], 0.0, (0.0,) * len(least))
