"""Reads plans, and the reference plans that instances take from plan files."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coeplan_models import Fault, Plan, ReferencePlan

from ..core.errors import InputError
from .contract import broken_portions
from .documents import LARGEST_JSON, is_json, read_tree
from .extends import beside
from .records import record_of
from .text import read_text
from .tree import Entry, Leaf, Node, Origin, Table, boxed, measured, refuse

PLAN_FILE = "plan.json"
"""Name of the plan in a folder that ``solve`` writes."""

_FILE = "file"


def load_plan(path: str | Path) -> Plan:
    """Read a plan.

    Parameters
    ----------
    path : str or Path
        A plan file, JSON or YAML; or a folder that holds one as ``plan.json``.

    Returns
    -------
    Plan
        The plan, as the file states it; nothing is audited.

    Raises
    ------
    InputError
        If the file cannot be read or breaks the contract; every fault has its place.
    """
    file = plan_file(path)
    return plan_of(Origin(str(file), file))


def plan_file(path: str | Path) -> Path:
    """Return the plan file that a path names; of a folder the one that ``solve`` writes there."""
    inside = Path(path, PLAN_FILE)
    # A name that no file can have is left to the reading, which says what is wrong with it.
    with suppress(OSError, ValueError):
        return inside if inside.is_file() else Path(path)
    return Path(path)


def plan_of(origin: Origin) -> Plan:
    """Read a plan; plans are large, so places are looked for only where something is wrong."""
    plan = _at_once(read_text(origin, LARGEST_JSON)) if is_json(origin) else None
    if plan is not None:
        return plan
    return record_of(Plan, read_tree(origin), (origin.name,))


def _at_once(text: str) -> Plan | None:
    """Return the plan of a JSON text; ``None`` where it has any fault, for the slow reader to find."""
    try:
        if broken_portions(Plan, json.loads(text, object_pairs_hook=_each_once)):
            return None
        return Plan.model_validate_json(text)
    except (ValueError, RecursionError, ValidationError):
        return None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def with_reference_plans(root: Node, files: list[str]) -> Node:
    """Return an instance's root with ``file: plan.json`` of reference plans replaced by what the plans say.

    Parameters
    ----------
    root : Node
        The instance, written over what it extends.
    files : list of str
        Names of files read; the plans' are added.

    Raises
    ------
    InputError
        If a plan cannot be read.
    """
    entry = root.entries.get("reference_plans") if isinstance(root, Table) else None
    if not isinstance(root, Table) or entry is None or not isinstance(entry.node, Table):
        return root
    faults: list[Fault] = []
    plans: dict[str, Entry] = {}
    for name, plan in entry.node.entries.items():
        plans[name] = plan
        if isinstance(plan.node, Table) and _FILE in plan.node.entries:
            try:
                plans[name] = Entry(_reference(plan.node, files), plan.mark)
            except InputError as error:
                faults += error.faults
    if faults:
        raise InputError(faults)
    replaced = Entry(measured(Table(plans, entry.node.mark)), entry.mark)
    return measured(Table({**root.entries, "reference_plans": replaced}, root.mark))


def _reference(said: Table, files: list[str]) -> Node:
    entry = said.entries[_FILE]
    leaf = entry.node
    if len(said.entries) > 1:
        others = ", ".join(key for key in said.entries if key != _FILE)
        message = f"the plan is taken from a file, so {others} cannot stand beside it"
        raise refuse("file_and_more", message, entry.mark, "file alone, or decisions and teams")
    if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str) or not leaf.value:
        raise refuse("wrong_type", "file names no file", entry.mark, "the path of a plan file")
    origin = beside(leaf.value, leaf.mark)
    files.append(origin.name)
    try:
        plan = plan_of(origin)
    except InputError as error:
        if leaf.mark is None or error.faults[0].code not in ("file_not_found", "cannot_read"):
            raise
        raise InputError([error.faults[0].model_copy(update={"place": leaf.mark.place()})]) from error
    return boxed(ReferencePlan.of(plan).model_dump(mode="json"), leaf.mark)
