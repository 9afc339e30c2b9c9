"""What was observed against what a plan had in mind: checked, and put into the state at the new start."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from coeplan_models import (
    CapitalLimit,
    CommitmentUnderWay,
    ExistingSite,
    Fault,
    Instance,
    Observed,
    ObservedSite,
    RecentHire,
    RunCostLimit,
)
from coeplan_models.checks import Case

from .advance_cut import Cut, Notes
from .advance_state import NOTHING, State, terms_of
from .advance_tree import driver_faults

_LIFE = ("operating_model", "age", "converted", "remaining_lock_in", "inherited_lock_ins")
"""Fields that say what operates at a location, and since when."""


def observed_faults(cut: Cut, state: State, observed: Observed) -> list[Fault]:
    """Return everything in what was observed that the plan's instance does not know, or that contradicts itself.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    state : State
        What would exist had all gone as planned.
    observed : Observed
        What really exists, as far as it is stated.
    """
    case = Case(cut.instance)
    return [
        *_unknown_names(case, observed),
        *_contradictions(cut.instance, observed),
        *_idle_places(cut.instance, state, observed),
        *_limits(case, observed),
        *driver_faults(cut, observed),
    ]


def _unknown_names(case: Case, observed: Observed) -> Iterator[Fault]:
    known: dict[str, Iterable[str]] = {
        "location": case.instance.locations,
        "area": case.instance.areas,
        "operating model": case.instance.operating_models,
        "country": case.countries,
        "region": case.regions,
    }
    for path, what, name in _names(observed):
        if name not in known[what]:
            yield case.unknown(what, path, name, list(known[what]))


def _names(observed: Observed) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every name that is observed: where it stands, of what, and the name."""
    for location, site in observed.sites.items():
        yield ("sites", location), "location", location
        for path, what, name in _names_of_site(site):
            yield ("sites", location, *path), what, name
    for area in observed.workload:
        yield ("workload", area), "area", area
    for position, driver in enumerate(observed.drivers):
        for field in ("area", "location", "country", "region", "operating_model"):
            name = getattr(driver, field)
            if name is not None:
                yield ("drivers", position, field), field.replace("_", " "), name


def _names_of_site(site: ObservedSite) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for area in site.teams:
        yield ("teams", area), "area", area
    for position, hire in enumerate(site.recent_hires or ()):
        yield ("recent_hires", position, "area"), "area", hire.area
    if site.operating_model is not None:
        yield ("operating_model",), "operating model", site.operating_model
    for model in site.inherited_lock_ins or {}:
        yield ("inherited_lock_ins", model), "operating model", model
    for position, commitment in enumerate(site.commitments or ()):
        yield ("commitments", position, "operating_model"), "operating model", commitment.operating_model


def _contradictions(instance: Instance, observed: Observed) -> Iterator[Fault]:
    for location, site in observed.sites.items():
        stated = [field for field in _LIFE if getattr(site, field) is not None]
        teams = any(site.teams.values()) or bool(site.recent_hires)
        if site.closed and (stated or teams):
            yield Fault(
                code="closed_and_more",
                path=("sites", location, "closed"),
                message=f"{location!r} is closed, and yet has {', '.join(stated) or 'people'}",
                expected="closed with seats and commitments alone, or closed: false",
            )
        if location == instance.headquarters and (stated or site.closed or site.seats or site.commitments):
            yield Fault(
                code="headquarters_is_no_site",
                path=("sites", location),
                message=f"{location!r} is headquarters, which always operates under its built-in model",
                expected="teams and recent_hires alone",
            )


def _idle_places(instance: Instance, state: State, observed: Observed) -> Iterator[Fault]:
    """Teams, ages and lock-ins are observed where something operates, by plan or as observed."""
    for location, site in observed.sites.items():
        planned = state.sites.get(location, ExistingSite())
        operates = site.closed or site.operating_model or planned.operating_model or location == instance.headquarters
        stated = [field for field in _LIFE if getattr(site, field) is not None]
        if not operates and (stated or any(site.teams.values()) or site.recent_hires):
            yield Fault(
                code="nothing_operates",
                path=("sites", location),
                message=f"nothing operates at {location!r} by plan, and no operating_model is observed",
                expected="the operating_model that does, or seats and commitments alone",
            )


def _limits(case: Case, observed: Observed) -> Iterator[Fault]:
    """Money is observed for limits that count it over more than one period."""
    policies = case.instance.policies
    for name in observed.spent:
        policy = policies.get(name)
        if policy is None:
            yield case.unknown("policy", ("spent", name), name, policies)
        elif not isinstance(policy, RunCostLimit) and not (isinstance(policy, CapitalLimit) and policy.per != "period"):
            yield Fault(
                code="no_span_of_money",
                path=("spent", name),
                message=f"policy {name!r} of kind {policy.kind} does not count money over several periods",
                value=name,
                expected="a run_cost_limit, or a capital_limit per calendar_year or in total",
            )


def with_observed(cut: Cut, state: State, observed: Observed, notes: Notes) -> State:
    """Put what was observed in the place of what the plan had in mind.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    state : State
        What would exist had all gone as planned.
    observed : Observed
        What really exists, as far as it is stated.
    notes : Notes
        Told what had to be assumed.

    Returns
    -------
    State
        What exists. ``observed_faults`` is to be asked before whether it makes sense.
    """
    sites = dict(state.sites)
    for location, said in observed.sites.items():
        planned = sites.pop(location, ExistingSite())
        found = _staffed(location, _operating(cut.instance, location, planned, said), said, notes)
        found = found if said.seats is None else found.model_copy(update={"seats": said.seats})
        if found != ExistingSite():
            sites[location] = found
    in_order = {location: sites[location] for location in cut.instance.locations if location in sites}
    return replace(state, sites=in_order, commitments=tuple(_commitments(state, observed)))


def _operating(instance: Instance, location: str, planned: ExistingSite, said: ObservedSite) -> ExistingSite:
    """What operates at a location, and since when."""
    if said.closed:
        return ExistingSite(seats=planned.seats)
    model = said.operating_model or planned.operating_model
    as_planned = model == planned.operating_model
    update: dict[str, object] = {"operating_model": model}
    if not as_planned:
        update |= {"age": 0.0, "converted": False, "inherited_lock_ins": {}}
    update |= {field: getattr(said, field) for field in _LIFE[1:] if getattr(said, field) is not None}
    site = planned.model_copy(update=update)
    if model is not None and said.remaining_lock_in is None and (said.age is not None or not as_planned):
        left = terms_of(instance, location, model).lock_in - site.age
        site = site.model_copy(update={"remaining_lock_in": max(0.0, left)})
    return site


def _staffed(location: str, site: ExistingSite, said: ObservedSite, notes: Notes) -> ExistingSite:
    """Teams as observed, with hires as observed, or as many of the plan's as there can be."""
    teams = {area: heads for area, heads in {**site.teams, **said.teams}.items() if heads > 0}
    if said.recent_hires is not None:
        return site.model_copy(update={"teams": teams, "recent_hires": said.recent_hires})
    shares = {area: _share(said.teams[area], site.teams.get(area, 0.0)) for area in said.teams}
    hires = tuple(_shared(site.recent_hires, shares))
    for area, heads in said.teams.items():
        more = heads - site.teams.get(area, 0.0)
        if more > NOTHING:
            notes.inexact(
                "more_heads_than_planned",
                f"As observed, the team of {area} at {location} is larger than planned, by {more:,.4g}; the heads "
                "beyond the plan count as ramped up, unless recent_hires says otherwise.",
            )
    return site.model_copy(update={"teams": teams, "recent_hires": hires})


def _share(observed: float, planned: float) -> float:
    return min(1.0, observed / planned) if planned > 0 else 1.0


def _shared(hires: Iterable[RecentHire], shares: Mapping[str, float]) -> Iterator[RecentHire]:
    """Hires of which as large a part is there as of their team: who left may have come lately or long ago."""
    for hire in hires:
        heads = hire.heads * shares.get(hire.area, 1.0)
        if heads > NOTHING:
            yield hire.model_copy(update={"heads": heads})


def _commitments(state: State, observed: Observed) -> Iterator[CommitmentUnderWay]:
    """Commitments as planned, but for locations whose commitments were observed."""
    stated = {location: site.commitments for location, site in observed.sites.items() if site.commitments is not None}
    yield from (each for each in state.commitments if each.location not in stated)
    for location, commitments in stated.items():
        for each in commitments:
            yield CommitmentUnderWay(
                location=location, operating_model=each.operating_model, months_to_start=each.months_to_start
            )
