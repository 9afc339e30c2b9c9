"""The threshold finder: curves over heads and AI productivity, location by location, and ranges of what they show."""

import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from itertools import chain

from coeplan.core.errors import InputError
from coeplan_models import HEADQUARTERS_MODEL, Instance

from .ask import Book, Cell, Conditions
from .curve import Curve, along_heads, along_multipliers
from .drive import Rounds
from .experiment import Bench
from .grid import beyond_edges, sizes
from .inputs import HIGH, LOW, Ends, Inputs, favours, opposite
from .result import AlongHeads, AlongMultipliers, Duel, Place, Point, Spread, Swing, Thresholds
from .scope import Scope, benches, remarks
from .seek import Seek

MOST_HEADS = 200
"""Largest size that is tried unless asked otherwise."""

MULTIPLIERS = (1.0, 1.3, 2.0)
"""AI multipliers that are tried unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the finder.

    Attributes
    ----------
    scope : Scope
        Locations, area and models.
    conditions : Conditions
        What all experiments have in common.
    most : int
        Largest size that is tried.
    multipliers : tuple of float
        AI multipliers; 1, today's productivity, is always tried.
    at : tuple of int
        Sizes at which it is sought from which multiplier another model is cheaper.
    ends : Mapping
        Low and high end of inputs by path; empty where no range of the thresholds is asked for.
    """

    scope: Scope = field(default_factory=Scope)
    conditions: Conditions = field(default_factory=Conditions)
    most: int = MOST_HEADS
    multipliers: tuple[float, ...] = MULTIPLIERS
    at: tuple[int, ...] = ()
    ends: Ends = field(default_factory=dict[str, tuple[float, float]])


@dataclass(frozen=True)
class Plotted:
    """A location with its searches."""

    bench: Bench
    curves: tuple[Curve, ...]
    sized: tuple[Curve, ...]


class Finder:
    """Answers a question about an instance.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    question : Question
        What is asked.

    Raises
    ------
    InputError
        Where the question names what the instance lacks, nothing can be compared, or the horizon is too short.
    """

    def __init__(self, instance: Instance, question: Question) -> None:
        self._instance = instance
        self._question = question
        self._plotted = tuple(self._plot(each) for each in benches(instance, question.scope, question.conditions))
        self._benches = {(each.bench.location, ""): each.bench for each in self._plotted}

    def make(self, cell: Cell) -> Instance:
        """Return the instance of an experiment.

        Raises
        ------
        InputError
            Where it cannot be planned.
        """
        bench = self._benches[cell.location, cell.variant]
        return bench.experiment(cell.model, cell.heads, cell.multiplier)

    def bench(self) -> Bench:
        """Return what makes the experiments of the first location."""
        return self._plotted[0].bench

    def run(self, rounds: Rounds) -> Thresholds:
        """Solve what it takes, and tell what was found, as far as it came.

        Parameters
        ----------
        rounds : Rounds
            Solves experiments, made by :meth:`make`.
        """
        began = time.monotonic()
        searches = [*chain.from_iterable((*each.curves, *each.sized) for each in self._plotted)]
        rounds.run(searches, "comparing models")
        spreads = {each.bench.location: self._spreads(each, rounds) for each in self._plotted}
        return Thresholds(
            instance=self._instance.name,
            currency=self._instance.currency,
            most=self._question.most,
            places=tuple(self._place(each, rounds.book, spreads[each.bench.location]) for each in self._plotted),
            points=tuple(self._point(cell, rounds.book) for cell in sorted(rounds.book.costs, key=astuple)),
            complete=rounds.complete,
            seconds=time.monotonic() - began,
        )

    # -- searches ---------------------------------------------------------------------------------------------------

    def _plot(self, bench: Bench) -> Plotted:
        question = self._question
        grid = sizes(map(bench.terms, bench.compared), question.most)
        multipliers = sorted({1.0, *question.multipliers})
        over_heads = (along_heads(bench.location, bench.compared, grid, each) for each in multipliers)
        over_multipliers = (
            along_multipliers(bench.location, bench.compared, multipliers, heads) for heads in question.at
        )
        return Plotted(bench, tuple(over_heads), tuple(over_multipliers))

    def _spreads(self, plotted: Plotted, rounds: Rounds) -> tuple[Spread, ...]:
        """Return the ranges of a location's thresholds at today's productivity."""
        if not self._question.ends:
            return ()
        curve = next(each for each in plotted.curves if each.multiplier == 1)
        abroad = [pair for pair in curve.pairs if HEADQUARTERS_MODEL not in pair]
        turns = [turn for pair in abroad if (turn := curve.turn(rounds.book, *pair)) is not None and turn.exact]
        found: list[Spread] = []
        for turn in turns:
            seek = Seek(curve.location, turn.winner, turn.loser, "", turn.since, self._question.most)
            found.append(self._spread(plotted.bench, seek, rounds))
        return tuple(found)

    def _spread(self, bench: Bench, base: Seek, rounds: Rounds) -> Spread:
        inputs = Inputs(bench, (base.winner, base.loser), self._question.ends, base.since)
        singles = inputs.benches()
        seeks = {key: self._varied(base, inputs.named(key), each) for key, each in singles.items()}
        phase = f"ranges: {base.winner} against {base.loser} at {base.location}"
        rounds.run([*seeks.values()], phase)
        paths = list(dict.fromkeys(path for path, _ in singles))
        margins = {key: seek.margin(rounds.book, base.since) for key, seek in seeks.items()}
        helpful = dict(favours(paths, margins))
        least = self._together(base, inputs, helpful, rounds)
        most = self._together(base, inputs, opposite(helpful), rounds)
        at = {key: seek.found(rounds.book) for key, seek in seeks.items()}
        swings = [Swing(path, *inputs.ends[path], at[path, LOW], at[path, HIGH]) for path in paths]
        ordered = tuple(sorted(swings, key=lambda swing: -swing.width))
        return Spread(base.winner, base.loser, base.since, ordered, least, most, tuple(inputs.refused))

    def _together(self, base: Seek, inputs: Inputs, ends: Mapping[str, int], rounds: Rounds) -> int | None:
        """Return the threshold with all inputs at one end each; None where that is contradictory, or not known."""
        try:
            bench = inputs.together(ends)
            bench.timeline  # noqa: B018 - all ends together may leave too short a horizon
        except InputError as error:
            inputs.refused.append(f"all together ({len(error.faults)} contradictions)")
            return None
        seek = self._varied(base, "; ".join(map(inputs.named, ends.items())), bench)
        rounds.run([seek], f"ranges: {base.winner} against {base.loser} at {base.location}, all together")
        return seek.found(rounds.book)

    def _varied(self, base: Seek, variant: str, bench: Bench) -> Seek:
        self._benches[base.location, variant] = bench
        beyond = beyond_edges(map(bench.terms, (base.winner, base.loser)))
        return replace(base, variant=variant, beyond_edges=beyond)

    # -- what was found ---------------------------------------------------------------------------------------------

    def _place(self, plotted: Plotted, book: Book, spreads: tuple[Spread, ...]) -> Place:
        bench = plotted.bench
        timeline = bench.timeline
        calendar = timeline.calendar
        return Place(
            location=bench.location,
            area=bench.area,
            models=bench.compared,
            begins=calendar.month_name(timeline.service),
            months=sum(calendar.months[timeline.service : timeline.ends]),
            remarks=tuple(remarks(bench, self._question.most)),
            along_heads=tuple(
                AlongHeads(each.multiplier, each.cheapest(book), _duels(each, book)) for each in plotted.curves
            ),
            along_multipliers=tuple(
                AlongMultipliers(heads, each.cheapest(book), _duels(each, book))
                for heads, each in zip(self._question.at, plotted.sized, strict=True)
            ),
            spreads=spreads,
        )

    def _point(self, cell: Cell, book: Book) -> Point:
        cost = book.costs[cell]
        return Point(
            location=cell.location,
            area=self._benches[cell.location, ""].area,
            model=cell.model,
            heads=cell.heads,
            multiplier=cell.multiplier,
            variant=cell.variant,
            value=cost.value,
            bound=cost.bound,
            status=cost.status,
            team=cost.heads,
            converts_to=cost.converts_to,
        )


def _duels(curve: Curve, book: Book) -> tuple[Duel, ...]:
    return tuple(
        Duel(first, second, curve.duel(book, first, second), curve.turn(book, first, second))
        for first, second in curve.pairs
    )
