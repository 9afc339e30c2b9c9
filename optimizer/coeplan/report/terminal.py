"""The page that answers the board in a terminal, or as plain text in a file."""

import io
from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.text import Text

from coeplan.plans.board import Board, board
from coeplan.plans.decide import BranchView, SiteSize
from coeplan_models import Instance, Plan

from . import grids
from .letters import literal
from .numbers import heads, probability
from .sentences import Page, answer, money_remarks, provisional, quality, risks, statement

MOST_BRANCHES = 24
"""The page tells so many branches; the table ``branches`` has all."""

NARROWEST = 80
WIDEST = 120


def page_view(
    plan: Plan, instance: Instance | None = None, *, audited: bool | None = None, width: int = NARROWEST
) -> Group:
    """Return the page of a plan for a Rich console.

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
    Group
        What a console prints.
    """
    return view_of(board(plan, instance), instance, audited=audited, width=width)


def view_of(read: Board, instance: Instance | None, *, audited: bool | None, width: int) -> Group:
    """Return the page of a plan that is read already."""
    page = Page.of(read, instance, audited, fitted(width))
    return Group(*_sections(page))


def fitted(width: int) -> int:
    """Return the columns that a page takes on a console of some width."""
    return min(WIDEST, max(NARROWEST, width))


def as_text(view: RenderableType, width: int = 100) -> str:
    """Return what a console would print as plain text, without colour or trailing blanks."""
    target = io.StringIO()
    Console(file=target, width=fitted(width), color_system=None, force_terminal=False, highlight=False).print(view)
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()).rstrip() + "\n"


def _sections(page: Page) -> Iterator[RenderableType]:
    yield from _heading(page)
    yield from _section("The answer", _paragraphs(answer(page)))
    yield from _section("Where, how, how big", [grids.sites(page)])
    yield from _section(f"Commit now ({page.read.tree.label(page.read.tree.root.id)})", _now(page))
    yield from _section(_later_title(page), _later(page))
    yield from _section("Heads by site, area and year (expected, at the end of year or horizon)", grids.headcount(page))
    yield from _section(f"Cost ({page.money.head}, expected)", _money(page))
    yield from _section("Key risks", grids.bullets(risks(page)))
    yield from _section("How good the plan is", grids.bullets(quality(page)))


def _heading(page: Page) -> Iterator[RenderableType]:
    plan = page.read.plan
    yield literal(plan.title or plan.instance, "bold")
    futures = len(page.read.tree.leaves)
    size = f"{len(plan.nodes)} nodes, {futures} futures" if futures > 1 else "one future"
    yield literal(f"Instance {plan.instance}, {size}; money in {page.money.head} unless another unit is named.")
    if warning := provisional(page):
        yield literal(warning, "bold red")


def _section(title: str, body: Iterable[RenderableType]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title.upper(), style="bold cyan")
    yield from body


def _paragraphs(sentences: Iterable[str]) -> Iterator[RenderableType]:
    return (literal(sentence) for sentence in sentences)


def _now(page: Page) -> Iterator[RenderableType]:
    root = page.read.tree.root.id
    taken = [statement(page.names, view) for view in page.read.decisions if view.node == root and not view.follows]
    spent = page.money.text(page.read.indicators.value("capital_now"))
    yield from grids.bullets([*(taken or ["no commitment, conversion or stop"]), f"capital in this period: {spent}"])
    table = grids.team_changes(page)
    if table is None:
        yield from grids.bullets(["no hires and no releases"])
    else:
        yield Text()
        yield table


def _later_title(page: Page) -> str:
    return "What to do when which future shows itself" if len(page.read.branches) > 1 else "What to do later"


def _later(page: Page) -> Iterator[RenderableType]:
    if page.read.branches[0].since == page.read.branches[0].until and len(page.read.branches) == 1:
        yield Text("Nothing: the plan has a single period.")
    for branch in page.read.branches[: MOST_BRANCHES + 1]:
        yield from _branch(page, branch)
    if len(page.read.branches) > MOST_BRANCHES + 1:
        yield Text("The branches after these stand in the tables `branches` and `decisions`.")


def _branch(page: Page, branch: BranchView) -> Iterator[RenderableType]:
    """Yield what to do on one stretch between branchings."""
    opening = branch.parent is None
    if opening and branch.since == branch.until:
        return
    if opening:
        title = f"Until {branch.until}, whatever shows itself:"
    else:
        title = f"{branch.since}, if it shows {branch.future} ({probability(branch.probability)}):"
    yield literal(title, "bold")
    done = [f"{view.period}: {statement(page.names, view)}" for view in branch.decisions if not view.follows]
    sizes = "; ".join(f"{page.names.location(size.location)} {_size(branch, size)}" for size in branch.sizes)
    acts = done or ["no commitment, conversion or stop"]
    yield from grids.bullets([*acts, f"heads {_when(branch)}: {sizes or 'none anywhere'}"], depth=1)


def _when(branch: BranchView) -> str:
    if branch.parent is None:
        return f"in {branch.since} > {branch.until}"
    if branch.since == branch.until:
        return f"before > in {branch.since}"
    return f"before > in {branch.since} > {branch.until}"


def _size(branch: BranchView, size: SiteSize) -> str:
    stages = [size.before] if branch.parent is not None else []
    stages += [size.first, size.last] if branch.since != branch.until else [size.first]
    return " > ".join(heads(number) for number in stages)


def _money(page: Page) -> Iterator[RenderableType]:
    """Yield money by category and location, capital, and what is saved against keeping."""
    for tables in (grids.costs(page), grids.cost_places(page), grids.capital(page)):
        for table in tables:
            yield table
            yield Text()
    yield from grids.bullets(money_remarks(page))
