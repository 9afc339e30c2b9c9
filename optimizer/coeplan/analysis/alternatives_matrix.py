"""Rows and columns that a model gets beside its own, to ask about all plans within a margin.

A cost row keeps plans within the margin. Decisions about sites are counted against given plans as Hamming distances,
so that a plan far from several others is one that maximises the least of them; cuts of this kind leave no other plan
out (Balas and Jeroslow 1972). The peak of a location is held between the heads of all its nodes, which it is not
below, and of one chosen node, which it is not above.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coeplan.formulation.matrix import FloatArray, MatrixModel
from coeplan.solving.model import PlanningModel

from .alternatives_records import Measure, Subject

SLACK = 1e-7
"""A plan may cost this share more than the limit: what costs the same has to fit in."""


@dataclass(frozen=True)
class Linear:
    """A linear expression: coefficients by column, and a constant."""

    terms: Mapping[int, float]
    constant: float = 0.0

    def at(self, x: FloatArray) -> float:
        """Return its value."""
        return self.constant + sum(factor * float(x[column]) for column, factor in self.terms.items())


class Extension:
    """A matrix that grows by columns and rows.

    Parameters
    ----------
    matrix : MatrixModel
        What it begins with.
    """

    def __init__(self, matrix: MatrixModel) -> None:
        self._matrix = matrix
        self._columns: list[tuple[float, bool]] = []
        self._rows: list[tuple[Mapping[int, float], float, float]] = []

    @property
    def columns(self) -> int:
        """Number of all columns."""
        return self._matrix.column_count + len(self._columns)

    def column(self, upper: float, *, whole: bool = False) -> int:
        """Add a column from 0 up; return its place."""
        self._columns.append((upper, whole))
        return self.columns - 1

    def row(self, terms: Mapping[int, float], lower: float = -np.inf, upper: float = np.inf) -> int:
        """Add a row; return its place."""
        self._rows.append((terms, lower, upper))
        return self._matrix.row_count + len(self._rows) - 1

    def built(self) -> MatrixModel:
        """Return the matrix with all that was added; it has no names."""
        old, rows = self._matrix, self._rows
        uppers = [upper for upper, _ in self._columns]
        terms = [(column, factor) for each, _, _ in rows for column, factor in each.items()]
        ends = old.entry_count + np.cumsum([len(each) for each, _, _ in rows], dtype=np.int64)
        return replace(
            old,
            cost=np.append(old.cost, np.zeros(len(uppers))),
            lower=np.append(old.lower, np.zeros(len(uppers))),
            upper=np.append(old.upper, uppers),
            integer=np.append(old.integer, [whole for _, whole in self._columns]).astype(np.bool_),
            row_start=np.append(old.row_start, ends).astype(np.int64),
            column_index=np.append(old.column_index, [column for column, _ in terms]).astype(np.int64),
            coefficient=np.append(old.coefficient, [factor for _, factor in terms]),
            row_lower=np.append(old.row_lower, [lower for _, lower, _ in rows]),
            row_upper=np.append(old.row_upper, [upper for _, _, upper in rows]),
            column_names=None,
            row_names=None,
        )


@dataclass(frozen=True)
class Peak:
    """Columns and rows of a location's peak.

    Attributes
    ----------
    column : int
        The peak itself.
    above : tuple of int
        Rows that keep it from being below the heads of any node, once their lower side is 0.
    chosen : dict of int to int
        Column of each node that may be the one whose heads it is not above.
    """

    column: int
    above: tuple[int, ...]
    chosen: Mapping[int, int]


class Wording:
    """Says in columns of a model what is asked about plans.

    Parameters
    ----------
    model : PlanningModel
        The model.
    """

    def __init__(self, model: PlanningModel) -> None:
        self.model = model
        self.matrix = model.compiled.matrix
        self._numbers = model.numbers
        self._places = model.compiled.places()

    def limit_row(self, limit: float) -> tuple[Mapping[int, float], float]:
        """Return the terms of the cost, and the most it may be for a limit in plan currency."""
        terms = {int(column): float(self.matrix.cost[column]) for column in np.flatnonzero(self.matrix.cost)}
        most = (limit + SLACK * max(1.0, abs(limit))) / self.model.money
        return terms, most - self.matrix.offset

    def choices(self) -> Iterator[Linear]:
        """Yield, for every decision about a site that can be taken, what is 1 where it is, else 0."""
        columns, timing = self.model.algebra.columns, self._numbers.timing
        for family in ("commit", "cancel", "stop", "convert"):
            yield from (Linear({self._place(column): 1.0}) for column in columns[family].values())
        for node, site in columns["start"]:
            if timing.lead_time(site) == 0:
                yield self._committed_at_once(node, site)

    def _committed_at_once(self, node: int, site: int) -> Linear:
        """Say whether a site without lead time is committed: it starts, other than was under way already."""
        columns, tree = self.model.algebra.columns, self._numbers.tree
        start = {self._place(columns["start"][node, site]): 1.0}
        period = tree.period[node]
        under_way = self._numbers.timing.under_way[site, period]
        if not under_way:
            return Linear(start)
        cancels = (columns["cancel"].get((k, site, period)) for k in tree.ancestors(node))
        return Linear(start | {self._place(each): 1.0 for each in cancels if each is not None}, -float(under_way))

    def operates(self, subject: Subject) -> dict[int, float]:
        """Return the terms of a sum that is above 0 just where a subject is used."""
        numbers = self._numbers
        sites = {
            site
            for site in numbers.sites
            if _meant(subject, numbers.location_ids[numbers.arrangements[site].location], site, self.model)
        }
        columns = self.model.algebra.columns["operate"]
        return {self._place(column): 1.0 for (_, site), column in columns.items() if site in sites}

    def decided(self, without: frozenset[int]) -> tuple[int, ...]:
        """Return the columns of what is decided about sites, but at some locations."""
        numbers, families = self._numbers, self.model.algebra.columns
        return tuple(
            self._place(column)
            for family in ("operate", "commit", "cancel")
            for key, column in families[family].items()
            if numbers.arrangements[key[1]].location not in without
        )

    def locations(self, subject: Subject) -> frozenset[int]:
        """Return the locations that a subject is about."""
        numbers = self._numbers
        if subject.kind != "country":
            return frozenset({numbers.location_ids.index(subject.name)})
        countries = [place.country for place in numbers.instance.locations.values()]
        return frozenset(place for place, country in enumerate(countries) if country == subject.name)

    def heads_at_end(self, location: str) -> dict[int, float]:
        """Return the terms of the heads that a location is expected to have in the last period."""
        tree = self._numbers.tree
        held = self.heads(location)
        return {column: tree.nodes[node].probability for node in tree.leaves for column in held.get(node, ())}

    def heads(self, location: str) -> dict[int, list[int]]:
        """Return the columns of a location's teams, by node."""
        place = self._numbers.location_ids.index(location)
        found: dict[int, list[int]] = {}
        for (node, where, _), column in self.model.algebra.columns["team"].items():
            if where == place:
                found.setdefault(node, []).append(self._place(column))
        return found

    def whole(self, measure: Measure) -> bool:
        """Whether the size of a team is a whole number."""
        sure = measure is Measure.PEAK or len(self._numbers.tree.leaves) == 1
        return sure and all(area.whole_heads for area in self._numbers.area_terms)

    def peak(self, extension: Extension, location: str) -> Peak:
        """Add the peak of a location; it is free until its rows are put in force."""
        held = self.heads(location)
        most = {node: float(sum(self.matrix.upper[columns])) for node, columns in held.items()}
        largest = max(most.values(), default=0.0)
        column = extension.column(largest, whole=self.whole(Measure.PEAK))
        chosen = {node: extension.column(1.0, whole=True) for node in held}
        for node, columns in held.items():
            heads = dict.fromkeys(columns, -1.0)
            extension.row({column: 1.0, **heads, chosen[node]: largest}, upper=largest)
        if chosen:
            extension.row(dict.fromkeys(chosen.values(), 1.0), 1.0, 1.0)
        above = tuple(extension.row({column: 1.0, **dict.fromkeys(each, -1.0)}) for each in held.values())
        return Peak(column, above, chosen)

    def _place(self, column: object) -> int:
        return self._places[id(column)]


def _meant(subject: Subject, location: str, site: int, model: PlanningModel) -> bool:
    """Whether a subject is about a site."""
    if subject.kind == "country":
        return model.numbers.instance.locations[location].country == subject.name
    runs = model.numbers.arrangements[site].model
    return location == subject.name and subject.operating_model in ("", runs)


def apart(choices: Sequence[Linear], x: FloatArray) -> tuple[dict[int, float], float]:
    """Return the number of decisions in which a plan differs from a given one, as terms and a constant.

    Parameters
    ----------
    choices : sequence of Linear
        Decisions, each 0 or 1.
    x : ndarray, shape (columns,)
        The given plan.
    """
    terms: dict[int, float] = {}
    constant = 0.0
    for choice in choices:
        taken = choice.at(x) > 0.5
        sign = -1.0 if taken else 1.0
        constant += float(taken) + sign * choice.constant
        for column, factor in choice.terms.items():
            terms[column] = terms.get(column, 0.0) + sign * factor
    return {column: factor for column, factor in terms.items() if factor}, constant
