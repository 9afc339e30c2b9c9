"""Cross-checks of magnitudes: what the contract asks of stated numbers holds for them on the scenario tree, too.

No number of an instance is larger than ``LARGEST``. On the tree growth and drivers multiply them; what they come to is
held to the same limit, so that everything can be computed with. What is itself a factor has the limit of factors.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import log10
from typing import NamedTuple

from ..areas import Area
from ..base import LARGEST, LARGEST_FACTOR, for_area
from ..faults import Fault
from ..operating_models import Terms
from ..scenarios import DriverKind
from .case import Case, Check, Path, number, series_values
from .drivers import all_drivers
from .moves import Moves, Subject
from .periods import LONGEST_HORIZON
from .terms import Variant, variants

_ROUNDING = 1e-9
"""Decimal logarithms that differ by less are the same."""

Kinds = frozenset[DriverKind]


class _Number(NamedTuple):
    """A number that growth and drivers multiply, of one record."""

    path: Path
    """Where it is stated."""

    most: float
    """The largest that is stated there."""

    kinds: Kinds
    """Kinds of drivers that multiply it."""

    parts: Iterable[tuple[str, Subject, float]]
    """Its values by what they belong to, in words and as drivers are narrowed; worked out only where they matter."""

    growth: str = ""
    """Field that states its yearly growth; none where empty."""

    rate: float = 0.0
    """Its yearly growth."""

    limit: float = LARGEST
    """Largest value that it may have."""

    @property
    def most_log(self) -> float:
        """Decimal logarithm of the limit, rounding allowed for."""
        return log10(self.limit) + _ROUNDING


class _Reached(NamedTuple):
    """What a number comes to at some time; factors and results as decimal logarithms."""

    result: float
    """The number, growth and drivers applied."""

    moved: float
    """What drivers alone multiply it by."""

    period: int
    """When."""

    what: str
    """The number in words."""


def numbers_on_the_tree(case: Case) -> Iterator[Fault]:
    """Numbers stay within the contract's limit where growth and drivers multiply them."""
    if case.horizon_months > LONGEST_HORIZON:
        return
    in_use = frozenset(scope.driver for _, scope in all_drivers(case.instance.scenarios))
    moves: dict[Kinds, Moves] = {}
    too_far: set[Kinds] = set()
    for each in (each._replace(kinds=each.kinds & in_use) for each in _numbers(case)):
        if each.kinds not in moves:
            moves[each.kinds] = Moves(case, each.kinds)
        drivers = moves[each.kinds]
        grown = max(0.0, _growth(case, each.rate, case.periods - 1))
        if each.kinds in too_far or _log(each.most) + grown + drivers.at_most <= each.most_log:
            continue
        largest = max(_reached(case, each, drivers), key=lambda reached: (reached.result, -reached.period))
        if largest.moved > each.most_log:
            too_far.add(each.kinds)  # one fault for all that these drivers move
            yield _moved_too_far(each, largest)
        elif largest.result > each.most_log:
            yield _too_large(each, largest)


def _log(value: float) -> float:
    """Decimal logarithm of a number, small ones taken as 1: a factor is too large by itself, whatever it multiplies."""
    return log10(max(1.0, value))


def _growth(case: Case, rate: float, period: int) -> float:
    """Decimal logarithm of the growth by the middle of a period."""
    return (case.starts[period] + case.months[period] / 2) / 12 * log10(1 + rate)


def _reached(case: Case, each: _Number, drivers: Moves) -> Iterator[_Reached]:
    for what, subject, value in each.parts:
        for period in range(case.periods):
            moved = drivers.largest(subject, period)
            result = _log(value) + _growth(case, each.rate, period) + moved
            # Rounded, so that equal numbers are equal in whatever order their factors were added up.
            yield _Reached(round(result, 9), moved, period, what)


def _too_large(each: _Number, largest: _Reached) -> Fault:
    causes = [each.growth] * bool(each.rate) + [_drivers_of(each.kinds)] * bool(each.kinds)
    return Fault(
        code="too_large",
        path=each.path,
        message=f"{largest.what} reaches {_magnitude(largest.result)} in period {largest.period}",
        value=_magnitude(largest.result),
        expected=f"at most {each.limit:,.0f} in every period" + (f", with {' and '.join(causes)}" if causes else ""),
    )


def _moved_too_far(each: _Number, largest: _Reached) -> Fault:
    times = f"{_magnitude(largest.moved)} times what is stated"
    return Fault(
        code="too_large",
        path=("scenarios",),
        message=f"{_drivers_of(each.kinds)} make {largest.what} {times} in period {largest.period}",
        value=_magnitude(largest.moved),
        expected=f"at most {each.limit:,.0f} times for all drivers of one thing together",
    )


def _drivers_of(kinds: Kinds) -> str:
    return f"drivers of {' and '.join(sorted(kinds))}"


def _magnitude(log: float) -> str:
    """Return a number by its logarithm for people: in digits while they can be read."""
    return f"{float(f'{10**log:.3g}'):,.0f}" if log < 15 else f"10^{log:.0f}"


def _numbers(case: Case) -> Iterator[_Number]:
    """Yield every number that is multiplied on the tree, all of one kind and record together."""
    yield from _workloads(case)
    for location_id in case.instance.locations:
        yield from _pay(case, location_id)
        yield from _people(case, location_id)
        yield from _premises(case, location_id)
    for model_id in case.instance.operating_models:
        for variant in variants(case, model_id):
            yield from _terms(case, variant)


_Parts = Iterator[tuple[str, Subject, float]]


def _workloads(case: Case) -> Iterator[_Number]:
    for area_id, area in case.instance.areas.items():
        most = max(series_values(area.workload), default=0.0)
        parts = [("the workload", (area_id, None, None, None, None), most)]
        yield _Number(("areas", area_id, "workload"), most, frozenset({DriverKind.WORKLOAD}), parts)


def _at(case: Case, location_id: str, *, area: str | None = None, model: str | None = None) -> Subject:
    location = case.instance.locations[location_id]
    return (area, location_id, location.country, location.region, model)


def _by_area(case: Case, location_id: str, words: str, value_of: Callable[[str, Area], float | None]) -> _Parts:
    for area_id, area in case.instance.areas.items():
        yield f"{words} of {area_id!r}", _at(case, location_id, area=area_id), value_of(area_id, area) or 0.0


def _stated(values: Mapping[str, float], area_id: str, _: Area) -> float | None:
    return for_area(values, area_id)


def _fx(case: Case, location_id: str) -> Kinds:
    """Kinds of drivers of an amount in a location's currency, which in headquarters' country is the home currency."""
    return Kinds() if case.instance.locations[location_id].country == case.home else frozenset({DriverKind.FX})


def _largest(stated: Mapping[str, float]) -> str:
    """Name of the largest of some amounts that are multiplied alike; it stands for all of them."""
    return max(stated, key=lambda name: stated[name])


def _pay(case: Case, location_id: str) -> Iterator[_Number]:
    location = case.instance.locations[location_id]
    stated: dict[str, float] = {}
    for item in ("yearly_cost", "hiring_cost", "severance"):
        roles = [float(getattr(role, item)) for role in location.roles.values()]
        stated[item] = max([0.0, *getattr(location, item).values(), *roles])
    item = _largest(stated)
    yield _Number(
        ("locations", location_id, item),
        stated[item],
        frozenset({DriverKind.WAGES}) | _fx(case, location_id),
        _by_area(case, location_id, item, partial(location.pay, item=item)),
        "wage_growth",
        location.wage_growth,
    )


def _people(case: Case, location_id: str) -> Iterator[_Number]:
    output = _of_people(case, location_id, "productivity", DriverKind.AI_PRODUCTIVITY)
    # Output is against that at headquarters; where one head did far more, parts of a head too small to count would do.
    yield output._replace(limit=LARGEST_FACTOR)
    yield _of_people(case, location_id, "attrition", DriverKind.ATTRITION)
    pool = _of_people(case, location_id, "talent_pool", DriverKind.TALENT_POOL)
    yield pool._replace(growth="talent_pool_growth", rate=case.instance.locations[location_id].talent_pool_growth)


def _of_people(case: Case, location_id: str, item: str, kind: DriverKind) -> _Number:
    values: Mapping[str, float] = getattr(case.instance.locations[location_id], item)
    parts = _by_area(case, location_id, item, partial(_stated, values))
    return _Number(("locations", location_id, item), max([0.0, *values.values()]), frozenset({kind}), parts)


def _premises(case: Case, location_id: str) -> Iterator[_Number]:
    location = case.instance.locations[location_id]
    trips = max(location.trips_per_head, location.trips_per_site)
    for item, words, most in (
        ("seat_rent", "seat_rent", location.seat_rent),
        ("fit_out", "fit_out", location.fit_out),
        ("trip_cost", f"trip_cost for {number(trips)} trips", location.trip_cost * trips),
    ):
        grows = item == "seat_rent"
        yield _Number(
            ("locations", location_id, item),
            most,
            _fx(case, location_id),
            [(words, _at(case, location_id), most)],
            "rent_growth" if grows else "",
            location.rent_growth if grows else 0.0,
        )


def _terms(case: Case, variant: Variant) -> Iterator[_Number]:
    """Yield the amounts and the fees of terms, by whether the locations where they are in force are abroad."""
    terms = variant.terms
    own = frozenset({DriverKind.FEES})
    for fx in dict.fromkeys(_fx(case, each) for each in variant.locations):
        locations = [each for each in variant.locations if _fx(case, each) == fx]
        yield _amount(case, variant, _amounts(terms), locations)._replace(kinds=fx)
        yield _amount(case, variant, _fees(terms), locations)._replace(
            kinds=own | fx if terms.fee_currency == "local" else own, growth="fee_growth", rate=terms.fee_growth
        )


def _amount(case: Case, variant: Variant, stated: Mapping[str, float], locations: Iterable[str]) -> _Number:
    model, item = str(variant.path[1]), _largest(stated)
    parts = [(f"{item} at {each!r}", _at(case, each, model=model), stated[item]) for each in locations]
    return _Number((*variant.path, item), stated[item], Kinds(), parts)


def _amounts(terms: Terms) -> dict[str, float]:
    """Amounts that exchange rates alone multiply."""
    plain = ("set_up_cost", "fixed_cost", "exit_cost", "early_exit_fee", "cancellation_fee")
    arcs = terms.conversions.values()
    return {
        **{item: getattr(terms, item) or 0.0 for item in plain},
        "overhead_steps": max([0.0, *(step.cost for step in terms.overhead_steps)]),
        "conversions": max([0.0, *(max(arc.fixed_fee or 0.0, arc.fee_per_head) for arc in arcs)]),
    }


def _fees(terms: Terms) -> dict[str, float]:
    return {
        "fee_per_head": max([0.0, *(band.fee for band in terms.fee_per_head)]),
        "shortfall_price": terms.shortfall_price or 0.0,
    }


def discounting(case: Case) -> Iterator[Fault]:
    """A negative discount rate does not make late amounts count beyond measure."""
    rate = case.instance.discount_rate
    years = (case.horizon_months + case.instance.terminal_months / 2) / 12
    counts = -years * log10(1 + rate)
    if counts > log10(LARGEST_FACTOR):
        lowest = 10 ** (-log10(LARGEST_FACTOR) / years) - 1
        yield Fault(
            code="too_large",
            path=("discount_rate",),
            message=f"amounts after {number(years)} years would count {_magnitude(counts)} times",
            value=number(rate),
            expected=f"at most {number(LARGEST_FACTOR)} times: a rate of at least {lowest:.4f}",
        )


CHECKS = (
    Check(
        numbers_on_the_tree,
        frozenset({"areas", "headquarters", "horizon", "locations", "operating_models", "scenarios"}),
    ),
    Check(discounting, frozenset({"horizon", "terminal_months"})),
)
"""Checks of this file, in the order in which they run."""
