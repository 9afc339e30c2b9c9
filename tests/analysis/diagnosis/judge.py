"""Judges a diagnosis by solves of edited instances: whole trees in whole numbers, which its search seldom looks at."""

import dataclasses

import numpy as np

from coeplan.analysis.diagnosis.listing import business_rules
from coeplan.analysis.diagnosis.result import Status, Verified
from coeplan.solving.model import PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.termination import Termination
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import dotted

SECONDS = 300.0


def has_plan(instance, solver):
    """Whether an instance has any plan; fails where that is not decided."""
    matrix = PlanningModel.of(instance, 64.0).compiled.matrix
    free = dataclasses.replace(matrix, cost=np.zeros(matrix.column_count), offset=0.0)
    solver.load(free)
    result = solver.solve(SolverOptions(gap=1e9, time_limit=SECONDS, threads=1))
    assert result.x is not None or result.termination is Termination.INFEASIBLE, result.termination
    return result.x is not None


def edited(instance, edits):
    return apply(instance, [parse_edit(edit) for edit in edits]).instance


def only(instance, kept):
    """The instance with the rules at some paths alone."""
    off = [edit for rule in business_rules(instance) if dotted(rule.path) not in kept for edit in rule.off]
    return edited(instance, off)


def without(instance, dropped):
    """The instance without the rules at some paths."""
    off = [edit for rule in business_rules(instance) if dotted(rule.path) in dropped for edit in rule.off]
    return edited(instance, off)


def judge(found, hidden):
    """Hold a diagnosis against solves of its own."""
    assert found.status is Status.CONTRADICTORY
    with SolverProcess() as solver:
        _Judge(hidden.instance, solver).judge(found, hidden.planted)


class _Judge:
    """Judges what is said of one instance."""

    def __init__(self, instance, solver):
        self.instance = instance
        self.solver = solver

    def judge(self, found, planted):
        sets = [{rule.path for rule in conflict.rules} for conflict in found.conflicts]
        every = set().union(*sets)
        assert sum(map(len, sets)) == len(every), "no rule is in two sets"
        for paths, conflict in zip(sets, found.conflicts, strict=True):
            assert conflict.irreducible
            self._judge_set(paths)
            self._judge_ways(without(self.instance, every - paths), conflict.ways)
        for rules in planted:
            assert any(path.startswith(rule) for rule in rules for path in every), (rules, sets)
        if found.complete:
            assert has_plan(without(self.instance, every), self.solver)
        if len(found.conflicts) > 1 and found.together is not None and found.together.verified is Verified.PLAN:
            assert has_plan(edited(self.instance, found.together.edits), self.solver)

    def _judge_set(self, paths):
        assert not has_plan(only(self.instance, paths), self.solver), f"{paths} can hold together"
        for path in paths:
            rest = only(self.instance, paths - {path})
            assert has_plan(rest, self.solver), f"{paths} are a conflict without {path}, too"

    def _judge_ways(self, instance, ways):
        assert ways, "there is always a way out: to give up a rule"
        for way in ways:
            if way.verified is Verified.PLAN:
                assert has_plan(edited(instance, way.edits), self.solver), way.says
