"""What the cross-checks share: an instance with what they look up often, and the wording of faults."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import accumulate
from typing import NamedTuple

from ..base import Record
from ..faults import Fault, shortened
from ..instance import Instance
from ..locations import Location
from ..operating_models import HEADQUARTERS_MODEL, OperatingModel
from ..series import PeriodSeries

Path = tuple[str | int, ...]
"""Keys that lead to a value of the instance."""

SUM_TOLERANCE = 1e-6
"""Shares and probabilities sum to what they should within this."""

MONTH_TOLERANCE = 1e-9
"""Comparisons of months allow for this."""

_MOST_COMPARISONS = 300_000
"""Names compared, in one run of the checks, to find those that look alike; beyond it none are offered."""

_MOST_LISTED = 8
"""Known names are listed as what was expected only where they are at most so many."""


class Case:
    """One instance under examination, and what several checks need to know about it.

    Attributes
    ----------
    instance : Instance
        The instance.
    periods : int
        Number of periods.
    months : tuple of int
        Length of each period in months, shape (periods,). A list of wrong length (a fault of its own) is cut, or
        continued with its last entry, so that the other checks can run.
    starts : tuple of int
        Months from the horizon's start to the start of each period, shape (periods,).
    horizon_months : int
        Length of the horizon.
    countries, regions, vendors : frozenset of str
        Names in use.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.periods = instance.horizon.periods
        stated = instance.horizon.period_months or (1,)
        self.months = tuple(stated[min(period, len(stated) - 1)] for period in range(self.periods))
        self.starts = tuple(accumulate(self.months[:-1], initial=0))
        self.horizon_months = sum(self.months)
        self.countries = frozenset(location.country for location in instance.locations.values())
        self.regions = frozenset(location.region for location in instance.locations.values() if location.region)
        self.vendors = frozenset(_vendors(instance))
        self._comparisons = 0

    @property
    def sites(self) -> Iterator[tuple[str, Location]]:
        """Identifier and data of every location but headquarters."""
        return ((key, place) for key, place in self.instance.locations.items() if key != self.instance.headquarters)

    @property
    def home(self) -> str | None:
        """Country of headquarters; ``None`` where headquarters is not known."""
        location = self.instance.locations.get(self.instance.headquarters)
        return None if location is None else location.country

    def first_period(self, months: float) -> int | None:
        """Return the first period that starts at least so many months after the horizon's start."""
        found = (period for period, start in enumerate(self.starts) if start >= months - MONTH_TOLERANCE)
        return next(found, None)

    def nearest(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return up to three known names that look like ``name``, capitals ignored, the likest first."""
        self._comparisons += len(known)
        if self._comparisons > _MOST_COMPARISONS:
            return ()
        folded = {item.casefold(): item for item in known}
        return tuple(folded[item] for item in get_close_matches(name[:100].casefold(), folded, n=3))

    def unknown(self, what: str, path: Path, name: str, known: Collection[str]) -> Fault:
        """Return the fault of a name that stands for nothing; ``what`` is its kind, in singular."""
        few = 0 < len(known) <= _MOST_LISTED
        return Fault(
            code=f"unknown_{what.replace(' ', '_')}",
            path=path,
            message=f"there is no {what} {shortened(name)!r}",
            value=shortened(name),
            expected=f"one of {listed(sorted(known))}" if few else f"a known {what}",
            nearest=self.nearest(name, known),
        )


class Check(NamedTuple):
    """One cross-check.

    ``reads`` names the parts of the instance whose values, beyond the names in them, the check reads although it
    finds faults elsewhere. Where such a part breaks the contract the check has to wait.
    """

    run: Callable[[Case], Iterable[Fault]]
    reads: frozenset[str] = frozenset()


def _vendors(instance: Instance) -> Iterator[str]:
    for model in instance.operating_models.values():
        for _, terms in stated_terms(model):
            vendor = getattr(terms, "vendor", None)
            if vendor is not None:
                yield vendor


def stated_terms(model: OperatingModel) -> Iterator[tuple[Path, Record]]:
    """Yield the model, then each of its overrides, with the keys that lead there from the model."""
    yield (), model
    for field in ("country_overrides", "overrides"):
        overrides: Mapping[str, Record] = getattr(model, field)
        for key, override in overrides.items():
            yield (field, key), override


def unknown_model(case: Case, path: Path, name: str) -> Fault:
    """Return the fault of an operating model that cannot be named here: unknown, or the reserved one."""
    if name != HEADQUARTERS_MODEL:
        return case.unknown("operating model", path, name, case.instance.operating_models)
    return Fault(
        code="reserved_operating_model",
        path=path,
        message=f"{name!r} is the built-in model of headquarters and cannot be named here",
        value=name,
        expected="an operating model of the instance",
    )


def listed(names: Collection[str], most: int = _MOST_LISTED) -> str:
    """Return names as ``a, b and 3 more``."""
    shown = [shortened(name) for name in list(names)[:most]]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def series_values(series: PeriodSeries) -> tuple[float, ...]:
    """Return all numbers of a series, each once, without their periods."""
    if isinstance(series, int | float):
        return (series,)
    return series if isinstance(series, tuple) else tuple(series.values())


def number(value: float) -> str:
    """Return a number for people: 1000000 as ``1,000,000``, without needless zeros."""
    return f"{value:,.10g}"
