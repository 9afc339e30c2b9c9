"""What stands at the end of the period before the new start, replayed from a plan's decisions along the path."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from coeplan.planning.arrangements import existing_site
from coeplan.planning.calendar import MONTH_TOLERANCE
from coeplan_models import (
    CommitmentUnderWay,
    Decision,
    DecisionKind,
    ExistingSite,
    Instance,
    RecentHire,
    SeatLot,
    Terms,
    for_area,
)

from .advance_cut import Cut, Notes

LONGEST = 1200.0
"""Most months that the contract states; no duration is longer, so that beyond it ages make no difference."""

NOTHING = 1e-9
"""Heads and seats below this are none."""


@dataclass(frozen=True)
class State:
    """What exists at the new start.

    Attributes
    ----------
    sites : mapping
        What each location holds, keyed by location; recent hires as the plan counts them, though a team may be
        smaller than they were.
    commitments : tuple of CommitmentUnderWay
        Commitments under way.
    """

    sites: Mapping[str, ExistingSite]
    commitments: tuple[CommitmentUnderWay, ...]


def state_before(cut: Cut, notes: Notes) -> State:
    """Replay a plan along the path that came true.

    Parameters
    ----------
    cut : Cut
        Where the plan is cut.
    notes : Notes
        Told what the footprint cannot say.

    Returns
    -------
    State
        Sites with ages and lock-ins, teams with hires that still ramp up, seats by purchase, commitments.
    """
    replay = _Replay(cut, notes)
    sites = {location: replay.site(location) for location in cut.instance.locations}
    return State(
        sites={location: site for location, site in sites.items() if site != ExistingSite()},
        commitments=tuple(_commitments(cut)),
    )


def terms_of(instance: Instance, location: str, model: str) -> Terms:
    """Terms of an operating model at a location."""
    return instance.operating_models[model].terms_at(location, instance.locations[location].country)


@dataclass(frozen=True)
class _Spell:
    """What a location is in the midst of: model, its age, how it came, and (model, months left) of its lock-ins."""

    model: str | None = None
    age: float = 0.0
    converted: bool = False
    lock_ins: tuple[tuple[str, float], ...] = ()

    @property
    def running(self) -> tuple[tuple[str, float], ...]:
        """Lock-ins that have not passed."""
        return tuple((model, months) for model, months in self.lock_ins if months > MONTH_TOLERANCE)


class _Replay:
    """Rows of the plan on the path, by location."""

    def __init__(self, cut: Cut, notes: Notes) -> None:
        self._cut = cut
        self._notes = notes
        self._period = {node: period for period, node in enumerate(cut.path)}
        self._decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision in cut.plan.decisions:
            if decision.node in self._period:
                self._decisions[decision.location].append(decision)
        self._teams = {
            (team.location, team.area, self._period[team.node]): team
            for team in cut.plan.teams
            if team.node in self._period
        }
        self._seats = {
            (site.location, self._period[site.node]): site for site in cut.plan.sites if site.node in self._period
        }

    def site(self, location: str) -> ExistingSite:
        """What a location holds."""
        teams = self._heads(location)
        hires = tuple(hire for area in self._cut.instance.areas for hire in self._hires(location, area, teams))
        if location == self._cut.instance.headquarters:
            return ExistingSite(teams=teams, recent_hires=hires)
        spell = self._spell(location)
        own = [months for model, months in spell.running if model == spell.model]
        self._note_lock_ins(location, spell)
        return ExistingSite(
            operating_model=spell.model,
            age=min(LONGEST, spell.age),
            converted=spell.converted,
            remaining_lock_in=max(own, default=0.0),
            inherited_lock_ins=_longest(lock for lock in spell.running if lock[0] != spell.model),
            teams=teams,
            recent_hires=hires,
            seats=tuple(self._lots(location)),
        )

    # -- life of the site -----------------------------------------------------------------------------------------

    def _spell(self, location: str) -> _Spell:
        spell = self._inherited(location)
        for decision in sorted(self._decisions[location], key=lambda each: self._period[each.node]):
            since = self._cut.since(self._period[decision.node])
            if decision.kind is DecisionKind.STOP:
                spell = _Spell()
            elif decision.kind is DecisionKind.START:
                model = decision.operating_model
                spell = _Spell(model, since, lock_ins=((model, self._lock_in(location, model) - since),))
            elif decision.kind is DecisionKind.CONVERT and decision.to_model is not None:
                model = decision.to_model
                lock_ins = (*spell.lock_ins, (model, self._lock_in(location, model) - since))
                spell = _Spell(model, since, converted=True, lock_ins=lock_ins)
        return spell

    def _inherited(self, location: str) -> _Spell:
        """What the old footprint says of a location, as it would be at the new start if nothing happened."""
        site = existing_site(self._cut.instance, location)
        if site is None or site.operating_model is None:
            return _Spell()
        passed = self._cut.months
        stated = [(site.operating_model, site.remaining_lock_in), *site.inherited_lock_ins.items()]
        lock_ins = tuple((model, months - passed) for model, months in _longest(stated).items())
        return _Spell(site.operating_model, site.age + passed, site.converted, lock_ins)

    def _lock_in(self, location: str, model: str) -> float:
        return terms_of(self._cut.instance, location, model).lock_in

    def _note_lock_ins(self, location: str, spell: _Spell) -> None:
        for model, count in Counter(model for model, _ in spell.running).items():
            if count > 1 and terms_of(self._cut.instance, location, model).early_exit_fee is not None:
                self._notes.inexact(
                    "lock_ins_of_one_model",
                    f"{location} was converted away from {model} and back while lock-ins of {model} ran: the longer "
                    "one alone is carried, so that an early exit is charged for it alone.",
                )

    # -- people ---------------------------------------------------------------------------------------------------

    def _heads(self, location: str) -> dict[str, float]:
        last = len(self._cut.path) - 1
        found = {area: self._teams.get((location, area, last)) for area in self._cut.instance.areas}
        return {area: team.heads for area, team in found.items() if team is not None and team.heads > NOTHING}

    def _hires(self, location: str, area: str, teams: Mapping[str, float]) -> Iterable[RecentHire]:
        """Hires that still lose output; those of a team that is gone have no place in the footprint."""
        ramp_up = for_area(self._cut.instance.locations[location].ramp_up, area) or 0.0
        hires = [hire for hire in self._all_hires(location, area) if hire.months_ago < ramp_up]
        if hires and area not in teams:
            heads = sum(hire.heads for hire in hires)
            self._notes.inexact(
                "hires_of_gone_team",
                f"Hires of {area} at {location} ({heads:,.4g}) would still be ramping up, but their team is gone: "
                "should it come back soon, it will not lose the output that the plan counted on its losing.",
            )
            return ()
        return hires

    def _all_hires(self, location: str, area: str) -> Iterable[RecentHire]:
        site = existing_site(self._cut.instance, location)
        for hire in site.recent_hires if site is not None else ():
            if hire.area == area:
                months = min(LONGEST, hire.months_ago + self._cut.months)
                yield RecentHire(area=area, heads=hire.heads, months_ago=months)
        for period in range(len(self._cut.path)):
            team = self._teams.get((location, area, period))
            if team is not None and team.hires > NOTHING:
                yield RecentHire(area=area, heads=team.hires, months_ago=self._cut.since(period))

    # -- seats ----------------------------------------------------------------------------------------------------

    def _lots(self, location: str) -> Iterable[SeatLot]:
        """Seats that are still held, by purchase: of those that may be given up the oldest are the first to go."""
        last = self._seats.get((location, len(self._cut.path) - 1))
        left = 0.0 if last is None else last.seats
        for lot in sorted(self._bought(location), key=lambda each: each.age):
            kept = min(left, lot.seats)
            if kept > NOTHING:
                yield SeatLot(seats=kept, age=lot.age)
            left -= kept

    def _bought(self, location: str) -> Iterable[SeatLot]:
        site = existing_site(self._cut.instance, location)
        for lot in site.seats if site is not None else ():
            yield SeatLot(seats=lot.seats, age=min(LONGEST, lot.age + self._cut.months))
        for period in range(len(self._cut.path)):
            row = self._seats.get((location, period))
            if row is not None and row.seats_bought > NOTHING:
                yield SeatLot(seats=row.seats_bought, age=self._cut.since(period))


def _longest(lock_ins: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Longest lock-in of each model."""
    found: dict[str, float] = {}
    for model, months in lock_ins:
        found[model] = max(months, found.get(model, 0.0))
    return found


@dataclass(frozen=True)
class _Announced:
    """A commitment with the period of the old horizon in which it starts."""

    commitment: CommitmentUnderWay
    start: int


def _commitments(cut: Cut) -> Iterable[CommitmentUnderWay]:
    """Commitments made before the new start, not cancelled, whose sites start at it or later."""
    announced = [*_inherited_commitments(cut), *_own_commitments(cut)]
    for decision in cut.plan.decisions:
        if decision.kind is DecisionKind.CANCEL and decision.node in cut.path:
            same = (decision.location, decision.operating_model, decision.start_period)
            cancelled = next((each for each in announced if _named(each) == same), None)
            if cancelled is not None:
                announced.remove(cancelled)
    for each in announced:
        if each.start >= cut.period:
            months = max(0.0, each.commitment.months_to_start)
            yield each.commitment.model_copy(update={"months_to_start": months})


def _named(announced: _Announced) -> tuple[str, str, int]:
    return announced.commitment.location, announced.commitment.operating_model, announced.start


def _inherited_commitments(cut: Cut) -> Iterable[_Announced]:
    footprint = cut.instance.footprint
    for stated in footprint.commitments if footprint is not None else ():
        start = cut.calendar.first_period_from(stated.months_to_start)
        if start is not None:
            yield _announced(stated, stated.months_to_start - cut.months, start)


def _own_commitments(cut: Cut) -> Iterable[_Announced]:
    for decision in cut.plan.decisions:
        if decision.kind is DecisionKind.COMMIT and decision.node in cut.path and decision.start_period is not None:
            lead_time = terms_of(cut.instance, decision.location, decision.operating_model).lead_time
            months = lead_time - cut.since(cut.path.index(decision.node))
            made = CommitmentUnderWay(
                location=decision.location, operating_model=decision.operating_model, months_to_start=0.0
            )
            yield _announced(made, months, decision.start_period)


def _announced(commitment: CommitmentUnderWay, months: float, start: int) -> _Announced:
    # What started long ago has a negative number of months left, which only a copy may hold.
    return _Announced(commitment.model_copy(update={"months_to_start": months}), start)


def hires_within_teams(state: State, stated: Iterable[str], notes: Notes) -> State:
    """Leave out hires beyond their team, the oldest first: a footprint may not state more hires than heads.

    Parameters
    ----------
    state : State
        What exists.
    stated : iterable of str
        Locations whose hires were observed, and are the observer's own business.
    notes : Notes
        Told what is left out.
    """
    observed = frozenset(stated)
    sites = {
        location: site if location in observed else _within(location, site, notes)
        for location, site in state.sites.items()
    }
    return replace(state, sites=sites)


def _within(location: str, site: ExistingSite, notes: Notes) -> ExistingSite:
    left = dict(site.teams)
    kept: list[RecentHire] = []
    beyond: dict[str, float] = {}
    for hire in sorted(site.recent_hires, key=lambda each: each.months_ago):
        heads = min(hire.heads, left.get(hire.area, 0.0))
        left[hire.area] = left.get(hire.area, 0.0) - heads
        if heads > NOTHING:
            kept.append(hire.model_copy(update={"heads": heads}))
        if hire.heads - heads > NOTHING:
            beyond[hire.area] = beyond.get(hire.area, 0.0) + hire.heads - heads
    if not beyond:
        return site
    for area, heads in beyond.items():
        notes.inexact(
            "hires_beyond_team",
            f"Within the ramp-up {location} hired more for {area} than the team has left, by {heads:,.4g}; a footprint "
            "states no more hires than heads, so that what the oldest of them would still lose is left out.",
        )
    return site.model_copy(update={"recent_hires": tuple(kept)})
