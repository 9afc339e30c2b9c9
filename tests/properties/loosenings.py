"""Ways to make an instance looser: every plan that it had before it still has, at no more cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .bases import Data

Change = Callable[[Data, float], None]


def nothing(_data: Data) -> None:
    """Change nothing."""


@dataclass(frozen=True)
class Loosening:
    """One way to make an instance looser.

    Attributes
    ----------
    change : callable
        Changes plain data in place; the number, above 0 and at most 1, says how far.
    features : tuple of str
        Features of the generator that bring in what is loosened.
    without : tuple of str
        Features with which the instance need not be looser; ``change`` says why.
    before : callable
        What both instances have to be spared, done before anything else.
    restated : frozenset of str
        Codes of the auditor for what the tighter plan states otherwise than the looser instance would, although it
        breaks no rule.
    plan_stays : bool
        Whether the very decisions, flows and sizes of a plan stay good, or others that cost no more take their place.
    """

    change: Change
    features: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    before: Callable[[Data], None] = nothing
    restated: frozenset[str] = field(default_factory=frozenset)
    plan_stays: bool = True


def loosening(
    *features: str,
    without: tuple[str, ...] = (),
    before: Callable[[Data], None] = nothing,
    restated: frozenset[str] = frozenset(),
    plan_stays: bool = True,
) -> Callable[[Change], Loosening]:
    """Make a loosening of a function that changes plain data in place by as much as a number, at most 1, says."""
    return lambda change: Loosening(change, features, without, before, restated, plan_stays)


def places(data: Data) -> Iterator[Data]:
    """Yield all locations."""
    yield from data["locations"].values()


def sites(data: Data) -> Iterator[Data]:
    """Yield all locations but headquarters."""
    yield from (place for name, place in data["locations"].items() if name != data["headquarters"])


def terms(data: Data) -> Iterator[Data]:
    """Yield the terms of all models, and those that differ somewhere."""
    for model in data["operating_models"].values():
        yield model
        for field_name in ("overrides", "country_overrides"):
            yield from model.get(field_name, {}).values()


def existing(data: Data) -> Iterator[Data]:
    """Yield what the footprint says of each place."""
    yield from data.get("footprint", {}).get("sites", {}).values()


def scale(record: Data, name: str, factor: float) -> None:
    """Multiply what a record states under a name, if it states anything: a number, or numbers in lists and maps."""
    if name in record:
        record[name] = multiplied(record[name], factor)


def multiplied(value: object, factor: float) -> object:
    """Return a number, or all numbers of a list or map, times a factor."""
    if isinstance(value, dict):
        return {key: multiplied(item, factor) for key, item in value.items()}
    if isinstance(value, list):
        return [multiplied(item, factor) for item in value]
    return value * factor if isinstance(value, int | float) and not isinstance(value, bool) else value


def drivers(data: Data, kind: str) -> Iterator[Data]:
    """Yield every driver of a kind, wherever in the tree it stands."""
    yield from (driver for holder in driver_holders(data) for driver in holder["drivers"] if driver["driver"] == kind)


def driver_holders(data: Data) -> Iterator[Data]:
    """Yield every record of the tree that has drivers."""
    tree = data["scenarios"]
    branches = [branch for stage in tree.get("stages", ()) for branch in stage["branches"].values()]
    holders = [tree, *tree.get("futures", {}).values(), *branches, *tree.get("nodes", {}).values()]
    yield from (holder for holder in holders if "drivers" in holder)


def scale_drivers(data: Data, kind: str, factor: float) -> None:
    """Multiply what drivers of a kind say, where they say anything: futures have to agree before they part."""
    neutral = 0.0 if kind == "levy" else 1.0
    for driver in drivers(data, kind):
        name = "value" if "value" in driver else "values"
        driver[name] = _moved(driver[name], neutral, factor)


def _moved(value: object, neutral: float, factor: float) -> object:
    if isinstance(value, dict):
        return {key: _moved(item, neutral, factor) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, neutral, factor) for item in value]
    assert isinstance(value, int | float)
    return value if value == neutral else value * factor
