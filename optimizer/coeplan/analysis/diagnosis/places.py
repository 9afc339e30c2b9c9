"""The rules that locations set, and those that come with what exists: pools, hires, hosts, lock-ins, commitments."""

from collections.abc import Mapping

from coeplan.io.tree import Plain
from coeplan.whatif.flow import flow_text
from coeplan.whatif.paths import path_text
from coeplan_models import ANY, CommitmentUnderWay, ExistingSite, Instance, Location

from .rules import Choice, Rule, Rules, counted, fewer, more, named, setting

PLENTY = 100_000
"""Heads of a pool that bounds nothing, where it cannot be left out because the entry for all areas would hold then."""


def place_rules(instance: Instance) -> Rules:
    """Yield the rules of all locations, and those of the footprint."""
    for location_id, location in instance.locations.items():
        yield from _pools(location_id, location, instance)
        yield from _hires(location_id, location)
        yield from _hosts(location_id, location, instance)
    if instance.footprint is not None:
        for location_id, site in instance.footprint.sites.items():
            yield from _lock_ins(location_id, site)
        for number, commitment in enumerate(instance.footprint.commitments):
            yield from _commitment(number, commitment, instance)


def _pools(location_id: str, location: Location, instance: Instance) -> Rules:
    for key, heads in location.talent_pool.items():
        others = [area for area in instance.areas if area not in location.talent_pool]
        if key == ANY and not others:
            continue
        path = ("locations", location_id, "talent_pool", key)
        covered = key != ANY and ANY in location.talent_pool
        of = f"each of {', '.join(others)}" if key == ANY else key
        yield Rule(
            path=path,
            says=f"at most {counted(heads, 'heads')} of {of} at {named(location_id, location.name)}, its talent pool",
            off=(setting(path, PLENTY) if covered else f"remove {path_text(path)}",),
            ways=(more(path, heads, 1, "heads"),),
            area=None if key == ANY else key,
            location=location_id,
        )


def _hires(location_id: str, location: Location) -> Rules:
    if location.hires_per_year is not None:
        path = ("locations", location_id, "hires_per_year")
        says = f"at most {counted(location.hires_per_year, 'hires a year')} at {named(location_id, location.name)}"
        ways = (more(path, location.hires_per_year, 1, "hires a year"),)
        yield Rule(path, says, (setting(path, None),), ways, location=location_id)


def _hosts(location_id: str, location: Location, instance: Instance) -> Rules:
    hosts = location.hosts
    missing = [area for area in instance.areas if hosts is not None and area not in hosts]
    if hosts is None or not missing:
        return
    path = ("locations", location_id, "hosts")
    ways = tuple(Choice((setting(path, [*hosts, area]),), f"let {location_id} host {area}") for area in missing)
    says = f"{named(location_id, location.name)} hosts {' and '.join(hosts) or 'no area'} alone"
    yield Rule(path, says, (setting(path, None),), ways, location=location_id)


def _lock_ins(location_id: str, site: ExistingSite) -> Rules:
    path = ("footprint", "sites", location_id)
    left: Mapping[tuple[str, ...], float] = {
        ("remaining_lock_in",): site.remaining_lock_in,
        **{("inherited_lock_ins", model): months for model, months in site.inherited_lock_ins.items()},
    }
    for field, months in left.items():
        if months > 0:
            whole = (*path, *field)
            says = f"{location_id} may not stop for {counted(months, 'months')}, its lock-in"
            ways = (fewer(whole, months, 1, "months"),)
            yield Rule(whole, says, (setting(whole, 0),), ways, location=location_id)


def _commitment(number: int, commitment: CommitmentUnderWay, instance: Instance) -> Rules:
    """Yield the rule that a commitment under way is kept, where it could still be cancelled if terms said so."""
    location_id, model_id = commitment.location, commitment.operating_model
    model = instance.operating_models[model_id]
    terms = model.terms_at(location_id, instance.locations[location_id].country)
    if terms.cancellation_fee is None and commitment.months_to_start > 0:
        free: Plain = {"operating_models": {model_id: {"overrides": {location_id: {"cancellation_fee": 0}}}}}
        months = counted(commitment.months_to_start, "months")
        yield Rule(
            path=("footprint", "commitments", number),
            says=f"{location_id} starts under {model_id} in {months}, as committed",
            off=(f"merge {flow_text(free)}",),
            location=location_id,
            model=model_id,
        )
