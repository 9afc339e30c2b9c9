"""The single inputs that may turn a decision: what the locations and operating models of a question cost and give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan.io.tree import Path, Plain
from coeplan.whatif.apply import apply
from coeplan.whatif.document import EDGE, Document
from coeplan.whatif.paths import find, parse_path, path_text
from coeplan_models import Edit, Instance, OperatingModel
from coeplan_models.edits import Scale, SetValue

from .options import Option

OF_MODELS = {
    "fee_per_head": "fee per head",
    "margin": "margin",
    "set_up_cost": "set-up cost",
    "fixed_cost": "fixed cost",
    "overhead_steps": "overhead",
    "lock_in": "lock-in",
    "exit_cost": "exit cost",
    "take_or_pay_heads": "take-or-pay heads",
}
"""Terms that may turn a decision; the less of each, the better for the model."""

OF_CONVERSIONS = {
    "fixed_fee": "conversion fee",
    "fee_per_head": "conversion fee per head",
}
"""What passing over to another model costs."""

OF_PLACES = {
    "yearly_cost": "wages",
    "productivity": "productivity",
    "attrition": "attrition",
    "wage_growth": "wage growth",
    "hiring_cost": "hiring cost",
    "fit_out": "fit-out",
    "seat_rent": "seat rent",
    "trip_cost": "trip cost",
}
"""What a location may be better or worse for."""

OF_ROLES = frozenset({"yearly_cost", "hiring_cost"})
"""Fields that a location may state by role instead."""

MORE_IS_BETTER = frozenset({"productivity"})


@dataclass(frozen=True, slots=True)
class Input:
    """One input that is varied by itself.

    Attributes
    ----------
    name : str
        What it is called.
    path : str
        Path of its numbers, as edits take it.
    at : tuple
        Where it stands, for the line of a file.
    present : float or None
        Its value; None where it holds several.
    sign : int
        1 where the more of it the better for the option, -1 where the less.
    stated : bool
        Whether the instance states it; otherwise it is 1.
    """

    name: str
    path: str
    at: Path
    present: float | None
    sign: int
    stated: bool = True

    def edit(self, factor: float) -> Edit:
        """Return the edit that multiplies it."""
        if not self.stated:
            return SetValue(kind="set", path=self.path, value=factor)
        return Scale(kind="scale", path=self.path, factor=factor)


def option_inputs(instance: Instance, option: Option, models: Mapping[str, Sequence[str]]) -> tuple[Input, ...]:
    """Return the inputs that may turn a decision about an option.

    Parameters
    ----------
    instance : Instance
        The instance.
    option : Option
        The option.
    models : mapping of str to sequence of str
        Operating models that come into question at each of its places: those that it speaks for, and their rivals.

    Returns
    -------
    tuple of Input
        Those that are not 0: of the places that it speaks for and against, and of the models there, each where the
        instance states it. What a rival costs at a place that the option speaks for is the better for it the dearer.
    """
    document = Document(instance)
    found: dict[str, Input] = {}
    for place, sign in (*((each, -1) for each in option.places), *((each, 1) for each in option.against)):
        signed = [(stated, sign) for stated in _of_place(instance, place)]
        for model in models.get(place, ()):
            rival = place in option.places and option.models != () and model not in option.models
            signed += [(stated, -sign if rival else sign) for stated in _of_model(instance, model, place)]
            signed += [(stated, sign) for stated in _of_conversions(instance, model, place)]
        for stated, better in signed:
            read = _input(document, stated, better)
            if read is not None:
                found.setdefault(read.path, read)
    return tuple(found.values())


def _input(document: Document, stated: "Stated", sign: int) -> Input | None:
    """Return an input; None where it is 0, so that no factor changes it."""
    name, at, path = stated
    more = at[-1] in MORE_IS_BETTER
    numbers = [number for place in find(document.root, parse_path(path)) for number in _numbers(document.value(place))]
    if not numbers and more:
        return Input(name, path, at, 1.0, -sign, stated=False)
    if not any(numbers):
        return None
    return Input(name, path, at, numbers[0] if len(set(numbers)) == 1 else None, -sign if more else sign)


def valid_input(instance: Instance, each: Input, factor: float) -> bool:
    """Whether the instance can be used with an input multiplied."""
    try:
        apply(instance, (each.edit(factor),))
    except InputError:
        return False
    return True


Stated = tuple[str, Path, str]
"""Name, where it stands, and the path that edits take."""


def _of_place(instance: Instance, place: str) -> Iterator[Stated]:
    location = instance.locations[place]
    for field, name in OF_PLACES.items():
        at: Path = ("locations", place, field)
        if field in OF_ROLES and not getattr(location, field):
            if not location.roles:
                continue
            at = ("locations", place, "roles")
            yield f"{name} at {place}", at, f"{path_text(at)}.*.{field}"
        else:
            yield f"{name} at {place}", at, path_text(at)


def _of_model(instance: Instance, model_id: str, place: str) -> Iterator[Stated]:
    model = instance.operating_models[model_id]
    for field, name in OF_MODELS.items():
        at = (*_holder(model, model_id, place, instance.locations[place].country, field), field)
        everywhere = len(at) == 3
        yield f"{name} of {model_id}{'' if everywhere else f' at {at[3]}'}", at, path_text(at)


def _of_conversions(instance: Instance, model_id: str, place: str) -> Iterator[Stated]:
    """Yield what passing over from a model costs: whoever speaks for a place has it easier there the less that is."""
    model = instance.operating_models[model_id]
    at = (*_holder(model, model_id, place, instance.locations[place].country, "conversions"), "conversions")
    for target in model.terms_at(place, instance.locations[place].country).conversions:
        for field, name in OF_CONVERSIONS.items():
            of = (*at, target, field)
            yield f"{name} from {model_id} to {target}", of, path_text(of)


def _holder(model: OperatingModel, model_id: str, place: str, country: str, field: str) -> Path:
    """Return what states a term of a model at a place: the place's own terms, its country's, or the model's."""
    for overrides, key in (("overrides", place), ("country_overrides", country)):
        terms = getattr(model, overrides).get(key)
        if terms is not None and field in terms.model_fields_set:
            return ("operating_models", model_id, overrides, key)
    return ("operating_models", model_id)


def _numbers(node: Plain) -> Iterator[float]:
    """Yield every number of a value but where bands and steps begin."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != EDGE:
                yield from _numbers(value)
    elif isinstance(node, list):
        for value in node:
            yield from _numbers(value)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield node
