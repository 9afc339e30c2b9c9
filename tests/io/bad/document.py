"""A small instance without a fault as text, and the record of one way to break it."""

from pathlib import Path
from typing import NamedTuple

from .expected import Expected

MARK = "§"
"""Stands, in a broken text, before the place where the fault is to be found."""

SCENARIOS = """\
scenarios:
  kind: stages
  drivers:
    - {driver: wages, country: MEX, values: {1: 1.05}, interpolation: linear}
  stages:
    - period: 1
      branches:
        fast: {probability: 0.4, drivers: [{driver: ai_productivity, values: 1.3}]}
        slow: {probability: 0.6}
"""

GOOD = f"""\
# a small instance
name: small
headquarters: HQ
discount_rate: 0.08
horizon: {{start: 2027-01, periods: 4, months: 3}}
areas:
  support:
    workload: {{0: 40, 2: 50}}
    role_mix: {{agent: 0.8, lead: 0.2}}
    min_team: 2
    critical: true
    survival_share: 0.3
    collaboration:
      platform: {{min_overlap: 2, heads_served: 4, unmatched: 900}}
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
    yearly_cost: {{platform: 70000}}
    roles:
      agent: {{yearly_cost: 30000}}
      lead: {{yearly_cost: 50000, hiring_cost: 4000}}
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
    overhead_steps: [{{from_heads: 0, cost: 50000}}, {{from_heads: 50, cost: 90000}}]
  bot:
    vendor: acme
    fee_per_head: [{{from_heads: 0, fee: 9000}}, {{from_heads: 20, fee: 8000}}]
    fee_currency: local
    conversions:
      captive: {{min_age: 6}}
    overrides:
      PL: {{vendor: other, max_heads: null, fee_per_head: 9500}}
{SCENARIOS}policies:
  share: {{kind: capacity_share, per: country, limit: 0.6}}
  survive: {{kind: survive_loss}}
  pin: {{kind: heads, location: MX, at_most: 60, price: 100}}
footprint:
  sites:
    HQ: {{teams: {{support: 40, platform: 20}}}}
    MX:
      operating_model: bot
      age: 12
      teams: {{support: 5}}
  commitments:
    - {{location: PL, operating_model: captive, months_to_start: 3}}
sources:
  ons: {{title: Some survey, year: 2025}}
figures:
  locations.MX.attrition: {{low: 0.1, mid: 0.15, high: 0.2, sources: [ons], basis: estimate}}
"""

FAN = """\
scenarios:
  kind: fan
  known_from: 2
  drivers:
    - {driver: wages, country: MEX, values: 1.05}
  futures:
    fast: {probability: 0.5, drivers: [{driver: workload, values: {2: 0.8}}]}
    slow: {probability: 0.5, drivers: [{driver: workload, values: {3: 1.1}}]}
"""

EXPLICIT = """\
scenarios:
  kind: explicit
  nodes:
    root: {period: 0, probability: 1}
    t1: {period: 1, parent: root, probability: 1}
    t2.a: {period: 2, parent: t1, probability: 0.25}
    t2.b: {period: 2, parent: t1, probability: 0.75, drivers: [{driver: wages, area: support, value: 1.1}]}
    t3.a: {period: 3, parent: t2.a, probability: 0.25}
    t3.b: {period: 3, parent: t2.b, probability: 0.75}
"""

FROZEN = """\
  keep: {kind: freeze, plan: last, periods: 1}
  stay: {kind: change_limit, plan: last, limit: 3}
"""

LAST = """\
reference_plans:
  last:
    decisions: [{node: t00, location: PL, kind: commit, operating_model: captive, start_period: 1}]
    teams: [{node: t00, location: HQ, area: support, heads: 40}, {node: t00, location: HQ, area: platform, heads: 20}]
"""

BASES = {
    "stages": GOOD,
    "fan": GOOD.replace(SCENARIOS, FAN),
    "explicit": GOOD.replace(SCENARIOS, EXPLICIT),
    "frozen": GOOD.replace("footprint:\n", FROZEN + "footprint:\n") + LAST,
}
"""Texts that are broken: the small instance with each form of tree, and with a plan that its policies hold to."""


class Bad(NamedTuple):
    """One kind of bad file: a text of the small instance, with one piece replaced by another."""

    name: str
    """What is wrong, for people."""

    old: str
    """What stands once in the text."""

    new: str
    """What is put there, marked where the fault is to be found."""

    code: str
    """Code of the fault."""

    path: str = ""
    """Keys that lead to the value, as the fault's line says them; empty where the text as such is broken."""

    also: tuple[str, ...] = ()
    """Paths of the faults that follow from it, in the order of the file."""

    base: str = "stages"
    """Which of the texts is broken."""

    def text(self) -> tuple[str, tuple[int, int]]:
        """Return the broken text, and the line and column of the fault."""
        good = BASES[self.base]
        assert good.count(self.old) == 1, f"{self.old!r} does not stand once in the instance"
        return unmarked(good.replace(self.old, self.new))

    def write(self, folder: Path) -> tuple[Path, Expected]:
        """Write the bad file, and return it with its fault."""
        text, (line, column) = self.text()
        path = folder / "bad.yaml"
        path.write_text(text, encoding="utf-8", newline="")
        return path, Expected(self.code, self.path, line, column, self.also)


def unmarked(text: str) -> tuple[str, tuple[int, int]]:
    """Take the mark out of a text and return the line and column where it stood."""
    before, after = text.split(MARK)
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))
