"""Where a policy holds."""

from collections.abc import Iterator
from typing import TypeVar

from coeplan_models import Record

from ..algebra import Algebra

Kind = TypeVar("Kind", bound=Record)


def in_use(m: Algebra, kind: type) -> Iterator[str]:
    """Names of the policies of a kind that are switched on."""
    return (name for name, policy in m.numbers.instance.policies.items() if isinstance(policy, kind) and policy.enabled)


def holds(m: Algebra, policy: str, node: int) -> bool:
    """Whether a node lies in the policy's periods."""
    stated = m.numbers.instance.policies[policy]
    period = m.numbers.tree.period[node]
    return stated.first_period <= period and (stated.last_period is None or period <= stated.last_period)


def nodes_of(m: Algebra, kind: type) -> Iterator[tuple[str, int]]:
    """(policy, node) for all policies of a kind, where they hold."""
    return ((name, node) for name in in_use(m, kind) for node in m.numbers.nodes if holds(m, name, node))


def policy_of(m: Algebra, name: str, kind: type[Kind]) -> Kind:
    """Return a policy of which it is known what kind it is."""
    policy = m.numbers.instance.policies[name]
    if not isinstance(policy, kind):
        raise TypeError(f"policy {name!r} is a {type(policy).__name__}, expected a {kind.__name__}")
    return policy
