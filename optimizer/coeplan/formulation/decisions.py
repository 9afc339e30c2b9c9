"""What a plan decides, apart from all that follows from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE

from .algebra import Algebra

SNAP = 1e-6
"""A continuous decision this close to a whole number is that number."""


@dataclass
class Decisions:
    """Decisions in the numbers of the instance.

    Attributes
    ----------
    operating : dict
        Arrangement in operation; keyed (node, location); headquarters and idle places are absent.
    commits, cancels : set
        (node, arrangement), for arrangements with a lead time; (node, arrangement, start period).
    team : dict
        Heads; keyed (node, location, area); absent where 0.
    seats : dict
        Seats held beyond what heads and leases ask for anyway; keyed (node, location).
    """

    operating: dict[tuple[int, int], int] = field(default_factory=dict)
    commits: set[tuple[int, int]] = field(default_factory=set)
    cancels: set[tuple[int, int, int]] = field(default_factory=set)
    team: dict[tuple[int, int, int], float] = field(default_factory=dict)
    seats: dict[tuple[int, int], float] = field(default_factory=dict)

    def renumbered(self, node_of: Mapping[int, int]) -> "Decisions":
        """Return what is decided at some nodes, for a tree in which these nodes have other numbers.

        Parameters
        ----------
        node_of : mapping
            New number of each node that is taken over.
        """
        return Decisions(
            operating={(node_of[n], place): site for (n, place), site in self.operating.items() if n in node_of},
            commits={(node_of[n], site) for n, site in self.commits if n in node_of},
            cancels={(node_of[n], site, start) for n, site, start in self.cancels if n in node_of},
            team={(node_of[n], place, area): heads for (n, place, area), heads in self.team.items() if n in node_of},
            seats={(node_of[n], place): seats for (n, place), seats in self.seats.items() if n in node_of},
        )

    def spread(self, nodes_of: Mapping[int, Collection[int]]) -> "Decisions":
        """Return what is decided at some nodes, for a tree in which each of them stands for several.

        Parameters
        ----------
        nodes_of : mapping
            New numbers of each node that is taken over, all lists together without repetition.
        """
        whole = Decisions()
        for node, new in nodes_of.items():
            for number in new:
                whole.update(self.renumbered({node: number}))
        return whole

    def update(self, others: "Decisions") -> None:
        """Take over what is decided at other nodes."""
        self.operating.update(others.operating)
        self.commits.update(others.commits)
        self.cancels.update(others.cancels)
        self.team.update(others.team)
        self.seats.update(others.seats)


def read_decisions(m: Algebra) -> Decisions:
    """Read the decisions off the model's variable values, rounded to what they mean."""
    chosen = {key: value for key, column in m.columns["operate"].items() if (value := _value(column)) > 0.5}
    operating: dict[tuple[int, int], int] = {}
    for node, site in sorted(chosen, key=lambda key: chosen[key]):
        operating[node, m.numbers.arrangements[site].location] = site
    areas = m.numbers.area_terms
    team: dict[tuple[int, int, int], float] = {}
    for (node, place, area), column in m.columns["team"].items():
        here = place == m.numbers.headquarters or (node, place) in operating
        heads = float(round(_value(column))) if areas[area].whole_heads else _snapped(_value(column))
        if heads > 0 and here:
            team[node, place, area] = heads
    return Decisions(
        operating=operating,
        commits={key for key, column in m.columns["commit"].items() if _value(column) > 0.5},
        cancels={key for key, column in m.columns["cancel"].items() if _value(column) > 0.5},
        team=team,
        seats={key: _snapped(_value(column)) for key, column in m.columns["seats"].items()},
    )


def _value(column: object) -> float:
    value = getattr(column, "value", None)
    return 0.0 if value is None else float(value)


def _snapped(value: float) -> float:
    nearest = round(value)
    return float(nearest) if abs(value - nearest) <= SNAP else max(0.0, value)


@dataclass(frozen=True)
class Spell:
    """What a location is in the midst of at a node.

    Attributes
    ----------
    site : int or None
        Arrangement in operation.
    began : int
        Node at which this arrangement began; ``BEFORE`` for the footprint's.
    converted : bool
        Whether it began by a conversion.
    lock_ins : tuple
        (arrangement whose terms hold, node of entry, months) of the lock-ins entered since the site's last start.
    """

    site: int | None = None
    began: int = BEFORE
    converted: bool = False
    lock_ins: tuple[tuple[int, int, float], ...] = ()


class History:
    """Replays decisions about sites along the tree.

    Attributes
    ----------
    spells : dict
        State of each location after the decisions of a node; keyed (node, location); node ``BEFORE`` for the footprint.
    """

    def __init__(self, numbers: Numbers, decisions: Decisions) -> None:
        self._numbers = numbers
        self._decisions = decisions
        self.spells: dict[tuple[int, int], Spell] = {}
        for place in numbers.locations:
            if place != numbers.headquarters:
                self._replay(place)

    def before(self, node: int, place: int) -> Spell:
        """State of a location before the decisions of a node."""
        return self.spells[self._numbers.tree.parent[node], place]

    def started(self, node: int, place: int) -> int | None:
        """Arrangement that starts at a node; None if none does."""
        now = self.spells[node, place]
        return now.site if self.before(node, place).site is None else None

    def stopped(self, node: int, place: int) -> int | None:
        """Arrangement that stops at a node; None if none does."""
        return self.before(node, place).site if self.spells[node, place].site is None else None

    def converted(self, node: int, place: int) -> int | None:
        """Arc over which a location passes at a node; None if it does not or no arc leads there."""
        old, new = self.before(node, place).site, self.spells[node, place].site
        if old is None or new is None or old == new:
            return None
        return next((n for n, arc in enumerate(self._numbers.arcs) if (arc.source, arc.target) == (old, new)), None)

    def built_up(self, node: int, place: int) -> bool:
        """Whether least heads and take-or-pay hold."""
        spell = self.spells[node, place]
        if spell.site is None:
            return False
        if spell.converted:
            return True
        if spell.began == BEFORE:
            return not self._numbers.timing.building_up_before(node, spell.site)
        build_up = self._numbers.arrangements[spell.site].terms.build_up
        return not self._numbers.timing.inside(node, spell.began, build_up)

    def bought_out(self, node: int, place: int) -> tuple[tuple[int, int], ...]:
        """(arrangement, node of entry) of lock-ins that a stop at a node buys out."""
        if self.stopped(node, place) is None:
            return ()
        running = self.before(node, place).lock_ins
        return tuple((s, k) for s, k, months in running if self._numbers.timing.inside(node, k, months))

    def _replay(self, place: int) -> None:
        numbers = self._numbers
        existing = next((s for s in numbers.at[place] if s in numbers.operating_before), None)
        locks = tuple((s, BEFORE, months) for s, months in numbers.timing.inherited_lock_ins(place))
        self.spells[BEFORE, place] = Spell(existing, lock_ins=locks if existing is not None else ())
        for node in numbers.nodes:
            before = self.spells[numbers.tree.parent[node], place]
            self.spells[node, place] = self._after(node, place, before)

    def _after(self, node: int, place: int, before: Spell) -> Spell:
        site = self._decisions.operating.get((node, place))
        if site is None or site == before.site:
            return before if site is not None else Spell()
        lock_in = (site, node, self._numbers.arrangements[site].terms.lock_in)
        if before.site is None:
            return Spell(site, node, False, (lock_in,))
        return Spell(site, node, True, (*before.lock_ins, lock_in))
