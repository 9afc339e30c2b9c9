"""How the change of a number is said: what it is called, from what to what, and by how much."""

from collections.abc import Iterator

from coeplan.io.tree import Path
from coeplan.plans.plan_tree import month_index, month_name, period_label
from coeplan_models import Instance, value_at

from .rules import MONEY, PER_CENT, Dial, counted

_CALLED = {
    "at_least": "least heads",
    "at_most": "most heads",
    "periods": "frozen periods",
    "min_team": "smallest team",
    "overlap_floor": "least overlap",
    "min_overlap": "least overlap",
    "heads_served": "heads served by one head",
    "hires_per_year": "hires a year",
    "remaining_lock_in": "remaining lock-in",
    "lock_in": "lock-in",
    "min_age": "least age",
    "min_heads": "least heads",
    "max_heads": "most heads",
}
"""What fields are called where their own name, without its underscores, would not do."""

_DATES = ("first_period", "earliest_move")
"""Fields whose numbers are periods of the horizon."""

_OWNERS = {"policies": "policy", "areas": "area", "locations": "location", "operating_models": "operating model"}


def dial_words(dial: Dial, after: float, instance: Instance) -> str:
    """Return the change of a number in a sentence that names what has it, both values and the difference.

    Parameters
    ----------
    dial : Dial
        The number.
    after : float
        What it becomes.
    instance : Instance
        The instance, for its currency, periods and workloads.
    """
    if "max_share" in (dial.path[-1], dial.key):
        return _undone(dial, after, instance)
    before, new = (dial_number(each, dial, instance) for each in (dial.value, after))
    return f"{_verb(dial, after)} {_called(dial.path)} from {before} to {new} (by {_difference(dial, after, instance)})"


def period_name(period: int, instance: Instance) -> str:
    """Return the number of a period with what a calendar calls it, such as ``period 3 (2027-Q4)``."""
    return f"period {period} ({period_called(period, instance)})"


def period_called(period: int, instance: Instance) -> str:
    """Return what a calendar calls a period, such as ``2027-Q4``."""
    months = instance.horizon.period_months
    return period_label(month_name(month_index(instance.horizon.start) + sum(months[:period])), months[period])


def _verb(dial: Dial, after: float) -> str:
    looser = ("put off", "bring forward") if dial.path[-1] in _DATES else ("raise", "lower")
    return looser[0] if after > dial.value else looser[1]


def _undone(dial: Dial, after: float, instance: Instance) -> str:
    """Say what share of an area's work may be let go, and what that is in FTE where there is most of it."""
    area = str(dial.path[1])
    peak = max(_workload(instance, area), default=0.0)
    now = "none" if dial.value == 0 else f"{100 * dial.value:.10g} %"
    return (
        f"let up to {100 * after:.10g} % of the work of {area} stay undone, now {now} "
        f"(at most {peak * after:,.1f} of {peak:,.1f} FTE)"
    )


def _workload(instance: Instance, area: str) -> Iterator[float]:
    """Yield the workload of an area in every period, before any driver."""
    for period in range(instance.horizon.periods):
        yield value_at(instance.areas[area].workload, period, before=0.0)


def _called(path: Path) -> str:
    """Return what a number is called, with its owner."""
    if "talent_pool" in path:
        who = "each area without a pool of its own" if path[-1] == "*" else path[-1]
        return f"the talent pool of {who} at {path[1]}"
    if "inherited_lock_ins" in path:
        return f"the lock-in inherited from {path[-1]} of the site at {path[2]}"
    field = str(path[-1])
    return f"the {_CALLED.get(field, field.replace('_', ' '))} of {_owner(path)}"


def _owner(path: Path) -> str:
    kind, name = path[:2]
    if kind == "footprint":
        return f"the site at {path[2]}"
    owner = f"{_OWNERS[str(kind)]} {name}"
    for key, link in (("country_overrides", " in "), ("overrides", " at "), ("conversions", " before it becomes ")):
        if key in path:
            owner += f"{link}{path[path.index(key) + 1]}"
    return f"{owner} with {path[3]}" if "collaboration" in path else owner


def dial_number(number: float, dial: Dial, instance: Instance) -> str:
    """Return what a number could be, with its unit; where it is a period, with what the calendar calls it."""
    if dial.path[-1] in _DATES:
        return period_name(round(number), instance)
    if dial.unit == PER_CENT:
        return f"{100 * number:.10g} %"
    if dial.unit == MONEY:
        return f"{instance.currency} {number:,.10g}"
    return counted(number, dial.unit)


def _difference(dial: Dial, after: float, instance: Instance) -> str:
    """Return by how much a number changes; what is counted in periods of the horizon in months."""
    change = round(abs(after - dial.value), 10)
    if dial.unit == PER_CENT:
        return f"{100 * change:.10g} percentage points"
    if dial.unit == MONEY:
        return f"{instance.currency} {change:,.10g}"
    if dial.unit != "periods" or dial.path[-1] == "handover":
        return f"{change:,.10g}"
    low, high = sorted((round(dial.value), round(after)))
    return f"{sum(instance.horizon.period_months[low:high])} months"
