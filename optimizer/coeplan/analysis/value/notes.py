"""What a careful reader of the worth of information should know."""

from collections.abc import Iterator, Mapping, Sequence

from coeplan.planning.tree import Tree
from coeplan_models import ChangeLimit, DriverKind, Instance, Plan

from ..why.contest import slack
from .ladder import Rung, contradictions
from .result import Bracket, Step, StepKind
from .ways import trunk


def notes(instance: Instance, tree: Tree, plan: Plan, steps: Sequence[Step]) -> tuple[str, ...]:
    """Return what holds for this instance and this plan.

    Parameters
    ----------
    instance : Instance
        The instance.
    tree : Tree
        Its tree.
    plan : Plan
        The plan.
    steps : sequence of Step
        The ladder.
    """
    return tuple(_notes(instance, tree, plan, steps))


def contradictory(found: Mapping[Rung, Bracket]) -> Iterator[str]:
    """Yield what is proved of one way to plan and belied by a plan of another.

    Parameters
    ----------
    found : mapping of Rung to Bracket
        What is known of each way by itself.
    """
    for freer, other, by in contradictions(found):
        yield (
            f"A bound of {freer.kind.value} exceeds the cost of a plan of {other.kind.value} by {by:,.2f}: a "
            "solver was wrong, and what rests on that bound is not to be believed. Solve again with another --seed."
        )


def _notes(instance: Instance, tree: Tree, plan: Plan, steps: Sequence[Step]) -> Iterator[str]:
    if len(tree.leaves) == 1:
        yield "There is one future, so there is nothing to learn and nothing to adapt to."
    (best,) = (each.bracket.high for each in steps if each.kind is StepKind.HERE_AND_NOW)
    if best is not None and best < plan.value - slack(plan.value):
        yield (
            f"A plan was found that costs {plan.value - best:,.0f} less than the one asked about; differences are "
            "measured from it. Solve the instance again with a smaller --gap."
        )
    if not any(each.kind is StepKind.WITHOUT_FLEXIBLE for each in steps):
        yield (
            "No operating model has a fee per head and neither lock-in nor take-or-pay, so none is done without; "
            "--flexible names one."
        )
    if len(tree.leaves) > 1:
        yield from _left_out(instance, tree)


def _left_out(instance: Instance, tree: Tree) -> Iterator[str]:
    """Say what the mean future, or one by itself, leaves out."""
    shared = set(trunk(tree))
    later = (node for number, node in enumerate(tree.nodes) if number not in shared)
    if any(driver.driver is DriverKind.AVAILABILITY and driver.value < 1 for node in later for driver in node.drivers):
        yield "The mean future has no outages once the futures part: a share of an outage is none."
    names = [name for name, each in instance.policies.items() if isinstance(each, ChangeLimit) and each.enabled]
    if names:
        yield f"In a future by itself {', '.join(names)} counts the changes of that future alone."
