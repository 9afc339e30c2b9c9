"""The verb ``whatif``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from . import output
from .answers import show_answer
from .diagnose import DiagnosisOption, after_solve, diagnosis_part, with_diagnosis
from .edits import EditsOption, SetOption
from .exits import of_termination
from .instances import read_edited
from .live import ProgressLine
from .options import InstanceArgument, JsonFlag
from .solve_options import GapOption, SeedOption, ThreadsOption, TimeLimitOption, WorkOption, seconds

if TYPE_CHECKING:
    from coeplan.api.edits import Edited
    from coeplan.api.files import WrittenPlan
    from coeplan.api.session import Answer, Session

BaseOption = Annotated[
    Path | None,
    typer.Option("--base", metavar="PLAN", help="Plan of the instance, or its folder; default: solve it first."),
]

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for DIR/base and DIR/what-if; default out/NAME."),
]


def whatif(
    instance: InstanceArgument,
    edits: SetOption = None,
    files: EditsOption = None,
    base: BaseOption = None,
    out: OutOption = None,
    gap: GapOption = 0.005,
    time_limit: TimeLimitOption = None,
    work: WorkOption = None,
    threads: ThreadsOption = None,
    seed: SeedOption = 0,
    diagnosis: DiagnosisOption = True,
    json: JsonFlag = False,
) -> int:
    """Solve an instance as it is and edited, and compare.

    The edited one is solved from the plan of the other. Limits hold for each of the two solves. Ctrl-C stops the
    one that runs, and its best plan counts.
    """
    limit = seconds(time_limit, work)
    if not edits and not files:
        raise typer.BadParameter("nothing is changed: say what with --set or --edits")
    edited = read_edited(instance, edits, files)
    from coeplan.api.files import prepared_folder
    from coeplan.api.load import load_instance, load_plan
    from coeplan.api.session import Session
    from coeplan.api.solve import SolveOptions

    loaded = load_instance(instance)
    folder = prepared_folder(out if out is not None else Path("out") / loaded.instance.name)
    options = SolveOptions(gap=gap, time_limit=limit, work=work, threads=threads, seed=seed, keeping=False)
    session = Session(loaded, options, None if base is None else load_plan(base))
    answer = _answered(session, edited)
    written = _written(answer, folder)
    found = after_solve(instance, edited, answer.solution.termination, wanted=diagnosis)
    return show_answer(
        lambda: _values(answer, written) | diagnosis_part(found),
        lambda width: with_diagnosis(_page(answer, width), found),
        as_json=json,
        code=of_termination(answer.solution.termination, has_plan=answer.solution.plan is not None),
        notes=_notes(answer, written),
    )


def _answered(session: "Session", edited: "Edited") -> "Answer":
    """Solve both, each under a progress line, with Ctrl-C as a wish to stop the one that runs."""
    with ProgressLine() as line:
        base = session.base(line.report, line.token)
    output.say(f"As it is: {base.seconds:.1f} s, {base.termination}.")
    with ProgressLine() as line:
        return session.answer(edited, on_progress=line.report, cancel=line.token)


def _written(answer: "Answer", folder: Path) -> "dict[str, WrittenPlan]":
    from coeplan.api.files import write_plan

    both = {"base": answer.base, "what-if": answer.solution}
    return {
        name: write_plan(each.plan, folder / name, each.instance, audited=True)
        for name, each in both.items()
        if each.plan is not None
    }


def _page(answer: "Answer", width: int) -> RenderableType:
    from coeplan.api.compare import ComparedPlan, compare_many, comparison_page
    from coeplan.api.show import no_plan_page

    base, found = answer.base, answer.solution
    if base.plan is None or found.plan is None:
        missing = base if base.plan is None else found
        return no_plan_page(missing.instance.name, missing.termination, missing.message, missing.notes)
    plans = (ComparedPlan(base.plan, base.instance, "base"), ComparedPlan(found.plan, found.instance, "what-if"))
    return comparison_page(compare_many(plans), width)


def _notes(answer: "Answer", written: "dict[str, WrittenPlan]") -> list[str]:
    found = answer.solution
    plans = [f"Plan of the {name}: {each.plan}" for name, each in written.items()]
    return [f"Edited: {found.seconds:.1f} s, {found.termination}.", *plans]


def _values(answer: "Answer", written: "dict[str, WrittenPlan]") -> dict[str, Any]:
    from coeplan.api.compare import ComparedPlan, compare_many, comparison_values

    base, found = answer.base, answer.solution
    held = [ComparedPlan(each.plan, each.instance) for each in (base, found) if each.plan is not None]
    return {
        "instance": base.instance.name,
        "edits": list(answer.edited.edits),
        "base": _solution_values(base, written.get("base")),
        "what_if": _solution_values(found, written.get("what-if")),
        "comparison": comparison_values(compare_many(held)) if len(held) > 1 else None,
    }


def _solution_values(solution: Any, written: "WrittenPlan | None") -> dict[str, Any]:
    return {
        "termination": solution.termination,
        "value": solution.value,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "message": solution.message,
        "notes": list(solution.notes),
        "plan": None if written is None else str(written.plan),
    }
