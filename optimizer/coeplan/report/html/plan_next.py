"""What to do now, and on which signal what next."""

from collections.abc import Iterator, Sequence

from coeplan.plans.decide import BranchView, SiteSize

from ..numbers import heads, probability
from ..sentences import answer, statement
from .elements import Block, Bullets, Card, Cards, Folded, Paragraphs, Part, Section, Table
from .letters import sentence, words
from .plan_subject import Subject

ACT = "- "
"""How a line begins that says what to do; the others are conditions."""

INDENT = "  "
"""What stands before a line for each condition around it."""

MOST_CARDS = 40
"""Branches that are told; the tables of the plan have all."""


def what_to_do(subject: Subject, rules: Sequence[str]) -> Section:
    """Return the section on acts: those of the first period, and those that wait for a signal.

    Parameters
    ----------
    subject : Subject
        The plan.
    rules : sequence of str
        The plan as rules of if and then, a line each, with two blanks before it for each condition around it; where
        there are none the branches of the tree stand for them.
    """
    now = Part(f"Now ({subject.page.read.tree.label(subject.page.read.tree.root.id)})", tuple(_now(subject)))
    branches = tuple(_later(subject))
    later = Part(_later_title(subject), branches)
    if rules:
        folded = Folded("The same branch by branch of the tree, with heads", branches)
        later = Part("What on which signal", (Cards(tuple(_rule_cards(rules))), folded))
    return Section("what-to-do", "What to do now, and what on which signal?", (now, later))


def _rule_cards(rules: Sequence[str]) -> Iterator[Card]:
    """Yield a card for each condition, with what is done there."""
    condition, acts, depth = "", list[str](), 0
    for line in rules:
        told = line.strip()
        if told.startswith(ACT):
            acts.append(words(told.removeprefix(ACT)))
            continue
        if condition:
            yield Card(condition, tuple(acts), depth)
        condition, acts, depth = words(told.removesuffix(":")), [], 1 + (len(line) - len(told)) // len(INDENT)
    if condition:
        yield Card(condition, tuple(acts), depth)


def _now(subject: Subject) -> Iterator[Block]:
    read = subject.page.read
    taken = [
        statement(subject.names, view) for view in read.decisions if view.node == read.tree.root.id and not view.follows
    ]
    spent = subject.money.text(read.indicators.value("capital_now"))
    acts = [sentence(act) for act in taken] or ["No commitment, conversion or stop"]
    yield Bullets((*acts, f"Capital in this period: {spent}"))
    moved = [row for row in read.team_changes if row.hires > 0.05 or row.releases > 0.05]
    if not moved:
        yield Paragraphs(("No hires and no releases.",))
        return
    rows = tuple(
        (
            subject.names.location(row.location),
            subject.names.area(row.area),
            *(heads(number) for number in (row.before, row.attrition, row.hires, row.releases, row.heads)),
        )
        for row in moved
    )
    head = ("Place", "Business area", "Before", "Leave", "Hire", "Release", "Heads then")
    yield Table("Hires and releases of the first period, heads", head, rows, labels=2)


def _later_title(subject: Subject) -> str:
    return "If this shows, do that" if len(subject.page.read.branches) > 1 else "Later"


def _later(subject: Subject) -> Iterator[Block]:
    first, *branches = subject.page.read.branches
    if not branches and first.since == first.until:
        yield Paragraphs(("The plan has a single period, so there is nothing to do later.",))
        return
    told = [_card(subject, branch) for branch in (first, *branches[:MOST_CARDS]) if _tells(branch)]
    yield Cards(tuple(told))
    if len(branches) > MOST_CARDS:
        left = len(branches) - MOST_CARDS
        yield Paragraphs((f"{left} more branches stand in the tables of the plan, `branches` and `decisions`.",))


def _tells(branch: BranchView) -> bool:
    """Whether there is anything to say: the first period has been told already."""
    return branch.parent is not None or branch.since != branch.until


def _card(subject: Subject, branch: BranchView) -> Card:
    if branch.parent is None:
        condition = f"Until {branch.until}, whatever shows itself"
    else:
        condition = f"If {branch.since} shows {branch.future} ({probability(branch.probability)})"
    done = [f"{view.period}: {statement(subject.names, view)}" for view in branch.decisions if not view.follows]
    sizes = "; ".join(f"{subject.names.location(size.location)} {_size(branch, size)}" for size in branch.sizes)
    acts = [sentence(act) for act in done] or ["No commitment, conversion or stop"]
    return Card(condition, (*acts, f"Heads {_when(branch)}: {sizes or 'none anywhere'}"), _depth(branch))


def _depth(branch: BranchView) -> int:
    """Count the signals that have to show before this one."""
    if branch.parent is None:
        return 0
    return 1 if not branch.parent else 2 + branch.parent.count(".")


def _when(branch: BranchView) -> str:
    if branch.parent is None:
        return f"in {branch.since} → {branch.until}"
    if branch.since == branch.until:
        return f"before → in {branch.since}"
    return f"before → in {branch.since} → {branch.until}"


def _size(branch: BranchView, size: SiteSize) -> str:
    stages = [size.before] if branch.parent is not None else []
    stages += [size.first, size.last] if branch.since != branch.until else [size.first]
    return " → ".join(heads(number) for number in stages)


def the_answer(subject: Subject) -> Paragraphs:
    """Return the answer in three sentences."""
    return Paragraphs(answer(subject.page))
