"""A plan as rules of if and then, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding

from coeplan.analysis.policy_rules.actions import Move, PlaceCourse, Turn, steady
from coeplan.analysis.policy_rules.conditions import Condition
from coeplan.analysis.policy_rules.rules import Case, PolicyRules
from coeplan.analysis.policy_rules.rules import Point as Parting
from coeplan.plans.board import Names
from coeplan.plans.plan_tree import PlanTree
from coeplan_models import DecisionKind, DriverKind, Scope

from .letters import literal
from .numbers import listed, percent

INDENT = "  "

SUBJECTS = {
    DriverKind.AI_PRODUCTIVITY: "AI output per head",
    DriverKind.WORKLOAD: "workload, against the forecast,",
    DriverKind.WAGES: "wages, against the forecast,",
    DriverKind.FX: "the exchange rate, against today's,",
    DriverKind.FEES: "fees, against the forecast,",
    DriverKind.ATTRITION: "attrition, against the forecast,",
    DriverKind.TALENT_POOL: "the talent pool, against the forecast,",
    DriverKind.AVAILABILITY: "output that is available",
    DriverKind.LEVY: "the levy",
}
"""Drivers as subjects of a condition."""


def policy_view(rules: PolicyRules) -> Group:
    """Return a plan as rules for a Rich console.

    Parameters
    ----------
    rules : PolicyRules
        The rules.
    """
    return Group(*_view(rules))


def policy_lines(rules: PolicyRules) -> list[str]:
    """Return a plan as rules, line by line, each case further in than what it is a case of."""
    return list(Wording.of(rules).lines())


def _view(rules: PolicyRules) -> Iterator[RenderableType]:
    yield literal(f"{rules.course.instance.name}: what to do now, and what then", "bold")
    for line in policy_lines(rules):
        told = line.lstrip()
        yield Padding(literal(told), (0, 0, 0, len(line) - len(told)))


@dataclass(frozen=True)
class Wording:
    """Puts rules into words.

    Attributes
    ----------
    rules : PolicyRules
        The rules.
    names : Names
        Names of places, models and areas.
    tree : PlanTree
        Names of periods.
    """

    rules: PolicyRules
    names: Names
    tree: PlanTree

    @classmethod
    def of(cls, rules: PolicyRules) -> "Wording":
        """Take the names of the plan's instance."""
        return cls(rules, Names.of(rules.course.instance), PlanTree.of(rules.course.plan))

    def lines(self) -> Iterator[str]:
        """Yield the rules: now, and at every point where decisions part."""
        yield f"From now ({self.tree.period_name(0)}) on, in every case:"
        yield from self._courses(self.rules.now, 1)
        if self.rules.point is None:
            yield "The same whatever comes."
        else:
            yield from self._point(self.rules.point, 0)

    def _point(self, point: Parting, depth: int) -> Iterator[str]:
        pad = INDENT * depth
        opening = f"From {self.tree.period_name(point.period)} on"
        if point.common:
            yield f"{pad}{opening}, in every case:"
            yield from self._courses(point.common, depth + 1)
        for position, case in enumerate(point.cases):
            start = f"{opening}, if" if position == 0 else "If"
            told = self._conditions(point, case, last=position == len(point.cases) - 1)
            yield f"{pad}{start} {told}:" if told else f"{pad}Else:"
            yield from self._case(case, depth + 1)

    def _case(self, case: Case, depth: int) -> Iterator[str]:
        yield from self._courses(case.courses, depth)
        if not case.courses:
            yield f"{INDENT * depth}- nothing else."
        if case.then is not None:
            yield from self._point(case.then, depth)

    def _conditions(self, point: Parting, case: Case, *, last: bool) -> str:
        """Say when a case holds; nothing of the last one, which holds else."""
        if last:
            return ""
        ways = [" and ".join(self._condition(point, each) for each in _by_scope(way)) for way in case.conditions]
        return ", or if ".join(ways) if any(ways) else f"{listed(case.nodes)} shows itself"

    def _condition(self, point: Parting, sides: Sequence[Condition]) -> str:
        """Say on which side of a threshold a driver is, or between which two."""
        scope = sides[0].scope
        ahead = point.seen > point.period
        verb = f"is expected to be, in {self.tree.period_name(point.seen)}," if ahead else "is"
        numbers = [_number(each) for each in sorted(sides, key=lambda each: each.threshold)]
        side = "between" if len(sides) > 1 else "above" if sides[0].above else "at most"
        return f"{self.subject(scope)} {verb} {side} {' and '.join(numbers)}"

    def subject(self, scope: Scope) -> str:
        """Name a driver as the subject of a condition."""
        where = [
            f"in {self.names.area(scope.area)}" if scope.area else "",
            f"at {self.names.location(scope.location)}" if scope.location else "",
            f"in {scope.country or scope.region}" if scope.country or scope.region else "",
            f"of {self.names.model(scope.operating_model)}" if scope.operating_model else "",
        ]
        said = SUBJECTS[scope.driver]
        noun, _, rest = said.partition(", ")
        told = " ".join([noun, *filter(None, where)])
        return f"{told}, {rest}" if rest else told

    # -- what happens ---------------------------------------------------------------------------------------------

    def _courses(self, courses: Sequence[PlaceCourse], depth: int) -> Iterator[str]:
        for each in courses:
            parts = [*self._moves(each.moves), *self._sizes(each)]
            yield f"{INDENT * depth}- {self.names.location(each.location)}: {', '.join(parts)}."

    def _moves(self, moves: Sequence[Move]) -> Iterator[str]:
        """Yield decisions; a start that was committed here is told with its commitment."""
        committed = {(move.operating_model, move.start_period) for move in moves if move.kind is DecisionKind.COMMIT}
        for move in moves:
            if move.kind is not DecisionKind.START or (move.operating_model, move.period) not in committed:
                yield self._move(move)

    def _move(self, move: Move) -> str:
        model = self.names.model(move.operating_model)
        when = f"in {self.tree.period_name(move.period)}"
        if move.kind is DecisionKind.COMMIT:
            begins = "" if move.start_period is None else f" to start in {self.tree.period_name(move.start_period)}"
            return f"commit to {model} {when}{begins}"
        if move.kind is DecisionKind.CONVERT:
            return f"convert from {model} to {self.names.model(move.to_model or '')} {when}"
        verbs = {DecisionKind.CANCEL: "cancel", DecisionKind.START: "start", DecisionKind.STOP: "stop"}
        return f"{verbs[move.kind]} {model} {when}"

    def _sizes(self, course: PlaceCourse) -> Iterator[str]:
        if not course.turns:
            yield f"hold at {round(course.before):,}"
        before = course.before
        for position, turn in enumerate(course.turns):
            last = position == len(course.turns) - 1
            if last or not steady(before, turn.heads):
                yield ("then " if before != course.before else "") + self._size(before, turn)
                before = turn.heads

    def _size(self, before: float, turn: Turn) -> str:
        heads, when = f"{round(turn.heads):,}", self.tree.period_name(turn.period)
        if turn.heads == 0:
            return f"down to nobody by {when}"
        if before > 0 and steady(before, turn.heads):
            return f"hold at about {heads}"
        return f"{'grow' if turn.heads > before else 'shrink'} to {heads} by {when}"


def _by_scope(conditions: Sequence[Condition]) -> list[list[Condition]]:
    """Put the conditions on one driver together."""
    scopes = dict.fromkeys(each.scope for each in conditions)
    return [[each for each in conditions if each.scope == scope] for scope in scopes]


def _number(condition: Condition) -> str:
    if condition.scope.driver in (DriverKind.LEVY, DriverKind.AVAILABILITY):
        return percent(condition.threshold)
    return f"{condition.threshold:.9g}"
