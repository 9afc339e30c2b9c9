"""The verb ``diagnose``, and the short diagnosis where a solve ends without a plan."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from coeplan.core.progress import Progress

from .answers import names_of, show_answer, tables_note
from .edits import EditsOption, SetOption
from .exits import ExitCode
from .instances import read_edited
from .live import ProgressLine
from .options import JsonFlag, TablesOption
from .solve_options import WorkersOption, place

if TYPE_CHECKING:
    from coeplan.api.diagnose import DiagnoseOptions, Diagnosis
    from coeplan.api.edits import Edited
    from coeplan.api.load import LoadedInstance

USUAL_SECONDS = 50.0
SHORT_SECONDS = 30.0
"""Seconds for a diagnosis: of its own, and after a solve."""

CODES = {"consistent": ExitCode.DONE, "contradictory": ExitCode.INFEASIBLE, "undecided": ExitCode.NO_PLAN}

DiagnosisOption = Annotated[
    bool,
    typer.Option("--diagnosis/--no-diagnosis", help="Where no plan exists, look for the rules that conflict."),
]


def diagnose(
    instance: Annotated[
        str, typer.Argument(metavar="INSTANCE", help="Instance file, shipped example, or a study's folder with --case.")
    ],
    edits: SetOption = None,
    files: EditsOption = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="NAME", help="Diagnose this case of the study in the folder.")
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1.0, metavar="SECONDS", help="Stop after so long.")
    ] = USUAL_SECONDS,
    ways: Annotated[bool, typer.Option("--ways/--no-ways", help="Look for ways out, too.")] = True,
    costs: Annotated[bool, typer.Option("--costs/--no-costs", help="Cost the ways out where time is left.")] = True,
    workers: WorkersOption = "all-cores",
    out: TablesOption = None,
    json: JsonFlag = False,
) -> int:
    """Say which rules conflict where there is no plan.

    Also by how little they would have to give. Ctrl-C stops; what has been found so far is shown.
    """
    workplace = place(workers)
    loaded, asked = _asked(instance, edits, files, case)
    from coeplan.api import diagnose as api

    found = _diagnosed(loaded, asked, api.DiagnoseOptions(time_limit, ways, costs, workplace))
    tables = () if out is None else api.write_diagnosis(found, out)
    return show_answer(
        lambda: api.diagnosis_values(found) | {"tables": names_of(tables)},
        lambda _: api.diagnosis_page(found),
        as_json=json,
        code=CODES[found.status],
        notes=(f"{found.seconds:.1f} s, {found.trials} trials, {found.rules} rules.", *tables_note(tables)),
    )


def _asked(
    source: str, edits: list[str] | None, files: list[str] | None, case: str | None
) -> "tuple[LoadedInstance, Edited]":
    """Return the instance with its places, and what edits make of it."""
    from coeplan.api.load import load_instance

    if case is None:
        return load_instance(source), read_edited(source, edits, files)
    if edits or files:
        raise typer.BadParameter("--case takes the edits of the study's case: leave out --set and --edits")
    from coeplan.api.diagnose import case_instance

    return case_instance(Path(source), case)


def _diagnosed(loaded: "LoadedInstance", edited: "Edited", options: "DiagnoseOptions") -> "Diagnosis":
    """Diagnose under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.diagnose import diagnose as diagnose_instance

    with ProgressLine() as line:

        def tell(phase: str) -> None:
            line.report(Progress(phase, 0.0))

        return diagnose_instance(loaded, options, tell, line.token, edited=edited)


def after_solve(source: str, edited: "Edited", termination: str, *, wanted: bool) -> "Diagnosis | None":
    """Return a short diagnosis of an instance that was proved to have no plan; None for any other."""
    if not wanted or termination != "infeasible":
        return None
    from coeplan.api.diagnose import DiagnoseOptions
    from coeplan.api.load import load_instance

    options = replace(DiagnoseOptions(), seconds=SHORT_SECONDS, costs=False)
    return _diagnosed(load_instance(source), edited, options)


def with_diagnosis(page: RenderableType, found: "Diagnosis | None") -> RenderableType:
    """Return the page of a solve, with a diagnosis below where there is one."""
    if found is None:
        return page
    from coeplan.api.diagnose import diagnosis_page

    return Group(page, Text(), diagnosis_page(found))


def diagnosis_part(found: "Diagnosis | None") -> dict[str, Any]:
    """Return what ``--json`` of a solve says of a diagnosis; nothing where there is none."""
    if found is None:
        return {}
    from coeplan.api.diagnose import diagnosis_values

    return {"diagnosis": diagnosis_values(found)}
