"""Trials: whether any plan keeps some of the rules, on the tree or on the path to one of its futures.

A trial asks for no cost, so that the first solution ends it. It begins with the linear relaxation, where most
contradictions show already and fast.
"""

import time
from collections import OrderedDict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.formulation.matrix import MatrixChange, MatrixModel
from coeplan.io.contract import held
from coeplan.planning.tree import Tree, expand
from coeplan.solving.futures import Futures, solve_futures
from coeplan.solving.model import WIDEST, PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.paths import ON_THE_TREE, path_instance, unmeasured
from coeplan.solving.process import SolverProcess
from coeplan.solving.termination import MipResult, Termination
from coeplan.whatif.document import Document
from coeplan.whatif.parse import parse_edit
from coeplan.whatif.writes import ValueEdit, value_writes
from coeplan_models import Instance, RegretCap

from .rows import RowsOfRules, is_rows
from .rules import Rule

LEAST_SECONDS = 0.5
"""No trial begins with less time than this."""

ANY_GAP = 1e9

MOST_MODELS = 6
"""Models that are kept for further trials."""


@dataclass(frozen=True, slots=True)
class Where:
    """What part of the tree a trial is about.

    Attributes
    ----------
    leaf : int or None
        Node in the last period, whose path alone is looked at; None for the whole tree.
    whole : bool
        Whether what is whole has to be: otherwise the linear relaxation alone is looked at.
    """

    leaf: int | None = None
    whole: bool = True

    @property
    def relaxed(self) -> "Where":
        """The same for the linear relaxation."""
        return replace(self, whole=False)


class Trials:
    """Tries sets of the rules of one instance.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    rules : sequence of Rule
        Its business rules.
    seconds : float
        Time for all trials.
    cancel : CancelToken
        Stops them.
    """

    def __init__(self, instance: Instance, rules: Sequence[Rule], seconds: float, cancel: CancelToken) -> None:
        self.instance = instance
        self.rules = tuple(rules)
        self.count = 0
        self._ends = time.monotonic() + seconds
        self._cancel = cancel
        self._solver = SolverProcess()
        self._known: dict[tuple[frozenset[int], tuple[str, ...], Where], bool] = {}
        self._rows = frozenset(number for number, rule in enumerate(self.rules) if is_rows(rule))
        self._models: OrderedDict[tuple[Any, ...], tuple[PlanningModel, RowsOfRules]] = OrderedDict()

    def close(self) -> None:
        """End the solver."""
        self._solver.close()

    @cached_property
    def tree(self) -> Tree:
        """The scenario tree."""
        return expand(self.instance.scenarios, self.instance.horizon.periods)

    @cached_property
    def everything(self) -> frozenset[int]:
        """All rules."""
        return frozenset(range(len(self.rules)))

    @property
    def left(self) -> float:
        """Seconds that are left; 0 once cancelled."""
        return 0.0 if self._cancel.cancelled else max(0.0, self._ends - time.monotonic())

    @cached_property
    def one_path(self) -> bool:
        """Whether the tree is its only path, with no policy that a path leaves out."""
        joint = any(isinstance(each, ON_THE_TREE) and each.enabled for each in self.instance.policies.values())
        return len(self.tree.leaves) == 1 and not joint

    @contextmanager
    def within(self, share: float) -> Generator[None]:
        """Leave the trials inside the block no more than a share of the time that is left."""
        ends = self._ends
        self._ends = time.monotonic() + share * self.left
        try:
            yield
        finally:
            self._ends = ends

    def variant(self, on: frozenset[int], edits: Iterable[str] = ()) -> Instance:
        """Return the instance with some of its rules alone, and edited."""
        off = [edit for number in sorted(self.everything - on) for edit in self.rules[number].off]
        return switched(self.instance, (*off, *edits))

    def hold(
        self, on: frozenset[int], where: Where, edits: tuple[str, ...] = (), seconds: float | None = None
    ) -> bool | None:
        """Return whether some rules, edited, can hold together; None where time does not tell."""
        key = (on, edits, where)
        if key in self._known:
            return self._known[key]
        if self.left < LEAST_SECONDS:
            return None
        model = self.model(on, where, edits)
        if where.whole:
            result = self.any_solution(model, seconds)
        else:
            result = self.solved(costless(model.compiled.matrix).relaxed(), seconds)
        found = None if result is None else verdict(result)
        if found is not None:
            self._known[key] = found
        return found

    def model(self, on: frozenset[int], where: Where, edits: tuple[str, ...] = ()) -> PlanningModel:
        """Return the model of a trial, with its costs.

        Rules that are rows are let go in a model that has them, so that one model serves many trials.
        """
        built = on | self._rows
        key = (built, edits, where.leaf)
        if key not in self._models:
            model = self.made(self.variant(built, edits), where)
            self._models[key] = (model, RowsOfRules(model))
            if len(self._models) > MOST_MODELS:
                self._models.popitem(last=False)
        self._models.move_to_end(key)
        model, rows = self._models[key]
        return model.changed(rows.freeing([self.rules[number] for number in sorted(built - on)]))

    def any_solution(self, model: PlanningModel, seconds: float | None = None) -> MipResult | None:
        """Look for any solution, in whole numbers: first without commitment, conversion or new site, which is quick."""
        matrix = costless(model.compiled.matrix)
        kept = self.solved(matrix, seconds, fixed=model.keeping())
        return kept if kept is not None and kept.x is not None else self.solved(matrix, seconds)

    def solved(
        self,
        matrix: MatrixModel,
        seconds: float | None = None,
        gap: float = ANY_GAP,
        fixed: MatrixChange | None = None,
    ) -> MipResult | None:
        """Solve, for any solution unless a gap is asked for; None where no time is left."""
        limit = self.left if seconds is None else min(seconds, self.left)
        if limit < LEAST_SECONDS:
            return None
        self.count += 1
        self._solver.load(matrix)
        return self._solver.solve(SolverOptions(gap=gap, time_limit=limit, threads=1), cancel=self._cancel, fixed=fixed)

    def made(self, instance: Instance, where: Where, futures: Futures | None = None) -> PlanningModel:
        """Make the model of an instance on some part of the tree.

        Regret is measured from what futures cost at least under all rules, unless ``futures`` says otherwise. While a
        future has no plan even by itself, which is a contradiction of its own, no regret can be told.
        """
        if where.leaf is not None:
            on_path = path_instance(instance, self.tree, where.leaf)
            return PlanningModel.of(on_path, WIDEST, least_totals=unmeasured(on_path))
        if not instance.asks_for_regret:
            return PlanningModel.of(instance, WIDEST)
        found = futures or self._futures
        if any(each.value is None for each in found.best):
            return PlanningModel.of(without_regret(instance), WIDEST)
        return PlanningModel.of(instance, WIDEST, least_totals={each.leaf: each.bound for each in found.best})

    @cached_property
    def _futures(self) -> Futures:
        """What each future costs at least under all rules."""
        return self.futures(self.instance)

    def futures(self, instance: Instance) -> Futures:
        """Return what each future of an instance costs at least by itself; empty where regret is not asked for."""
        if not instance.asks_for_regret:
            return Futures(())
        options = SolveOptions(time_limit=max(LEAST_SECONDS, self.left), workers="in-process")
        return solve_futures(instance, options, cancel=self._cancel)


def without_regret(instance: Instance) -> Instance:
    """Return an instance that neither caps nor weighs regret."""
    policies = {name: each for name, each in instance.policies.items() if not isinstance(each, RegretCap)}
    objective = instance.objective.model_copy(update={"regret_weight": 0.0})
    return instance.model_copy(update={"policies": policies, "objective": objective})


def verdict(result: MipResult) -> bool | None:
    """Return whether there is a solution; None where that is not known."""
    if result.x is not None:
        return True
    return False if result.termination is Termination.INFEASIBLE else None


def costless(matrix: MatrixModel) -> MatrixModel:
    """Return a matrix of which every solution is as good."""
    return replace(matrix, cost=np.zeros(matrix.column_count), offset=0.0)


def switched(instance: Instance, edits: Iterable[str]) -> Instance:
    """Return an instance with values edited, held against the contract alone.

    Taking rules away contradicts no data, so that cross-checks, which take long, would find nothing.

    Raises
    ------
    InputError
        Where an edit does not fit the contract.
    """
    document = Document(instance)
    for text in edits:
        document.write(value_writes(document, _parsed(text)))
    found = held(Instance, document.root)
    if isinstance(found, Instance):
        return found
    raise InputError([each.fault for each in found])


@lru_cache(maxsize=4096)
def _parsed(text: str) -> ValueEdit:
    edit = parse_edit(text)
    assert isinstance(edit, ValueEdit)
    return edit
