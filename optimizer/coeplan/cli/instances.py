"""The verbs about instances: ``new``, ``check``, ``tree``, ``examples``, ``schema``."""

import json as json_text
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from coeplan.core.errors import InputError
from coeplan_models import Change, Explicit, Fault, Instance, dotted
from coeplan_models.faults import shortened

from . import output
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
    """Write a new instance to start from, with comments; it can be solved at once."""
    from coeplan.api.new import new_instance

    path = new_instance(file, example)
    if json:
        output.result({"path": str(path), "from": example})
    else:
        output.write(f"Wrote {path}. Next: coeplan check {path}; coeplan solve {path}")
    return ExitCode.DONE


def check(
    instance: InstanceArgument, edits: SetOption = None, files: EditsOption = None, json: JsonFlag = False
) -> int:
    """List all faults and warnings of an instance, as it is or edited, each with file and line."""
    from coeplan.api.edits import edited_instance
    from coeplan.api.load import locate_instance

    located = locate_instance(instance)
    try:
        edited = edited_instance(located.path, edits or (), files or (), named=SET)
    except InputError as error:
        _print_check(located.path, None, error.faults, as_json=json)
        return ExitCode.BAD_INPUT
    _print_check(located.path, edited, edited.warnings, as_json=json)
    return ExitCode.DONE


def _print_check(path: Path, edited: "Edited | None", found: Sequence[Fault], *, as_json: bool) -> None:
    faults = [fault for fault in found if fault.severity == "fault"]
    warnings = [fault for fault in found if fault.severity == "warning"]
    if as_json:
        output.result(_check_values(path, edited, (faults, warnings)))
        return
    for fault in faults:
        output.write(f"fault: {fault}")
    for warning in warnings:
        output.write(f"warning: {warning}")
    for change in () if edited is None else edited.changes:
        output.write(f"{change.what}: {dotted(change.path)} {_told(change)}")
    verdict = "cannot be used" if edited is None else f"holds instance {edited.instance.name!r} and can be solved"
    output.write(f"{path} {verdict}: {_many(len(faults), 'fault')}, {_many(len(warnings), 'warning')}.")


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
    """Write an instance with its scenario tree as explicit nodes; it has the same optimum."""
    from coeplan.api.load import save_instance
    from coeplan.api.tree import export_explicit

    explicit = export_explicit(read_instance(instance))
    save_instance(explicit, out)
    nodes = len(cast("Explicit", explicit.scenarios).nodes)
    if json:
        output.result({"path": str(out), "nodes": nodes})
    else:
        output.write(f"Wrote {out}: {_many(nodes, 'node')}.")
    return ExitCode.DONE


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
        output.say(f"Wrote {out}.")
    found = examples() if name is None else (example(name),)
    if json:
        rows = [
            {"name": each.name, "title": each.title, "summary": each.summary, "path": str(each.path)} for each in found
        ]
        output.result({"examples": rows, "written": None if out is None else str(out)})
    elif out is None:
        for each in found:
            output.write(f"{each.name}: {each.title}\n    {each.summary}")
    return ExitCode.DONE


class SchemaName(StrEnum):
    """What there is a schema of."""

    INSTANCE = "instance"
    PLAN = "plan"
    EDITS = "edits"
    STUDY = "study"
    OBSERVED = "observed"


def schema(
    kind: Annotated[SchemaName, typer.Argument(help="What to describe.")] = SchemaName.INSTANCE,
    json: JsonFlag = False,
) -> int:
    """Print the JSON Schema of a kind of file, with the unit of every number."""
    from coeplan.api.schema import schema

    found = schema(kind.value)
    if json:
        output.result({"kind": kind.value, "schema": found})
    else:
        output.write(json_text.dumps(found, indent=2, ensure_ascii=False))
    return ExitCode.DONE
