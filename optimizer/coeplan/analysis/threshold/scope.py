"""What a run of the finder looks at: locations, the area of each, and the models compared there."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan.planning.calendar import Calendar
from coeplan.planning.drivers import DriverValues
from coeplan.planning.places import PlaceReader
from coeplan.planning.tree import expand
from coeplan.whatif.names import nearest
from coeplan_models import HEADQUARTERS_MODEL, Fault, Instance, for_area
from coeplan_models.series import value_at

from .ask import Conditions
from .experiment import Bench


@dataclass(frozen=True, slots=True)
class Scope:
    """What to look at; None takes all there is.

    Attributes
    ----------
    locations, models : tuple of str or None
        Locations but headquarters; operating models, and ``headquarters`` for the work done at home.
    area : str or None
        The business area; None takes, at each location, the one with most work of those that may sit there.
    """

    locations: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    area: str | None = None


def benches(instance: Instance, scope: Scope, conditions: Conditions) -> tuple[Bench, ...]:
    """Return what makes the experiments, one for each location where there is something to compare.

    Raises
    ------
    InputError
        Where the scope names what the instance lacks, nothing can be compared, or the horizon is too short.
    """
    faults = list(_unknown(instance, scope))
    if faults:
        raise InputError(faults)
    hosted = _hosted(instance)
    found: list[Bench] = []
    for location in _locations(instance, scope):
        area = _area(hosted.get(location, ()), scope)
        models = tuple(_models(instance, location, scope))
        if area is not None and len(models) > 1:
            found.append(Bench(instance, location, area, conditions, models))
    if not found:
        raise InputError([_nothing(scope)])
    for bench in found:
        bench.timeline  # noqa: B018 - a horizon that is too short is told before anything is solved
    return tuple(found)


def remarks(bench: Bench, most: int) -> Iterator[str]:
    """Yield what a careful reader should know of the models at a location."""
    for model in bench.compared:
        terms = bench.terms(model)
        if terms.max_heads is not None and terms.max_heads < most:
            yield f"{model} runs at most {terms.max_heads:g} heads"
        if terms.min_heads > 1:
            yield f"{model} keeps at least {terms.min_heads:g} heads from {terms.build_up:g} months after its start"
        if terms.take_or_pay_heads > 0:
            yield f"{model} bills at least {terms.take_or_pay_heads:g} heads from then on"
    place = bench.instance.locations[bench.location]
    pool = for_area(place.talent_pool, bench.area)
    if pool is not None and pool < most:
        yield f"the talent pool holds {pool:g} heads of {bench.area}; larger sites are tried as if it held more"


def _locations(instance: Instance, scope: Scope) -> tuple[str, ...]:
    if scope.locations is not None:
        return scope.locations
    return tuple(name for name in instance.locations if name != instance.headquarters)


def _models(instance: Instance, location: str, scope: Scope) -> Iterator[str]:
    asked = (*instance.operating_models, HEADQUARTERS_MODEL) if scope.models is None else scope.models
    for name in asked:
        if name == HEADQUARTERS_MODEL or instance.operating_models[name].may_operate_at(location):
            yield name


def _hosted(instance: Instance) -> dict[str, tuple[str, ...]]:
    """Return the areas that may sit at each location in some future, most work first."""
    tree = expand(instance.scenarios, instance.horizon.periods)
    drivers = DriverValues(instance, tree)
    allowed = PlaceReader(instance, tree, Calendar.of(instance.horizon), drivers).read().allowed
    pairs = {(place, area) for _, place, area in allowed}
    work = {name: _work(instance, name) for name in instance.areas}
    names = list(instance.areas)
    return {
        location: tuple(
            sorted((names[area] for at, area in pairs if at == place), key=lambda name: (-work[name], name))
        )
        for place, location in enumerate(instance.locations)
    }


def _work(instance: Instance, area: str) -> float:
    """Return the work of an area, in baseline FTE-months."""
    lengths = instance.horizon.period_months
    series = instance.areas[area].workload
    return sum(value_at(series, period, before=0.0) * months for period, months in enumerate(lengths))


def _area(hosted: Sequence[str], scope: Scope) -> str | None:
    if scope.area is None:
        return hosted[0] if hosted else None
    return scope.area if scope.area in hosted else None


def _unknown(instance: Instance, scope: Scope) -> Iterator[Fault]:
    places = [name for name in instance.locations if name != instance.headquarters]
    for name in scope.locations or ():
        if name not in places:
            yield _no_such("location", name, places)
    for name in scope.models or ():
        if name not in (models := [*instance.operating_models, HEADQUARTERS_MODEL]):
            yield _no_such("operating model", name, models)
    if scope.area is not None and scope.area not in instance.areas:
        yield _no_such("area", scope.area, instance.areas)


def _no_such(kind: str, name: str, known: Collection[str]) -> Fault:
    return Fault(
        code=f"unknown_{kind.replace(' ', '_')}",
        message=f"there is no {kind} {name!r} to try a site with",
        value=name,
        expected=f"one of {', '.join(known)}",
        nearest=nearest(name, known),
    )


def _nothing(scope: Scope) -> Fault:
    what = "the area" if scope.area is None else f"the area {scope.area!r}"
    return Fault(
        code="nothing_to_compare",
        message=f"at no location asked for can {what} sit under two ways of running a site",
        expected="a location that may host the area, and two of its operating models or one and headquarters",
    )
