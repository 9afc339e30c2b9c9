"""The verb ``sensitivity``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from . import output
from .answers import names_of, show_answer
from .exits import ExitCode
from .options import JsonFlag
from .study_run import DaskOption, LimitOption, RetryOption, WorkersOption, run_place, run_with_line

if TYPE_CHECKING:
    from coeplan.api.sensitivity import Sensitivity
    from coeplan.api.studies import StudyStatus

METHODS: Mapping[str, tuple[str, ...]] = {
    "tornado": ("decision", "halvings", "widening"),
    "morris": ("trajectories", "levels", "seed"),
    "sobol": ("samples", "seed"),
}
"""Methods, with the options that each has for itself."""

_OF_SEARCH = ("halvings", "widening")

_WITH_FOLDER = ("source", "json")
"""What may be said where the page of an earlier run is shown."""

_NAMED_OTHERWISE = {"inputs": "--input"}
"""Options whose name is not that of their variable."""

STUDY_FILE = "study.json"
"""File by which the folder of a study is known."""

SourceArgument = Annotated[
    str,
    typer.Argument(
        metavar="INSTANCE", help="Instance file, name of a shipped example, or the folder of an earlier run."
    ),
]
InputOption = Annotated[
    list[str] | None,
    typer.Option(
        "--input", metavar="LINE", help="'PATH x LOW..HIGH', 'PATH = LOW..HIGH', or PATH for its figures; repeatable."
    ),
]
MethodOption = Annotated[str, typer.Option("--method", metavar="NAME", help="tornado, morris or sobol.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder of the results; default out/NAME-METHOD.")
]
DecisionOption = Annotated[
    str | None, typer.Option("--decision", metavar="WHICH", help="Tornado: today's decisions, or all of the plan.")
]
HalvingsOption = Annotated[
    int | None, typer.Option("--halvings", min=0, help="Tornado: how often a switch point is closed in on.")
]
WideningOption = Annotated[
    float | None, typer.Option("--widening", min=0.0, help="Tornado: how far beyond the ranges to look, as a factor.")
]
TrajectoriesOption = Annotated[int | None, typer.Option("--trajectories", min=2, help="Morris: how many paths.")]
LevelsOption = Annotated[int | None, typer.Option("--levels", min=2, help="Morris: levels of each range, even.")]
SamplesOption = Annotated[int | None, typer.Option("--samples", min=2, help="Sobol: how many samples, a power of 2.")]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help="Morris, Sobol: seed of the sample.")]
MostOption = Annotated[int | None, typer.Option("--most", min=1, help="Most figures that are taken as inputs.")]
GapOption = Annotated[float | None, typer.Option("--gap", min=0.0, metavar="SHARE", help="Gap at which solves stop.")]
TimeLimitOption = Annotated[
    float | None, typer.Option("--time-limit", min=1.0, metavar="SECONDS", help="Time after which each solve stops.")
]
WorkOption = Annotated[
    float | None, typer.Option("--work", min=1.0, metavar="UNITS", help="Work after which each solve stops.")
]


def sensitivity(
    context: typer.Context,
    source: SourceArgument,
    inputs: InputOption = None,
    method: MethodOption = "tornado",
    out: OutOption = None,
    decision: DecisionOption = None,
    halvings: HalvingsOption = None,
    widening: WideningOption = None,
    trajectories: TrajectoriesOption = None,
    levels: LevelsOption = None,
    samples: SamplesOption = None,
    seed: SeedOption = None,
    most: MostOption = None,
    gap: GapOption = None,
    time_limit: TimeLimitOption = None,
    work: WorkOption = None,
    workers: WorkersOption = "all-cores",
    dask: DaskOption = None,
    limit: LimitOption = None,
    retry: RetryOption = False,
    json: JsonFlag = False,
) -> int:
    """Tell which inputs move cost and turn the decision.

    Also at which value it switches. Writes a study, runs it, and shows its page; the same command goes on with a
    run that was stopped. With the folder of an earlier run it only shows what that has found.
    """
    if (Path(source) / STUDY_FILE).is_file():
        _refuse_options(context)
        return _show(Path(source), json=json)
    place = run_place(workers, dask)
    own = {"decision": decision, "halvings": halvings, "widening": widening, "trajectories": trajectories}
    cases = _cases(method, own | {"levels": levels, "samples": samples, "seed": seed}, most)
    limits = _stated({"gap": gap, "time_limit": time_limit, "work": work})
    # What is slow to load comes after what is quick to find wrong.
    from coeplan.api.sensitivity import sensitivity_study
    from coeplan.api.studies import RunOptions

    planned = sensitivity_study(source, inputs or (), cases, limits)
    folder = Path("out") / planned.study.name if out is None else out
    status, stopped = run_with_line(planned, folder, RunOptions(place=place, limit=limit, retry=retry))
    return _tell(folder, status, stopped=stopped, json=json)


def _refuse_options(context: typer.Context) -> None:
    """Refuse options that say how to run, where nothing is run."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = [name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    needless = ", ".join(
        _NAMED_OTHERWISE.get(name, f"--{name.replace('_', '-')}") for name in given if name not in _WITH_FOLDER
    )
    if needless:
        folder = context.params["source"]
        told = f"{folder} holds a study, which is only shown; {needless} would change nothing"
        raise typer.BadParameter(f"{told}. To go on with its run, name its instance, and the folder as --out")


def _stated(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _cases(method: str, options: Mapping[str, Any], most: int | None) -> dict[str, Any]:
    """Return the cases as a study file says them.

    Raises
    ------
    typer.BadParameter
        Where there is no such method, or an option belongs to another.
    """
    if method not in METHODS:
        raise typer.BadParameter(f"{method!r} is no method; there are {', '.join(METHODS)}", param_hint="--method")
    stated = _stated(options)
    for name in stated:
        if name not in METHODS[method]:
            fitting = " or ".join(each for each, fields in METHODS.items() if name in fields)
            raise typer.BadParameter(f"--{name} belongs to --method {fitting}, not to {method}")
    cases = {"kind": method} | {name: value for name, value in stated.items() if name not in _OF_SEARCH}
    search = {name: value for name, value in stated.items() if name in _OF_SEARCH}
    return cases | ({"switch": search} if search else {}) | _stated({"most_figures": most})


def _show(folder: Path, *, json: bool) -> int:
    from coeplan.api.sensitivity import read_sensitivity, sensitivity_values

    found = read_sensitivity(folder)
    return show_answer(lambda: sensitivity_values(found), lambda width: _page(found, width), as_json=json)


def _page(found: "Sensitivity", width: int) -> RenderableType:
    from coeplan.api.sensitivity import sensitivity_page

    return sensitivity_page(found, width)


def _tell(folder: Path, status: "StudyStatus", *, stopped: bool, json: bool) -> int:
    """Show what a run has found, as far as it came, and what went wrong on its way."""
    from coeplan.api.sensitivity import read_sensitivity, sensitivity_values, write_sensitivity_tables

    if status.left:
        output.say(f"{status.left} solves are left; the same command goes on with them.")
    for result in status.amiss:
        output.say(f"! {result.name} ({result.id}) {result.status}: {result.message}")
    found = read_sensitivity(folder)
    written = names_of(write_sensitivity_tables(found, folder))
    return show_answer(
        lambda: sensitivity_values(found) | {"stopped": stopped, "folder": str(folder), "written": written},
        lambda width: _page(found, width),
        as_json=json,
        code=ExitCode.FAILED if status.amiss or stopped else ExitCode.DONE,
        notes=(f"Tables: {', '.join(written)}  Page again: coeplan sensitivity {folder}",),
    )
