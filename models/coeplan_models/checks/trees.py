"""Cross-checks of the scenario tree: its form, its probabilities, and its size before it is built."""

from collections.abc import Iterator, Mapping

from ..faults import Fault
from ..sampled import Sampled
from ..scenarios import LONGEST_NODE_ID, Explicit, ExplicitNode, Fan, Stages
from .case import SUM_TOLERANCE, Case, Check, Path, listed, number
from .drivers import AnyScenarios
from .periods import beyond_horizon

MOST_NODES = 20_000
"""Most nodes of a tree."""

MOST_CELLS = 200_000_000
"""Most nodes x locations x operating models x areas."""


def node_count(scenarios: AnyScenarios, periods: int) -> int:
    """Return how many nodes the tree will have, without building it; shape faults are not looked at.

    Of a sampled tree, which may turn out smaller: how many it has at most.
    """
    if isinstance(scenarios, Explicit):
        return len(scenarios.nodes)
    if isinstance(scenarios, Fan):
        shared = min(scenarios.known_from, periods)
        return shared + len(scenarios.futures) * (periods - shared)
    if isinstance(scenarios, Sampled):
        shared = min(*scenarios.branchings, periods)
        return shared + scenarios.leaves * (periods - shared)
    stages = scenarios.stages if isinstance(scenarios, Stages) else ()
    branches = {stage.period: len(stage.branches) for stage in stages}
    count, width = 0, 1
    for period in range(periods):
        width *= branches.get(period, 1)
        count += width
    return count


def node_ids(scenarios: AnyScenarios, periods: int) -> tuple[str, ...]:
    """Return the identifiers of the nodes of the first periods, parents before children.

    The caller has made sure that there are not too many (:func:`node_count`).
    """
    if isinstance(scenarios, Explicit):
        found = sorted(scenarios.nodes.items(), key=lambda item: item[1].period)
        return tuple(key for key, node in found if node.period < periods)
    outcomes: dict[int, tuple[str, ...]] = {}
    if isinstance(scenarios, Fan):
        outcomes[scenarios.known_from] = tuple(scenarios.futures)
    elif isinstance(scenarios, Stages):
        outcomes = {stage.period: tuple(stage.branches) for stage in scenarios.stages}
    paths, nodes = [""], list[str]()
    for period in range(periods):
        paths = [f"{path}.{name}" for path in paths for name in outcomes[period]] if period in outcomes else paths
        nodes += [f"t{period:02d}{path}" for path in paths]
    return tuple(nodes)


def tree_size(case: Case) -> Iterator[Fault]:
    """The tree has a size that can be planned on."""
    nodes = node_count(case.instance.scenarios, case.periods)
    if nodes > MOST_NODES:
        yield Fault(
            code="tree_too_large",
            path=("scenarios",),
            message=f"the scenario tree would have {_magnitude(nodes)} nodes",
            value=_magnitude(nodes),
            expected=f"at most {number(MOST_NODES)} nodes: fewer or later branchings, or longer periods",
        )


def instance_size(case: Case) -> Iterator[Fault]:
    """Nodes, locations, operating models and areas together have a size that can be planned on."""
    said = case.instance
    nodes = node_count(said.scenarios, case.periods)
    cells = nodes * len(said.locations) * max(1, len(said.operating_models)) * len(said.areas)
    if nodes <= MOST_NODES and cells > MOST_CELLS:
        yield Fault(
            code="instance_too_large",
            message=(
                f"{number(nodes)} nodes x {number(len(said.locations))} locations x {len(said.operating_models)} "
                f"operating models x {number(len(said.areas))} areas are {_magnitude(cells)} combinations"
            ),
            value=_magnitude(cells),
            expected=f"at most {number(MOST_CELLS)}: group areas, or plan on fewer nodes",
        )


def _magnitude(count: int) -> str:
    digits = len(str(count))
    return number(count) if digits <= 12 else f"10^{digits - 1}"


def node_names(case: Case) -> Iterator[Fault]:
    """Nodes after many branchings, whose identifiers hold the names of all of them, still have one that is allowed."""
    scenarios = case.instance.scenarios
    if not isinstance(scenarios, Stages) or node_count(scenarios, case.periods) > MOST_NODES:
        return
    passed = [max(map(len, stage.branches)) for stage in scenarios.stages if stage.period < case.periods]
    length = len(f"t{case.periods - 1:02d}") + sum(1 + letters for letters in passed)
    if length > LONGEST_NODE_ID:
        yield Fault(
            code="long_node_names",
            path=("scenarios", "stages"),
            message=f"nodes are named after the branches passed, so that one would have a name of {length} characters",
            value=str(length),
            expected=f"at most {LONGEST_NODE_ID}: shorter names of branches, or fewer stages",
        )


def fan_and_stages(case: Case) -> Iterator[Fault]:
    """Branchings lie within the horizon and rise; probabilities sum to 1."""
    scenarios = case.instance.scenarios
    if isinstance(scenarios, Fan):
        if scenarios.known_from >= case.periods:
            yield beyond_horizon(("scenarios", "known_from"), scenarios.known_from, case.periods)
        shares = {name: future.probability for name, future in scenarios.futures.items()}
        yield from sum_to(("scenarios", "futures"), shares, 1.0)
    elif isinstance(scenarios, Stages):
        yield from _stages(case, scenarios)


def _stages(case: Case, scenarios: Stages) -> Iterator[Fault]:
    before = 0
    for position, stage in enumerate(scenarios.stages):
        path: Path = ("scenarios", "stages", position)
        if stage.period >= case.periods:
            yield beyond_horizon((*path, "period"), stage.period, case.periods)
        if stage.period <= before:
            yield Fault(
                code="stages_not_rising",
                path=(*path, "period"),
                message=f"the stage at period {stage.period} follows one at period {before}",
                value=str(stage.period),
                expected=f"a period after {before}",
            )
        before = stage.period
        shares = {name: branch.probability for name, branch in stage.branches.items()}
        yield from sum_to((*path, "branches"), shares, 1.0)


def sum_to(path: Path, shares: Mapping[str, float], whole: float) -> Iterator[Fault]:
    """Yield the fault of probabilities that do not sum to what they should."""
    total = sum(shares.values())
    if abs(total - whole) > SUM_TOLERANCE:
        yield Fault(
            code="probabilities_do_not_sum",
            path=path,
            message=f"the probabilities of {listed(list(shares))} sum to {number(total)}",
            value=number(total),
            expected=f"a sum of {number(whole)} within {SUM_TOLERANCE}",
        )


def explicit_shape(case: Case) -> Iterator[Fault]:
    """An explicit tree has one root, in period 0, and every parent stands one period earlier."""
    scenarios = case.instance.scenarios
    if not isinstance(scenarios, Explicit):
        return
    nodes = scenarios.nodes
    roots = [key for key, node in nodes.items() if node.parent is None]
    if len(roots) != 1:
        yield Fault(
            code="not_one_root",
            path=("scenarios", "nodes"),
            message=f"{len(roots)} nodes have no parent" + (f": {listed(roots)}" if roots else ""),
            value=str(len(roots)),
            expected="one node without parent, the root",
        )
    for node_id, node in nodes.items():
        yield from _node(case, node_id, node, nodes)


def _node(case: Case, node_id: str, node: ExplicitNode, nodes: Mapping[str, ExplicitNode]) -> Iterator[Fault]:
    path = ("scenarios", "nodes", node_id)
    if node.period >= case.periods:
        yield beyond_horizon((*path, "period"), node.period, case.periods)
    parent = None if node.parent is None else nodes.get(node.parent)
    if node.parent is not None and parent is None:
        yield case.unknown("node", (*path, "parent"), node.parent, nodes)
        return
    expected = 0 if parent is None else parent.period + 1
    if node.period != expected:
        of = "the root" if parent is None else f"a child of {node.parent!r} (period {parent.period})"
        yield Fault(
            code="wrong_period",
            path=(*path, "period"),
            message=f"node {node_id!r} is {of} and stands in period {node.period}",
            value=str(node.period),
            expected=f"period {expected}",
        )


def explicit_cycles(case: Case) -> Iterator[Fault]:
    """Parents of an explicit tree lead to the root and not in a circle."""
    scenarios = case.instance.scenarios
    if not isinstance(scenarios, Explicit):
        return
    settled: set[str] = set()
    for start in scenarios.nodes:
        walked: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in settled and here not in walked:
            walked[here] = None
            node = scenarios.nodes.get(here)
            here = None if node is None else node.parent
        if here is not None and here in walked:
            yield _cycle(list(walked), here)
        settled |= walked.keys()


def _cycle(walked: list[str], again: str) -> Fault:
    circle = walked[walked.index(again) :]
    return Fault(
        code="cycle",
        path=("scenarios", "nodes", again, "parent"),
        message=f"the parents of {listed(circle)} lead in a circle",
        value=circle[1 % len(circle)],
        expected="parents that lead to the root",
    )


def explicit_probabilities(case: Case) -> Iterator[Fault]:
    """The root has probability 1, children sum to their parent's, and every leaf is in the last period."""
    scenarios = case.instance.scenarios
    if not isinstance(scenarios, Explicit):
        return
    children: dict[str | None, dict[str, float]] = {}
    for node_id, node in scenarios.nodes.items():
        children.setdefault(node.parent, {})[node_id] = node.probability
    roots = children.get(None, {})
    if len(roots) == 1:
        yield from sum_to(("scenarios", "nodes", next(iter(roots)), "probability"), roots, 1.0)
    for node_id, node in scenarios.nodes.items():
        path = ("scenarios", "nodes", node_id)
        if node_id in children:
            yield from sum_to((*path, "probability"), children[node_id], node.probability)
        elif node.period < case.periods - 1:
            yield Fault(
                code="early_leaf",
                path=path,
                message=f"node {node_id!r} in period {node.period} has no child",
                value=str(node.period),
                expected=f"children up to the last period, {case.periods - 1}",
            )


CHECKS = (
    Check(tree_size),
    Check(instance_size),
    Check(node_names),
    Check(fan_and_stages),
    Check(explicit_shape),
    Check(explicit_cycles),
    Check(explicit_probabilities),
)
"""Checks of this file, in the order in which they run."""
