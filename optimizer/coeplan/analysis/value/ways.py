"""Instances that stand for other ways to plan: futures known, means carried out, options done without."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from coeplan.planning.calendar import Calendar
from coeplan.planning.tree import ROOT, Tree, expand
from coeplan.solving.paths import path_instance
from coeplan_models import (
    ChangeLimit,
    Forbid,
    Freeze,
    Instance,
    Objective,
    Plan,
    Policy,
    ReferencePlan,
)

from .idle import idle_until

Way = Callable[[Instance], Instance]
"""Makes an instance of another one on the same tree."""


def mean_future(instance: Instance, tree: Tree) -> Instance:
    """Return the instance with the mean value of every driver certain; before futures part it is the tree itself."""
    alone = instance.model_copy(update={"objective": Objective()})
    return path_instance(alone, tree, trunk(tree)[-1])


def trunk(tree: Tree) -> tuple[int, ...]:
    """Return the nodes from the root on before anything shows itself."""
    nodes = [ROOT]
    while len(tree.children[nodes[-1]]) == 1:
        nodes.append(tree.children[nodes[-1]][0])
    return tuple(nodes)


def stages(tree: Tree) -> tuple[int, ...]:
    """Return how many first periods are decided before each time that something shows itself, and at last all."""
    partings = {tree.period[node] + 1 for node, children in enumerate(tree.children) if len(children) > 1}
    return (*sorted(partings), max(tree.period) + 1)


def periods_before(instance: Instance, months: float) -> int:
    """Return how many periods start before so many months have passed, but at least the first."""
    calendar = Calendar.of(instance.horizon)
    return max(1, sum(calendar.within(period, 0.0, months) for period in range(instance.horizon.periods)))


def on_tree(plan: Plan, tree: Tree) -> ReferencePlan:
    """Return what a plan of one path decides, as decisions of every node of a tree by its period."""
    nodes: dict[int, list[str]] = {}
    for node in tree.nodes:
        nodes.setdefault(node.period, []).append(node.id)
    return _moved(ReferencePlan.of(plan), {node.id: nodes[node.period] for node in plan.nodes})


def on_path(plan: Plan, tree: Tree, path: Instance) -> ReferencePlan:
    """Return what a plan of a tree decides in its likeliest future, as decisions of the nodes of one path."""
    likeliest = max(tree.leaves, key=lambda leaf: tree.nodes[leaf].probability)
    nodes = {node.period: node.id for node in expand(path.scenarios, path.horizon.periods).nodes}
    known = (tree.nodes[number] for number in tree.path(likeliest))
    return _moved(ReferencePlan.of(plan), {node.id: [nodes[node.period]] for node in known})


def _moved(given: ReferencePlan, targets: Mapping[str, Sequence[str]]) -> ReferencePlan:
    """Return what a plan decides at some nodes as decisions of other nodes."""
    return ReferencePlan(
        decisions=tuple(
            each.model_copy(update={"node": node}) for each in given.decisions for node in targets.get(each.node, ())
        ),
        teams=tuple(
            each.model_copy(update={"node": node}) for each in given.teams for node in targets.get(each.node, ())
        ),
    )


def all_as_in(given: ReferencePlan, periods: int) -> Way:
    """Return the way in which the first periods are as in a given plan, teams included."""
    return lambda instance: _with_plan(instance, given, lambda name: Freeze(kind="freeze", plan=name, periods=periods))


def sites_as_in(given: ReferencePlan, periods: int) -> Way:
    """Return the way in which commitments, stops and conversions of the first periods are those of a given plan."""
    return lambda instance: _with_plan(
        instance, given, lambda name: ChangeLimit(kind="change_limit", plan=name, limit=0, last_period=periods - 1)
    )


def waiting(periods: int) -> Way:
    """Return the way in which nothing is committed, stopped or converted in the first periods.

    Where nothing exists, that also says until when nothing can operate. It is stated as well, because a policy that
    counts decisions over the tree does not guide the search along single paths.
    """

    def made(instance: Instance) -> Instance:
        return _with_policies(sites_as_in(ReferencePlan(), periods)(instance), idle_until(instance, periods))

    return made


def without(pairs: Sequence[tuple[str, str]]) -> Way:
    """Return the way in which operating models are not used at locations."""

    def made(instance: Instance) -> Instance:
        barred = (Forbid(kind="forbid", location=location, operating_model=model) for location, model in pairs)
        return _with_policies(instance, barred)

    return made


def flexible_pairs(instance: Instance, models: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """Return location and operating model of what can be left at any time and is paid by the head.

    Parameters
    ----------
    instance : Instance
        The instance.
    models : sequence of str or None
        Models that count as flexible wherever they may be used; None: where a model has a fee per head, no lock-in
        and no take-or-pay.
    """
    return tuple(_pairs(instance, models))


def _pairs(instance: Instance, models: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    for name, model in instance.operating_models.items():
        for place, location in instance.locations.items():
            if place == instance.headquarters or not model.may_operate_at(place):
                continue
            terms = model.terms_at(place, location.country)
            paid = any(band.fee > 0 for band in terms.fee_per_head)
            free = paid and terms.lock_in == 0 and terms.take_or_pay_heads == 0
            if free if models is None else name in models:
                yield place, name


def _with_plan(instance: Instance, given: ReferencePlan, policy_of: Callable[[str], Policy]) -> Instance:
    """Add a reference plan and a policy that speaks of it."""
    name = _unused(instance.reference_plans)
    plans = {**instance.reference_plans, name: given}
    return _with_policies(instance.model_copy(update={"reference_plans": plans}), [policy_of(name)])


def _with_policies(instance: Instance, added: Iterable[Policy]) -> Instance:
    policies = dict[str, Policy](instance.policies)
    for policy in added:
        policies[_unused(policies)] = policy
    return instance.model_copy(update={"policies": policies})


def _unused(taken: Iterable[str]) -> str:
    """Return a name that nothing has yet."""
    names = set(taken)
    return next(name for number in range(len(names) + 1) if (name := f"value-{number}") not in names)
