"""What was assumed: the frame, the futures, the limits, and every figure with its source, the most important first."""

from collections.abc import Iterator

from coeplan_models import Instance
from coeplan_models.instance import Objective
from coeplan_models.series import value_at

from ..numbers import count, percent, plain
from .elements import Block, Folded, Paragraphs, Section, Table
from .letters import input_words, sentence, spaced, words
from .plan_futures import futures_table
from .plan_stakes import Stake, stakes
from .plan_subject import Subject

MOST_INPUTS = 12
"""Inputs that stand in sight; the others are folded."""


def what_was_assumed(subject: Subject) -> Section:
    """Return the section on inputs."""
    blocks = _unknown() if subject.instance is None else _blocks(subject, subject.instance)
    return Section("assumptions", "What was assumed?", tuple(blocks))


def _unknown() -> Iterator[Block]:
    yield Paragraphs(("The instance is not at hand, and a plan does not hold its inputs. Name it to see them.",))


def _blocks(subject: Subject, instance: Instance) -> Iterator[Block]:
    if instance.description:
        yield Paragraphs((words(instance.description, 2000),))
    yield _frame(subject, instance)
    yield futures_table(subject, instance)
    if instance.policies:
        yield _policies(subject, instance)
    yield from _figures(subject, instance)


def _frame(subject: Subject, instance: Instance) -> Table:
    tree = subject.page.read.tree
    periods = count(len(subject.periods), "period", "periods")
    work = ", ".join(
        f"{subject.names.area(key)} {_number(value_at(area.workload, 0, before=0.0))}"
        for key, area in instance.areas.items()
    )
    rows = (
        (
            "Horizon",
            f"{tree.label(tree.root.id)} to {tree.label(tree.leaves[0].id)}, {periods}",
        ),
        ("Work at the start (FTE)", work),
        ("Headquarters", subject.names.location(instance.headquarters)),
        ("What is sought", _sought(instance.objective)),
        ("Discount rate", f"{percent(instance.discount_rate)} a year"),
        ("Run cost after the horizon", f"{_number(instance.terminal_months)} months"),
        ("Coordination of a vendor", f"{subject.plan.currency} {instance.coordination_cost:,.0f} a year"),
    )
    return Table("The frame", ("What", "Value"), rows, labels=2)


def _sought(objective: Objective) -> str:
    """Say what the plan makes small: each part of the objective with its weight."""
    parts = (
        (objective.expectation_weight, "expected cost"),
        (objective.cvar_weight, f"mean of the worst {percent(1 - objective.cvar_alpha, 0)}"),
        (objective.worst_case_weight, "cost of the worst future"),
        (objective.regret_weight, "largest regret"),
    )
    weighed = [(weight, what) for weight, what in parts if weight]
    if len(weighed) == 1:
        return f"Least {weighed[0][1]}"
    return " + ".join(f"{plain(weight)} x {what}" for weight, what in weighed)


def _policies(subject: Subject, instance: Instance) -> Table:
    broken: dict[str, int] = {}
    for breach in subject.plan.breaches:
        broken[breach.policy] = broken.get(breach.policy, 0) + 1
    rows = tuple(
        (
            sentence(words(spaced(name))),
            spaced(policy.kind),
            words(policy.description),
            "off" if not policy.enabled else "never broken" if policy.price is None else "at a price",
            count(broken[name], "breach", "breaches") if name in broken else "kept" if policy.enabled else "",
        )
        for name, policy in instance.policies.items()
    )
    return Table("Limits on the plan", ("Limit", "Kind", "Why", "May it be broken?", "In this plan"), rows, labels=5)


def _figures(subject: Subject, instance: Instance) -> Iterator[Block]:
    found = stakes(subject)
    if not found:
        yield Paragraphs(("The instance does not say where its figures come from.",))
        return
    yield Paragraphs((_of_stakes(len(found), len(instance.figures)),))
    yield _figures_table(subject, found[:MOST_INPUTS], "Inputs on which most money stands")
    if len(found) > MOST_INPUTS:
        rest = _figures_table(subject, found[MOST_INPUTS:], "All other inputs that the plan uses")
        yield Folded(f"{len(found) - MOST_INPUTS} more inputs that the plan uses", (rest,), on_paper=False)
    named = {key for each in found for key in each.figure.sources}
    if named:
        yield Folded("Sources", (_sources(instance, named),))


def _of_stakes(used: int, every: int) -> str:
    unused = (
        f" {every - used} figures of places and models that the plan does not use are left out." if every > used else ""
    )
    return (
        "At stake is by how much the plan's cost would move over an input's range if nothing were decided anew: what "
        "the plan pays on it, times the width of the range. A sensitivity study says what deciding anew would change."
        f"{unused}"
    )


def _figures_table(subject: Subject, found: tuple[Stake, ...], caption: str) -> Table:
    rows = tuple(_figure_row(subject, each) for each in found)
    head = ("Input", "Unit", "Basis", "Sources", "Value", "Low", "High", f"At stake ({subject.money.head})")
    return Table(caption, head, rows, labels=4)


def _figure_row(subject: Subject, each: Stake) -> tuple[str, ...]:
    figure = each.figure
    sources = ", ".join(words(key) for key in figure.sources)
    value = figure.mid if each.value is None else each.value
    numbers = ("" if number is None else _number(number) for number in (value, figure.low, figure.high))
    at_stake = "" if each.at_stake is None else subject.money.bare(each.at_stake)
    return (input_words(subject.names, each.path), words(figure.unit), figure.basis, sources, *numbers, at_stake)


def _number(number: float) -> str:
    """Return a number with four digits that count, large ones whole."""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def _sources(instance: Instance, named: set[str]) -> Table:
    rows = tuple(
        (
            words(key),
            words(source.title),
            words(source.address),
            "" if source.year is None else str(source.year),
            words(source.bias),
        )
        for key, source in instance.sources.items()
        if key in named
    )
    return Table(
        "Sources of these inputs", ("Source", "Title", "Address", "Year", "What its author may gain"), rows, labels=5
    )
