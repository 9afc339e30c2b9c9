"""Given plans as decisions of the instance: starts and guides of the search."""

from coeplan.formulation.decisions import Decisions
from coeplan.planning import Numbers
from coeplan.planning.reference import ReferenceDecisions
from coeplan_models import DecisionKind

UNKNOWN = 0
"""Keys of decisions that the instance does not know have a second number below this."""


def decisions_of(numbers: Numbers, given: ReferenceDecisions) -> Decisions:
    """Return what a given plan decides, as far as the instance knows it.

    Sites go on as the plan left them where it says nothing; nodes that it does not have are so, too.
    """
    known = {(kind, key) for kind, key in given.taken if key[1] >= UNKNOWN}
    timing = numbers.timing
    return Decisions(
        operating=_operating(numbers, known),
        commits={
            (node, site)
            for kind, (node, site, *_) in known
            if kind is DecisionKind.COMMIT and timing.lead_time(site) > 0
        },
        cancels={(key[0], key[1], key[2]) for kind, key in known if kind is DecisionKind.CANCEL},
        team={key: heads for key, heads in given.heads.items() if heads > 0},
    )


def _operating(numbers: Numbers, known: set[tuple[DecisionKind, tuple[int, ...]]]) -> dict[tuple[int, int], int]:
    """Replay starts, stops and conversions along the tree."""
    inherited = {numbers.arrangements[site].location: site for site in numbers.operating_before}
    states: dict[int, dict[int, int]] = {}
    operating: dict[tuple[int, int], int] = {}
    for node, parent in enumerate(numbers.tree.parent):
        now = dict(states.get(parent, inherited))
        for kind, (where, number, *_) in known:
            if where == node and kind is DecisionKind.STOP:
                now.pop(numbers.arrangements[number].location, None)
            elif where == node and kind in (DecisionKind.START, DecisionKind.CONVERT):
                site = numbers.arcs[number].target if kind is DecisionKind.CONVERT else number
                now[numbers.arrangements[site].location] = site
        states[node] = now
        operating.update({(node, place): site for place, site in now.items() if place != numbers.headquarters})
    return operating
