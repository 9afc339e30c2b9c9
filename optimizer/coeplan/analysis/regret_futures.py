"""Columns of a regret table: the futures of a tree, and others that are added as edits."""

import re
from collections.abc import Iterable, Mapping

from coeplan.core.errors import InputError
from coeplan.planning.tree import Tree, expand
from coeplan.solving.paths import future_instance
from coeplan.whatif.apply import apply
from coeplan.whatif.names import nearest
from coeplan.whatif.texts import edit_text
from coeplan_models import Fault, Freeze, FutureBest, Instance, Plan, ReferencePlan

from .regret_records import Archetype, Future

_GENERATED = re.compile(r"t\d{2,}\.(?P<branches>.+)")
"""Identifiers of nodes after branchings, as ``expand`` makes them."""

_MOST_LISTED = 20
"""Messages list so many names."""


def futures_of(instance: Instance, most: int) -> tuple[Future, ...]:
    """Return the futures of an instance's tree, in its order; of many the likeliest.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    most : int
        Most futures.
    """
    tree = expand(instance.scenarios, instance.horizon.periods)
    likely = sorted(tree.leaves, key=lambda leaf: (-tree.nodes[leaf].probability, leaf))[:most]
    names = _names(tree)
    return tuple(
        Future(
            name=names[leaf],
            nodes=tuple(tree.nodes[node].id for node in tree.path(leaf)),
            probability=tree.nodes[leaf].probability,
            kept=_shared(tree, leaf),
            instance=_in_future(instance, tree, leaf),
        )
        for leaf in sorted(likely)
    )


def added_future(instance: Instance, what: Archetype, on: str | None, known_from: int | None) -> Future:
    """Return a future in which something else happens.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    what : Archetype
        What happens, as edits of the instance.
    on : str or None
        Name of the tree's future that it befalls; None for the likeliest.
    known_from : int or None
        Period at which it shows; None for when that future parts from the others, or period 1 if it is the only one.

    Raises
    ------
    InputError
        If there is no such future, or the edits cannot be used; all that is wrong is told.
    """
    tree = expand(instance.scenarios, instance.horizon.periods)
    leaf = _leaf_named(tree, on)
    edited = apply(instance, what.edits, what.places).instance
    elsewhere = expand(edited.scenarios, edited.horizon.periods)
    there = {elsewhere.nodes[each].id: each for each in elsewhere.leaves}
    name = tree.nodes[leaf].id
    if name not in there:
        raise InputError([_gone(what.name, name, tuple(there))])
    usual = _shared(tree, leaf) if len(tree.leaves) > 1 else 1
    return Future(
        name=what.name,
        nodes=tuple(tree.nodes[node].id for node in tree.path(leaf)),
        probability=None,
        kept=usual if known_from is None else known_from,
        instance=_in_future(edited, elsewhere, there[name]),
        edits=tuple(edit_text(edit) for edit in what.edits),
    )


def held_to(future: Future, plan: ReferencePlan, periods: int) -> Instance:
    """Return the instance of a future with the first periods as in a plan; all after them is free."""
    known = _on_nodes(plan, future.nodes[:periods])
    name = _free("regret-kept", {*future.instance.policies, *future.instance.reference_plans})
    freeze = Freeze(kind="freeze", plan=name, periods=periods, description="What the plan has committed by then.")
    return future.instance.model_copy(
        update={
            "policies": {**future.instance.policies, name: freeze},
            "reference_plans": {**future.instance.reference_plans, name: known},
        }
    )


def carried_bests(futures: Iterable[Future], plans: Iterable[Plan]) -> tuple[FutureBest | None, ...]:
    """Return what plans carry of the least cost of each future, as those do whose instance asks for regret.

    Returns
    -------
    tuple of FutureBest or None
        For each future; None where no plan carries that of exactly this problem.
    """
    carried = {each.problem: each for plan in plans for each in plan.futures}
    return tuple(carried.get(future.instance.fingerprint()) if carried else None for future in futures)


def in_common(one: Future, other: Future) -> int:
    """Return how many first periods the paths of two futures have in common."""
    pairs = zip(one.nodes, other.nodes, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one.nodes), len(other.nodes)))


def _in_future(instance: Instance, tree: Tree, leaf: int) -> Instance:
    """Return the instance in which one future is certain; given plans keep what they say of its path.

    Checks of an edited instance know no other nodes.
    """
    alone = future_instance(instance, tree, leaf)
    nodes = tuple(tree.nodes[node].id for node in tree.path(leaf))
    plans = {name: _on_nodes(plan, nodes) for name, plan in instance.reference_plans.items()}
    return alone.model_copy(update={"reference_plans": plans})


def _on_nodes(plan: ReferencePlan, nodes: tuple[str, ...]) -> ReferencePlan:
    return ReferencePlan(
        decisions=tuple(each for each in plan.decisions if each.node in nodes),
        teams=tuple(each for each in plan.teams if each.node in nodes),
    )


def _free(name: str, taken: set[str]) -> str:
    return _free(f"{name}-", taken) if name in taken else name


def _names(tree: Tree) -> Mapping[int, str]:
    """Return the name of each leaf's future: what the branchings are called, or the leaf's own identifier."""
    found = {leaf: _GENERATED.fullmatch(tree.nodes[leaf].id) for leaf in tree.leaves}
    names = {leaf: match["branches"] if match else tree.nodes[leaf].id for leaf, match in found.items()}
    return names if len(set(names.values())) == len(names) else {leaf: tree.nodes[leaf].id for leaf in names}


def _shared(tree: Tree, leaf: int) -> int:
    """Return how many first nodes of a leaf's path lead to other leaves, too."""
    elsewhere = {node for other in tree.leaves if other != leaf for node in tree.path(other)}
    return sum(node in elsewhere for node in tree.path(leaf))


def _leaf_named(tree: Tree, on: str | None) -> int:
    if on is None:
        return max(tree.leaves, key=lambda leaf: tree.nodes[leaf].probability)
    names = _names(tree)
    meant = [leaf for leaf, name in names.items() if on in (name, tree.nodes[leaf].id)]
    if meant:
        return meant[0]
    known = tuple(names.values())
    fault = Fault(
        code="unknown_future",
        message=f"the tree has no future {on!r}",
        value=on,
        expected=f"one of {', '.join(known[:_MOST_LISTED])}",
        nearest=nearest(on, known),
    )
    raise InputError([fault])


def _gone(name: str, leaf: str, known: tuple[str, ...]) -> Fault:
    return Fault(
        code="unknown_future",
        message=f"with the edits of {name} the tree has no leaf {leaf!r} any more, in which the future ends",
        value=leaf,
        expected=f"edits that leave the nodes as they are; now the leaves are {', '.join(known[:_MOST_LISTED])}",
    )
