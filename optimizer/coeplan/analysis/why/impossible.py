"""What stands against what a question asks for, where there is no such plan."""

from collections.abc import Callable, Collection
from dataclasses import replace

from coeplan.core.cancel import CancelToken
from coeplan.io import LoadedInstance
from coeplan_models import Instance

from ..diagnosis.diagnose import DiagnoseOptions, diagnose
from ..diagnosis.result import Conflict, Diagnosis, NamedRule, WayOut


def what_stands_against(
    loaded: LoadedInstance, asked: Instance, options: DiagnoseOptions, tell: Callable[[str], None], cancel: CancelToken
) -> Diagnosis:
    """Return why an instance has no plan in which things are as asked.

    Parameters
    ----------
    loaded : LoadedInstance
        The instance, with the places of its values.
    asked : Instance
        The same with policies that force what is asked for: they stand in no file, so that it is the question that
        may ask for less, not a line that may be changed.
    options : DiagnoseOptions
        How to look.
    tell : callable
        Told what is being done.
    cancel : CancelToken
        Ends it.
    """
    found = diagnose(replace(loaded, instance=asked), options, tell, cancel)
    pins = {f"policies.{name}" for name in asked.policies.keys() - loaded.instance.policies.keys()}
    together = found.together
    return replace(
        found,
        conflicts=tuple(_conflict(each, pins) for each in found.conflicts),
        together=together and replace(together, ways=_ways(together.ways, pins)),
    )


def _conflict(found: Conflict, pins: Collection[str]) -> Conflict:
    rules = tuple(_asked_for(each) if each.path in pins else each for each in found.rules)
    return replace(found, rules=rules, ways=_ways(found.ways, pins))


def _asked_for(rule: NamedRule) -> NamedRule:
    """Return what the question asks for as a rule that is set nowhere."""
    policy = rule.path.removeprefix("policies.")
    return NamedRule(f"your question: {rule.says.removeprefix(f'policy {policy}: ')}", "", None, ())


def _ways(ways: Collection[WayOut], pins: Collection[str]) -> tuple[WayOut, ...]:
    """Return ways out; of those about the question the ones by which less of it is asked for."""
    open_ones = (each for each in ways if each.rule not in pins or each.values)
    return tuple(_ask_less(each) if each.rule in pins else each for each in open_ones)


def _ask_less(way: WayOut) -> WayOut:
    before, after = way.values
    return replace(way, rule="", says=f"ask for {after} instead of {before}", edits=(), place=None)
