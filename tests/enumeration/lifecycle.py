"""What may happen to a site at a node: commit, cancel, start, stop, convert."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, combinations
from typing import NamedTuple

from coeplan_models import HEADQUARTERS_MODEL, Category, Decision, DecisionKind

from .tables import Tables
from .tree import Node

NEARLY = 1e-9
"""Comparisons of months allow for this."""


class Life(NamedTuple):
    """How a location stands after a node's decisions.

    ``entered`` is the month in which the model came into operation, by a start or by a conversion; ``locks`` are the
    lock-ins of this spell that may still run, as (model, month in which it ends); ``pending`` are commitments that
    are neither started nor cancelled, as (model, period of start, how many).
    """

    model: str | None = None
    entered: float = 0.0
    converted: bool = False
    locks: tuple[tuple[str, float], ...] = ()
    pending: tuple[tuple[str, int, int], ...] = ()


class Mode(NamedTuple):
    """All that staffing needs to know of a site's life: the model before, the model now, and its least heads' force."""

    before: str | None
    model: str | None
    in_force: bool

    @property
    def converts(self) -> bool:
        """Whether one model passes over to another; a stop and a start never fall on one node."""
        return self.before is not None and self.model is not None and self.before != self.model


class Step(NamedTuple):
    """One way in which a location may go on at a node; ``one_off`` is undiscounted money of the node by category."""

    life: Life
    mode: Mode
    decisions: tuple[Decision, ...]
    one_off: tuple[tuple[Category, float], ...]
    discounted: float
    capital: float


class Move(NamedTuple):
    """A start, stop, conversion or nothing: the life it leads to, pending commitments left out."""

    life: Life
    decision: Decision | None
    costs: tuple[tuple[Category, float], ...] = ()


CAPITAL = (Category.SET_UP, Category.FIT_OUT, Category.CONVERSION, Category.CANCELLATION)


class Lifecycle:
    """The rules of a site's life.

    Parameters
    ----------
    tables : Tables
        Numbers of the instance.
    keeping : bool
        Whether nothing may be committed or converted.
    """

    def __init__(self, tables: Tables, keeping: bool = False) -> None:
        self.tables = tables
        self.keeping = keeping
        policies = tables.instance.policies.values()
        self.every_change_counts = any(p.enabled and p.kind in ("freeze", "change_limit") for p in policies)
        self._known: dict[tuple[int, int, Life], list[Step]] = {}

    def initial(self, place: int) -> Life:
        """Return how a location stands before the horizon."""
        if place == self.tables.headquarters:
            return Life(HEADQUARTERS_MODEL)
        footprint = self.tables.instance.footprint
        if footprint is None:
            return Life()
        name = self.tables.locations[place]
        starts = [
            (c.operating_model, self._period_from(c.months_to_start))
            for c in footprint.commitments
            if c.location == name
        ]
        pending = packed(Counter((model, period) for model, period in starts if period is not None))
        site = footprint.sites.get(name)
        if site is None or site.operating_model is None:
            return Life(pending=pending)
        locks = [(site.operating_model, float(site.remaining_lock_in)), *site.inherited_lock_ins.items()]
        running = tuple(sorted((model, float(end)) for model, end in locks if end > NEARLY))
        return Life(site.operating_model, -float(site.age), site.converted, running, pending)

    def _period_from(self, month: float) -> int | None:
        """Return the first period that starts at a month or later, if the horizon has one."""
        begins = {node.period: node.begin for node in self.tables.nodes}
        return next((period for period, begin in sorted(begins.items()) if begin >= month - NEARLY), None)

    def steps(self, node: Node, place: int, life: Life) -> list[Step]:
        """Return every way in which a location may go on at a node."""
        key = (node.index, place, life)
        if key not in self._known:
            self._known[key] = list(self._steps(node, place, life))
        return self._known[key]

    def _steps(self, node: Node, place: int, life: Life) -> Iterator[Step]:
        if place == self.tables.headquarters:
            yield Step(life, Mode(life.model, life.model, False), (), (), 0.0, 0.0)
            return
        for cancelled in subsets(self._cancellable(node, place, life)):
            for committed in subsets(self._committable(node, place)):
                if not self._worth_looking_at(life, cancelled, committed):
                    continue
                pending = Counter({(model, period): count for model, period, count in life.pending})
                pending.subtract(cancelled)
                pending.update(committed)
                decisions = [self._promise(node, place, DecisionKind.CANCEL, key) for key in cancelled]
                decisions += [self._promise(node, place, DecisionKind.COMMIT, key) for key in committed]
                costs = [self._cancellation_fee(node, place, key) for key in cancelled]
                costs += [self._set_up(node, place, key) for key in committed]
                for move in self._moves(node, place, life, pending):
                    mode = Mode(life.model, move.life.model, self.least_heads_hold(node, place, move.life))
                    yield self._step(node, mode, move, (pending, decisions, costs))

    def _worth_looking_at(self, life: Life, cancelled: tuple[tuple[str, int], ...], committed: object) -> bool:
        """Leave out a commitment to a start that is already committed, or is cancelled at this very node.

        Leaving out both that commitment and the cancellation of one of the two changes nothing else, as at most one
        may start; and it costs no more, as set-up and cancellation cost at least 0. Only policies that count single
        decisions could be served by it.
        """
        if self.every_change_counts:
            return True
        known = {(model, period) for model, period, _ in life.pending}
        return known.isdisjoint(committed)  # type: ignore[arg-type]

    def _cancellable(self, node: Node, place: int, life: Life) -> list[tuple[str, int]]:
        return [
            (model, period)
            for model, period, _ in life.pending
            if node.period < period and self.tables.terms(model, place).cancellation_fee is not None
        ]

    def _committable(self, node: Node, place: int) -> list[tuple[str, int]]:
        if self.keeping:
            return []
        found: list[tuple[str, int]] = []
        for model in self.tables.models[place]:
            period = self._period_from(node.begin + self.tables.terms(model, place).lead_time)
            if period is not None:
                found.append((model, period))
        return found

    def _promise(self, node: Node, place: int, kind: DecisionKind, key: tuple[str, int]) -> Decision:
        name = self.tables.locations[place]
        return Decision(node=node.name, location=name, kind=kind, operating_model=key[0], start_period=key[1])

    def _cancellation_fee(self, node: Node, place: int, key: tuple[str, int]) -> tuple[Category, float]:
        fee = self.tables.terms(key[0], place).cancellation_fee or 0.0
        return Category.CANCELLATION, fee * self.tables.place(node.index, place).fx

    def _set_up(self, node: Node, place: int, key: tuple[str, int]) -> tuple[Category, float]:
        cost = self.tables.terms(key[0], place).set_up_cost
        return Category.SET_UP, cost * self.tables.place(node.index, place).fx

    def _moves(self, node: Node, place: int, life: Life, pending: Counter[tuple[str, int]]) -> Iterator[Move]:
        """Yield what may happen in operation: a start that is due must, all else may."""
        due = [model for (model, period), count in pending.items() if period == node.period for _ in range(count)]
        if due:
            if len(due) == 1 and life.model is None:
                yield self._start(node, place, due[0])
            return
        yield Move(life, None)
        if life.model is None or self.tables.place(node.index, place).outage_begins:
            return
        yield from self._stops(node, place, life)
        if not self.keeping:
            yield from self._conversions(node, place, life)

    def _start(self, node: Node, place: int, model: str) -> Move:
        ends = node.begin + self.tables.terms(model, place).lock_in
        return Move(
            Life(model, node.begin, False, ((model, ends),)), self._event(node, place, DecisionKind.START, model)
        )

    def _event(self, node: Node, place: int, kind: DecisionKind, model: str, to: str | None = None) -> Decision:
        name = self.tables.locations[place]
        return Decision(node=node.name, location=name, kind=kind, operating_model=model, to_model=to)

    def _stops(self, node: Node, place: int, life: Life) -> Iterator[Move]:
        """Yield the stop, if every lock-in that still runs can be bought out."""
        assert life.model is not None
        fx, early = self.tables.place(node.index, place).fx, 0.0
        for model, ends in life.locks:
            if node.begin < ends - NEARLY:
                fee = self.tables.terms(model, place).early_exit_fee
                if fee is None:
                    return
                early += fee * (ends - node.begin) * fx
        exit_cost = self.tables.terms(life.model, place).exit_cost * fx
        costs = ((Category.EXIT, exit_cost), (Category.EARLY_EXIT, early))
        yield Move(Life(), self._event(node, place, DecisionKind.STOP, life.model), costs)

    def _conversions(self, node: Node, place: int, life: Life) -> Iterator[Move]:
        """Yield every conversion whose arc is old enough; the fee per head follows with the teams."""
        assert life.model is not None
        for to, arc in self.tables.terms(life.model, place).conversions.items():
            if (
                to == life.model
                or to not in self.tables.models[place]
                or node.begin - life.entered < arc.min_age - NEARLY
            ):
                continue
            terms = self.tables.terms(to, place)
            fee = terms.set_up_cost if arc.fixed_fee is None else arc.fixed_fee
            cost = fee * self.tables.place(node.index, place).fx
            locks = (*life.locks, (to, node.begin + terms.lock_in))
            event = self._event(node, place, DecisionKind.CONVERT, life.model, to)
            yield Move(Life(to, node.begin, True, locks), event, ((Category.CONVERSION, cost),))

    def _step(
        self,
        node: Node,
        mode: Mode,
        move: Move,
        promises: tuple[Counter[tuple[str, int]], list[Decision], list[tuple[Category, float]]],
    ) -> Step:
        pending, decisions, costs = promises
        following = node.begin + node.months
        ahead = Counter({key: count for key, count in pending.items() if key[1] > node.period})
        locks = tuple(sorted(lock for lock in move.life.locks if lock[1] > following + NEARLY))
        after = move.life._replace(locks=locks, pending=packed(ahead))
        one_off = tuple(cost for cost in (*costs, *move.costs) if cost[1])
        return Step(
            life=after,
            mode=mode,
            decisions=(*decisions, *([move.decision] if move.decision else [])),
            one_off=one_off,
            discounted=node.discount * sum(money for _, money in one_off),
            capital=sum(money for category, money in one_off if category in CAPITAL),
        )

    def least_heads_hold(self, node: Node, place: int, life: Life) -> bool:
        """Whether least heads and take-or-pay are in force: at once after a conversion, else after the build-up."""
        if life.model is None:
            return False
        wait = 0.0 if life.converted else self.tables.terms(life.model, place).build_up
        return node.begin >= life.entered + wait - NEARLY


def packed(pending: Counter[tuple[str, int]]) -> tuple[tuple[str, int, int], ...]:
    """Return commitments as a sorted tuple of (model, period of start, how many)."""
    return tuple(sorted((model, period, count) for (model, period), count in pending.items() if count > 0))


def subsets(items: list[tuple[str, int]]) -> list[tuple[tuple[str, int], ...]]:
    """Return all subsets, the smallest first."""
    return list(chain.from_iterable(combinations(items, size) for size in range(len(items) + 1)))
