"""The rules that operating models set: where they may be used, sizes of sites, lead times, lock-ins, ages."""

from collections.abc import Iterator

from coeplan_models import ChangeLimit, DecisionKind, Freeze, Instance, OperatingModel, Terms
from coeplan_models.operating_models import Override

from .policies import in_force
from .rules import Choice, Rule, Rules, counted, fewer, more, named, setting

Path = tuple[str | int, ...]


def term_rules(instance: Instance) -> Rules:
    """Yield the rules of all operating models, each where it is stated: for a location, a country, or everywhere."""
    relied_on = _models_of_held_plans(instance)
    for model_id, model in instance.operating_models.items():
        yield from _locations(model_id, model, instance)
        for path, stated, where in _statements(model_id, model, instance):
            yield from _sizes(path, stated, where)
            if model_id not in relied_on:
                yield from _lead_time(path, stated, where)
            yield from _times(path, stated, where)


def _models_of_held_plans(instance: Instance) -> set[str]:
    """Return the operating models of sites that a plan which is held commits to or starts.

    Their lead times are facts: without them the same commitments would start at other times, so that laying them aside
    would not loosen but contradict the rule that holds the plan.
    """
    holding = (each for each in instance.policies.values() if isinstance(each, Freeze | ChangeLimit))
    held = {each.plan for each in holding if in_force(each)}
    return {
        decision.operating_model
        for name in held
        for decision in instance.reference_plans[name].decisions
        if decision.kind in (DecisionKind.COMMIT, DecisionKind.START)
    }


Stated = tuple[Path, Terms | Override, str]


def _statements(model_id: str, model: OperatingModel, instance: Instance) -> Iterator[Stated]:
    """Yield where terms are stated, the statement, and how people call it."""
    path = ("operating_models", model_id)
    yield path, model, named(model_id, model.name)
    countries = {location.country for location in instance.locations.values()}
    for field, known in (("overrides", set(instance.locations)), ("country_overrides", countries)):
        for key, terms in getattr(model, field).items():
            if key in known:
                yield (*path, field, key), terms, f"{named(model_id, model.name)} at {key}"


def _locations(model_id: str, model: OperatingModel, instance: Instance) -> Rules:
    places = model.locations
    away = [place for place in instance.locations if place != instance.headquarters]
    missing = [place for place in away if places is not None and place not in places]
    if places is None or not missing:
        return
    path = ("operating_models", model_id, "locations")
    ways = tuple(
        Choice((setting(path, [*places, place]),), f"let {place} be run under {model_id}") for place in missing
    )
    says = f"{named(model_id, model.name)} is used at {' and '.join(places) or 'no location'} alone"
    yield Rule(path, says, (setting(path, None),), ways, model=model_id)


def _sizes(path: Path, stated: Terms | Override, where: str) -> Rules:
    least, most = getattr(stated, "min_heads", None), getattr(stated, "max_heads", None)
    model = str(path[1])
    if least:
        field = (*path, "min_heads")
        ways = (fewer(field, least, 1, "heads"),)
        says = f"a site of {where} has at least {counted(least, 'heads')}"
        yield Rule(field, says, (setting(field, 0),), ways, model=model)
    if most is not None:
        field = (*path, "max_heads")
        ways = (more(field, most, 1, "heads"),)
        says = f"a site of {where} has at most {counted(most, 'heads')}"
        yield Rule(field, says, (setting(field, None),), ways, model=model)


def _lead_time(path: Path, stated: Terms | Override, where: str) -> Rules:
    if months := getattr(stated, "lead_time", None):
        field = (*path, "lead_time")
        says = f"a site of {where} starts {counted(months, 'months')} after its commitment"
        yield Rule(field, says, (setting(field, 0),), (fewer(field, months, 1, "months"),), model=str(path[1]))


def _times(path: Path, stated: Terms | Override, where: str) -> Rules:
    model = str(path[1])
    if months := getattr(stated, "lock_in", None):
        field = (*path, "lock_in")
        says = f"a site of {where} may not stop for {counted(months, 'months')}"
        yield Rule(field, says, (setting(field, 0),), (fewer(field, months, 1, "months"),), model=model)
    for target, arc in (getattr(stated, "conversions", None) or {}).items():
        if arc.min_age > 0:
            field = (*path, "conversions", target, "min_age")
            says = f"a site of {where} passes over to {target} after {counted(arc.min_age, 'months')} at the earliest"
            yield Rule(field, says, (setting(field, 0),), (fewer(field, arc.min_age, 1, "months"),), model=model)
