"""Scenario trees written node by node, and what can be done to them."""

import copy
from collections.abc import Iterator
from typing import Any

from coeplan.api.tree import export_explicit
from coeplan_models import Instance

from .bases import Data
from .contract import rewritten


def written_out(instance: Instance) -> Data:
    """Return an instance as plain data, its tree as explicit nodes."""
    return rewritten(export_explicit(instance), lambda _holder, _field, value: value)


def nodes(data: Data) -> dict[str, Data]:
    """Return the nodes of an explicit tree."""
    return data["scenarios"]["nodes"]


def children(data: Data, parent: str) -> list[str]:
    """Return the names of the nodes that follow a node."""
    return [name for name, node in nodes(data).items() if node.get("parent") == parent]


def leaves(data: Data) -> list[str]:
    """Return the names of the last nodes."""
    return [name for name in nodes(data) if not children(data, name)]


def below(data: Data, name: str) -> Iterator[str]:
    """Yield a node and all that follow it."""
    yield name
    for child in children(data, name):
        yield from below(data, child)


def path(data: Data, leaf: str | None) -> Iterator[str]:
    """Yield the nodes that lead to a leaf, from the leaf to the root."""
    while leaf is not None:
        yield leaf
        leaf = nodes(data)[leaf].get("parent")


def split(data: Data, name: str, share: float) -> None:
    """Make two of a node and of all that follow it, equal but for their probabilities, which share the old one."""
    tree = nodes(data)
    twins = {old: f"{old}-twin" for old in below(data, name)}
    for old, new in twins.items():
        tree[new] = copy.deepcopy(tree[old])
        tree[new]["parent"] = twins.get(tree[old]["parent"], tree[old]["parent"])
        whole = tree[old]["probability"]
        tree[old]["probability"], tree[new]["probability"] = whole * share, whole * (1 - share)


def copied(named: Data, name: str, position: int) -> None:
    """Give half of the probability of a named future or branch to a copy of it, written somewhere among the others."""
    named[name]["probability"] /= 2
    entries = list(named.items())
    entries.insert(position, (f"{name}-copy", copy.deepcopy(named[name])))
    named.clear()
    named.update(entries)


def single_future(data: Data, leaf: str) -> Data:
    """Return the instance in which the future of one leaf is certain."""
    found: Data = copy.deepcopy(data)
    kept = set(path(data, leaf))
    found["scenarios"]["nodes"] = {
        name: node | {"probability": 1.0} for name, node in nodes(data).items() if name in kept
    }
    return found


def fan_of(deterministic: Data, shares: list[float], known_from: int) -> Data:
    """Return a tree of equal futures that say what the tree of one future says."""
    drivers: list[Any] = deterministic.get("drivers", [])
    futures = {f"f{number}": {"probability": share, "drivers": drivers} for number, share in enumerate(shares)}
    return {"kind": "fan", "known_from": known_from, "futures": futures}
