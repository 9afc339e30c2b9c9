"""The bridge from one plan's value to another's: named lines that add up to the difference, with nothing left over."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coeplan_models import Category, Instance, Plan

from .bridge_names import RISK, line_name
from .cells import FACTORS, MONTHS_A_YEAR, Laid, laid_over
from .plan_tree import PlanTree
from .product_split import Numbers, factor_weights
from .quantities import UNITS, is_yearly
from .risk_weighting import RiskShift, Worth, risk_shifts
from .spending import AFTER_HORIZON


@dataclass(frozen=True)
class BridgePart:
    """What one cause moves of one category, place, model and area in one calendar year."""

    category: str
    """Category, or ``weighting of risk``."""
    location: str
    """Location; empty for what belongs to none."""
    operating_model: str
    """Operating model, where the price is one of its terms; else empty."""
    subject: str
    """Vendor, partner area or policy; empty for all else."""
    cause: str
    """Cause, as in :class:`BridgeLine`."""
    area: str
    """Business area; empty for what belongs to none."""
    span: str
    """Calendar year, ``after horizon``, or empty for the weighting of risk."""
    amount: float
    """Expected present value of B less that of A."""


@dataclass(frozen=True)
class BridgeLine:
    """One named line of the bridge."""

    name: str
    """Name, different for each line."""
    category: str
    """Category, or ``weighting of risk``."""
    location: str
    """Location; empty for what belongs to none."""
    operating_model: str
    """Operating model, where the price is one of its terms; else empty."""
    subject: str
    """Vendor, partner area or policy; empty for all else."""
    cause: str
    """``quantity``, ``price``, ``time`` (years covered), ``probability``, ``discounting``; of the weighting of risk
    ``weights``, ``level``, ``cost`` and ``regret``, or ``risk`` where the weights are not known."""
    amount: float
    """Expected present value of B less that of A."""
    unit: str
    """What is counted, such as ``heads``."""
    quantity_a: float | None
    """Quantity of plan A, of lines of quantity: on average over the horizon of what lasts, else in all, expected."""
    quantity_b: float | None
    """Quantity of plan B."""
    change: float | None
    """Relative change of a price or discount factor, weighted as the line is; None of other lines, and from 0."""


@dataclass(frozen=True)
class Bridge:
    """From the value of plan A to that of plan B."""

    start: float
    """Value of A."""
    end: float
    """Value of B."""
    lines: tuple[BridgeLine, ...]
    """Lines by category, largest first; their amounts add up to ``end - start``."""
    parts: tuple[BridgePart, ...]
    """The same, by area and calendar year as well."""


def bridge(
    plans: tuple[Plan, Plan], worths: tuple[Worth, Worth], instances: tuple[Instance | None, Instance | None]
) -> Bridge:
    """Explain the difference of two plans' values line by line.

    Parameters
    ----------
    plans : tuple of Plan
        A and B.
    worths : tuple of Worth
        Their sums.
    instances : tuple of Instance or None
        Their instances, where at hand.

    Returns
    -------
    Bridge
        Lines. Each difference of probability x time x quantity x price x discount factor is split over its factors by
        the mean over all orders of changing them, so that nothing is left over and changing sides changes signs alone.
    """
    laid = laid_over(*plans, instances)
    shares = _shares(laid)
    shifts = [shift for shift in risk_shifts(*worths) if shift.amount]
    counts = _counts(laid, laid.factors_a, plans[0]), _counts(laid, laid.factors_b, plans[1])
    lines = [_line(key, those, counts) for key, those in _gathered(shares, lambda key: key[:5])]
    parts = [_part(key, those) for key, those in _gathered(shares, lambda key: key)]
    return Bridge(
        start=worths[0].value,
        end=worths[1].value,
        lines=tuple(sorted([*(line for line in lines if line.amount), *map(_risk_line, shifts)], key=_rank)),
        parts=(*(part for part in parts if part.amount), *map(_risk_part, shifts)),
    )


Key = tuple[str, ...]
"""Category, location, model, subject and cause of a line, then area and span of a part."""

Counts = dict[Key, float]
"""Quantities by category, location, model and subject."""


@dataclass(frozen=True, slots=True)
class _Share:
    """What one factor of one cell moves."""

    key: Key
    weight: float
    factor_a: float
    factor_b: float

    @property
    def amount(self) -> float:
        return self.weight * (self.factor_b - self.factor_a)


def _shares(laid: Laid) -> list[_Share]:
    """Split the difference of every cell over its factors; factors that do not differ have no share."""
    weights = factor_weights(laid.factors_a, laid.factors_b)
    found: list[_Share] = []
    for factor, number in np.argwhere(laid.factors_a != laid.factors_b).tolist():
        cell = laid.cells[number]
        item = cell.item
        what = (item.category.value, item.location, item.operating_model, item.subject, FACTORS[factor])
        pair = float(laid.factors_a[factor, number]), float(laid.factors_b[factor, number])
        found.append(_Share((*what, item.area, cell.span), float(weights[factor, number]), *pair))
    return found


def _gathered(shares: Iterable[_Share], key_of: Callable[[Key], Key]) -> Iterable[tuple[Key, list[_Share]]]:
    found: dict[Key, list[_Share]] = {}
    for share in shares:
        found.setdefault(key_of(share.key), []).append(share)
    return sorted(found.items(), key=lambda entry: entry[0])


def _amount(shares: Sequence[_Share]) -> float:
    return math.fsum(share.amount for share in shares)


def _counts(laid: Laid, factors: Numbers, plan: Plan) -> Counts:
    """Return how much a plan has of everything that can be counted: over the horizon's mean, or in all."""
    tree = PlanTree.of(plan)
    years = sum(tree.by_id[node].months for node in tree.paths[tree.leaves[0].id]) / MONTHS_A_YEAR
    totals = np.prod(factors[: FACTORS.index("quantity") + 1], axis=0).tolist()
    found: Counts = {}
    for cell, total, countable in zip(laid.cells, totals, laid.countable, strict=True):
        item = cell.item
        if countable and cell.span != AFTER_HORIZON:
            key = (item.category.value, item.location, item.operating_model, item.subject)
            lasts = years if is_yearly(item.category, terminal=False) else 1.0
            found[key] = found.get(key, 0.0) + total / lasts
    return found


def _part(key: Key, shares: Sequence[_Share]) -> BridgePart:
    category, location, model, subject, cause, area, span = key
    return BridgePart(category, location, model, subject, cause, area, span, _amount(shares))


def _line(key: Key, shares: Sequence[_Share], counts: tuple[Counts, Counts]) -> BridgeLine:
    category, location, model, subject, cause = key
    unit = UNITS[Category(category)]
    quantity_a, quantity_b = (found.get(key[:4]) if cause == "quantity" else None for found in counts)
    return BridgeLine(
        name=line_name((category, location, model, subject), cause, unit),
        category=category,
        location=location,
        operating_model=model,
        subject=subject,
        cause=cause,
        amount=_amount(shares),
        unit=unit,
        quantity_a=quantity_a,
        quantity_b=quantity_b,
        change=_change(shares) if cause in ("price", "discounting") else None,
    )


def _change(shares: Sequence[_Share]) -> float | None:
    """Return the relative change of a factor over all cells of a line."""
    before = math.fsum(share.weight * share.factor_a for share in shares)
    change = _amount(shares) / before if before else math.inf
    return change if math.isfinite(change) else None


def _risk_line(shift: RiskShift) -> BridgeLine:
    name = line_name((RISK, "", "", ""), shift.cause, "")
    return BridgeLine(name, RISK, "", "", "", shift.cause, shift.amount, "", None, None, None)


def _risk_part(shift: RiskShift) -> BridgePart:
    return BridgePart(RISK, "", "", "", shift.cause, "", "", shift.amount)


def _rank(line: BridgeLine) -> tuple[int, float, str]:
    """Order lines as the contract lists categories, the weighting of risk last; within, the largest first."""
    known = [category.value for category in Category]
    place = known.index(line.category) if line.category in known else len(known)
    return place, -abs(line.amount), line.name
