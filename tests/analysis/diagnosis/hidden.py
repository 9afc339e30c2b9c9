"""Conflicts hidden in realistic data, by seed: which rules are planted, and in which instance."""

import random
from dataclasses import dataclass

from coeplan.api.load import load
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import Instance

SMALL = {
    "name": "small",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 3, "months": 6},
    "areas": {
        "dev": {"workload": 9},
        "ops": {
            "workload": {0: 4, 2: 5},
            "min_team": 2,
            "overlap_floor": 2,
            "unmet": {"price": 90000, "max_share": 0.1},
        },
    },
    "locations": {
        "AUS": {
            "country": "USA",
            "time_zone": "America/Chicago",
            "yearly_cost": 160000,
            "talent_pool": 20,
            "attrition": 0.1,
        },
        "GDL": {
            "country": "MEX",
            "time_zone": "America/Mexico_City",
            "yearly_cost": 50000,
            "talent_pool": {"dev": 12, "ops": 9},
            "hires_per_year": 20,
            "fit_out": 5000,
        },
        "BLR": {
            "country": "IND",
            "time_zone": "Asia/Kolkata",
            "shift_hours": 4,
            "yearly_cost": 30000,
            "talent_pool": 15,
            "ramp_up": 3,
        },
    },
    "operating_models": {
        "aas": {"vendor": "acme", "fee_per_head": 12000, "seats_included": True, "lead_time": 3, "set_up_cost": 10000},
        "diy": {"set_up_cost": 200000, "lead_time": 6, "lock_in": 12, "min_heads": 2, "fixed_cost": 50000},
    },
    "scenarios": {
        "kind": "fan",
        "known_from": 1,
        "futures": {
            "slow": {"probability": 0.5},
            "fast": {
                "probability": 0.5,
                "drivers": [{"driver": "ai_productivity", "values": {1: 1.3}}],
            },
        },
    },
    "policies": {
        "half": {"kind": "capacity_share", "per": "country", "limit": 0.6},
        "two": {"kind": "start_limit", "limit": 2},
    },
}
"""Two futures, three periods, three places: small enough to try hundreds of sets of rules."""


@dataclass(frozen=True)
class Hidden:
    """An instance with conflicts that are known.

    Attributes
    ----------
    instance : Instance
        The instance; it passes every check.
    planted : tuple of tuple of str
        Beginnings of paths of the rules of each conflict that was hidden; more rules may belong to it.
    """

    instance: Instance
    planted: tuple[tuple[str, ...], ...]


def must_and_forbid(rng, _instance, place, tag):
    first = rng.randint(1, 2)
    return [
        f"add policies.must{tag} = {{kind: must_operate, location: {place}, first_period: {first}}}",
        f"add policies.never{tag} = {{kind: forbid, location: {place}}}",
    ], (f"policies.must{tag}", f"policies.never{tag}")


def heads_and_share(rng, _instance, place, tag):
    least = rng.randint(3, 5)
    return [
        f"add policies.least{tag} = {{kind: heads, location: {place}, at_least: {least}, first_period: 2}}",
        f"add policies.share{tag} = {{kind: capacity_share, per: location, names: [{place}], limit: 0.001}}",
    ], (f"policies.least{tag}", f"policies.share{tag}")


def capital_and_set_up(rng, _instance, place, tag):
    limit = rng.randint(1, 9)
    return [
        f"add policies.open{tag} = {{kind: must_operate, location: {place}, first_period: 2}}",
        f"add policies.capital{tag} = {{kind: capital_limit, limit: {limit}}}",
    ], (f"policies.open{tag}", f"policies.capital{tag}")


def no_site_and_must(_rng, _instance, place, tag):
    return [
        f"add policies.must{tag} = {{kind: must_operate, location: {place}, first_period: 2}}",
        f"add policies.none{tag} = {{kind: count_limit, of: sites, limit: 0}}",
    ], (f"policies.must{tag}", f"policies.none{tag}")


def team_and_heads(rng, instance, place, tag):
    area = rng.choice(hosted(instance, place))
    return [
        f"add policies.few{tag} = "
        f"{{kind: heads, location: {place}, area: {area}, at_least: 1, at_most: 3, first_period: 2}}",
        f"areas.{area}.min_team = 6",
    ], (f"policies.few{tag}", f"areas.{area}.min_team")


def heads_below_and_above(rng, _instance, place, tag):
    heads = rng.randint(2, 5)
    return [
        f"add policies.least{tag} = {{kind: heads, location: {place}, at_least: {heads}, first_period: 2}}",
        f"add policies.most{tag} = {{kind: heads, location: {place}, at_most: {heads - 1}, first_period: 1}}",
    ], (f"policies.least{tag}", f"policies.most{tag}")


def pools_below_workload(rng, instance, _place, _tag):
    area = rng.choice(list(instance.areas))
    heads = rng.randint(0, 1)
    edits = []
    for place in instance.locations:
        pools = ", ".join(
            f"{each}: {heads if each == area else pool(instance, place, each)}" for each in instance.areas
        )
        edits.append(f"locations.{place}.talent_pool = {{{pools}}}")
    return edits, (f"areas.{area}.workload",)


def overlap_that_nobody_has(rng, instance, _place, _tag):
    area = rng.choice(list(instance.areas))
    return [f"areas.{area}.overlap_floor = {rng.randint(13, 20)}"], (
        f"areas.{area}.workload",
        f"areas.{area}.overlap_floor",
    )


def lead_times_and_date(_rng, instance, place, tag):
    models = [name for name, model in instance.operating_models.items() if model.may_operate_at(place)]
    return [
        f"add policies.now{tag} = {{kind: must_operate, location: {place}}}",
        *(f"operating_models.{model}.lead_time = 6" for model in models),
    ], (f"policies.now{tag}", *(f"operating_models.{model}.lead_time" for model in models))


def budget_below_payroll(rng, _instance, _place, tag):
    return [f"add policies.budget{tag} = {{kind: run_cost_limit, limit: {rng.randint(10, 99)}}}"], (
        f"policies.budget{tag}",
    )


def hosted(instance, place):
    hosts = instance.locations[place].hosts
    return [area for area in instance.areas if hosts is None or area in hosts]


def pool(instance, place, each):
    stated = instance.locations[place].talent_pool
    return stated.get(each, stated.get("*", 100))


KINDS = (
    must_and_forbid,
    heads_and_share,
    capital_and_set_up,
    no_site_and_must,
    team_and_heads,
    heads_below_and_above,
    pools_below_workload,
    overlap_that_nobody_has,
    lead_times_and_date,
    budget_below_payroll,
)


def base(name):
    """An instance that has a plan."""
    return load(SMALL if name == "small" else name)


def hidden(seed, name="small"):
    """Hide one to three conflicts of different kinds in an instance."""
    rng = random.Random(seed)
    instance = base(name)
    kinds = [KINDS[seed % len(KINDS)], *rng.sample(KINDS, seed % 3)]
    existing = {} if instance.footprint is None else instance.footprint.sites
    places = [each for each in instance.locations if each != instance.headquarters and each not in existing]
    edits, planted = [], []
    for number, kind in enumerate(dict.fromkeys(kinds)):
        more, rules = kind(rng, instance, rng.choice(places), number)
        edits += more
        planted.append(rules)
    return Hidden(apply(instance, [parse_edit(edit) for edit in edits]).instance, tuple(planted))
