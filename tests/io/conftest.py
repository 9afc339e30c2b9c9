"""A small instance as a file, and ways to break it at a marked place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan_models import Fault

GOOD = """\
# a small instance
name: small
headquarters: HQ
discount_rate: 0.08
horizon: {start: 2027-01, periods: 4, months: 3}
areas:
  support:
    workload: {0: 40, 2: 50}
    role_mix: {agent: 0.8, lead: 0.2}
    min_team: 2
    critical: true
    survival_share: 0.3
    collaboration:
      platform: {min_overlap: 2, heads_served: 4, unmatched: 900}
  platform:
    workload: [20, 20, 22, 24]
    real_time_partner: Europe/Berlin
locations:
  HQ:
    country: USA
    region: NA
    time_zone: America/Chicago
    yearly_cost: 150000
  MX:
    country: MEX
    region: LATAM
    time_zone: America/Mexico_City
    yearly_cost: {platform: 70000}
    roles:
      agent: {yearly_cost: 30000}
      lead: {yearly_cost: 50000, hiring_cost: 4000}
    attrition: 0.15
  PL:
    country: POL
    region: EU
    time_zone: Europe/Warsaw
    yearly_cost: 80000
    hosts: [support, platform]
operating_models:
  captive:
    set_up_cost: 100000
    lead_time: 3
    overhead_steps: [{from_heads: 0, cost: 50000}, {from_heads: 50, cost: 90000}]
  bot:
    vendor: acme
    fee_per_head: [{from_heads: 0, fee: 9000}, {from_heads: 20, fee: 8000}]
    fee_currency: local
    conversions:
      captive: {min_age: 6}
    overrides:
      PL: {vendor: other, max_heads: null, fee_per_head: 9500}
scenarios:
  kind: stages
  drivers:
    - {driver: wages, country: MEX, values: {1: 1.05}, interpolation: linear}
  stages:
    - period: 1
      branches:
        fast: {probability: 0.4, drivers: [{driver: ai_productivity, values: 1.3}]}
        slow: {probability: 0.6}
policies:
  share: {kind: capacity_share, per: country, limit: 0.6}
  survive: {kind: survive_loss}
  pin: {kind: heads, location: MX, at_most: 60, price: 100}
footprint:
  sites:
    HQ: {teams: {support: 40, platform: 20}}
    MX:
      operating_model: bot
      age: 12
      teams: {support: 5}
  commitments:
    - {location: PL, operating_model: captive, months_to_start: 3}
sources:
  ons: {title: Some survey, year: 2025}
figures:
  locations.MX.attrition: {low: 0.1, mid: 0.15, high: 0.2, sources: [ons], basis: estimate}
"""

MARK = "§"


@pytest.fixture
def good() -> str:
    """Text of an instance without a fault or a warning."""
    return GOOD


@pytest.fixture
def good_file(tmp_path: Path) -> Path:
    """The same as a file."""
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def refused() -> Callable[[Any], tuple[Fault, ...]]:
    """Load what cannot be loaded and return its faults."""

    def load(source: Any) -> tuple[Fault, ...]:
        with pytest.raises(InputError) as caught:
            load_instance(source)
        assert caught.value.faults
        return caught.value.faults

    return load


def unmarked(text: str) -> tuple[str, tuple[int, int]]:
    """Take the mark out of a text and return the line and column where it stood."""
    before, after = text.split(MARK)
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., tuple[Path, tuple[int, int]]]:
    """Write the instance with one text replaced by another, marked where the fault is to be found."""

    def write(old: str, new: str, name: str = "bad.yaml") -> tuple[Path, tuple[int, int]]:
        assert GOOD.count(old) == 1, f"{old!r} does not stand once in the instance"
        text, place = unmarked(GOOD.replace(old, new))
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path, place

    return write
