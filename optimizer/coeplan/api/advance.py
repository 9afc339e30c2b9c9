"""Rolling re-plan: a plan and what really happened become the next instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from coeplan.core.errors import InputError
from coeplan.report.advance import advance_view
from coeplan.whatif.advance import Advanced, advance
from coeplan.whatif.advance_cut import Note
from coeplan.whatif.advance_reading import ReadObserved, read_observed
from coeplan_models import Fault, Instance, Observed, Plan

from .audit import demand_audited
from .load import load_instance
from .planned import read_planned

__all__ = [
    "Advanced",
    "Note",
    "Rolled",
    "advance_page",
    "advance_plan",
    "advance_values",
    "read_observed",
    "read_plan_and_instance",
]


@dataclass(frozen=True)
class Rolled:
    """An advanced instance that was cross-checked.

    Attributes
    ----------
    advanced : Advanced
        The instance, where it begins, what it is to be compared with, and notes.
    warnings : tuple of Fault
        What is suspicious in it, and was not in the instance that the plan was made for.
    """

    advanced: Advanced
    warnings: tuple[Fault, ...]


def advance_plan(
    instance: Instance,
    plan: Plan,
    to: int | str,
    observed: Observed | str | Path | Mapping[str, Any] | None = None,
    node: str | None = None,
) -> Rolled:
    """Turn a plan and what really happened into the next instance to plan on.

    Parameters
    ----------
    instance : Instance
        What the plan was made for.
    plan : Plan
        The plan; it is audited first.
    to : int or str
        Period that becomes the new first one, or its first month ``YYYY-MM``.
    observed : Observed, path or mapping, optional
        What happened otherwise than planned: a record, a YAML or JSON file, or what such a file says.
    node : str, optional
        Node of the plan's tree that came true, where there are several and ``observed`` names none.

    Returns
    -------
    Rolled
        The instance, cross-checked; its notes say what could not be carried exactly.

    Raises
    ------
    InputError
        If the plan breaks a rule of the instance, if there is no such period, if it is not clear which node came true,
        if what was observed cannot be used, or if the instance that comes of it has faults.
    """
    demand_audited(instance, plan)
    read = _read(observed)
    said = read.observed if node is None else _at_node(read.observed, node)
    try:
        advanced = advance(instance, plan, to, said)
    except InputError as error:
        raise read.placed(error) from error
    known = {(warning.code, warning.path) for warning in load_instance(instance).warnings}
    warnings = load_instance(advanced.instance).warnings
    return Rolled(advanced, tuple(each for each in warnings if (each.code, each.path) not in known))


def _read(observed: Observed | str | Path | Mapping[str, Any] | None) -> ReadObserved:
    if observed is None or isinstance(observed, Observed):
        return ReadObserved(observed or Observed())
    return read_observed(observed)


def _at_node(observed: Observed, node: str) -> Observed:
    """Add the node that came true; another one than was observed is refused."""
    if observed.node not in (None, node):
        fault = Fault(
            code="two_nodes",
            path=("node",),
            message=f"node {observed.node!r} was observed, and {node!r} is asked for",
            value=node,
            expected="one of them",
        )
        raise InputError([fault])
    return Observed.model_validate({**observed.model_dump(), "node": node})


def read_plan_and_instance(plan: str | Path, instance: str | Path | None = None) -> tuple[Plan, Instance]:
    """Read a plan, and the instance that it was made for.

    Parameters
    ----------
    plan : str or Path
        Plan file, or the folder that ``solve`` has written.
    instance : str or Path, optional
        File or name of a shipped example; absent: the instance that stands beside the plan.

    Raises
    ------
    InputError
        If one of them cannot be read, there is no instance beside the plan, or the plan was made for another one.
    """
    planned = read_planned(plan, instance)
    return planned.plan, planned.loaded.instance


def advance_page(found: Rolled) -> RenderableType:
    """Return what was carried for a Rich console."""
    return advance_view(found.advanced)


def advance_values(found: Rolled) -> dict[str, object]:
    """Return what was carried as plain values for JSON."""
    advanced = found.advanced
    footprint = advanced.instance.footprint
    return {
        "instance": advanced.instance.name,
        "hash": advanced.instance.fingerprint(),
        "month": advanced.month,
        "period": advanced.period,
        "node": advanced.root,
        "spent": advanced.spent,
        "remaining": advanced.remaining,
        "exact": advanced.exact,
        "footprint": None if footprint is None else footprint.model_dump(mode="json"),
        "notes": [{"code": note.code, "text": note.text, "exact": note.exact} for note in advanced.notes],
    }
