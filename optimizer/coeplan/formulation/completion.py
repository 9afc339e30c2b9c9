"""From decisions to the value of every variable, in closed form."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from coeplan.planning import Numbers
from coeplan.planning.rates import Band
from coeplan.planning.tree import BEFORE
from coeplan_models import OF_TOTALS, SurviveLoss

from .algebra import Algebra, Index, value_of
from .decisions import SNAP, Decisions, History
from .matching import largest_matching
from .measures import TOTAL, measures, peaks

EDGE = 1e-9
"""Heads this close to the edge of a band are on it."""


def complete(m: Algebra, decisions: Decisions) -> History:
    """Give every variable of the model the value that follows from the decisions.

    Parameters
    ----------
    m : Algebra
        The model; its variables are set.
    decisions : Decisions
        Sites, commitments, whole teams, seats kept.

    Returns
    -------
    History
        The sites' states along the tree.

    Notes
    -----
    Hires and releases are the net of each team's change, but for conversions; unmet workload, unmatched heads, seats
    bought and breaches are the least possible; steps and bands the cheapest that hold the heads. A decision that
    breaks a rule is completed all the same: judging it is the auditor's business.
    """
    for family in m.columns.values():
        for column in family.values():
            column.set_value(0.0, skip_validation=True)
    history = History(m.numbers, decisions)
    _Life(m, decisions, history).fill()
    _Staff(m, decisions, history).fill()
    _Terms(m, decisions, history).fill()
    _fill_work(m)
    _fill_matches(m)
    _Seats(m, decisions, history).fill()
    _fill_marks(m)
    _fill_breaches(m, of_totals=False)
    _fill_totals(m)
    _fill_breaches(m, of_totals=True)
    return history


def _put(m: Algebra, family: str, index: Index, value: float) -> None:
    """Set a variable; one that the model does not have stays out, and the rows that miss it will tell."""
    column = m.columns[family].get(index)
    if column is not None:
        column.set_value(value, skip_validation=True)


def _get(m: Algebra, family: str, *index: Any) -> float:
    column = m.columns[family].get(index)
    return 0.0 if column is None else float(column.value)


class _Life:
    """Sites: operate, commit, cancel, start, stop, convert, early exit, built up."""

    def __init__(self, m: Algebra, decisions: Decisions, history: History) -> None:
        self._m = m
        self._decisions = decisions
        self._history = history

    def fill(self) -> None:
        for key in self._decisions.commits:
            _put(self._m, "commit", key, 1)
        for key in self._decisions.cancels:
            _put(self._m, "cancel", key, 1)
        for (node, place), site in self._decisions.operating.items():
            _put(self._m, "operate", (node, site), 1)
            _put(self._m, "built_up", (node, site), float(self._history.built_up(node, place)))
        numbers = self._m.numbers
        places = [place for place in numbers.locations if place != numbers.headquarters]
        for node, place in product(numbers.nodes, places):
            self._fill_change(node, place)

    def _fill_change(self, node: int, place: int) -> None:
        m, history = self._m, self._history
        if (started := history.started(node, place)) is not None:
            _put(m, "start", (node, started), 1)
        if (stopped := history.stopped(node, place)) is not None:
            _put(m, "stop", (node, stopped), 1)
        if (arc := history.converted(node, place)) is not None:
            _put(m, "convert", (node, arc), 1)
        for site, entry in history.bought_out(node, place):
            _put(m, "early_exit", (node, entry, site), 1)


class _Staff:
    """Teams and their flows."""

    def __init__(self, m: Algebra, decisions: Decisions, history: History) -> None:
        self._m = m
        self._numbers: Numbers = m.numbers
        self._team = decisions.team
        self._history = history

    def fill(self) -> None:
        for node in self._numbers.nodes:
            for place in self._numbers.locations:
                for area in self._numbers.areas:
                    self._fill_team(node, place, area)

    def _site(self, node: int, place: int) -> int | None:
        """Arrangement of a location after the decisions of a node."""
        return 0 if place == self._numbers.headquarters else self._history.spells[node, place].site

    def _before(self, node: int, place: int, area: int) -> float:
        parent = self._numbers.tree.parent[node]
        if parent == BEFORE:
            return self._numbers.places.initial_team.get((place, area), 0.0)
        return self._team.get((parent, place, area), 0.0)

    def _fill_team(self, node: int, place: int, area: int) -> None:
        m = self._m
        heads = self._team.get((node, place, area), 0.0)
        before = self._before(node, place, area)
        if heads == 0 and before == 0:
            self._fill_effective(node, place, area, heads)
            return
        staying = (1 - self._numbers.people.attrition[node, place, area]) * before
        old = self._site(self._numbers.tree.parent[node], place)
        new = self._site(node, place)
        arc = None if place == self._numbers.headquarters else self._history.converted(node, place)
        kept = min(heads, staying)
        if arc is not None:
            _put(m, "moved", (node, arc, area), kept)
            _put(m, "growing", (node, arc, area), float(heads > staying))
        _put(m, "team", (node, place, area), heads)
        _put(m, "placed", (node, place, area), float(heads > 0))
        _put(m, "heads", (node, new, area), heads)
        _put(m, "hires", (node, new, area), heads - kept)
        _put(m, "releases", (node, old, area), staying - kept)
        self._fill_effective(node, place, area, heads)

    def _fill_effective(self, node: int, place: int, area: int, heads: float) -> None:
        people = self._numbers.people
        key = (node, place, area)
        if key not in self._m.columns["effective"]:
            return
        lost = people.inherited_losses.get(key, 0.0) + sum(
            loss * _get(self._m, "hires", k, site, area)
            for k, loss in people.ramp_losses.get(key, ())
            for site in self._numbers.at[place]
        )
        _put(self._m, "effective", key, heads - lost if heads > 0 else 0.0)
        _put(self._m, "forgiven", key, 0.0 if heads > 0 else lost)


class _Terms:
    """Overhead steps, fee bands, take-or-pay."""

    def __init__(self, m: Algebra, decisions: Decisions, history: History) -> None:
        self._m = m
        self._operating = decisions.operating
        self._history = history

    def fill(self) -> None:
        for (node, place), site in self._operating.items():
            self._fill_site(node, place, site)

    def _fill_site(self, node: int, place: int, site: int) -> None:
        m = self._m
        heads = sum(_get(m, "heads", node, site, area) for area in m.numbers.areas)
        take_or_pay = m.numbers.arrangements[site].terms.take_or_pay_heads
        missing = max(0.0, take_or_pay - heads) if self._history.built_up(node, place) else 0.0
        if steps := m.numbers.rates.overhead.get((node, site)):
            _put(m, "step", (node, site, chosen_step(steps, heads)), 1)
        if bands := m.numbers.rates.fee.get((node, site)):
            band = chosen_band(bands, heads, missing)
            _put(m, "band", (node, site, band), 1)
            _put(m, "band_heads", (node, site, band), heads)
            _put(m, "band_surplus", (node, site, band), max(0.0, heads - m.numbers.most_useful_at(node, place)))
            _put(m, "shortfall", (node, site, band), missing)


def _holding(bands: tuple[Band, ...], heads: float) -> list[int]:
    """Bands that hold a number of heads, edges included."""
    return [
        number
        for number, band in enumerate(bands)
        if band.bottom <= heads + EDGE and (band.top is None or heads <= band.top + EDGE)
    ]


def chosen_step(steps: tuple[Band, ...], heads: float) -> int:
    """Overhead step in force: the cheapest that holds the heads."""
    return min(_holding(steps, heads), key=lambda number: steps[number].price)


def chosen_band(bands: tuple[Band, ...], heads: float, missing: float) -> int:
    """Fee band in force: the cheapest that holds the billed heads."""
    holding = _holding(bands, heads + missing)
    return min(holding, key=lambda number: bands[number].price * heads + bands[number].shortfall * missing)


def _fill_work(m: Algebra) -> None:
    """Leave undone what no output covers, and idle what one place puts out beyond the workload."""
    numbers = m.numbers
    for node, place, area in m.columns["idle"]:
        needed = numbers.workload[node, area] / numbers.output(node, place, area)
        _put(m, "idle", (node, place, area), max(0.0, _effective(m, node, place, area) - needed))
    for node, area in m.columns["unmet"]:
        output = sum(
            numbers.output(node, place, area) * _effective(m, node, place, area) for place in numbers.locations
        )
        _put(m, "unmet", (node, area), max(0.0, numbers.workload[node, area] - output))


def _effective(m: Algebra, node: int, place: int, area: int) -> float:
    family = "effective" if (node, place, area) in m.columns["effective"] else "team"
    return _get(m, family, node, place, area)


def _fill_matches(m: Algebra) -> None:
    areas = m.numbers.area_terms
    for (node, area, partner), pairs in m.numbers.places.serves.items():
        ratio = areas[area].collaboration[m.numbers.area_ids[partner]].heads_served
        needing = {place: _get(m, "team", node, place, area) for place in m.numbers.locations}
        serving = {place: ratio * _get(m, "team", node, place, partner) for place in m.numbers.locations}
        for (here, there), heads in largest_matching(needing, serving, pairs).items():
            _put(m, "matched", (node, area, partner, here, there), heads)


class _Seats:
    """Seats held and bought, at least what heads and leases ask for."""

    def __init__(self, m: Algebra, decisions: Decisions, history: History) -> None:
        self._m = m
        self._numbers: Numbers = m.numbers
        self._wanted = decisions.seats
        self._history = history

    def fill(self) -> None:
        for node, place in sorted(self._m.columns["seats"]):
            least = max(self._needed(node, place), self._leased(node, place))
            held = self._held_before(node, place)
            wanted = self._wanted.get((node, place), 0.0)
            wanted = wanted if self._buys(node, place) else min(wanted, held)
            seats = wanted if wanted > least + SNAP else least
            _put(self._m, "seats", (node, place), seats)
            _put(self._m, "bought", (node, place), max(0.0, seats - held))

    def _buys(self, node: int, place: int) -> bool:
        """Whether the location operates under a model that leaves seats to the client."""
        site = self._history.spells[node, place].site if place != self._numbers.headquarters else None
        return site is not None and not self._numbers.arrangements[site].terms.seats_included

    def _needed(self, node: int, place: int) -> float:
        site = self._history.spells[node, place].site if self._buys(node, place) else None
        return 0.0 if site is None else sum(_get(self._m, "heads", node, site, area) for area in self._numbers.areas)

    def _held_before(self, node: int, place: int) -> float:
        parent = self._numbers.tree.parent[node]
        if parent != BEFORE:
            return _get(self._m, "seats", parent, place)
        existing = self._numbers.existing(place)
        return sum(lot.seats for lot in existing.seats) if existing is not None else 0.0

    def _leased(self, node: int, place: int) -> float:
        lease = self._numbers.instance.locations[self._numbers.location_ids[place]].lease
        timing = self._numbers.timing
        parent = self._numbers.tree.parent[node]
        window = timing.window(node, lease) if parent != BEFORE else ()
        bought = sum(_get(self._m, "bought", k, place) for k in window if k != node)
        existing = self._numbers.existing(place)
        lots = existing.seats if existing is not None else ()
        return bought + sum(lot.seats for lot in lots if timing.inside(node, BEFORE, lease - lot.age))


def _fill_marks(m: Algebra) -> None:
    """Vendors and models in use, and the place where a critical area has most."""
    for node, site in m.columns["operate"]:
        if _get(m, "operate", node, site):
            each = m.numbers.arrangements[site]
            _put(m, "vendor_used", (node, each.terms.vendor), 1)
            _put(m, "model_used", (node, each.model), 1)
    for policy, node, area in m.columns["largest"]:
        stated = m.numbers.instance.policies[policy]
        assert isinstance(stated, SurviveLoss)
        groups = m.numbers.groups.losable(stated)
        capacities = [value_of(sum(m.capacity(node, s, area) for s in group.arrangements)) for group in groups]
        _put(m, "largest", (policy, node, area), max([0.0, *capacities]))


def _fill_breaches(m: Algebra, *, of_totals: bool) -> None:
    """Give each breach the least value at which its rows hold."""
    policies: Mapping[str, Any] = m.numbers.instance.policies
    for key, column in m.columns["breach"].items():
        if isinstance(policies[key[0]], OF_TOTALS) == of_totals:
            column.set_value(max((_violation(row) for row in m.breach_rows(column)), default=0.0), skip_validation=True)


def _violation(row: Any) -> float:
    """How far a row is broken at the variables' values."""
    body = value_of(row.body)
    low = value_of(row.lower) - body if row.lower is not None else 0.0
    high = body - value_of(row.upper) if row.upper is not None else 0.0
    return max(0.0, low, high)


def _fill_totals(m: Algebra) -> None:
    """Running totals; for each CVaR the quantile and the tails above it; the largest total and regret."""
    if not m.columns["spent"]:
        return
    tree = m.numbers.tree
    for node in m.numbers.nodes:
        # While the total is 0, its row is off by just what it has to be.
        row = m.model.running_total[node,]
        _put(m, "spent", (node,), value_of(row.lower) - value_of(row.body))
    totals = sorted((_get(m, "spent", leaf), tree.nodes[leaf].probability) for leaf in tree.leaves)
    for name, alpha in measures(m).items():
        quantile = _quantile(totals, alpha)
        _put(m, "quantile", (name,), quantile)
        for leaf in tree.leaves:
            _put(m, "tail", (name, leaf), max(0.0, _get(m, "spent", leaf) - quantile))
    for measure in peaks(m):
        least = {leaf: 0.0 if measure == TOTAL else m.numbers.least_total(leaf) / m.money for leaf in tree.leaves}
        _put(m, "peak", (measure,), max(0.0, *(_get(m, "spent", leaf) - least[leaf] for leaf in tree.leaves)))


def _quantile(totals: list[tuple[float, float]], alpha: float) -> float:
    """Smallest total that is not exceeded with probability ``alpha``."""
    reached = 0.0
    for total, probability in totals:
        reached += probability
        if reached >= alpha - 1e-12:
            return total
    return totals[-1][0]
