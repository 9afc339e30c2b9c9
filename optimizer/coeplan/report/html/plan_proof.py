"""How sure the answer is: value, bound, gap, audit, time, versions."""

from ..numbers import percent
from ..sentences import quality
from .elements import Block, Bullets, Folded, Section, Table
from .letters import sentence, spaced, words
from .plan_subject import Subject


def how_sure(subject: Subject) -> Section:
    """Return the section on proof."""
    plan = subject.plan
    told = Bullets(tuple(words(line) for line in quality(subject.page)))
    blocks: list[Block] = [told, _proof(subject)]
    if plan.made_by.what_if is not None:
        asked = plan.made_by.what_if
        edits = Bullets(tuple(words(edit) for edit in asked.edits))
        blocks.append(Folded(f"What was asked{f': {words(asked.name)}' if asked.name else ''}", (edits,)))
    blocks.append(Folded("How the plan was made", (_making(subject),)))
    return Section("proof", "How sure is the answer?", tuple(blocks))


def _proof(subject: Subject) -> Table:
    plan, money = subject.plan, subject.money
    keeping = plan.keeping
    rows = [("The plan", money.text(plan.value), money.text(plan.bound), percent(plan.gap, 2))]
    if keeping is not None:
        gap = (
            (keeping.value - keeping.bound) / abs(keeping.value)
            if keeping.value and keeping.bound is not None
            else None
        )
        rows.append(
            ("Keeping the present sites", money.text(keeping.value), money.text(keeping.bound), percent(gap, 2))
        )
    head = ("Problem", "Value of the plan found", "No plan costs less than", "Gap")
    return Table("What is proved", head, tuple(rows))


def _making(subject: Subject) -> Table:
    plan, made = subject.plan, subject.plan.made_by
    seconds = {f"Seconds: {spaced(phase)}": f"{time:,.1f}" for phase, time in made.seconds.items()}
    versions = {f"Version of {name}": version for name, version in made.versions.items()}
    options = {
        f"Option: {spaced(name)}": "not set" if value is None else str(value) for name, value in made.options.items()
    }
    about = {
        "Instance": plan.instance,
        "Fingerprint of the instance": plan.instance_hash,
        "Made at (UTC)": made.created,
        "Seed": str(made.seed),
        "Source of the bound": made.bound_source or "not stated",
        "Nodes of the tree": f"{len(plan.nodes):,}",
    }
    rows = tuple(
        (words(sentence(name)), words(value)) for name, value in (about | versions | options | seconds).items()
    )
    return Table("How the plan was made", ("What", "Value"), rows, labels=2)
