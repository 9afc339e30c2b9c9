"""Parts of a problem that can be freed while the rest is held at a known solution."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coeplan.formulation.matrix import FloatArray, MatrixChange
from coeplan.planning import Numbers

from .model import PlanningModel
from .windows import nodes_of_columns

LIFE_CYCLE = ("operate", "commit", "cancel")
OF_AN_AREA = ("team", "placed", "heads", "growing")
NOWHERE = -1
SUPPORT = 0.05
"""An arrangement that nowhere operates by more than this in a relaxation is left out at first."""

NOBODY = 0.1
"""Heads of a divisible team that are as good as none."""


class Neighbourhoods:
    """Finds the whole columns of a place, period or branch, and holds the others.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    """

    def __init__(self, model: PlanningModel) -> None:
        self._numbers: Numbers = model.numbers
        positions = model.compiled.places()
        whole = model.compiled.matrix.integer
        rows: list[tuple[int, int, int, bool]] = []
        for family, columns in model.algebra.columns.items():
            for key, column in columns.items():
                position = positions[id(column)]
                if whole[position]:
                    rows.append((position, self._place(family, key), self._area(family, key), family in LIFE_CYCLE))
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        self._columns: NDArray[np.int64] = table[:, 0]
        stops = (*model.algebra.columns["stop"].values(), *model.algebra.columns["convert"].values())
        self._stops = np.array([positions[id(column)] for column in stops], dtype=np.int64)
        self._teams = np.array([positions[id(c)] for c in model.algebra.columns["team"].values()], dtype=np.int64)
        about_sites = [
            (positions[id(column)], key[1], family == "operate")
            for family in LIFE_CYCLE
            for key, column in model.algebra.columns[family].items()
        ]
        sites = np.array(about_sites, dtype=np.int64).reshape(-1, 3)
        self._sites: NDArray[np.int64] = sites[:, 0]
        self._site_of: NDArray[np.int64] = sites[:, 1]
        self._operate: NDArray[np.bool_] = sites[:, 2].astype(bool)
        self._lower = model.compiled.matrix.lower
        areas = self._numbers.area_terms
        alone = [column for key, column in model.algebra.columns["placed"].items() if areas[key[2]].single_site]
        at_one = np.array([positions[id(column)] for column in alone], dtype=np.int64)
        # Of a path whose later periods are decided again by others these are not all whole.
        self._alone = at_one[whole[at_one]]
        self._smallest = np.array([areas[area].min_team for _, _, area in model.algebra.columns["team"]])
        self._team_lower = model.compiled.matrix.lower[self._teams]
        self._team_upper = model.compiled.matrix.upper[self._teams]
        self._node: NDArray[np.int64] = nodes_of_columns(model)[self._columns]
        self._where: NDArray[np.int64] = table[:, 1]
        self._of_area: NDArray[np.int64] = table[:, 2]
        self._life: NDArray[np.bool_] = table[:, 3].astype(bool)

    def _place(self, family: str, key: tuple[Any, ...]) -> int:
        """Location of a whole column."""
        if family in ("operate", "commit", "cancel", "band", "step", "heads"):
            return self._numbers.arrangements[key[1]].location
        return key[1]

    def _area(self, family: str, key: tuple[Any, ...]) -> int:
        """Area of a whole column; NOWHERE where it has none."""
        return key[2] if family in OF_AN_AREA else NOWHERE

    def life_cycle_mask(self, count: int) -> NDArray[np.bool_]:
        """Which of ``count`` columns belong to the life cycle."""
        mask = np.zeros(count, dtype=bool)
        mask[self._columns[self._life]] = True
        return mask

    @property
    def has_areas_of_one_site(self) -> bool:
        """Whether some area must be at one site."""
        return len(self._alone) > 0

    def structure_mask(self, count: int) -> NDArray[np.bool_]:
        """Which of ``count`` columns belong to the life cycle, or say where areas are that must be at one site."""
        mask = self.life_cycle_mask(count)
        mask[self._alone] = True
        return mask

    def calm(self, relaxed: FloatArray | None = None) -> MatrixChange:
        """Hold every site that operates: no stop, no conversion.

        Parameters
        ----------
        relaxed : array, optional
            A solution of the relaxation; arrangements that hardly operate in it do not operate at all.
        """
        held = self._stops if relaxed is None else np.union1d(self._stops, self._unsupported(relaxed))
        return MatrixChange.fixing(held, np.zeros(len(held)))

    def _unsupported(self, x: FloatArray) -> NDArray[np.int64]:
        """Columns of the life cycle of arrangements that hardly operate in a solution; none that must be there."""
        operating = np.zeros(len(self._numbers.arrangements))
        np.maximum.at(operating, self._site_of[self._operate], x[self._sites[self._operate]])
        hardly = operating[self._site_of] < SUPPORT
        columns = self._sites[hardly]
        return columns[self._lower[columns] <= 0]

    def hold_life_cycle(self, x: FloatArray, free: tuple[int, ...] = ()) -> MatrixChange:
        """Hold the life cycle of all places but the free ones."""
        return self._hold(x, self._life & ~np.isin(self._where, free))

    def hold_life_cycle_outside(self, x: FloatArray, nodes: Sequence[int]) -> MatrixChange:
        """Hold the life cycle of all places but at some nodes."""
        return self._hold(x, self._life & ~np.isin(self._node, nodes))

    def hold_structure(self, x: FloatArray) -> MatrixChange:
        """Hold the life cycle, and where areas are that must be at one site."""
        structure = np.concatenate([self._columns[self._life], self._alone])
        return MatrixChange.fixing(structure, np.round(x[structure]))

    def near(self, x: FloatArray, slack: float) -> MatrixChange:
        """Hold every team within some heads of a solution with divisible teams.

        A team that is smaller there than teams may be can grow to the smallest size.
        """
        least = np.maximum(self._team_lower, np.floor(x[self._teams]) - slack)
        there = np.where(x[self._teams] > NOBODY, self._smallest, 0.0)
        most = np.minimum(self._team_upper, np.maximum(np.ceil(x[self._teams]), there) + slack)
        return MatrixChange(columns=self._teams.astype(np.int32), lower=np.minimum(least, most), upper=most)

    def hold_other_nodes(self, x: FloatArray, nodes: list[int]) -> MatrixChange:
        """Hold everything whole outside some nodes."""
        return self._hold(x, ~np.isin(self._node, nodes))

    def hold_other_places(self, x: FloatArray, places: tuple[int, ...]) -> MatrixChange:
        """Hold everything whole outside some places."""
        return self._hold(x, ~np.isin(self._where, places))

    def hold_other_areas(self, x: FloatArray, areas: tuple[int, ...]) -> MatrixChange:
        """Hold the life cycle, and the teams of all areas but some."""
        return self._hold(x, self._life | ((self._of_area != NOWHERE) & ~np.isin(self._of_area, areas)))

    def _hold(self, x: FloatArray, held: NDArray[np.bool_]) -> MatrixChange:
        columns = self._columns[held]
        return MatrixChange.fixing(columns, np.round(x[columns]))

    def windows(self, length: int) -> Iterator[list[int]]:
        """Nodes of each window of consecutive periods on one branch, half overlapping in time.

        Given the state before them the branches of a period have nothing to do with each other.
        """
        tree = self._numbers.tree
        for first in range(0, max(tree.period) + 1, max(1, length // 2)):
            branches: dict[int, list[int]] = {}
            for node in self._numbers.nodes:
                if first <= tree.period[node] < first + length:
                    branches.setdefault(tree.path(node)[first], []).append(node)
            yield from branches.values()

    def branches(self) -> Iterator[list[int]]:
        """Nodes of each subtree that begins at a branching."""
        tree = self._numbers.tree
        for node in self._numbers.nodes:
            if len(tree.children[node]) > 1:
                for child in tree.children[node]:
                    yield [n for n in self._numbers.nodes if child in tree.path(n)]
