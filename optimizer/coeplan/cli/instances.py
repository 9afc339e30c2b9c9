"""The verbs about instances: ``new``, ``check``, ``tree``, ``examples``, ``schema``."""

import json as json_text
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from coeplan.core.errors import InputError
from coeplan_models import Change, Explicit, Fault, Instance, Sampled, dotted
from coeplan_models.faults import shortened

from . import output
from .answers import show_answer
from .edits import SET, EditsOption, SetOption
from .exits import ExitCode
from .options import InstanceArgument, JsonFlag

if TYPE_CHECKING:
    from coeplan.api.edits import Edited


def read_instance(source: str) -> Instance:
    """Read an instance; say which example it is, if it is one, and what is suspicious in it."""
    return read_edited(source, None, None).instance


def read_edited(source: str, edits: Sequence[str] | None, files: Sequence[str] | None) -> "Edited":
    """Read an instance and apply edits to it; say what :func:`read_instance` says, and how much changed."""
    from coeplan.api.edits import edited_instance
    from coeplan.api.load import locate_instance

    located = locate_instance(source)
    if located.example is not None:
        output.say(f"There is no file {source!r}; taking the shipped example of that name ({located.path}).")
    edited = edited_instance(located.path, edits or (), files or (), named=SET)
    for warning in edited.warnings:
        output.say(f"warning: {warning}")
    if edited.edits:
        output.say(f"{_many(len(edited.edits), 'edit')}, {_many(len(edited.changes), 'value')} changed.")
    return edited


def new(
    file: Annotated[Path, typer.Argument(metavar="NAME.yaml", help="File to write; its name becomes the instance's.")],
    example: Annotated[
        str | None, typer.Option("--from", metavar="EXAMPLE", help="Copy this example instead of the small starter.")
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Write a new instance to start from.

    It has comments, and can be solved at once.
    """
    from coeplan.api.new import new_instance

    path = new_instance(file, example)
    return show_answer(
        lambda: {"path": str(path), "from": example},
        lambda _: f"Wrote {path}. Next: coeplan check {path}; coeplan solve {path}",
        as_json=json,
    )


def check(
    instance: InstanceArgument, edits: SetOption = None, files: EditsOption = None, json: JsonFlag = False
) -> int:
    """List all faults and warnings of an instance.

    As it is or edited, each with file and line.
    """
    from coeplan.api.edits import edited_instance
    from coeplan.api.load import locate_instance

    located = locate_instance(instance)
    try:
        edited = edited_instance(located.path, edits or (), files or (), named=SET)
    except InputError as error:
        return _show_check(located.path, None, error.faults, as_json=json)
    return _show_check(located.path, edited, edited.warnings, as_json=json)


def _show_check(path: Path, edited: "Edited | None", found: Sequence[Fault], *, as_json: bool) -> ExitCode:
    faults = [fault for fault in found if fault.severity == "fault"]
    warnings = [fault for fault in found if fault.severity == "warning"]
    return show_answer(
        lambda: _check_values(path, edited, (faults, warnings)),
        lambda _: "\n".join(_check_lines(path, edited, (faults, warnings))),
        as_json=as_json,
        code=ExitCode.BAD_INPUT if edited is None else ExitCode.DONE,
    )


def _check_lines(path: Path, edited: "Edited | None", found: tuple[list[Fault], list[Fault]]) -> Iterator[str]:
    faults, warnings = found
    yield from (f"fault: {fault}" for fault in faults)
    yield from (f"warning: {warning}" for warning in warnings)
    if edited is not None:
        yield from (f"{change.what}: {dotted(change.path)} {_told(change)}" for change in edited.changes)
        yield from _tree_lines(edited.instance)
    verdict = "cannot be used" if edited is None else f"holds instance {edited.instance.name!r} and can be solved"
    yield f"{path} {verdict}: {_many(len(faults), 'fault')}, {_many(len(warnings), 'warning')}."


def _tree_lines(instance: Instance) -> Iterator[str]:
    """Say how large a sampled tree is, and how far from the futures that it stands for."""
    tree = _tree_values(instance)
    if tree is not None:
        size = f"{_many(tree['nodes'], 'node')}, {tree['leaves']} of at most {tree['most_leaves']} leaves"
        yield f"sampled tree: {size} for {_many(tree['samples'], 'future')}, distance {tree['distance']:.4g}"
        for what in ("stages", "processes"):
            yield f"  by {what}: {', '.join(f'{name} {each:.4g}' for name, each in tree[what].items())}"


def _tree_values(instance: Instance) -> dict[str, Any] | None:
    """Return what a sampled tree came to; None for other forms of trees."""
    sampled = instance.scenarios
    if not isinstance(sampled, Sampled) or sampled.drawn is None:
        return None
    drawn = sampled.drawn
    return {
        "nodes": len(drawn.nodes),
        "leaves": drawn.stages[-1].nodes,
        "most_leaves": sampled.leaves,
        "samples": sampled.samples,
        "distance": drawn.distance,
        "stages": {f"from period {stage.period}": stage.distance for stage in drawn.stages},
        "processes": dict(drawn.processes),
    }


def _told(change: Change) -> str:
    """Return what a change did, on one line."""
    before, after = (shortened(json_text.dumps(value, ensure_ascii=False)) for value in (change.before, change.after))
    return {"changed": f"{before} -> {after}", "added": after, "removed": before}[change.what]


def _check_values(path: Path, edited: "Edited | None", found: tuple[list[Fault], list[Fault]]) -> dict[str, Any]:
    faults, warnings = found
    instance = None if edited is None else edited.instance
    values: dict[str, Any] = {
        "file": str(path),
        "valid": instance is not None,
        "name": None if instance is None else instance.name,
        "hash": None if instance is None else instance.fingerprint(),
        "faults": [output.fault_values(fault) for fault in faults],
        "warnings": [output.fault_values(warning) for warning in warnings],
        "edits": [] if edited is None else list(edited.edits),
        "changes": [] if edited is None else [change.model_dump(mode="json") for change in edited.changes],
        "sampled_tree": None if instance is None else _tree_values(instance),
    }
    if instance is None:
        values |= output.failure("input", f"{path} cannot be used: {_many(len(faults), 'fault')}", faults)
    return values


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tree(
    instance: InstanceArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Instance file to write.")],
    json: JsonFlag = False,
) -> int:
    """Write an instance with its scenario tree as nodes.

    They are explicit, and the optimum is the same.
    """
    from coeplan.api.load import save_instance
    from coeplan.api.tree import export_explicit

    explicit = export_explicit(read_instance(instance))
    save_instance(explicit, out)
    nodes = len(cast("Explicit", explicit.scenarios).nodes)
    return show_answer(
        lambda: {"path": str(out), "nodes": nodes}, lambda _: f"Wrote {out}: {_many(nodes, 'node')}.", as_json=json
    )


def examples(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One example; default: list all.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Copy the example to this file.")] = None,
    json: JsonFlag = False,
) -> int:
    """List the shipped examples, or copy one."""
    from coeplan.api.examples import example, examples
    from coeplan.api.new import copy_example

    if out is not None:
        if name is None:
            raise typer.BadParameter("--out copies one example, so it needs its NAME; `coeplan examples` lists them")
        copy_example(name, out)
    found = examples() if name is None else (example(name),)
    rows = [{"name": each.name, "title": each.title, "summary": each.summary, "path": str(each.path)} for each in found]
    listed = "\n".join(f"{each.name}: {each.title}\n    {each.summary}" for each in found)
    return show_answer(
        lambda: {"examples": rows, "written": None if out is None else str(out)},
        lambda _: listed if out is None else None,
        as_json=json,
        notes=() if out is None else (f"Wrote {out}.",),
    )


class SchemaName(StrEnum):
    """What there is a schema of."""

    INSTANCE = "instance"
    PLAN = "plan"
    EDITS = "edits"
    STUDY = "study"
    OBSERVED = "observed"
    UNCERTAINTY = "uncertainty"


def schema(
    kind: Annotated[SchemaName, typer.Argument(help="What to describe.")] = SchemaName.INSTANCE,
    json: JsonFlag = False,
) -> int:
    """Print the JSON Schema of a kind of file.

    It states the unit of every number.
    """
    from coeplan.api.schema import schema

    found = schema(kind.value)
    return show_answer(
        lambda: {"kind": kind.value, "schema": found},
        lambda _: json_text.dumps(found, indent=2, ensure_ascii=False),
        as_json=json,
    )
