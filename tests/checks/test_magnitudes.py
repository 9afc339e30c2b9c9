"""Numbers that growth and drivers multiply beyond the contract's limit are faults, and nothing else is."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from coeplan.api.tree import export_explicit
from coeplan.planning import Numbers, gather
from coeplan_models import Instance
from coeplan_models.base import LARGEST, LARGEST_FACTOR
from coeplan_models.checks import check_instance

Said = dict[str, Any]
InstanceOf = Callable[[Said], Instance]

PLACES = {"HQ": ("USA", "NA"), "MX": ("MEX", "LATAM"), "PL": ("POL", "EU")}


def small(scenarios: Said | None = None, **changes: Any) -> Said:
    """Return an instance of two areas and three places, all numbers of which are multiplied by something."""
    place: Said = {"time_zone": "UTC", "yearly_cost": 9e4, "hiring_cost": 3e3, "severance": 6e3, "talent_pool": 40}
    place |= {"seat_rent": 5e3, "fit_out": 4e3, "trips_per_head": 2, "trips_per_site": 2, "trip_cost": 1500}
    model: Said = {"vendor": "acme", "set_up_cost": 1e5, "fee_per_head": 9e3, "shortfall_price": 4e3}
    return {
        "name": "small",
        "headquarters": "HQ",
        "horizon": {"start": "2027-01", "periods": 4, "months": 12},
        "areas": {"dev": {"workload": 3}, "support": {"workload": 3}},
        "locations": {key: place | {"country": of, "region": region} for key, (of, region) in PLACES.items()},
        "operating_models": {"bot": model, "local": model | {"fee_currency": "local"}},
        "scenarios": scenarios or {"kind": "deterministic"},
    } | changes


def at_mexico(scenarios: Said | None = None, **fields: Any) -> Said:
    said = small(scenarios, horizon={"start": "2027-01", "periods": 10, "months": 120})
    said["locations"]["MX"] |= fields
    return said


def deterministic(*drivers: Said) -> Said:
    return {"kind": "deterministic", "drivers": [*drivers]}


def wages(values: Any, **scope: str) -> Said:
    return {"driver": "wages", "values": values, **scope}


def fx(values: Any, **scope: str) -> Said:
    return {"driver": "fx", "values": values, **scope}


def fan(*futures: Said) -> Said:
    shares = {f"f{number}": {"probability": 1 / len(futures), "drivers": [each]} for number, each in enumerate(futures)}
    return {"kind": "fan", "known_from": 1, "futures": shares}


def stages(*branches: Said, periods: tuple[int, ...] = (1, 2)) -> Said:
    named = {
        f"b{number}": {"probability": 1 / len(branches), "drivers": [each]} for number, each in enumerate(branches)
    }
    return {"kind": "stages", "stages": [{"period": period, "branches": named} for period in periods]}


def explicit(*drivers: Said) -> Said:
    """Return a tree of four periods that parts into one leaf for each driver."""
    nodes: Said = {"n0": {"period": 0, "probability": 1}}
    for period in (1, 2):
        nodes[f"n{period}"] = {"period": period, "probability": 1, "parent": f"n{period - 1}"}
    for number, driver in enumerate(drivers):
        share = {"period": 3, "probability": 1 / len(drivers), "parent": "n2", "drivers": [driver]}
        nodes[f"n3.{number}"] = share
    return {"kind": "explicit", "nodes": nodes}


FITTING: dict[str, Said] = {
    "nothing moves": small(),
    "growth that exchange rates make up for": at_mexico(
        deterministic(fx({str(period): 0.1 ** (2 * period) for period in range(10)})), wage_growth=0.6
    ),
    "places whose money is worth little": small(deterministic(*(fx(1e6, location=key) for key in ("MX", "PL")))),
    "rates that nobody pays at home": small(deterministic(fx(1e6), fx(1e6, region="NA"))),
    "areas, each with a driver": small(deterministic(*(wages(1e6, area=key) for key in ("dev", "support")))),
    "futures, each with a driver": small(fan(*[wages({"1": 1e6})] * 3)),
    "branches of one stage": small(stages(*[wages(1e6)] * 3, periods=(1,))),
    "leaves, each with a driver": small(explicit(*({"driver": kind, "value": 1e6} for kind in ("wages", "fx", "fx")))),
    "a scope without place": small(deterministic(wages(1e6, location="MX"), wages(1e6, country="POL"))),
    "work that falls": small(deterministic({"driver": "workload", "values": 0})),
    "a rate of discount just above the lowest": small(discount_rate=-0.968),
    "a horizon that is far too long": small(horizon={"start": "2027-01", "periods": 480, "months": 120}),
}


@pytest.mark.parametrize("name", FITTING)
def test_what_stays_within_the_limit_is_no_fault(name: str, instance_of: InstanceOf) -> None:
    assert "too_large" not in {fault.code for fault in check_instance(instance_of(FITTING[name]))}


def with_fields(where: str, key: str, scenarios: Said | None = None, **fields: Any) -> Said:
    said = small(scenarios)
    said[where][key] |= fields
    return said


TREE = ("scenarios",)

TOO_LARGE: dict[str, tuple[Said, tuple[str, ...], str]] = {
    "pay": (
        at_mexico(wage_growth=2),
        ("locations", "MX", "yearly_cost"),
        "yearly_cost of 'dev' reaches 10^50 in period 9; expected at most 1,000,000,000,000 in every period, "
        "with wage_growth",
    ),
    "rent": (at_mexico(rent_growth=1), ("locations", "MX", "seat_rent"), "seat_rent reaches 10^32 in period 9"),
    "pools": (at_mexico(talent_pool_growth=1), ("locations", "MX", "talent_pool"), "reaches 10^30 in period 9"),
    "trips": (
        with_fields("locations", "PL", trips_per_head=2e6, trip_cost=1e7),
        ("locations", "PL", "trip_cost"),
        "trip_cost for 2,000,000 trips reaches 20,000,000,000,000 in period 0",
    ),
    "set-up": (
        with_fields("operating_models", "bot", deterministic(fx(1e3, country="MEX")), set_up_cost=1e11),
        ("operating_models", "bot", "set_up_cost"),
        "set_up_cost at 'MX' reaches 100,000,000,000,000 in period 0; expected at most 1,000,000,000,000 in every "
        "period, with drivers of fx",
    ),
    "fees in local money": (
        with_fields("operating_models", "local", deterministic(fx([1, 1, 1e5, 1])), fee_per_head=1e8, fee_growth=1),
        ("operating_models", "local", "fee_per_head"),
        "fee_per_head at 'MX' reaches 56,600,000,000,000 in period 2; expected at most 1,000,000,000,000 in every "
        "period, with fee_growth and drivers of fx",
    ),
    "terms of one place": (
        with_fields("operating_models", "bot", deterministic(fx(1e3)), overrides={"PL": {"exit_cost": 1e10}}),
        ("operating_models", "bot", "overrides", "PL", "exit_cost"),
        "exit_cost at 'PL' reaches 10,000,000,000,000 in period 0",
    ),
    "work": (
        with_fields("areas", "dev", deterministic({"driver": "workload", "values": 1e3, "area": "dev"}), workload=1e10),
        ("areas", "dev", "workload"),
        "the workload reaches 10,000,000,000,000 in period 0",
    ),
    "output": (
        with_fields("locations", "MX", deterministic({"driver": "ai_productivity", "values": 1e3}), productivity=1e4),
        ("locations", "MX", "productivity"),
        "productivity of 'dev' reaches 10,000,000 in period 0; expected at most 1,000,000 in every period",
    ),
    "many drivers": (
        small(deterministic(*[wages(1e6)] * 60)),
        TREE,
        "drivers of wages make yearly_cost of 'dev' 10^360 times what is stated in period 0; expected at most "
        "1,000,000,000,000 times for all drivers of one thing together",
    ),
    "drivers of what is nothing": (
        with_fields("locations", "MX", deterministic(*[{"driver": "attrition", "values": 1e6}] * 3), attrition=0),
        TREE,
        "drivers of attrition make attrition of 'dev' 10^18 times what is stated",
    ),
    "stages": (small(stages(*[wages(1e6)] * 2, periods=(1, 2, 3))), TREE, "10^18 times what is stated in period 3"),
    "a future": (
        small(fan(*[wages({"2": 1e6})] * 3) | {"drivers": [wages(1e6), wages(1e6, location="HQ")]}),
        TREE,
        "drivers of wages make yearly_cost of 'dev' 10^18 times what is stated in period 2",
    ),
    "discounting": (
        small(discount_rate=-0.969),
        ("discount_rate",),
        "amounts after 4 years would count 1,080,000 times; expected at most 1,000,000 times: a rate of at least "
        "-0.9684",
    ),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_goes_beyond_the_limit_is_one_fault(name: str, instance_of: InstanceOf) -> None:
    said, path, text = TOO_LARGE[name]
    (fault,) = [fault for fault in check_instance(instance_of(said)) if fault.severity == "fault"]
    assert (fault.code, fault.path) == ("too_large", path)
    assert text in str(fault)


SCOPES = ({}, {}, {"location": "MX"}, {"location": "PL"}, {"country": "MEX"}, {"region": "EU"})
KINDS = {
    "wages": (*SCOPES, {"area": "dev"}, {"area": "dev", "location": "PL"}),
    "fx": SCOPES,
    "fees": (*SCOPES, {"operating_model": "bot"}),
    "ai_productivity": (*SCOPES, {"area": "support"}),
    "talent_pool": (*SCOPES, {"area": "support", "country": "MEX"}),
    "workload": ({}, {"area": "dev"}),
}


def some_drivers(chance: Random) -> list[Said]:
    """Return drivers of one or two kinds, neutral before period 1; two or three large ones overstep the limit."""
    kinds = chance.sample(sorted(KINDS), 2)
    return [
        {
            "driver": (kind := chance.choice(kinds)),
            "values": {str(period): 10 ** chance.uniform(-3, 6) for period in chance.sample((1, 2, 3), 2)},
            "interpolation": chance.choice(("hold", "linear")),
            **chance.choice(KINDS[kind]),
        }
        for _ in range(chance.randrange(4))
    ]


def some_scenarios(chance: Random) -> Said:
    form = chance.choice(("deterministic", "fan", "stages"))
    said: Said = {"kind": form, "drivers": some_drivers(chance)}
    if form == "fan":
        futures = {name: {"probability": 0.5, "drivers": some_drivers(chance)} for name in ("a", "b")}
        return said | {"known_from": 1, "futures": futures}
    if form == "stages":
        branches = [
            {name: {"probability": 0.5, "drivers": some_drivers(chance)} for name in ("a", "b")} for _ in (1, 2)
        ]
        return said | {"stages": [{"period": period + 1, "branches": each} for period, each in enumerate(branches)]}
    return said


def multiplied(numbers: Numbers) -> Iterator[float]:
    """Yield every number that growth and drivers have multiplied, by year where it is one of a year."""
    rates = numbers.rates
    years = [numbers.calendar.months[period] / 12 for period in numbers.tree.period]
    for yearly in (rates.payroll, rates.rent, rates.head_travel, rates.site_travel, rates.fixed):
        yield from (amount / years[key[0]] for key, amount in yearly.items())
    for key, bands in rates.fee.items():
        yield from (amount / years[key[0]] for band in bands for amount in (band.price, band.shortfall))
    # The limit of output is that of factors.
    yield from (output * LARGEST / LARGEST_FACTOR for output in numbers.places.efficiency.values())
    for once in (rates.hiring, rates.severance, rates.fit_out, rates.set_up, rates.cancellation, rates.exit):
        yield from once.values()
    yield from (*numbers.workload.values(), *numbers.people.pool.values())


def some_instance(seed: int) -> Said:
    chance = Random(seed)
    said = small(some_scenarios(chance))
    for place in said["locations"].values():
        growth = {name: chance.uniform(-0.5, 4) for name in ("wage_growth", "rent_growth", "talent_pool_growth")}
        place |= growth | {"productivity": 10 ** chance.uniform(0, 3)}
    return said


SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_gathering_comes_to_the_same_numbers(seed: int, instance_of: InstanceOf) -> None:
    instance = instance_of(some_instance(seed))
    expected = max(multiplied(gather(instance))) > LARGEST
    for form in (instance, export_explicit(instance)):
        assert ("too_large" in {fault.code for fault in check_instance(form)}) == expected


def test_some_are_too_large_and_some_are_not(instance_of: InstanceOf) -> None:
    verdicts = [any(f.code == "too_large" for f in check_instance(instance_of(some_instance(seed)))) for seed in SEEDS]
    assert 10 <= sum(verdicts) <= 30
