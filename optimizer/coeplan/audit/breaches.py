"""Whether policies are kept, and what is charged where a priced one is not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from coeplan_models import OF_TOTALS, Breach, Policy

from .case import Case
from .ledger import Subject, slack
from .money import Money, charge
from .policy_kinds import ON_HEADS, ON_MONEY
from .policy_row import Row

SEPARATORS = re.compile(r"[\s/:,|@]+")
"""What may stand between the names in a breach's subject."""

Charged = dict[tuple[str, str], float]
"""Breach by policy and node."""


def check_policies(case: Case, money: Money) -> None:
    """See that every hard policy is kept and every breach of a priced one stated, and charge the breaches.

    Totals of whole paths are capped without charges for such caps, so those come last.

    Parameters
    ----------
    case : Case
        The plan under audit.
    money : Money
        Every amount but those for breaches; these are added.
    """
    policies = {name: policy for name, policy in case.world.instance.policies.items() if policy.enabled}
    early: Charged = {}
    late: Charged = {}
    for name, policy in policies.items():
        if not isinstance(policy, OF_TOTALS):
            early |= _settled(case, name, policy, _rows(case, policy, money))
    charge(case, money, early)
    for name, policy in policies.items():
        if isinstance(policy, OF_TOTALS):
            late |= _settled(case, name, policy, _rows(case, policy, money))
    charge(case, money, late)
    for (name, node), stated in case.rows.breaches.items():
        wrong = f"{len(stated)} breaches are stated, but there is no priced row of this policy here"
        known = (name, node) in early or (name, node) in late
        case.ledger.holds(Subject("breach", node, policy=name), wrong, known)


def _rows(case: Case, policy: Policy, money: Money) -> Iterable[Row]:
    on_heads = ON_HEADS.get(type(policy))
    return on_heads(case, policy) if on_heads is not None else ON_MONEY[type(policy)](case, policy, money)


def _settled(case: Case, name: str, policy: Policy, rows: Iterable[Row]) -> Charged:
    """Enter all rows of a policy; return what is charged at each node that has a priced row."""
    if policy.price is None:
        for row in rows:
            subject = Subject(policy.kind, row.node, row.location, row.area, policy=name)
            case.ledger.within(subject, row.what, row.breach, row.limit)
        return {}
    by_node: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_node[row.node].append(row)
    charged: Charged = {}
    for node, group in by_node.items():
        stated = case.rows.breaches.get((name, node), [])
        found = _assigned(case, name, stated, group)
        charged[name, node] = sum(_accepted(case, name, row, found.get(row.names, 0.0)) for row in group)
    return charged


def _accepted(case: Case, name: str, row: Row, stated: float) -> float:
    """Compare a stated breach with the recomputed one; return what is charged."""
    expected = max(0.0, row.breach)
    subject = Subject("breach", row.node, row.location, row.area, policy=name)
    if case.ledger.equal(subject, f"breach ({row.what})", stated, expected, slack(row.limit)):
        return stated
    return expected


def _assigned(case: Case, name: str, stated: Sequence[Breach], group: Sequence[Row]) -> Mapping[tuple[str, ...], float]:
    """Return the stated breach of each row by its names, told by those in the subject.

    They stand in the row's order, separated by a slash; where no row has them so, in whatever order and with whatever
    between. A subject may also leave out names for which one broken row alone comes into question.
    """
    found: dict[tuple[str, ...], float] = {}
    for breach in stated:
        words = _words(breach.subject)
        free = [row for row in group if row.names not in found]
        exact = [row for row in free if breach.subject == "/".join(row.names)]
        loose = [row for row in free if words == _words(*row.names)]
        likely = exact or loose or [row for row in free if row.breach > 0 and words <= _words(*row.names)]
        subject = Subject("breach", breach.node, policy=name)
        wrong = f"the breach of {breach.amount:g} with subject {breach.subject!r} belongs to no row of the policy"
        if case.ledger.holds(subject, wrong, len(likely) == 1):
            found[likely[0].names] = breach.amount
    return found


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in SEPARATORS.split(name) if word)
