"""Given plans as decisions of the instance: starts and guides of the search."""

from coeplan.formulation.decisions import Decisions
from coeplan.planning import Numbers
from coeplan.planning.reference import ReferenceDecisions
from coeplan.planning.tree import BEFORE
from coeplan_models import DecisionKind


def decisions_of(numbers: Numbers, given: ReferenceDecisions) -> Decisions:
    """Return what a given plan decides, as far as the instance knows it.

    Sites go on as the plan left them where it says nothing; nodes that it does not have are so, too.
    """
    # Those that the instance does not know have a negative number.
    known = {(kind, key) for kind, key in given.taken if key[1] >= 0}
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
    changes: dict[int, list[tuple[DecisionKind, int]]] = {}
    for kind, (node, number, *_) in known:
        changes.setdefault(node, []).append((kind, number))
    states = {BEFORE: {numbers.arrangements[site].location: site for site in numbers.operating_before}}
    operating: dict[tuple[int, int], int] = {}
    for node, parent in enumerate(numbers.tree.parent):
        now = states[node] = dict(states[parent])
        for kind, number in changes.get(node, ()):
            if kind is DecisionKind.STOP:
                now.pop(numbers.arrangements[number].location, None)
            elif kind in (DecisionKind.START, DecisionKind.CONVERT):
                site = numbers.arcs[number].target if kind is DecisionKind.CONVERT else number
                now[numbers.arrangements[site].location] = site
        operating.update({(node, place): site for place, site in now.items() if place != numbers.headquarters})
    return operating
