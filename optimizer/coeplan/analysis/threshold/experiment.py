"""One site, one area, one way to run it: the instance of an experiment, derived from any other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan.planning.calendar import Calendar
from coeplan.planning.drivers import DriverValues
from coeplan.planning.places import PlaceReader
from coeplan.planning.tree import Tree, expand
from coeplan_models import (
    HEADQUARTERS_MODEL,
    Area,
    DriverKind,
    Explicit,
    Fault,
    Forbid,
    Instance,
    Location,
    MustOperate,
    NodeDriver,
    OperatingModel,
    Policy,
    Terms,
    for_area,
)

from .ask import Conditions
from .futures import Known, futures, likeliest, with_driver
from .timeline import Stretches, Timeline

NEVER = 1200.0
"""Lead time in months of a model that a site may only pass over to: no horizon is as long."""

ROOM = 2.0
"""How many times the largest need a team may reach: nobody asks where the people come from."""

SPARE_HEADS = 10
"""Heads that a team may reach beyond that, for small ones."""


@dataclass(frozen=True)
class Bench:
    """Makes the experiments of one location.

    Attributes
    ----------
    instance : Instance
        What they are derived from.
    location, area : str
        Where the site is, and what is done there.
    conditions : Conditions
        What all experiments of a run have in common.
    compared : tuple of str
        Operating models that are compared there; ``headquarters`` may be among them.
    """

    instance: Instance
    location: str
    area: str
    conditions: Conditions
    compared: tuple[str, ...]

    def experiment(self, model: str, heads: int, multiplier: float = 1.0) -> Instance:
        """Return the instance of one experiment.

        Parameters
        ----------
        model : str
            How the site is run; ``headquarters`` has the work done at home, and no site.
        heads : int
            Heads that the work needs, ramped up, at the productivity of the likeliest future when the first team has
            ramped up.
        multiplier : float
            What AI does, on top of the instance's futures, to output per head everywhere from ``ai_after`` months of
            work on: the same work then needs ``heads / multiplier``.

        Raises
        ------
        InputError
            Where it cannot be planned; every fault is listed.
        """
        models = {} if model == HEADQUARTERS_MODEL else self._models(model)
        draft = self._frame.model_copy(
            update={
                "name": "threshold",
                "areas": {self.area: self._area(heads)},
                "locations": self._locations(model, heads / min(1.0, multiplier)),
                "operating_models": models,
                "scenarios": self._futures(frozenset(models), multiplier),
                "policies": self._pins() if models else {},
            }
        )
        return load_instance(draft).instance

    @cached_property
    def timeline(self) -> Timeline:
        """The periods of the experiments.

        Raises
        ------
        InputError
            Where the horizon is too short.
        """
        terms = [self.terms(model) for model in self.compared]
        lead_time = max(each.lead_time for each in terms)
        lock_in = max(each.lock_in for each in terms)
        run_off = max(lock_in, self._site.lease)
        stretches = Stretches(lead_time, self._ramp_up, run_off)
        return Timeline.of(self.instance.horizon, self.conditions, stretches)

    def terms(self, model: str) -> Terms:
        """Return the terms of a model at the location."""
        if model == HEADQUARTERS_MODEL:
            return Terms(seats_included=True)
        return self.instance.operating_models[model].terms_at(self.location, self._site.country)

    # -- what is asked for ------------------------------------------------------------------------------------------

    def _area(self, heads: int) -> Area:
        """Return the area with so much work; what ties it to other areas or to today's places is left out."""
        shares = self.timeline.shares(self._ramp_up)
        area = self.instance.areas[self.area]
        return Area(
            name=area.name,
            workload=tuple(heads * self._output * share for share in shares),
            role_mix=area.role_mix,
            whole_heads=area.whole_heads,
            real_time_partner=area.real_time_partner,
            overlap_target=area.overlap_target,
            real_time_share=area.real_time_share,
            loss_per_missing_hour=area.loss_per_missing_hour,
        )

    @cached_property
    def _output(self) -> float:
        """Output of a ramped head in the likeliest future when the first team has ramped up, in workload of today."""
        tree = expand(self._bare, self.timeline.horizon.periods)
        node = likeliest(tree, self.timeline.settled)
        frame = self._frame.model_copy(
            update={
                "areas": {self.area: self.instance.areas[self.area].model_copy(update=_NO_TIES)},
                "scenarios": self._bare,
            }
        )
        drivers = DriverValues(frame, tree)
        places = PlaceReader(frame, tree, Calendar.of(frame.horizon), drivers).read()
        efficiency = places.efficiency[node, list(frame.locations).index(self.location), 0]
        work = drivers.multiplier(DriverKind.WORKLOAD, node, area=self.area)
        if efficiency <= 0 or work <= 0:
            raise InputError([self._idle(efficiency)])
        return efficiency / work

    def _idle(self, efficiency: float) -> Fault:
        why = "a head has no output there" if efficiency <= 0 else "the futures leave it no work"
        return Fault(
            code="no_output",
            path=("areas", self.area),
            message=f"the area {self.area!r} cannot be tried at {self.location!r}: {why}",
            value=self.location,
            expected="another area (--area), or another location (--location)",
        )

    # -- where and how ----------------------------------------------------------------------------------------------

    def _locations(self, model: str, heads: float) -> Mapping[str, Location]:
        """Return headquarters, the location and the partner's place; only where the work is done are there people."""
        works = self.instance.headquarters if model == HEADQUARTERS_MODEL else self.location
        room = ceil(ROOM * heads * self._peak) + ceil(self._least_heads) + SPARE_HEADS
        return {
            name: place.model_copy(
                update={
                    "hosts": (self.area,) if name == works else (),
                    "talent_pool": {self.area: float(room)},
                    "talent_pool_growth": 0.0,
                    "hires_per_year": None,
                }
            )
            for name, place in self._frame.locations.items()
        }

    @cached_property
    def _peak(self) -> float:
        """How many times the reference need the need may be in any future, at the location or at headquarters."""
        ups = [1.0]
        for node in self._bare.nodes.values():
            up = 1.0
            for driver in node.drivers:
                if driver.driver is DriverKind.WORKLOAD:
                    up *= max(1.0, driver.value)
                elif driver.driver is DriverKind.AI_PRODUCTIVITY and driver.value > 0:
                    up *= max(1.0, 1 / driver.value)
            ups.append(up)
        return max(ups) * max(1.0, self._output)

    @cached_property
    def _least_heads(self) -> float:
        reachable = [name for name in self.compared if name != HEADQUARTERS_MODEL]
        models = {name for each in reachable for name in self._reachable(each)}
        return max((self.terms(name).min_heads for name in models), default=0.0)

    def _models(self, model: str) -> Mapping[str, OperatingModel]:
        """Return the model and those that a site may pass over to from it, on their terms at the location."""
        reachable = self._reachable(model)
        found: dict[str, OperatingModel] = {}
        for name in reachable:
            terms = self.terms(name)
            arcs = {target: arc for target, arc in terms.conversions.items() if target in reachable and target != name}
            stated = {field: getattr(terms, field) for field in Terms.model_fields}
            stated |= {"conversions": arcs if self.conditions.conversions else {}}
            stated |= {} if name == model else {"lead_time": NEVER, "set_up_cost": terms.set_up_cost}
            named = self.instance.operating_models[name].name
            found[name] = OperatingModel.model_construct(name=named, locations=(self.location,), **stated)
        return found

    def _reachable(self, model: str) -> tuple[str, ...]:
        found = [model]
        for name in found:
            arcs = self.terms(name).conversions if self.conditions.conversions else {}
            found += [each for each in arcs if each not in found and self._may_operate(each)]
        return tuple(found)

    def _may_operate(self, model: str) -> bool:
        return self.instance.operating_models[model].may_operate_at(self.location)

    def _pins(self) -> Mapping[str, Policy]:
        """Hold the site open as long as there is work, and have it closed in the last period if it is to close."""
        timeline = self.timeline
        last = timeline.ends - 1
        opened = MustOperate(
            kind="must_operate", location=self.location, first_period=timeline.service, last_period=last
        )
        if not self.conditions.ending.closes:
            return {"open": opened}
        closed = Forbid(kind="forbid", location=self.location, first_period=timeline.horizon.periods - 1)
        return {"open": opened, "closed": closed}

    # -- what all experiments share ---------------------------------------------------------------------------------

    @cached_property
    def _frame(self) -> Instance:
        """The instance with what no experiment looks at left out."""
        partner = self.instance.areas[self.area].real_time_partner
        kept = {self.instance.headquarters, self.location, partner}
        locations = {name: self._narrowed(each) for name, each in self.instance.locations.items() if name in kept}
        return self.instance.model_copy(
            update={
                "horizon": self.timeline.horizon,
                "terminal_months": 0.0 if self.conditions.ending.closes else self.instance.terminal_months,
                "locations": locations,
                "policies": {},
                "footprint": None,
                "reference_plans": {},
                "sources": {},
                "figures": {},
            }
        )

    def _narrowed(self, place: Location) -> Location:
        """Return a place that speaks of no other area."""
        own = {name: for_area(getattr(place, name), self.area) for name in _BY_AREA}
        said = {name: {} if value is None else {self.area: value} for name, value in own.items()}
        return place.model_copy(update=said)

    @cached_property
    def _bare(self) -> Explicit:
        """The futures without what they say of operating models."""
        return self._futures(frozenset(), 1.0)

    def _futures(self, models: frozenset[str], multiplier: float) -> Explicit:
        known = Known(self.area, self._frame.locations, models)
        found = futures(self._tree, self.timeline.horizon.periods, known)
        if multiplier == 1:
            return found
        return with_driver(
            found, NodeDriver(driver=DriverKind.AI_PRODUCTIVITY, value=multiplier), self.timeline.changed
        )

    @cached_property
    def _tree(self) -> Tree:
        return expand(self.instance.scenarios, self.instance.horizon.periods)

    @property
    def _site(self) -> Location:
        return self.instance.locations[self.location]

    @property
    def _ramp_up(self) -> float:
        return for_area(self._site.ramp_up, self.area) or 0.0

    def of(self, instance: Instance) -> "Bench":
        """Return the same bench for an instance with other figures."""
        return replace(self, instance=instance)


_BY_AREA = ("yearly_cost", "productivity", "attrition", "hiring_cost", "severance", "ramp_up")
"""What a location states area by area, but for the talent pool."""

_NO_TIES: Mapping[str, object] = {"collaboration": {}}
"""What an area says of others, which an experiment does not have."""
