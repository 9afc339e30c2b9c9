"""Small random cases, written out as files in either format, and their optima by trying everything."""

import csv
import itertools
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path

from benchmarks.published import FacilityCase
from hypothesis import strategies as st

DATA = Path(__file__).parents[2] / "benchmarks" / "published" / "data"

GAPS = st.sampled_from([" ", "   ", "\t", "\n", "\n ", " \r\n", "\n\n"])
"""White space that may stand between two numbers."""

AMOUNTS = st.one_of(st.integers(0, 2000).map(float), st.floats(0, 1e6, allow_subnormal=False))


def optima() -> dict[str, float]:
    """The published optimum of every case at hand, by its file."""
    with (DATA / "optima.csv").open(encoding="utf-8") as lines:
        return {row["file"]: float(row["optimum"]) for row in csv.DictReader(lines)}


# -- random cases ---------------------------------------------------------------------------------------------------


@st.composite
def any_numbers(draw: st.DrawFn, *, single_source: bool) -> FacilityCase:
    """Cases whose numbers are of every kind, for reading; a customer without demand costs nothing."""
    facilities, customers = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    demands = draw(numbers(customers))
    costs = [draw(numbers(facilities)) if demand else (0.0,) * facilities for demand in demands]
    capacities, fixed_costs = draw(numbers(facilities)), draw(numbers(facilities))
    return FacilityCase("case", capacities, fixed_costs, demands, tuple(costs), single_source)


def numbers(count: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(*[AMOUNTS] * count)


@st.composite
def small_cases(draw: st.DrawFn, *, single_source: bool) -> FacilityCase:
    """Cases small enough to try everything: demands and capacities are whole multiples of one unit."""
    facilities, customers = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    unit = draw(st.sampled_from([1.0, 0.5, 2.75, 40.0]))

    def several(count: int, largest: int) -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(0, largest)] * count))

    demands = several(customers, 5)
    costs = [several(facilities, 90) if demand else (0,) * facilities for demand in demands]
    return FacilityCase(
        name="case",
        capacities=tuple(unit * each for each in several(facilities, 9)),
        fixed_costs=tuple(float(each) for each in several(facilities, 120)),
        demands=tuple(unit * each for each in demands),
        costs=tuple(tuple(float(each) for each in row) for row in costs),
        single_source=single_source,
    )


# -- optimum by trying everything -----------------------------------------------------------------------------------


def least_cost(case: FacilityCase) -> float | None:
    """The optimum of a small case; None where there is no solution.

    Demands and capacities are multiples of one unit, so some optimum of divisible demand serves whole units as well
    (the transportation problem is totally unimodular).
    """
    unit = min((each for each in (*case.demands, *case.capacities) if each), default=1.0)
    unit = next(unit / parts for parts in range(1, 10) if all_multiples(case, unit / parts))
    ways = [list(servings(case, customer, unit)) for customer in range(len(case.demands))]
    best = min((cost_of(case, served) for served in itertools.product(*ways)), default=inf)
    return None if best == inf else best


def all_multiples(case: FacilityCase, unit: float) -> bool:
    return all(abs(each / unit - round(each / unit)) < 1e-9 for each in (*case.demands, *case.capacities))


def servings(case: FacilityCase, customer: int, unit: float) -> Iterator[tuple[float, ...]]:
    """Every way to serve a customer: how much comes from each facility."""
    facilities, units = len(case.capacities), round(case.demands[customer] / unit)
    if case.single_source and units:
        yield from (tuple(units * unit * (place == each) for each in range(facilities)) for place in range(facilities))
        return
    for parts in itertools.product(range(units + 1), repeat=facilities):
        if sum(parts) == units:
            yield tuple(unit * part for part in parts)


def cost_of(case: FacilityCase, served: Sequence[Sequence[float]]) -> float:
    """Cost of a way to serve everybody; infinite where a facility serves more than it can."""
    cost = 0.0
    for facility, (capacity, fixed) in enumerate(zip(case.capacities, case.fixed_costs, strict=True)):
        load = sum(each[facility] for each in served)
        if load > capacity + 1e-9:
            return inf
        cost += fixed if load else 0.0
    for demand, costs, parts in zip(case.demands, case.costs, served, strict=True):
        cost += sum(price * part / demand for price, part in zip(costs, parts, strict=True)) if demand else 0.0
    return cost


# -- files ----------------------------------------------------------------------------------------------------------


def records(case: FacilityCase) -> list[list[float]]:
    """The numbers of a file, record by record."""
    head = [[len(case.capacities), len(case.demands)], *map(list, zip(case.capacities, case.fixed_costs, strict=True))]
    if case.single_source:
        return [*head, list(case.demands), *map(list, zip(*case.costs, strict=True))]
    return [*head, *([demand, *costs] for demand, costs in zip(case.demands, case.costs, strict=True))]


def wrapped(case: FacilityCase, width: int) -> str:
    """A file as they are published: records begin a line, and long ones go on after ``width`` numbers.

    In the OR-Library a demand has a line of its own.
    """
    lines: list[list[float]] = []
    for number, record in enumerate(records(case)):
        alone = not case.single_source and number > len(case.capacities)
        first, rest = (record[:1], record[1:]) if alone else ([], record)
        lines += [each for each in (first, *(rest[at : at + width] for at in range(0, len(rest), width))) if each]
    return "".join(f" {' '.join(map(repr, line))} \n" for line in lines)


@st.composite
def scattered(draw: st.DrawFn, case: FacilityCase) -> str:
    """The same numbers, each written in some way, with any white space between them."""
    words = [draw(spelt(number)) for record in records(case) for number in record]
    return "".join(word + draw(GAPS) for word in words)


def spelt(number: float) -> st.SearchStrategy[str]:
    """A number in any of the ways in which files write one."""
    ways = [repr(float(number)), f"{number:.17e}", f"+{number!r}"]
    if float(number).is_integer():
        ways += [f"{number:.0f}", f"{number:.0f}.", f"{number:.0f}.000", f"{number:.0f}.e0", f"{number:.0f}E+00"]
    return st.sampled_from(ways)
