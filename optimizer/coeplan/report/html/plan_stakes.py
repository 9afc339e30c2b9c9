"""Which inputs matter most: the plan's money that stands on each, times how far it may be off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan.whatif.document import Document
from coeplan.whatif.paths import find, parse_path
from coeplan_models import ANY, Category, Figure

from .plan_subject import Subject
from .plan_use import Use

MOVED: Mapping[str, tuple[Category, ...]] = {
    "yearly_cost": (Category.PAYROLL, Category.MARGIN),
    "wage_growth": (Category.PAYROLL, Category.MARGIN),
    "productivity": (Category.PAYROLL, Category.MARGIN, Category.FEE),
    "fee_per_head": (Category.FEE, Category.SHORTFALL),
    "fee": (Category.FEE, Category.SHORTFALL),
    "margin": (Category.MARGIN,),
    "set_up_cost": (Category.SET_UP,),
    "fixed_cost": (Category.FIXED,),
    "overhead_steps": (Category.OVERHEAD,),
    "cost": (Category.OVERHEAD,),
    "fit_out": (Category.FIT_OUT,),
    "seat_rent": (Category.RENT,),
    "rent_growth": (Category.RENT,),
    "hiring_cost": (Category.HIRING,),
    "attrition": (Category.HIRING,),
    "severance": (Category.SEVERANCE,),
    "exit_cost": (Category.EXIT,),
    "early_exit_fee": (Category.EARLY_EXIT,),
    "cancellation_fee": (Category.CANCELLATION,),
    "trip_cost": (Category.TRAVEL,),
    "trips_per_head": (Category.TRAVEL,),
    "trips_per_site": (Category.TRAVEL,),
    "coordination_cost": (Category.COORDINATION,),
    "workload": (Category.PAYROLL, Category.FEE),
}
"""Categories whose money an input moves, by the last name of its path."""

RATES = frozenset({"wage_growth", "rent_growth"})
"""Inputs that are rates a year: what they may be off by is added, and grows over the horizon."""

_KEY_OF_ALL = re.compile(rf"(?<=\.){re.escape(ANY)}(?=\.|$)")
_POSITION = re.compile(r"\[\d+\]$")


@dataclass(frozen=True)
class Stake:
    """An input with its provenance and what stands on it."""

    path: str
    """Where it stands."""
    figure: Figure
    """Where it comes from."""
    value: float | None
    """What the instance says; None where it states no single number there."""
    at_stake: float | None
    """Money by which the plan's cost would move over the range if nothing were decided anew; None where not known."""


def stakes(subject: Subject) -> tuple[Stake, ...]:
    """Return every figure of an instance that bears on its plan, those with most money at stake first."""
    instance = subject.instance
    if instance is None:
        return ()
    document, use = Document(instance), Use(subject, instance)
    found = [_stake(path, figure, document, use) for path, figure in instance.figures.items() if use.bears(path)]
    return tuple(sorted(found, key=lambda each: -(each.at_stake or 0.0)))


def _stake(path: str, figure: Figure, document: Document, use: Use) -> Stake:
    value = _value(document, path)
    moved = _moved(path)
    if value is None or figure.low is None or figure.high is None or not moved:
        return Stake(path, figure, value, None)
    width = figure.high - figure.low
    rate = path.rpartition(".")[2] in RATES
    factor = width * use.years / 2 if rate else width / abs(value) if value else 0.0
    return Stake(path, figure, value, use.paid(path, moved) * factor * _in_force(path, document, use))


def _moved(path: str) -> tuple[Category, ...]:
    """Return the categories whose money an input moves."""
    parts = [_POSITION.sub("", part) for part in path.split(".") if part != ANY]
    return next((MOVED[part] for part in reversed(parts) if part in MOVED), ())


def _in_force(path: str, document: Document, use: Use) -> float:
    """Return the part of the time in which the band or step of a path holds; 1 for all other paths."""
    holder, _, field = path.rpartition(".")
    if field not in ("fee", "cost") or not holder.endswith("]"):
        return 1.0
    since = _value(document, f"{holder}.from_heads")
    return 1.0 if since is None else use.band_part(path, since)


def _value(document: Document, path: str) -> float | None:
    """Return the number at a figure's path; None where the instance states none there."""
    quoted = _KEY_OF_ALL.sub(f'"{ANY}"', path)
    try:
        places = find(document.root, parse_path(quoted), document.fields)
    except InputError:
        # Catalogues bring figures of what an instance has taken out or says in another way.
        return None
    held = document.value(places[0])
    if isinstance(held, dict) and list(held) == [ANY]:
        held = held[ANY]
    return float(held) if isinstance(held, int | float) and not isinstance(held, bool) else None
