"""Plans side by side: what differs in input and decisions, and where the difference of their values comes from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TypeVar

from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance, Plan
from coeplan_models.faults import shortened

from .board import Board, board
from .bridge import Bridge, bridge
from .differences import (
    DecisionDifference,
    HeadsDifference,
    SiteDifference,
    decision_differences,
    heads_differences,
    site_differences,
)
from .input_changes import InputChange, input_changes
from .input_groups import InputGroup, input_groups
from .money_lines import MoneyLine, Purse, money_lines
from .ranking import RankedPlan, Stand, ranking
from .risk_weighting import worth
from .soundness import other_instance

Result = TypeVar("Result")

LONGEST_WHAT_IF = 40
"""Letters that are shown of what was asked, where it has no name."""


@dataclass(frozen=True)
class ComparedPlan:
    """A plan to be compared."""

    plan: Plan
    """The plan."""
    instance: Instance | None = None
    """The instance it was made for, where it is at hand; with it inputs are compared."""
    source: str = ""
    """What people call it, such as its file; the plan's instance where empty."""


@dataclass(frozen=True)
class InputDifferences:
    """What differs between two instances."""

    changes: tuple[InputChange, ...]
    """Every difference."""
    groups: tuple[InputGroup, ...]
    """The same gathered by path and kind, for people."""


@dataclass(frozen=True)
class Comparison:
    """How plan B differs from plan A."""

    label_a: str
    """Letter of plan A among the plans compared."""
    label_b: str
    """Letter of plan B."""
    instance_a: str
    """Name of A's instance."""
    instance_b: str
    """Name of B's instance."""
    same_instance: bool
    """Whether both plans were made for the same data."""
    currency: str
    """Currency of all money."""
    value_a: float
    """Objective value of A, summed anew from its amounts."""
    value_b: float
    """Objective value of B, likewise."""
    difference: float
    """Value of B less that of A."""
    optimum_low: float | None
    """Least that B's optimum can lie above A's, as far as the bounds prove; None without a bound of B; 0 for the same
    instance."""
    optimum_high: float | None
    """Most that B's optimum can lie above A's; None without a bound of A; 0 for the same instance."""
    resolved: bool
    """Whether the bounds prove which optimum is the lower one."""
    inputs: InputDifferences | None
    """What differs in the instances; None where one of them is not at hand."""
    sites: tuple[SiteDifference, ...]
    """Locations used differently."""
    decisions: tuple[DecisionDifference, ...]
    """Decisions that differ, those of the first period first."""
    heads: tuple[HeadsDifference, ...]
    """Heads by location, area and year, where they differ anywhere."""
    by_category: tuple[MoneyLine, ...]
    """Money by category; this and the next four add up to the difference of the values."""
    by_location: tuple[MoneyLine, ...]
    """Money by location."""
    by_operating_model: tuple[MoneyLine, ...]
    """Money by operating model."""
    by_area: tuple[MoneyLine, ...]
    """Money by business area."""
    by_year: tuple[MoneyLine, ...]
    """Money by calendar year, and after the horizon."""
    bridge: Bridge
    """Named lines that add up to the difference of the values."""


@dataclass(frozen=True)
class ComparedAs:
    """How one of several plans is named."""

    label: str
    """Letter."""
    source: str
    """What people call it."""
    instance: str
    """Name of its instance."""
    what_if: str
    """Name of the what-if that it was made for, or its edits; empty where the instance was solved as it is."""
    instance_hash: str
    """Fingerprint of its instance."""
    instance_at_hand: bool
    """Whether the instance itself is there, so that inputs are compared."""
    bound: float | None
    """Proved lower bound."""
    gap: float | None
    """Gap between value and bound, relative to the value."""

    @property
    def problem(self) -> str:
        """What was solved: the instance, with the what-if where there is one."""
        return f"{self.instance}: {shortened(self.what_if, LONGEST_WHAT_IF)}" if self.what_if else self.instance


@dataclass(frozen=True)
class Comparisons:
    """Several plans against the first."""

    currency: str
    """Currency of all money."""
    plans: tuple[ComparedAs, ...]
    """The plans, the base first."""
    ranking: tuple[RankedPlan, ...]
    """The plans by value, and which of them the proved bounds do not tell apart."""
    comparisons: tuple[Comparison, ...]
    """Each of the other plans against the base, in the order given."""


def compare(
    plan_a: Plan, plan_b: Plan, instance_a: Instance | None = None, instance_b: Instance | None = None
) -> Comparison:
    """Compare two plans, of the same instance or of different ones.

    Parameters
    ----------
    plan_a, plan_b : Plan
        The plans; differences are those of B against A.
    instance_a, instance_b : Instance, optional
        The instances they were made for. Where both are given, the inputs are compared as well.

    Returns
    -------
    Comparison
        What differs. Money lines and the bridge add up to the difference of the values without a residual.

    Raises
    ------
    InputError
        If the plans are in different currencies, the amounts of one do not add up to its total, or an instance is not
        the one that a plan was made for.
    """
    found = compare_many((ComparedPlan(plan_a, instance_a), ComparedPlan(plan_b, instance_b)))
    return found.comparisons[0]


def compare_many(compared: Sequence[ComparedPlan]) -> Comparisons:
    """Compare several plans with the first, and rank them.

    Parameters
    ----------
    compared : sequence of ComparedPlan
        Two plans or more, the base first.

    Returns
    -------
    Comparisons
        Each plan against the base, and all of them by value.

    Raises
    ------
    InputError
        If there are fewer than two plans, or as :func:`compare` says; all faults of all plans at once.
    """
    _check(compared)
    read = _each(compared, _Read.of)
    base, *others = read
    return Comparisons(
        currency=base.plan.currency,
        plans=tuple(each.named for each in read),
        ranking=ranking([each.stand for each in read]),
        comparisons=tuple(_comparison(base, other) for other in others),
    )


def plan_label(number: int) -> str:
    """Return the letter of a plan by its number from 0: A to Z, then AA, AB and so on."""
    before, last = divmod(number, len(ascii_uppercase))
    return (plan_label(before - 1) if before else "") + ascii_uppercase[last]


@dataclass(frozen=True)
class _Read:
    """A plan with all that is worked out of it alone."""

    label: str
    compared: ComparedPlan
    board: Board
    purse: Purse

    @classmethod
    def of(cls, number: int, compared: ComparedPlan) -> "_Read":
        read = board(compared.plan)
        sums = worth(compared.plan, read.tree, compared.instance)
        return cls(plan_label(number), compared, read, Purse(read.tree, compared.plan.amounts, sums))

    @property
    def plan(self) -> Plan:
        return self.compared.plan

    @property
    def named(self) -> ComparedAs:
        """How it is named."""
        plan, source = self.plan, self.compared.source or self.plan.instance
        at_hand = self.compared.instance is not None
        asked = plan.made_by.what_if
        what_if = "" if asked is None else asked.name or "; ".join(asked.edits)
        return ComparedAs(self.label, source, plan.instance, what_if, plan.instance_hash, at_hand, plan.bound, plan.gap)

    @property
    def stand(self) -> Stand:
        """What is proved of it."""
        return Stand(self.label, self.plan.instance_hash, self.purse.worth.value, self.plan.bound)


def _comparison(one: _Read, two: _Read) -> Comparison:
    same = one.plan.instance_hash == two.plan.instance_hash
    low, high = (0.0, 0.0) if same else _optimum_difference(one.stand, two.stand)
    value_a, value_b = one.purse.worth.value, two.purse.worth.value
    return Comparison(
        label_a=one.label,
        label_b=two.label,
        instance_a=one.plan.instance,
        instance_b=two.plan.instance,
        same_instance=same,
        currency=one.plan.currency,
        value_a=value_a,
        value_b=value_b,
        difference=value_b - value_a,
        optimum_low=low,
        optimum_high=high,
        resolved=(low is not None and low > 0) or (high is not None and high < 0),
        inputs=_inputs(one.compared.instance, two.compared.instance),
        sites=site_differences(one.board, two.board),
        decisions=decision_differences(one.board, two.board),
        heads=heads_differences(one.board, two.board),
        by_category=money_lines(one.purse, two.purse, "category"),
        by_location=money_lines(one.purse, two.purse, "location"),
        by_operating_model=money_lines(one.purse, two.purse, "operating_model"),
        by_area=money_lines(one.purse, two.purse, "area"),
        by_year=money_lines(one.purse, two.purse, "year"),
        bridge=bridge(
            (one.plan, two.plan),
            (one.purse.worth, two.purse.worth),
            (one.compared.instance, two.compared.instance),
        ),
    )


def _optimum_difference(one: Stand, two: Stand) -> tuple[float | None, float | None]:
    """Return between which numbers the second problem's optimum less the first's lies."""
    low = None if two.bound is None else two.bound - one.value
    high = None if one.bound is None else two.value - one.bound
    return low, high


def _inputs(before: Instance | None, after: Instance | None) -> InputDifferences | None:
    if before is None or after is None:
        return None
    changes = input_changes(before, after)
    return InputDifferences(tuple(change.row for change in changes), input_groups(changes))


def _check(compared: Sequence[ComparedPlan]) -> None:
    if len(compared) < 2:
        fault = Fault(
            code="too_few_plans",
            message=f"there is nothing to compare in {len(compared)} plan(s)",
            value=str(len(compared)),
            expected="two plans or more, the base first",
        )
        raise InputError([fault])
    faults = [*_currency_faults(compared), *_instance_faults(compared)]
    if faults:
        raise InputError(faults)


def _currency_faults(compared: Sequence[ComparedPlan]) -> Iterator[Fault]:
    base = compared[0].plan.currency
    for number, each in enumerate(compared):
        if each.plan.currency != base:
            yield Fault(
                code="different_currencies",
                path=("currency",),
                message=f"plan A is in {base}, plan {plan_label(number)} in {each.plan.currency}; their money cannot "
                "be compared",
                value=each.plan.currency,
                expected=f"plans in one currency, such as {base}; solve the other instance in it",
            )


def _instance_faults(compared: Sequence[ComparedPlan]) -> Iterator[Fault]:
    for number, each in enumerate(compared):
        yield from other_instance(each.plan, each.instance, f"plan {plan_label(number)}")


def _each(compared: Sequence[ComparedPlan], read: Callable[[int, ComparedPlan], Result]) -> list[Result]:
    """Read every plan, and raise the faults of all of them at once."""
    found: list[Result] = []
    faults: list[Fault] = []
    for number, each in enumerate(compared):
        try:
            found.append(read(number, each))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return found
