"""The worked study of `three-hundred-seats`: its study file, and from its results the table and figure of the docs.

Run ``python docs/make_three_hundred_seats.py study`` after a change of the example, then
``coeplan study run instances/studies/three-hundred-seats.yaml --out out/three-hundred-seats``, then
``python docs/make_three_hundred_seats.py page out/three-hundred-seats``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import coeplan
from coeplan.io import write_document
from coeplan_models import Driver, Fan

EXAMPLE = "three-hundred-seats"
SPREADS = (0.0, 0.5, 1.0, 2.0)
"""Widths of the futures, as multiples of today's."""
LIMITS = {"gap": 0.003, "work": 40}

LARGE = (
    "never model as_a_service",
    "never model bot",
    "never MX_MTY",
    "policies.no_giant.enabled = false",
)
"""One place under a captive. The policy against giants goes, for a giant is what is asked about."""

PREFIX = "both_"
"""How the levels of the futures' spread are called: both ways around the mean, in per cent of today's."""

MARKETS = {
    "as_stated": ((), ("keep heads at IN_HYD 150.. from 6", "keep heads at IN_HYD 270.. from 10")),
    "fast": (("locations.IN_HYD.hires_per_year = 300",), ("keep heads at IN_HYD 270.. from 6",)),
}
"""What Hyderabad's labour market gives, and how fast a centre of 270 can fill in it."""


def main() -> None:
    """Do what the first argument says."""
    if sys.argv[1:2] == ["study"]:
        write_document(study(), Path("instances", "studies", f"{EXAMPLE}.yaml"))
    elif sys.argv[1:2] == ["page"] and len(sys.argv) == 3:
        from three_hundred_seats_page import write_page

        write_page(Path(sys.argv[2]))
    else:
        sys.exit(__doc__)


def study() -> dict[str, object]:
    """Return the study: every width of the futures, in two labour markets, under four ways to build."""
    fan = coeplan.load(EXAMPLE).scenarios
    assert isinstance(fan, Fan)
    futures = {f"{PREFIX}{100 * spread:03.0f}": [*drawn_apart(fan, spread)] for spread in SPREADS}
    centres = {f"held_{name}": [*market, *LARGE, *held] for name, (market, held) in MARKETS.items()}
    centres |= {f"own_{name}": [*market, *LARGE] for name, (market, _) in MARKETS.items()}
    centres |= {
        f"service_{name}": [*market, "never model captive", "never model bot"] for name, (market, _) in MARKETS.items()
    }
    centres |= {f"free_{name}": [*market] for name, (market, _) in MARKETS.items()}
    return {
        "name": EXAMPLE,
        "title": "At which spread of AI productivity does the small flexible centre beat the large one?",
        "description": "Written by docs/make_three_hundred_seats.py; docs/three-hundred-seats.md says what it shows.",
        "instance": EXAMPLE,
        "limits": LIMITS,
        "cases": {"kind": "grid", "axes": {"futures": futures, "centre": centres}},
    }


def drawn_apart(fan: Fan, spread: float) -> Iterator[str]:
    """Yield edits that draw all futures apart around their mean, or together: the mean of each period stays."""
    drivers = {name: future.drivers for name, future in fan.futures.items()}
    shared = len(drivers["steady"])
    for place in range(shared):
        for period in _values(drivers["steady"][place]):
            mean = sum(fan.futures[name].probability * _values(own[place])[period] for name, own in drivers.items())
            for name, own in drivers.items():
                value = _values(own[place])[period]
                moved = round(mean + spread * (value - mean), 9)
                if moved != value:
                    yield f"scenarios.futures.{name}.drivers[{place}].values.{period} = {moved}"
    if spread == 1:
        return
    workload, chance = drivers["leap"][shared], fan.futures["leap"].probability
    for name in drivers:
        share = (1.0 if name == "leap" else 0.0) - chance
        values = {
            period: round(1 + (value - 1) * (chance + spread * share), 9) for period, value in _values(workload).items()
        }
        stated = workload.model_dump(mode="json", exclude_none=True) | {"values": values}
        yield f"{'' if name == 'leap' else 'add '}scenarios.futures.{name}.drivers[{shared}] = {json.dumps(stated)}"


def _values(driver: Driver) -> dict[int, float]:
    """Return the values of a driver by period; those of the example all are written so."""
    assert isinstance(driver.values, dict)
    return driver.values


if __name__ == "__main__":
    main()
