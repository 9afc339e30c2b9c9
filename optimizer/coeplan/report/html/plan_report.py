"""The report of one plan, in the order in which a board asks."""

from collections.abc import Mapping, Sequence

from coeplan_models import Instance, Plan

from ..numbers import LEAST_GAP, count, gap_share, heads, heads_range, unseen_gap
from ..sentences import PROVED_BEST, provisional
from .elements import Block, Report, Section, Tile, Tiles
from .letters import words
from .plan_inputs import what_was_assumed
from .plan_money import what_it_costs
from .plan_next import the_answer, what_to_do
from .plan_proof import how_sure
from .plan_risks import what_could_go_wrong
from .plan_size import how_big
from .plan_subject import Subject
from .plan_ways import how
from .plan_where import where

FAILED = "This plan failed its audit: do not use it."


def plan_report(
    plan: Plan,
    instance: Instance | None = None,
    *,
    audited: bool | None = None,
    given: Mapping[str, Sequence[Block]] | None = None,
    rules: Sequence[str] = (),
) -> Report:
    """Return the report of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    instance : Instance, optional
        The instance it was made for; with it the report has names, a map, lock-ins and what was assumed.
    audited : bool, optional
        Whether the auditor passed the plan; None where it was not asked.
    given : mapping of str to sequence of Block, optional
        What was found besides, by the name of the section that it belongs to: ``how`` or ``risks``.
    rules : sequence of str, optional
        The plan as rules of if and then, as :func:`coeplan.api.policy.policy_lines` words them.

    Returns
    -------
    Report
        Sections from the answer to how sure it is.

    Raises
    ------
    InputError
        If the plan does not hang together, or not with its instance.
    """
    subject = Subject.of(plan, instance, audited)
    besides = given or {}
    return Report(
        title=words(plan.title or plan.instance),
        about=_about(subject),
        sections=(
            Section("answer", "The answer", (the_answer(subject), _tiles(subject))),
            where(subject),
            how_big(subject),
            how(subject, besides.get("how", ())),
            what_it_costs(subject),
            what_could_go_wrong(subject, besides.get("risks", ())),
            what_to_do(subject, rules),
            what_was_assumed(subject),
            how_sure(subject),
        ),
        foot=made_with(plan),
        warning=FAILED if audited is False else provisional(subject.page),
    )


def made_with(plan: Plan) -> str:
    """Say which program has made a plan, and when."""
    version = plan.made_by.versions.get("coeplan", "")
    return words(f"Planned with coeplan {version}, {plan.made_by.created}; instance {plan.instance}.")


def _about(subject: Subject) -> str:
    tree = subject.page.read.tree
    futures = count(len(tree.leaves), "future", "futures")
    horizon = f"{tree.label(tree.root.id)} to {tree.label(tree.leaves[0].id)}"
    audited = {True: "audited", False: "audit FAILED", None: "not audited here"}[subject.page.audited]
    return f"Plan for {words(subject.plan.instance)}, {horizon}, {futures}, money in {subject.money.head}; {audited}."


def _tiles(subject: Subject) -> Tiles:
    plan, tree, money = subject.plan, subject.page.read.tree, subject.money
    ends = [sum(subject.heads.get((leaf.id, place), 0.0) for place in subject.abroad) for leaf in tree.leaves]
    now = sum(subject.heads.get((tree.root.id, place), 0.0) for place in subject.abroad)
    cost = Tile("Expected cost", money.text(plan.summary.expected_total), "present value")
    size = Tile("Heads abroad at the end", heads_range(min(ends), max(ends)), f"{heads(now)} now")
    most = plan.summary.largest_capital
    spent = (money.text(plan.summary.expected_capital), f"at most {money.text(most)}") if most else ("none", "")
    capital = Tile("Capital", *spent)
    return Tiles((cost, *_saving(subject), size, capital, _gap(plan.gap)))


def _gap(gap: float | None) -> Tile:
    if gap is not None and gap <= PROVED_BEST:
        return Tile("Proved", "best", "no plan can cost less")
    most = LEAST_GAP if gap is not None and unseen_gap(gap) else gap_share(gap)
    return Tile("Could be cheaper by at most", most, "of its value, as proved" if gap is not None else "")


def _saving(subject: Subject) -> tuple[Tile, ...]:
    keeping = subject.plan.keeping
    if keeping is None or keeping.saving is None:
        return ()
    proved = subject.page.read.indicators.value("saving_proved")
    at_least = (
        "nothing of it proved" if proved is None or proved <= 0 else f"at least {subject.money.text(proved)} proved"
    )
    label = "Saved against keeping" if keeping.saving >= 0 else "More than keeping costs"
    return (Tile(label, subject.money.text(abs(keeping.saving)), at_least if keeping.saving >= 0 else ""),)
