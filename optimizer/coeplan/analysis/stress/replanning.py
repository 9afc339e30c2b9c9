"""One draw, planned anew as it unfolds: each period what is seen is made the start of a new plan.

Nobody knows the draw ahead: the tree below the node that it is taken for, moved by what has been seen, is what is
planned for. What is decided for now is carried out; where no new plan is found, the last one goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coeplan.analysis.variants import alone
from coeplan.core.cancel import CancelToken
from coeplan.formulation.build import build
from coeplan.formulation.plan_fields import NodeRows, plan_fields
from coeplan.planning.numbers import gather
from coeplan.planning.tree import Tree, expand, scope_values
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.paths import ON_THE_TREE
from coeplan.solving.solve import solve_instance
from coeplan.solving.warm import WarmStart
from coeplan.whatif.advance import advance
from coeplan_models import (
    Decision,
    DriverKind,
    Explicit,
    ExplicitNode,
    Freeze,
    Instance,
    NodeDriver,
    Observed,
    ObservedDriver,
    Plan,
    ReferencePlan,
    TeamSize,
)

from .branching import Branchings
from .drivers import Draws
from .steps import Course


@dataclass(frozen=True)
class Standing:
    """The last plan, and when it was made.

    Attributes
    ----------
    instance, plan
        The plan and what it was made for.
    since : int
        Period of the draw that is its first.
    """

    instance: Instance
    plan: Plan
    since: int


@dataclass(frozen=True)
class Unfolded:
    """A draw that was planned anew period by period.

    Attributes
    ----------
    course : Course
        What was decided, as a plan of the draw's own path.
    kept : int
        Periods in which no new plan was found.
    """

    course: Course
    kept: int


def unfold(first: Standing, draws: Draws, solve: SolveOptions, cancel: CancelToken | None = None) -> Unfolded:
    """Plan the only draw anew in every period after the first.

    Parameters
    ----------
    first : Standing
        The plan that is tested, made in period 0.
    draws : Draws
        One draw.
    solve : SolveOptions
        How each plan is made; a limit of work makes what is found the same everywhere.
    cancel : CancelToken, optional
        Stops the solve in hand; the draw then goes on without new plans.

    Returns
    -------
    Unfolded
        What was decided.
    """
    standing, kept = first, 0
    found = _Record(first.instance)
    found.add(first, _node_of(first, draws, 0), 0)
    for period in range(1, first.instance.horizon.periods):
        node = _node_of(standing, draws, period)
        anew = _planned_anew(standing, node, draws, solve, cancel)
        if anew is None:
            kept += 1
            found.add(standing, node, period)
        else:
            standing = anew
            found.add(standing, standing.plan.nodes[0].id, period)
    return Unfolded(found.course(first.plan, draws), kept)


def _tree(standing: Standing) -> Tree:
    return expand(standing.instance.scenarios, standing.instance.horizon.periods)


def _node_of(standing: Standing, draws: Draws, period: int) -> str:
    """Return the node of the standing plan that a draw is taken for."""
    tree = _tree(standing)
    rest = Draws({scope: values[standing.since :] for scope, values in draws.values.items()}, draws.count)
    path = Branchings(standing.instance, tree).follow(rest)
    return tree.nodes[int(path[period - standing.since, 0])].id


def _planned_anew(
    standing: Standing, node: str, draws: Draws, solve: SolveOptions, cancel: CancelToken | None
) -> Standing | None:
    """Advance to the node, see what is there, and plan; None where no plan was found."""
    number = next(each for each in _tree(standing).nodes if each.id == node)
    period = standing.since + number.period
    known = scope_values(number)
    seen = [
        ObservedDriver(
            **scope.model_dump(), value=float(values[period, 0]), lasting=_lasts(scope.driver, known.get(scope))
        )
        for scope, values in draws.values.items()
    ]
    observed = Observed(node=node, drivers=tuple(seen))
    advanced = advance(standing.instance, standing.plan, number.period, observed)
    warm = WarmStart.of(standing.plan)
    plan = solve_instance(advanced.instance, alone(solve), cancel=cancel, warm=warm).plan
    return None if plan is None else Standing(advanced.instance, plan, period)


def _lasts(driver: DriverKind, before: float | None) -> bool:
    """Whether what is seen moves what is expected: all but outages does, unless there is nothing to move."""
    return driver is not DriverKind.AVAILABILITY and (driver is DriverKind.LEVY or before != 0)


class _Record:
    """Collects what is decided period by period, as decisions at the nodes of one path."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._decisions: list[Decision] = []
        self._teams: list[TeamSize] = []

    def add(self, standing: Standing, node: str, period: int) -> None:
        """Take what a plan decides at a node."""
        plan, here = standing.plan, _name(period)
        for each in plan.decisions:
            if each.node == node:
                start = None if each.start_period is None else each.start_period + standing.since
                self._decisions.append(each.model_copy(update={"node": here, "start_period": start}))
        self._teams.extend(
            TeamSize(node=here, location=each.location, area=each.area, heads=each.heads)
            for each in plan.teams
            if each.node == node and each.heads > 0
        )

    def course(self, plan: Plan, draws: Draws) -> Course:
        """Return what was decided, completed as a plan of the draw's path."""
        instance = self._instance.model_copy(
            update={"scenarios": _path(draws, self._instance.horizon.periods), "policies": dict(self._policies())}
        )
        numbers = gather(instance)
        given = WarmStart(ReferencePlan(decisions=tuple(self._decisions), teams=tuple(self._teams)))
        decisions = given.decisions(numbers)
        if decisions is None:
            raise ValueError("nothing was decided; expected the decisions of at least one period")
        fields = plan_fields(numbers, decisions, NodeRows.of(build(numbers), decisions))
        return Course(instance, plan.model_copy(update=fields), numbers)

    def _policies(self) -> Iterator[tuple[str, object]]:
        for name, policy in self._instance.policies.items():
            if not isinstance(policy, (*ON_THE_TREE, Freeze)):
                yield name, policy


def _name(period: int) -> str:
    return f"t{period:02d}"


def _path(draws: Draws, periods: int) -> Explicit:
    """Write the only draw node by node."""
    nodes: dict[str, ExplicitNode] = {}
    for period in range(periods):
        drivers = tuple(
            NodeDriver.model_construct(
                **{name: getattr(scope, name) for name in type(scope).model_fields}, value=float(values[period, 0])
            )
            for scope, values in draws.values.items()
        )
        parent = None if period == 0 else _name(period - 1)
        nodes[_name(period)] = ExplicitNode(period=period, parent=parent, probability=1.0, drivers=drivers)
    return Explicit(kind="explicit", nodes=nodes)
