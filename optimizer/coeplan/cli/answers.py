"""How every verb shows what it has found: a page, or one JSON object, and what else there is to say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from . import output
from .exits import ExitCode


def show_answer(
    values: Callable[[], Mapping[str, Any]],
    page: Callable[[int], RenderableType | None],
    *,
    as_json: bool,
    code: ExitCode = ExitCode.DONE,
    notes: Iterable[str] = (),
) -> ExitCode:
    """Print an answer on standard output and what goes with it on standard error.

    Parameters
    ----------
    values : callable
        Makes the object of ``--json``; the exit code is added to it.
    page : callable
        Makes the page for a width in columns: text is printed as it stands, None prints nothing.
    as_json : bool
        Which of the two is asked for; only that one is made.
    code : ExitCode
        Code that the verb ends with.
    notes : iterable of str
        Lines for standard error: where files are, what to do next.

    Returns
    -------
    ExitCode
        The code again, so that a verb can end with this call.
    """
    if as_json:
        output.result({**values(), "exit_code": int(code)})
    else:
        _print(page)
    for note in notes:
        output.say(note)
    return code


def _print(page: Callable[[int], RenderableType | None]) -> None:
    width = output.page_width()
    made = page(width)
    if isinstance(made, str):
        output.write(made)
    elif made is not None:
        output.show(made, width)


def names_of(files: Iterable[Path]) -> list[str]:
    """Return files as ``--json`` names them."""
    return [str(path) for path in files]


def tables_note(files: Sequence[Path]) -> tuple[str, ...]:
    """Return the line that says in which folder tables were written; none where none were."""
    return (f"Tables: {files[0].parent}",) if files else ()


def copy_note(files: Sequence[str], stated: str | None) -> tuple[str, ...]:
    """Return the line that says whose lines an answer names where no instance was stated: those of a copy."""
    return () if stated else (f"Lines are those of the copy {files[0]}; --instance FILE names those of your own file.",)
