"""What to say where there is no plan."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from .letters import literal
from .sentences import STOPPED

NEXT_STEPS = {
    "infeasible": (
        "No way of deciding keeps every rule of the instance. `coeplan diagnose` names the rules that contradict each "
        "other, with the line that sets each, and by how little they would have to give. Or give hard policies a "
        "`price`, to see which of them are broken where, and at what cost."
    ),
    "infeasible_unconfirmed": (
        "The solver called the instance infeasible but did not confirm it. Solve again with a longer --time-limit, "
        "or give hard policies a `price` to see what they cost."
    ),
    "unbounded": "Costs that fall without limit are a fault of the model, not of the instance. Please report it.",
    "solver_failed": "Solve again with another --seed or with --threads 1; if it fails again, please report it.",
}
"""What to do next, by why the solver stopped; for the limits see ``LIMITS``."""

LIMITS = "Solve again with a longer --time-limit, or with a wider --gap."
"""What to do next where the solver stopped before it had found anything."""


def no_plan_view(name: str, termination: str, message: str, notes: Sequence[str] = ()) -> Group:
    """Return the page that stands for a plan where there is none.

    Parameters
    ----------
    name : str
        Name of the instance.
    termination : str
        Why the solver stopped.
    message : str
        What the solver or the engine says about it.
    notes : sequence of str
        What a careful reader should know.

    Returns
    -------
    Group
        What a console prints.
    """
    return Group(*_lines(name, termination, message, notes))


def _lines(name: str, termination: str, message: str, notes: Sequence[str]) -> Iterator[RenderableType]:
    title = "infeasible" if termination == "infeasible" else "no plan"
    yield literal(f"{name}: {title.upper()}", "bold")
    yield Text(f"There is no plan to show: {STOPPED.get(termination, termination)} ({termination}).")
    if message:
        yield literal(message)
    yield Text(f"Next: {NEXT_STEPS.get(termination, LIMITS)}")
    for note in notes:
        yield literal(f"Note: {note}")
