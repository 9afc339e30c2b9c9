"""The command ``coeplan``: its verbs, and what happens when one fails."""

import functools
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, cast

import typer

from coeplan import __version__
from coeplan.core.errors import AuditError, InputError

from . import instances, output, plans, studies
from .advance import advance
from .alternatives import alternatives
from .diagnose import diagnose
from .exits import ExitCode, of_error
from .frontier import frontier
from .groups import GroupedVerbs
from .policy import policy
from .price import price
from .regret import regret
from .report import report
from .sample_size import sample_size
from .sensitivity import sensitivity
from .solve import solve
from .stress import stress
from .template import template
from .threshold import threshold
from .value import value
from .whatif import whatif
from .why import why
from .workbook import export

app = typer.Typer(
    name="coeplan",
    cls=GroupedVerbs,
    help="Plans foreign centres of excellence: how big, how built and where.",
    epilog="Exit codes: 0 done, 1 failed, 2 bad usage or input, 3 proved infeasible, 4 no plan found, 5 audit failed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class CarriedError(Exception):
    """Carries an error past Typer, which has exit codes of its own for interrupts and broken pipes."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        super().__init__(str(error))


def _carrying(verb: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(verb)
    def call(*arguments: Any, **options: Any) -> int:
        try:
            return verb(*arguments, **options)
        except (KeyboardInterrupt, OSError) as error:
            raise CarriedError(error) from error

    return call


STUDIES = "Change something and compare"
"""Heading of ``study``, which has verbs below it."""

GROUPS: Mapping[str, tuple[Callable[..., int], ...]] = {
    "State what is to be planned": (
        instances.examples,
        instances.new,
        template,
        instances.check,
        instances.tree,
        instances.schema,
    ),
    "Find a plan": (solve, diagnose),
    "Read it and hand it on": (plans.show, report, export, plans.audit),
    STUDIES: (whatif, plans.compare, sensitivity),
    "Ask why, and what else": (why, price, alternatives, frontier, threshold),
    "Live with what is not known": (regret, value, stress, sample_size),
    "Carry it out": (policy, advance),
}
"""Verbs in the order in which they come to be used, below the headings of the help."""

for _heading, _verbs in GROUPS.items():
    for _verb in _verbs:
        app.command(rich_help_panel=_heading)(_carrying(_verb))

_study = typer.Typer(help=studies.HELP, no_args_is_help=True, rich_markup_mode=None)
for _name, _verb in studies.VERBS.items():
    _study.command(_name)(_carrying(_verb))
app.add_typer(_study, name="study", rich_help_panel=STUDIES)

_USAGE_ERROR = cast("type[Exception]", typer.BadParameter.__base__)
"""Typer brings its own copy of click in some versions, so the class is reached by way of one it exports."""


def _print_version(wanted: bool) -> None:
    if wanted:
        output.write(f"coeplan {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of unexpected errors; may stand anywhere.")
    ] = False,
) -> None:
    """Plans foreign centres of excellence: how big, how built and where."""


def run() -> None:
    """Run the command with the arguments of the shell, and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks must not cost the result.
        cast("Any", stream).reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str
        What stands after ``coeplan``.

    Returns
    -------
    int
        The exit code; every error has been told by then.
    """
    kept = [argument for argument in arguments if argument != "--debug"]
    try:
        return int(app(args=kept, prog_name="coeplan", standalone_mode=False) or ExitCode.DONE)
    except _USAGE_ERROR as error:
        return _bad_usage(cast("Any", error), as_json="--json" in arguments)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place where an error can be told
        told = error.error if isinstance(error, CarriedError) else error
        return _failed(told, as_json="--json" in arguments, debug="--debug" in arguments)


def _bad_usage(error: Any, *, as_json: bool) -> int:
    if as_json:
        output.result({**output.failure("usage", error.format_message()), "exit_code": int(ExitCode.BAD_INPUT)})
    error.show(sys.stderr)
    return ExitCode.BAD_INPUT


def _failed(error: BaseException, *, as_json: bool, debug: bool) -> int:
    """Tell an error and return its code."""
    known = of_error(error)
    if debug:
        traceback.print_exception(error)
    kind, code = known or ("internal", ExitCode.FAILED)
    message = _message(error) if known else f"unexpected {type(error).__name__}: {error}"
    if as_json:
        faults = error.faults if isinstance(error, InputError) else ()
        output.result({**output.failure(kind, message, faults), "exit_code": int(code)})
    output.say(f"error: {message}")
    if known is None and not debug:
        output.say("This is a fault of coeplan; --debug shows where. Please report it.")
    return code


def _message(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "stopped by Ctrl-C before there was anything to show"
    if isinstance(error, AuditError):
        return f"{error}\nThe plan is not handed over. This is a fault of coeplan; please report it."
    return str(error)
