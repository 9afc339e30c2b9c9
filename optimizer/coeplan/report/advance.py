"""What was carried from a plan to the next instance, in a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from coeplan.whatif.advance import Advanced
from coeplan_models import ExistingSite, Footprint, Instance

from .grids import bullets, grid
from .numbers import MoneyUnit, heads

NONE = "-"
"""Stands where there is nothing of a kind."""


def advance_view(found: Advanced) -> Group:
    """Return what was carried for a Rich console.

    Parameters
    ----------
    found : Advanced
        The advanced instance with its notes.

    Returns
    -------
    Group
        What a console prints.
    """
    return Group(*_sections(found))


def _sections(found: Advanced) -> Iterator[RenderableType]:
    instance = found.instance
    yield Text(f"{instance.name}: starts in {found.month}, at node {found.root}", style="bold")
    months = sum(instance.horizon.period_months)
    yield Text(f"{instance.horizon.periods} periods, {months} months remain. What stands at their start:")
    yield from _footprint(instance)
    unit = MoneyUnit.fitting(instance.currency, (found.spent, found.remaining))
    yield from _section("What the plan costs", _costs(found, unit))
    lost = [note.text for note in found.notes if not note.exact]
    kept = [note.text for note in found.notes if note.exact]
    if lost:
        yield from _section("Not carried exactly", bullets(lost))
    if kept:
        yield from _section("Restated", bullets(kept))


def _section(title: str, body: Iterator[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title.upper(), style="bold cyan")
    yield from body


def _footprint(instance: Instance) -> Iterator[RenderableType]:
    footprint = instance.footprint or Footprint()
    columns = ("Location", "Model", "Heads", "Ramping up", "Seats", "Months open", "Lock-in left")
    table = grid(columns, 2)
    for location, site in footprint.sites.items():
        table.add_row(location, *_row(site))
    yield Text()
    yield table
    if footprint.commitments:
        yield from _section(
            "Commitments under way",
            bullets(
                f"{each.location} under {each.operating_model}, to start {_in_months(each.months_to_start)}"
                for each in footprint.commitments
            ),
        )


def _row(site: ExistingSite) -> tuple[str, ...]:
    """Cells of a site: its model, heads, hires, seats, age and longest lock-in."""
    locked = max([site.remaining_lock_in, *site.inherited_lock_ins.values()])
    came = " (converted)" if site.converted else ""
    return (
        NONE if site.operating_model is None else f"{site.operating_model}{came}",
        _or_none(sum(site.teams.values())),
        _or_none(sum(hire.heads for hire in site.recent_hires)),
        _or_none(sum(lot.seats for lot in site.seats)),
        NONE if site.operating_model is None else heads(site.age),
        _or_none(locked),
    )


def _or_none(number: float) -> str:
    return heads(number) if number else NONE


def _in_months(months: float) -> str:
    return f"in {heads(months)} months" if months > 0 else "in the first period"


def _costs(found: Advanced, unit: MoneyUnit) -> Iterator[RenderableType]:
    yield from bullets(
        [
            f"until then, seen from its own start: {unit.text(found.spent)}",
            f"from then on, expected, seen from {found.month}: {unit.text(found.remaining)}; a new plan is to be "
            "compared with this",
        ]
    )
