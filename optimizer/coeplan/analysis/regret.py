"""Regret tables: what plans and ways to plan cost in each future, beside the best that one could have done there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import open_workers
from coeplan.core.progress import ProgressCallback
from coeplan.solving.outcome import Outcome
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan.whatif.apply import Edited, apply
from coeplan.whatif.texts import edit_text
from coeplan_models import Fault, Instance, Plan, ReferencePlan

from .regret_archetypes import only_rules_out
from .regret_brackets import NOWHERE, cell, cell_of, cost_of, expected_of, is_closed, least, worst_of
from .regret_futures import carried_bests, futures_of, held_to, in_common
from .regret_records import Archetype, Cell, Future, RegretOptions, RegretRow, RegretTable, RowKind, Span
from .why.contest import Bench
from .why.stopped import Stopped

ENGINE = "plan"
"""Name of the row of the plan that is solved on the way."""

BEST = "best-of-"
"""How the name of a future's own best plan begins."""


@dataclass(frozen=True)
class Contestants:
    """What is held against what.

    Attributes
    ----------
    instance : Instance
        The instance on its tree.
    added : tuple of Future
        Futures beside those of the tree.
    plans : mapping of str to Plan
        Plans of the instance by name; where there is none, the instance is solved.
    archetypes : tuple of Archetype
        Ways to plan.
    left_out : tuple of str
        Archetypes that are known not to fit, each with the reason.
    """

    instance: Instance
    added: tuple[Future, ...] = ()
    plans: Mapping[str, Plan] | None = None
    archetypes: tuple[Archetype, ...] = ()
    left_out: tuple[str, ...] = ()


def regret_table(
    asked: Contestants,
    options: RegretOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> RegretTable:
    """Find what plans and ways to plan cost in each future, beside the best that one could have done there.

    Parameters
    ----------
    asked : Contestants
        Plans, ways to plan, futures.
    options : RegretOptions, optional
        How long to look, and where.
    on_progress : callable, optional
        Told after every solve.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.

    Raises
    ------
    InputError
        If two rows or two futures have the same name, or an archetype cannot be used in a future.
    PlaceError
        If there are no workers at the place.
    TaskError
        If a solve failed.
    """
    chosen = options or RegretOptions()
    futures = (*futures_of(asked.instance, chosen.futures), *asked.added)
    _demand_names([future.name for future in futures], "future")
    _demand_names([*_plan_names(asked), *(each.name for each in asked.archetypes)], "row")
    token = CancelToken(cancel)
    with open_workers(chosen.place, token) as workers:
        bench = Bench(workers, chosen.solve, chosen.solves, on_progress)
        work = _Work(asked, futures, bench)
        work.solve_bests(chosen.solve.gap, anew=chosen.best)
        work.solve_rows(best=chosen.best)
        return work.table(interrupted=token.cancelled)


def _plan_names(asked: Contestants) -> Sequence[str]:
    return list(asked.plans) if asked.plans else [ENGINE]


def _demand_names(names: Sequence[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            [
                Fault(code="same_name", message=f"there are two {what}s {name!r}", value=name, expected="other names")
                for name in twice
            ]
        )


@dataclass(frozen=True)
class _Row:
    """A row before its solves: how its instance is made in each future, and what is known of its cost there."""

    name: str
    title: str
    kind: RowKind
    made: tuple[Callable[[], Instance] | None, ...]
    """What makes its instance in each future; None where its best plan is the future's own."""
    known: tuple[float | None, ...]
    """Cost of a plan that it has in each future; None where it is not known."""
    restricts: bool
    warm: WarmStart | None = None
    edits: tuple[str, ...] = ()


class _Work:
    """One regret table under work."""

    def __init__(self, asked: Contestants, futures: tuple[Future, ...], bench: Bench) -> None:
        self._asked = asked
        self._futures = futures
        self._bench = bench
        self._carried = carried_bests(futures, (asked.plans or {}).values())
        self._bests: list[Outcome | None] = [None] * len(futures)
        self._engine: Outcome | None = None
        # Archetypes that cannot be used are told before anything is solved.
        self._archetypes = [*self._archetype_rows()]
        self._rows: list[_Row] = []
        self._found: dict[tuple[int, int], Outcome | None] = {}

    def solve_bests(self, gap: float, *, anew: bool) -> None:
        """Solve each future by itself, and the tree where no plan is given.

        What a given plan carries of a future is enough where it is as close as asked for, unless ``anew`` asks for the
        plan that costs so little, which is not carried.
        """
        asked = [column for column in range(len(self._futures)) if anew or not self._is_settled(column, gap)]
        tasks: list[tuple[Callable[[], Instance], WarmStart | None]] = [
            (partial(_same, self._futures[column].instance), None) for column in asked
        ]
        if not self._asked.plans:
            tasks.insert(0, (partial(_same, self._asked.instance), None))
        found = self._bench.run("the best plan of each future", tasks)
        if not self._asked.plans:
            self._engine, *found = found
        for column, outcome in zip(asked, found, strict=True):
            self._bests[column] = outcome

    def _is_settled(self, column: int, gap: float) -> bool:
        """Whether a given plan carries a future's least cost; where there is but one future, its rows show its plan."""
        carried = self._carried[column]
        if carried is None or not self._futures[column].kept:
            return False
        return is_closed(Span(carried.bound, carried.value), gap)

    def solve_rows(self, *, best: bool) -> None:
        """Solve every row in every future in which its best plan is not the future's own."""
        self._rows = [*self._plan_rows(), *(self._best_rows() if best else ()), *self._archetypes]
        asked = [
            (row, column, made)
            for row, each in enumerate(self._rows)
            for column, made in enumerate(each.made)
            if made is not None
        ]
        tasks = [(made, self._rows[row].warm or self._warm(column)) for row, column, made in asked]
        found = self._bench.run("every row in every future", tasks)
        self._found = {(row, column): each for (row, column, _), each in zip(asked, found, strict=True)}

    def _warm(self, column: int) -> WarmStart | None:
        best = self._bests[column]
        return None if best is None else best.warm

    @property
    def _plans(self) -> Mapping[str, Plan]:
        if self._asked.plans:
            return self._asked.plans
        return {} if self._engine is None or self._engine.plan is None else {ENGINE: self._engine.plan}

    def _plan_rows(self) -> Iterator[_Row]:
        for name, plan in self._plans.items():
            reference, totals = ReferencePlan.of(plan), {each.leaf: each.total for each in plan.leaf_totals}
            yield _Row(
                name=name,
                title="its commitments while several futures are possible, then each planned anew",
                kind=RowKind.PLAN,
                made=tuple(_kept(each, reference, each.kept) for each in self._futures),
                known=tuple(
                    totals.get(each.nodes[-1]) if each.probability is not None else None for each in self._futures
                ),
                restricts=True,
                warm=WarmStart(reference),
            )

    def _best_rows(self) -> Iterator[_Row]:
        for number, (future, outcome) in enumerate(zip(self._futures, self._bests, strict=True)):
            if outcome is None or outcome.plan is None:
                continue
            reference = ReferencePlan.of(outcome.plan)
            yield _Row(
                name=f"{BEST}{future.name}",
                title=f"what is best if {future.name} is certain, until it parts from the others",
                kind=RowKind.BEST,
                made=tuple(
                    None if column == number else _kept(each, reference, min(each.kept, in_common(future, each)))
                    for column, each in enumerate(self._futures)
                ),
                known=(None,) * len(self._futures),
                restricts=True,
                warm=WarmStart(reference),
            )

    def _archetype_rows(self) -> Iterator[_Row]:
        for each in self._asked.archetypes:
            # The first future tells whether it fits and what it changes; all have the same data but for their drivers.
            edited = _applied(self._futures[0], each)
            yield _Row(
                name=each.name,
                title=each.title,
                kind=RowKind.ARCHETYPE,
                made=tuple(partial(_in_future, future, each) for future in self._futures),
                known=(None,) * len(self._futures),
                restricts=only_rules_out(edited),
                edits=tuple(edit_text(edit) for edit in each.edits),
            )

    def table(self, *, interrupted: bool) -> RegretTable:
        """Return what was found."""
        bests = [self._best(column) for column in range(len(self._futures))]
        rows: list[RegretRow] = []
        for number, row in enumerate(self._rows):
            rows.append(self._row(row, [self._cell(number, column, best) for column, best in enumerate(bests)]))
            if row.kind is RowKind.PLAN:
                rows.append(self._decided(row, bests))
        return RegretTable(
            instance=self._asked.instance,
            plan=None if self._engine is None else self._engine.plan,
            futures=self._futures,
            best=tuple(bests),
            rows=tuple(rows),
            least_worst=least(rows, lambda row: row.worst),
            least_expected=least(rows, lambda row: row.expected),
            probability=sum(each.probability or 0.0 for each in self._futures),
            left_out=self._asked.left_out,
            stopped=Stopped.INTERRUPTED if interrupted else self._bench.stopped,
            solves=self._bench.solves,
            seconds=self._bench.seconds,
        )

    def _best(self, column: int) -> Span:
        """Return what is proved of the least cost of a future, of which the plans of most rows are plans, too."""
        own, carried = cost_of(self._bests[column]), self._carried[column]
        costs = [own.high, None if carried is None else carried.value]
        bounds = [own.low, None if carried is None else carried.bound]
        for number, row in enumerate(self._rows):
            if row.restricts:
                costs += [self._known(number, column), cost_of(self._found.get((number, column))).high]
        known = [cost for cost in costs if cost is not None]
        return Span(max((bound for bound in bounds if bound is not None), default=None), min(known, default=None))

    def _cell(self, number: int, column: int, best: Span) -> Cell:
        row = self._rows[number]
        if row.made[column] is None:
            return _free_cell(self._bests[column], best)
        outcome, known = self._found.get((number, column)), self._known(number, column)
        if known is None:
            return cell_of(outcome, best, restricts=row.restricts)
        cost = cost_of(outcome)
        value = known if cost.high is None else min(known, cost.high)
        return cell(Span(cost.low, value), best, restricts=row.restricts)

    def _known(self, number: int, column: int) -> float | None:
        """Return the cost of a plan that a row has in a future; None too where a given plan is proved to be none."""
        outcome = self._found.get((number, column))
        refuted = outcome is not None and outcome.termination is Termination.INFEASIBLE
        return None if refuted else self._rows[number].known[column]

    def _row(self, row: _Row, cells: list[Cell]) -> RegretRow:
        # Where nobody has a plan there is nothing to regret.
        compared = [each for column, each in enumerate(cells) if not self._is_hopeless(column)]
        return RegretRow(
            name=row.name,
            title=row.title,
            kind=row.kind,
            cells=tuple(cells),
            worst=worst_of(compared),
            expected=expected_of(cells, self._futures),
            fails=any(each.infeasible for each in compared),
            edits=row.edits,
        )

    def _is_hopeless(self, column: int) -> bool:
        """Whether it is proved that a future has no plan."""
        best = self._bests[column]
        return best is not None and best.termination is Termination.INFEASIBLE

    def _decided(self, row: _Row, bests: Sequence[Span]) -> RegretRow:
        """Return the row of a plan at what it costs itself in each future of its tree."""
        cells = [
            Cell(None, None, NOWHERE, says="not its future")
            if total is None
            else cell(Span(total, total), best, restricts=True)
            for total, best in zip(row.known, bests, strict=True)
        ]
        name, title = f"{row.name} as decided", "the same plan, at its own total in each future"
        return replace(self._row(row, cells), name=name, title=title, kind=RowKind.DECIDED)


def _same(instance: Instance) -> Instance:
    return instance


def _kept(future: Future, plan: ReferencePlan, periods: int) -> Callable[[], Instance] | None:
    """Return what makes the instance of a future that is held to a plan; None where nothing is kept."""
    return partial(held_to, future, plan, periods) if periods else None


def _free_cell(outcome: Outcome | None, best: Span) -> Cell:
    """Return the cell of a row whose best plan in a future is the future's own: it regrets nothing."""
    found = cell_of(outcome, best, restricts=True)
    if found.value is None:
        return found
    return Cell(best.high, best.low, Span(0.0, 0.0))


def _in_future(future: Future, archetype: Archetype) -> Instance:
    return _applied(future, archetype).instance


def _applied(future: Future, archetype: Archetype) -> Edited:
    return apply(future.instance, archetype.edits, archetype.places)
