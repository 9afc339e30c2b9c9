"""The search over all decisions of a tiny instance.

``Search.front`` goes down the scenario tree node by node. Its state is complete: how every site stands, its teams,
hires that ramp up, seats with their age, handovers under way, and the ledgers of limits on spans of a path. What
happens below a node depends on that state alone, so results are remembered by (node, state).

Where only the expectation counts, a result is one number. Where the objective or a policy looks at single leaves
(CVaR) or at the whole tree (changes), a result is the set of all vectors (total of each leaf below, changes counted)
that no other vector undercuts in every entry: objective and charges grow with every entry, so an optimum is built
from such vectors alone.

What is cut off is cut off by proof: all amounts are at least 0, ``Bounds.ideal`` is a lower bound in every entry (see
there), and a choice whose bound is no better than what is already held cannot lead to anything better.
"""

from collections.abc import Callable
from itertools import product
from math import inf
from typing import NamedTuple

from .bounds import Bounds, Budget, Joint, Lives, Option, Rules, assemblies
from .errors import TooMuchWorkError
from .paths import Sums, handovers, initial_handovers
from .policies import Standing
from .shared import Shared
from .staffing import Crew, Staffing, Staffings
from .tree import Node
from .vectors import Best, Shape, Undominated, Vector, added, first_entry

LARGE = 1e12
"""More money than any tiny instance can cost."""

NARROW = 1e-3
"""Budgets are found this closely, and never too low."""


class State(NamedTuple):
    """All that the past means for the future; entries of lives and crews are by location."""

    lives: Lives
    crews: tuple[Crew, ...]
    handovers: tuple[int, ...]
    sums: Sums


class Choice(NamedTuple):
    """What is decided at a node: discounted money, undiscounted charge of breaches, and the state it leads to."""

    bound: Vector
    own: Vector
    money: float
    breach: float
    joint: Joint
    staffings: list[Staffing]
    shared: Shared
    following: State


class Found(NamedTuple):
    """A best way to go on from a state: what it comes to, the choice, and what is found below each child."""

    vector: Vector
    choice: Choice
    below: tuple["Found", ...]


Held = Best[Found] | Undominated[Found]


class Effort(NamedTuple):
    """How much the search may save and spend: bounds and memory change its length, never its result.

    ``work_limit`` is the most joint choices of sites and teams that it may look at.
    """

    bounds: bool = True
    memory: bool = True
    work_limit: int | None = None


class Search:
    """A search for the best plan.

    Parameters
    ----------
    effort : Effort
        What saves work, and how much work is allowed.
    """

    def __init__(self, rules: Rules, staffings: Staffings, shape: Shape, effort: Effort) -> None:
        self.rules = rules
        self.staffings = staffings
        self.shape = shape
        self.prune = effort.bounds
        self.remember = effort.memory
        self.work_limit = inf if effort.work_limit is None else effort.work_limit
        self.bounds = Bounds(rules, shape, self.prune)
        self.ledgers = self.bounds.ledgers
        self.looked_at = 0
        self._memory: dict[tuple[int, State], tuple[float, list[Found]]] = {}

    def best(self, value: Callable[[Vector], float], weight: float) -> Found | None:
        """Return the best plan by the value of the root's vector, ``None`` if there is none.

        The value is at least ``weight`` x the expected total, which limits what is looked for further down.
        """
        tables = self.rules.tables
        places = range(len(tables.locations))
        state = State(
            tuple(self.rules.lifecycle.initial(place) for place in places),
            tuple(self.staffings.initial(place) for place in places),
            initial_handovers(tables),
            self.ledgers.initial(),
        )
        held: Best[Found] = Best(value, weight)
        self._explore(tables.nodes[0], state, held)
        return held.found[0] if held.found else None

    def front(self, node: Node, state: State, ceiling: float) -> list[Found]:
        """Return the undominated ways to go on of an expected total below the ceiling; just the best of single entries.

        What is remembered serves again unless the ceiling was lower then; the best of single entries is the best
        under any ceiling.
        """
        key = (node.index, state)
        known = self._memory.get(key)
        if known is not None and (known[0] >= ceiling or (known[1] and self.shape.single)):
            return known[1]
        held: Held = Best(first_entry, 1.0, ceiling) if self.shape.single else Undominated(self.shape, node, ceiling)
        self._explore(node, state, held)
        if self.remember:
            self._memory[key] = (ceiling, held.found)
        return held.found

    def _explore(self, node: Node, state: State, held: Held) -> None:
        for joint in self.bounds.joints(node, state.lives):
            if self.prune and not held.open(joint.bound):
                continue
            choices = sorted(self._choices(node, state, joint, held), key=lambda choice: sum(choice.bound))
            for choice in choices:
                if not self.prune or held.open(choice.bound):
                    self._descend(node, choice, held)

    def _choices(self, node: Node, state: State, joint: Joint, held: Held) -> list[Choice]:
        """Return all ways to staff the locations under a joint decision that may still be of use."""
        options: list[list[Option[Staffing]]] = []
        for place, (step, crew) in enumerate(zip(joint.steps, state.crews, strict=True)):
            ways = self.staffings.staffings(node, place, step.mode, crew)
            options.append([Option(way.discounted, way.output, way) for way in ways])

        least = self.rules.shared.least_output(node)
        budget = Budget(self._affordable(node, joint, held))
        found: list[Choice] = []
        for staffings, cost, output in assemblies(options, least, budget):
            self.looked_at += 1
            if self.looked_at > self.work_limit:
                raise TooMuchWorkError(f"more than {self.work_limit} joint choices; make the instance smaller")
            choice = self._choice(node, state, joint, (staffings, joint.money + cost, output))
            if choice is not None:
                found.append(choice)
        return found

    def _affordable(self, node: Node, joint: Joint, held: Held) -> float:
        """Return, for a joint decision, from which cost of staffing on nothing can be of use: found by halving."""
        low, high = 0.0, LARGE
        if not self.prune or held.open(self._bound(node, joint, high)):
            return inf
        while high - low > NARROW:
            middle = (low + high) / 2
            if held.open(self._bound(node, joint, joint.money + middle)):
                low = middle
            else:
                high = middle
        return high

    def _bound(self, node: Node, joint: Joint, money: float) -> Vector:
        own = self.shape.own(node, money, joint.counts)
        return own if joint.below is None else added(own, joint.below)

    def _choice(
        self, node: Node, state: State, joint: Joint, staffed: tuple[list[Staffing], float, tuple[float, ...]]
    ) -> Choice | None:
        """Judge all that the locations share; return ``None`` where a rule is broken."""
        staffings, money, output = staffed
        models = tuple(life.model for life in joint.lives)
        rosters = [staffing.roster for staffing in staffings]
        shared = self.rules.shared.judge(node, models, rosters, output)
        lasting = handovers(self.rules.tables, state.handovers, rosters)
        if shared is None or lasting is None:
            return None
        capital = joint.capital + sum(staffing.capital for staffing in staffings)
        run = shared.run + sum(staffing.roster.run + staffing.rent for staffing in staffings)
        charges = [
            self.rules.policies.standing_charge(Standing(node, models, rosters)),
            self.rules.policies.capital_charge(node, capital),
        ]
        entered = self.ledgers.after(node, state.sums, capital, run * node.months / 12)
        if None in charges or entered is None:
            return None
        breach = sum(charge for charge in charges if charge is not None) + entered[1]
        money += self.bounds.over_time(node, shared.run) + node.discount * breach
        following = State(joint.lives, tuple(staffing.crew for staffing in staffings), lasting, entered[0])
        own, bound = self.shape.own(node, money, joint.counts), self._bound(node, joint, money)
        return Choice(bound, own, money, breach, joint, staffings, shared, following)

    def _descend(self, node: Node, choice: Choice, held: Held) -> None:
        """Go on child by child, each with the ceiling that the lower bounds of the others leave it."""
        lower, fronts = self.shape.expected(node, choice.bound), list[list[Found]]()
        for child in node.children:
            ideal = self.bounds.ideal(child, choice.following.lives)
            if ideal is None:
                return
            bound = self.shape.expected(child, ideal)
            front = self.front(child, choice.following, held.most - lower + bound if self.prune else inf)
            if not front:
                return
            lower += min(self.shape.expected(child, found.vector) for found in front) - bound
            fronts.append(front)
        for below in product(*fronts):
            vector = choice.own
            if below:
                vector = added(vector, self.shape.joined([found.vector for found in below]))
            held.offer(Found(vector, choice, below))
