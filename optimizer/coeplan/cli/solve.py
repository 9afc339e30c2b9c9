"""The verb ``solve``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coeplan.core.cancel import CancelToken
from coeplan_models import Instance

from . import output
from .exits import of_termination
from .instances import read_instance
from .interrupt import cancelled_by_interrupt
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag

if TYPE_CHECKING:
    from coeplan.api.files import WrittenPlan
    from coeplan.api.solve import Solution, SolveOptions


def solve(
    instance: InstanceArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the plan; default out/NAME.")
    ] = None,
    gap: Annotated[
        float, typer.Option(min=0.0, metavar="SHARE", help="Stop at this gap between plan and proved bound.")
    ] = 0.005,
    time_limit: Annotated[float, typer.Option(min=1.0, metavar="SECONDS", help="Stop after so long.")] = 300.0,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads of the solver; default as fits.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the solver's random choices.")] = 0,
    keeping: Annotated[
        bool, typer.Option("--keeping/--no-keeping", help="Also cost keeping the present sites, to tell the saving.")
    ] = True,
    json: JsonFlag = False,
) -> int:
    """Find the plan of least expected cost, and write it with its tables and its page.

    Ctrl-C stops the search; the best plan so far is audited, shown and written. Ctrl-C again aborts.
    """
    asked = read_instance(instance)
    # What is slow to load comes after what is quick to find wrong.
    from coeplan.api.files import prepared_folder
    from coeplan.api.solve import SolveOptions

    folder = prepared_folder(out if out is not None else Path("out") / asked.name)
    options = SolveOptions(gap=gap, time_limit=time_limit, threads=threads, seed=seed, keeping=keeping)
    solution = _solved(asked, options)
    written = _written(solution, asked, folder)
    if json:
        output.result(_values(asked.name, solution, written))
    else:
        _print(asked, solution)
    _tell(solution, written, folder)
    return of_termination(solution.termination, has_plan=solution.plan is not None)


def _solved(instance: Instance, options: "SolveOptions") -> "Solution":
    """Solve under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.solve import solve as solve_instance

    token = CancelToken()
    with ProgressLine(output.messages()) as line, cancelled_by_interrupt(token, line.stopping):
        return solve_instance(instance, options, on_progress=line.report, cancel=token)


def _written(solution: "Solution", instance: Instance, folder: Path) -> "WrittenPlan | None":
    from coeplan.api.files import write_plan

    # A solution holds no plan but one that passed its audit.
    return None if solution.plan is None else write_plan(solution.plan, folder, instance, audited=True)


def _print(instance: Instance, solution: "Solution") -> None:
    from coeplan.api.show import no_plan_page, plan_view

    width = output.page_width()
    if solution.plan is None:
        view = no_plan_page(instance.name, solution.termination, solution.message, solution.notes)
    else:
        view = plan_view(solution.plan, instance, audited=True, width=width)
    output.show(view, width)


def _tell(solution: "Solution", written: "WrittenPlan | None", folder: Path) -> None:
    """Say on standard error where things are, and what was left behind by an earlier run."""
    from coeplan.api.files import PLAN_FILE

    output.say(f"{solution.seconds:.1f} s, {solution.termination}.")
    if written is not None:
        output.say(f"Plan: {written.plan}  Tables: {written.tables[0].parent}  Page: {written.page}")
    elif (folder / PLAN_FILE).exists():
        output.say(f"No plan was written; {folder / PLAN_FILE} is of an earlier run and does not belong to this one.")


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
        "exit_code": int(of_termination(solution.termination, has_plan=solution.plan is not None)),
    }
