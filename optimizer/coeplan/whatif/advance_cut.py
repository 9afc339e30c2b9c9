"""Where a plan is cut in two: the path that came true, and what is still to come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from coeplan.core.errors import InputError
from coeplan.planning.calendar import Calendar
from coeplan.planning.tree import Tree, expand
from coeplan_models import Fault, Instance, Observed, Plan

MOST_LISTED = 8
"""Names are listed as what was expected only where they are at most so many."""


@dataclass(frozen=True)
class Note:
    """Something about an advanced instance that a careful reader should know.

    Attributes
    ----------
    code : str
        What kind of note, stable across versions.
    text : str
        The note for people.
    exact : bool
        Whether what remains is still the same problem; false where the contract cannot say all that the plan knew.
    """

    code: str
    text: str
    exact: bool


@dataclass
class Notes:
    """Notes as they are found."""

    found: list[Note] = field(default_factory=list[Note])

    def told(self, code: str, text: str) -> None:
        """Note something that was carried, and how."""
        self.found.append(Note(code, text, exact=True))

    def inexact(self, code: str, text: str) -> None:
        """Note something that could not be carried as it was."""
        self.found.append(Note(code, text, exact=False))


@dataclass(frozen=True)
class Cut:
    """A plan and its instance, cut at the start of a period.

    Attributes
    ----------
    instance : Instance
        What the plan was made for.
    plan : Plan
        The plan.
    tree, calendar
        Nodes and periods of the instance.
    root : int
        Node that came true in the period advanced to, and becomes the new root.
    """

    instance: Instance
    plan: Plan
    tree: Tree
    calendar: Calendar
    root: int

    @property
    def period(self) -> int:
        """Period advanced to, which becomes period 0."""
        return self.tree.period[self.root]

    @property
    def months(self) -> int:
        """Months from the old start to the new one."""
        return self.calendar.starts[self.period]

    @property
    def years(self) -> float:
        """The same in years."""
        return self.months / 12

    @property
    def month(self) -> str:
        """First month of the new horizon, ``YYYY-MM``."""
        return self.calendar.month_name(self.period)

    @property
    def revaluation(self) -> float:
        """Factor from money discounted to the old start to money discounted to the new one."""
        return (1 + self.instance.discount_rate) ** self.years

    @property
    def root_charges(self) -> float:
        """Factor on the price of what is charged once at the root, so that it costs the same in the new root."""
        old, new = (self.calendar.months[period] / 24 for period in (0, self.period))
        return (1 + self.instance.discount_rate) ** (self.years + new - old)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """Nodes from the old root to the one before the new root."""
        return tuple(self.tree.nodes[node].id for node in self.tree.ancestors(self.root))

    @cached_property
    def below(self) -> tuple[int, ...]:
        """The new root and all nodes that follow it, parents first."""
        return tuple(node for node in range(len(self.tree)) if self.root in self.tree.path(node))

    @cached_property
    def names(self) -> frozenset[str]:
        """Identifiers of ``below``."""
        return frozenset(self.tree.nodes[node].id for node in self.below)

    @cached_property
    def resolved(self) -> bool:
        """Whether other nodes could have come true instead."""
        return sum(period == self.period for period in self.tree.period) > 1

    @cached_property
    def probability(self) -> dict[int, float]:
        """Probability of each node of ``below``, given that the root came true.

        Shares among siblings are kept, so that they still sum to 1 where the root was unlikely.
        """
        found = {self.root: 1.0}
        for node in self.below:
            children = self.tree.children[node]
            weights = [self.tree.nodes[child].probability for child in children]
            whole = sum(weights)
            for child, weight in zip(children, weights, strict=True):
                found[child] = found[node] * (1.0 if len(children) == 1 else weight / whole)
        return found

    def since(self, period: int) -> float:
        """Months from the start of an earlier period to the new start."""
        return float(self.months - self.calendar.starts[period])


def cut_at(instance: Instance, plan: Plan, to: int | str, observed: Observed) -> Cut:
    """Cut a plan at the start of a period.

    Parameters
    ----------
    instance : Instance
        What the plan was made for.
    plan : Plan
        The plan.
    to : int or str
        Period, or the month ``YYYY-MM`` in which it starts.
    observed : Observed
        Names the node that came true, where there are several.

    Raises
    ------
    InputError
        If there is no such period, or if it is not clear which node came true.
    """
    calendar = Calendar.of(instance.horizon)
    tree = expand(instance.scenarios, instance.horizon.periods)
    period = _period(calendar, to)
    root = _root(tree, period, observed)
    cut = Cut(instance, plan, tree, calendar, root)
    for node in cut.below:
        children = tree.children[node]
        if len(children) > 1 and all(tree.nodes[child].probability == 0 for child in children):
            raise InputError([_unlikely(tree.nodes[node].id)])
    return cut


def _unlikely(node: str) -> Fault:
    return Fault(
        code="no_probabilities",
        path=("node",),
        message=f"all that follows node {node!r} has probability 0, so that nothing says how likely each branch is",
        value=node,
        expected="a node that the tree thought possible, or one that branches no more",
    )


def _period(calendar: Calendar, to: int | str) -> int:
    months = [calendar.month_name(period) for period in range(len(calendar.months))]
    text = str(to)
    period = months.index(text) if text in months else int(text) if text.isascii() and text.isdigit() else -1
    if 0 < period < len(months):
        return period
    last = len(months) - 1
    possible = f"a period from 1 to {last}, or its first month, {months[1]} to {months[-1]}" if last else "no period"
    fault = Fault(
        code="no_such_period",
        message=f"the plan cannot be advanced to {text!r}",
        value=text,
        expected=possible if last else "a plan of more than one period: of this one nothing would remain",
        nearest=tuple(get_close_matches(text, months[1:])),
    )
    raise InputError([fault])


def _root(tree: Tree, period: int, observed: Observed) -> int:
    """Return the node that came true in a period."""
    candidates = [node for node, each in enumerate(tree.period) if each == period]
    if observed.node is not None and observed.future is not None:
        raise InputError([_two_names(observed.node, observed.future)])
    if observed.node is not None:
        possible = list(_following(tree, observed.node, candidates))
        if len(possible) == 1:
            return possible[0]
        raise InputError([_which(tree, candidates, ("node",), observed.node, period)])
    if observed.future is not None:
        named = {tree.nodes[node].id.partition(".")[2]: node for node in candidates if "." in tree.nodes[node].id}
        if observed.future in named:
            return named[observed.future]
        raise InputError([_no_future(observed.future, period, list(named))])
    if len(candidates) > 1:
        raise InputError([_which(tree, candidates, (), None, period)])
    return candidates[0]


def _following(tree: Tree, name: str, candidates: list[int]) -> Iterator[int]:
    """Yield the candidates that are a named node, or follow it."""
    return (node for node in candidates if any(tree.nodes[each].id == name for each in tree.path(node)))


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_LISTED])
    return shown if len(names) <= MOST_LISTED else f"{shown} and {len(names) - MOST_LISTED} more"


def _which(tree: Tree, candidates: list[int], path: tuple[str, ...], name: str | None, period: int) -> Fault:
    names = [tree.nodes[node].id for node in candidates]
    if name is None:
        message = f"{len(names)} nodes are possible in period {period}, and nothing says which came true"
    else:
        message = f"node {name!r} does not say which node of period {period} came true"
    return Fault(
        code="which_node",
        path=path,
        message=message,
        value=name,
        expected=f"node: one of {_listed(names)}",
        nearest=() if name is None else tuple(get_close_matches(name, names)),
    )


def _no_future(name: str, period: int, known: list[str]) -> Fault:
    shared = f"none: in period {period} all futures still share one path, and go on in the new tree"
    return Fault(
        code="unknown_future",
        path=("future",),
        message=f"there is no future {name!r} in period {period}",
        value=name,
        expected=f"one of {_listed(known)}" if known else shared,
        nearest=tuple(get_close_matches(name, known)),
    )


def _two_names(node: str, future: str) -> Fault:
    return Fault(
        code="node_and_future",
        path=("future",),
        message=f"future {future!r} and node {node!r} are both stated",
        value=future,
        expected="one of them",
    )
