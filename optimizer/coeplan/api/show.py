"""Showing a plan: the page that a board reads, and the same as values."""

from rich.console import RenderableType

from coeplan.core.errors import InputError
from coeplan.plans.board import Board, board
from coeplan.plans.soundness import other_instance
from coeplan.report.outcome import no_plan_view
from coeplan.report.sentences import Page, answer
from coeplan.report.terminal import as_text, view_of
from coeplan_models import Instance, Plan

from .plain import plain_values

PAGE_WIDTH = 100
"""Columns of a page that goes to a file."""


def plan_page(
    plan: Plan, instance: Instance | None = None, *, audited: bool | None = None, width: int = PAGE_WIDTH
) -> str:
    """Return the page of a plan as plain text.

    Parameters
    ----------
    plan : Plan
        The plan.
    instance : Instance, optional
        The instance it was made for; with it the page says names and lock-ins.
    audited : bool, optional
        Whether the auditor passed the plan; None where it was not asked.
    width : int
        Columns to write in, 80 to 120.

    Returns
    -------
    str
        The answer, sites, what to commit now, what to do in which future, heads, cost, risks, and how good it is.

    Raises
    ------
    InputError
        If the plan was made for another instance.
    """
    return as_text(plan_view(plan, instance, audited=audited, width=width), width)


def plan_view(plan: Plan, instance: Instance | None, *, audited: bool | None, width: int) -> RenderableType:
    """Return the page of a plan for a Rich console; see ``plan_page``."""
    return view_of(_read(plan, instance), instance, audited=audited, width=width)


def page_text(view: RenderableType, width: int) -> str:
    """Return what a console of some width would print, as plain text."""
    return as_text(view, width)


def plan_values(plan: Plan, instance: Instance | None, *, audited: bool | None) -> dict[str, object]:
    """Return what the page says as plain values for JSON; see ``plan_page``."""
    read = _read(plan, instance)
    page = Page.of(read, instance, audited, PAGE_WIDTH)
    quality = {name: getattr(plan, name) for name in ("termination", "value", "bound", "gap")}
    about = {name: getattr(plan, name) for name in ("instance", "instance_hash", "title", "currency", "headquarters")}
    return {
        **about,
        **quality,
        "audited": audited,
        "answer": list(answer(page)),
        **_parts(read),
        "keeping": None if plan.keeping is None else plan.keeping.model_dump(mode="json"),
    }


def _parts(read: Board) -> dict[str, object]:
    lists = {
        "sites": read.sites,
        "decisions": read.decisions,
        "first_period_teams": read.team_changes,
        "branches": read.branches,
        "headcount": (*read.heads, *read.site_heads, *read.total_heads),
        "cost_by_category": read.cost_by_category,
        "cost_by_location": read.cost_by_location,
        "capital_by_year": read.capital_by_year,
        "cash_by_year": read.cash_by_year,
        "indicators": read.indicators.rows,
        "lock_ins": read.lock_ins,
    }
    return {name: None if rows is None else [plain_values(row) for row in rows] for name, rows in lists.items()}


def no_plan_page(name: str, termination: str, message: str, notes: tuple[str, ...] = ()) -> RenderableType:
    """Return the page that stands for a plan where there is none, for a Rich console."""
    return no_plan_view(name, termination, message, notes)


def _read(plan: Plan, instance: Instance | None) -> Board:
    faults = [*other_instance(plan, instance)]
    if faults:
        raise InputError(faults)
    return board(plan, instance)
