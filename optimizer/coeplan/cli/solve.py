"""The verb ``solve``."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from coeplan_models import Instance

from .answers import show_answer
from .diagnose import DiagnosisOption, after_solve, diagnosis_part, with_diagnosis
from .edits import EditsOption, SetOption
from .exits import of_termination
from .instances import read_edited
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag
from .solve_options import (
    BySubtreesOption,
    GapOption,
    KeepingOption,
    SeedOption,
    ThreadsOption,
    TimeLimitOption,
    WorkersOption,
    WorkOption,
    place,
    seconds,
)

if TYPE_CHECKING:
    from coeplan.api.diagnose import Diagnosis
    from coeplan.api.edits import Edited
    from coeplan.api.files import WrittenPlan
    from coeplan.api.solve import Solution, SolveOptions

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of the plan; default out/NAME, once edited out/NAME-WHATIF."),
]


def solve(
    instance: InstanceArgument,
    edits: SetOption = None,
    files: EditsOption = None,
    out: OutOption = None,
    gap: GapOption = 0.005,
    time_limit: TimeLimitOption = None,
    work: WorkOption = None,
    threads: ThreadsOption = None,
    seed: SeedOption = 0,
    keeping: KeepingOption = True,
    workers: WorkersOption = "all-cores",
    by_subtrees: BySubtreesOption = None,
    diagnosis: DiagnosisOption = True,
    json: JsonFlag = False,
) -> int:
    """Find the plan of least expected cost.

    It is written with its tables and its page. Ctrl-C stops the search; the best plan so far is audited, shown and
    written. Ctrl-C again aborts.
    """
    limit, workplace = seconds(time_limit, work), place(workers)
    edited = read_edited(instance, edits, files)
    # What is slow to load comes after what is quick to find wrong.
    from coeplan.api.files import prepared_folder
    from coeplan.api.solve import SolveOptions

    folder = prepared_folder(out if out is not None else _usual_folder(edited))
    options = SolveOptions(
        gap=gap,
        time_limit=limit,
        work=work,
        threads=threads,
        seed=seed,
        keeping=keeping,
        workers=workplace,
        by_subtrees=by_subtrees,
    )
    solution = _described(_solved(edited.instance, options), edited)
    found = after_solve(instance, edited, solution.termination, wanted=diagnosis)
    return _hand_over(solution, folder, found, as_json=json)


def _hand_over(solution: "Solution", folder: Path, found: "Diagnosis | None", *, as_json: bool) -> int:
    """Write and show what came of a solve; return the exit code."""
    asked = solution.instance
    written = _written(solution, asked, folder)
    return show_answer(
        lambda: _values(asked.name, solution, written) | diagnosis_part(found),
        lambda width: with_diagnosis(_page(asked, solution, width), found),
        as_json=as_json,
        code=of_termination(solution.termination, has_plan=solution.plan is not None),
        notes=_notes(solution, written, folder),
    )


def _usual_folder(edited: "Edited") -> Path:
    """Return the folder of a plan that the user gives none; that of an edited instance never replaces its base's."""
    from coeplan.api.new import identifier

    asked = f"-{identifier(edited.name or 'what-if')}" if edited.edits else ""
    return Path("out") / f"{edited.instance.name}{asked}"


def _described(solution: "Solution", edited: "Edited") -> "Solution":
    """Return a solution whose plan says by which edits its instance came about."""
    from coeplan.api.edits import described

    if solution.plan is None or not edited.edits:
        return solution
    return replace(solution, plan=described(solution.plan, edited))


def _solved(instance: Instance, options: "SolveOptions") -> "Solution":
    """Solve under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.solve import solve as solve_instance

    with ProgressLine() as line:
        return solve_instance(instance, options, on_progress=line.report, cancel=line.token)


def _written(solution: "Solution", instance: Instance, folder: Path) -> "WrittenPlan | None":
    from coeplan.api.files import write_plan

    # A solution holds no plan but one that passed its audit.
    return None if solution.plan is None else write_plan(solution.plan, folder, instance, audited=True)


def _page(instance: Instance, solution: "Solution", width: int) -> RenderableType:
    from coeplan.api.show import no_plan_page, plan_view

    if solution.plan is None:
        return no_plan_page(instance.name, solution.termination, solution.message, solution.notes)
    return plan_view(solution.plan, instance, audited=True, width=width)


def _notes(solution: "Solution", written: "WrittenPlan | None", folder: Path) -> Iterator[str]:
    """Yield where things are, and what was left behind by an earlier run."""
    from coeplan.api.files import PLAN_FILE

    yield f"{solution.seconds:.1f} s, {solution.termination}."
    if written is not None:
        yield f"Plan: {written.plan}  Tables: {written.tables[0].parent}  Page: {written.page}"
    elif (folder / PLAN_FILE).exists():
        yield f"No plan was written; {folder / PLAN_FILE} is of an earlier run and does not belong to this one."


def _values(name: str, solution: "Solution", written: "WrittenPlan | None") -> dict[str, Any]:
    return {
        "instance": name,
        "termination": solution.termination,
        "has_plan": solution.plan is not None,
        "value": solution.value,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "message": solution.message,
        "notes": list(solution.notes),
        "plan": None if written is None else str(written.plan),
        "tables": None if written is None else str(written.tables[0].parent),
        "page": None if written is None else str(written.page),
    }
