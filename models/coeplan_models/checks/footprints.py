"""Cross-checks of what exists before the first period."""

from collections.abc import Iterator

from ..faults import Fault
from ..footprint import CommitmentUnderWay, ExistingSite
from ..operating_models import HEADQUARTERS_MODEL, Terms
from .case import MONTH_TOLERANCE, Case, Check, Path, number, unknown_model


def existing_names(case: Case) -> Iterator[Fault]:
    """Sites, teams and lock-ins name locations, areas and models that exist."""
    if case.instance.footprint is None:
        return
    for location_id, site in case.instance.footprint.sites.items():
        path: Path = ("footprint", "sites", location_id)
        if location_id not in case.instance.locations:
            yield case.unknown("location", path, location_id, case.instance.locations)
        yield from _site_areas(case, path, site)
        yield from _site_models(case, path, site)


def _site_areas(case: Case, path: Path, site: ExistingSite) -> Iterator[Fault]:
    known = case.instance.areas
    for area_id in site.teams:
        if area_id not in known:
            yield case.unknown("area", (*path, "teams", area_id), area_id, known)
    for position, hire in enumerate(site.recent_hires):
        if hire.area not in known:
            yield case.unknown("area", (*path, "recent_hires", position, "area"), hire.area, known)


def _site_models(case: Case, path: Path, site: ExistingSite) -> Iterator[Fault]:
    known = case.instance.operating_models
    if site.operating_model is not None and site.operating_model not in known:
        at_headquarters = path[-1] == case.instance.headquarters
        if not (at_headquarters and site.operating_model == HEADQUARTERS_MODEL):
            yield unknown_model(case, (*path, "operating_model"), site.operating_model)
    for model_id in site.inherited_lock_ins:
        if model_id not in known:
            yield unknown_model(case, (*path, "inherited_lock_ins", model_id), model_id)


def headquarters_site(case: Case) -> Iterator[Fault]:
    """Headquarters states teams and recent hires alone: its model is built in, and its seats are included."""
    footprint = case.instance.footprint
    site = None if footprint is None else footprint.sites.get(case.instance.headquarters)
    if site is None:
        return
    for field in ("operating_model", "remaining_lock_in", "inherited_lock_ins", "seats"):
        if getattr(site, field):
            yield Fault(
                code="headquarters_is_no_site",
                path=("footprint", "sites", case.instance.headquarters, field),
                message=f"headquarters has no {field}: it operates under its built-in model, with seats included",
                expected="teams and recent_hires alone",
            )


def sites_operate(case: Case) -> Iterator[Fault]:
    """A site with people, an age or a lock-in operates under a model, and one that is allowed there."""
    for location_id, site in _sites(case):
        path = ("footprint", "sites", location_id)
        held = _held(site)
        if site.operating_model is None and held:
            yield Fault(
                code="site_without_model",
                path=path,
                message=f"{location_id!r} has {' and '.join(held)} but no operating model",
                expected="an operating_model, or seats alone",
            )
        yield from _allowed(case, (*path, "operating_model"), site.operating_model, location_id)


def _sites(case: Case) -> Iterator[tuple[str, ExistingSite]]:
    """Existing sites at known locations, headquarters left out."""
    if case.instance.footprint is not None:
        for location_id, site in case.instance.footprint.sites.items():
            if location_id in case.instance.locations and location_id != case.instance.headquarters:
                yield location_id, site


def _held(site: ExistingSite) -> list[str]:
    found = {
        "teams": any(site.teams.values()),
        "a remaining lock-in": site.remaining_lock_in > 0,
        "inherited lock-ins": any(site.inherited_lock_ins.values()),
    }
    return [name for name, there in found.items() if there]


def _allowed(case: Case, path: Path, model_id: str | None, location_id: str) -> Iterator[Fault]:
    model = case.instance.operating_models.get(model_id or "")
    if model is not None and not model.may_operate_at(location_id):
        yield Fault(
            code="model_not_allowed",
            path=path,
            message=f"model {model_id!r} may not be used at {location_id!r}",
            value=model_id,
            expected=f"{location_id!r} in the model's locations, or another model",
        )


def recent_hires(case: Case) -> Iterator[Fault]:
    """Recent hires are part of their team."""
    if case.instance.footprint is None:
        return
    for location_id, site in case.instance.footprint.sites.items():
        hired: dict[str, float] = {}
        for hire in site.recent_hires:
            hired[hire.area] = hired.get(hire.area, 0.0) + hire.heads
        for area_id, heads in hired.items():
            team = site.teams.get(area_id, 0.0)
            if area_id in case.instance.areas and heads > team * (1 + 1e-9):
                yield Fault(
                    code="more_hires_than_team",
                    path=("footprint", "sites", location_id, "recent_hires"),
                    message=f"{number(heads)} recent hires of {area_id!r}, but a team of {number(team)}",
                    value=number(heads),
                    expected=f"at most {number(team)}, since the team includes them",
                )


def misplaced_teams(case: Case) -> Iterator[Fault]:
    """Teams sit where their area may sit."""
    if case.instance.footprint is None:
        return
    for location_id, site in case.instance.footprint.sites.items():
        location = case.instance.locations.get(location_id)
        if location is None or location.hosts is None:
            continue
        hosts = frozenset(location.hosts)
        for area_id, heads in site.teams.items():
            if heads > 0 and area_id in case.instance.areas and area_id not in hosts:
                yield Fault(
                    severity="warning",
                    code="team_not_hosted",
                    path=("footprint", "sites", location_id, "teams", area_id),
                    message=f"{number(heads)} heads of {area_id!r} sit at {location_id!r}, which does not host it",
                    value=number(heads),
                    expected=f"{area_id!r} in hosts, or no such team",
                )


def lock_ins(case: Case) -> Iterator[Fault]:
    """No more of a lock-in remains than the model has."""
    for location_id, site in _sites(case):
        remaining = {**site.inherited_lock_ins}
        if site.operating_model is not None:
            remaining[site.operating_model] = site.remaining_lock_in
        for model_id, months in remaining.items():
            longest = _lock_in(case, model_id, location_id)
            if longest is not None and months > longest + MONTH_TOLERANCE:
                own = model_id == site.operating_model
                where: Path = ("remaining_lock_in",) if own else ("inherited_lock_ins", model_id)
                yield Fault(
                    severity="warning",
                    code="lock_in_longer_than_model",
                    path=("footprint", "sites", location_id, *where),
                    message=f"{number(months)} months remain, but {model_id!r} locks in for {number(longest)}",
                    value=number(months),
                    expected=f"at most {number(longest)} months",
                )


def _lock_in(case: Case, model_id: str, location_id: str) -> float | None:
    """Lock-in of a model at a known location; ``None`` where the model is unknown, or an override empties it."""
    model = case.instance.operating_models.get(model_id)
    if model is None:
        return None
    terms: Terms = model.terms_at(location_id, case.instance.locations[location_id].country)
    return terms.lock_in


def commitments(case: Case) -> Iterator[Fault]:
    """Commitments under way name what exists, may operate there, and start within the horizon."""
    if case.instance.footprint is None:
        return
    for position, commitment in enumerate(case.instance.footprint.commitments):
        path: Path = ("footprint", "commitments", position)
        yield from _commitment_names(case, path, commitment)
        if case.first_period(commitment.months_to_start) is None:
            yield Fault(
                code="commitment_beyond_horizon",
                path=(*path, "months_to_start"),
                message=f"the site starts in {number(commitment.months_to_start)} months, after the last period starts",
                value=number(commitment.months_to_start),
                expected=f"at most {case.starts[-1]} months, or a longer horizon",
            )


def _commitment_names(case: Case, path: Path, commitment: CommitmentUnderWay) -> Iterator[Fault]:
    model_id, location_id = commitment.operating_model, commitment.location
    if model_id not in case.instance.operating_models:
        yield unknown_model(case, (*path, "operating_model"), model_id)
    if location_id not in case.instance.locations:
        yield case.unknown("location", (*path, "location"), location_id, case.instance.locations)
    elif location_id == case.instance.headquarters:
        yield Fault(
            code="headquarters_is_no_site",
            path=(*path, "location"),
            message=f"{location_id!r} is headquarters and starts nothing",
            value=location_id,
            expected="a location that is not headquarters",
        )
    else:
        yield from _allowed(case, (*path, "operating_model"), model_id, location_id)


def colliding_commitments(case: Case) -> Iterator[Fault]:
    """At most one commitment under way starts at a location in a period."""
    if case.instance.footprint is None:
        return
    seen: dict[tuple[str, int | None], int] = {}
    for position, commitment in enumerate(case.instance.footprint.commitments):
        period = case.first_period(commitment.months_to_start)
        first = seen.setdefault((commitment.location, period), position)
        if first != position and period is not None:
            yield Fault(
                severity="warning",
                code="commitments_collide",
                path=("footprint", "commitments", position),
                message=f"starts at {commitment.location!r} in period {period}, as commitment {first} does",
                value=commitment.location,
                expected="one start, unless all others can be cancelled",
            )


CHECKS = (
    Check(existing_names),
    Check(headquarters_site),
    Check(sites_operate, frozenset({"operating_models", "locations", "headquarters"})),
    Check(recent_hires),
    Check(misplaced_teams, frozenset({"locations"})),
    Check(lock_ins, frozenset({"operating_models", "locations"})),
    Check(commitments, frozenset({"operating_models"})),
    Check(colliding_commitments),
)
"""Checks of this file, in the order in which they run."""
