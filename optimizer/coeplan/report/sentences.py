"""What a plan says, in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coeplan.plans.board import Board, Names
from coeplan.plans.decide import IN_OPERATION, DecisionView, SiteView
from coeplan.plans.lock_ins import LockIn
from coeplan.plans.spending import AFTER_HORIZON
from coeplan_models import Instance, Keeping

from .numbers import (
    LEAST_GAP,
    MoneyUnit,
    count,
    gap_share,
    heads,
    heads_about,
    heads_range,
    listed,
    percent,
    plain,
    probability,
    unseen_gap,
)

MOST_SITES_IN_A_SENTENCE = 4
"""The answer names so many sites; the table below it has all."""

PROVISIONAL = 0.05
"""Gap above which a plan is no answer yet, and is told to be provisional."""

NOTHING = 1e-6
"""Savings smaller than this, relative to the value, are none."""

FAR_ABOVE = 1.5
"""A peak is told that is so many times what a site has now and at the end."""

PROVED_BEST = 1e-9
"""Gap up to which a plan is proved best."""

MOST_TO_IGNORE = 0.5
"""Heads of which a sentence does not speak."""

STOPPED = {
    "optimal": "the gap asked for was reached",
    "time_limit": "the time limit was reached",
    "work_limit": "the limit of work was reached",
    "interrupted": "it was interrupted",
    "infeasible": "it is proved that there is no plan",
    "infeasible_unconfirmed": "the solver found no plan, without a second proof of it",
    "unbounded": "the cost has no lower limit, so the model is wrong",
    "solver_failed": "the solver failed",
}
"""Why a solver stopped, in words."""


@dataclass(frozen=True)
class Page:
    """A plan that is being written about: what is read in it, names, unit of money."""

    read: Board
    """The plan, read."""
    names: Names
    """Names for people."""
    money: MoneyUnit
    """Unit of all money."""
    audited: bool | None = None
    """Whether the auditor passed the plan; None where it was not asked."""
    width: int = 80
    """Columns to write in."""

    @classmethod
    def of(cls, read: Board, instance: Instance | None, audited: bool | None, width: int) -> "Page":
        """Choose names and unit for a plan."""
        amounts = (read.plan.value, read.plan.summary.worst_total, *(leaf.total for leaf in read.plan.leaf_totals))
        unit = MoneyUnit.fitting(read.plan.currency, amounts)
        return cls(read, Names.of(instance), unit, audited, width)


def answer(page: Page) -> tuple[str, str, str]:
    """Return the answer in three sentences: where, how and how big; what to do now; what it is worth."""
    return _where(page), _now(page), _worth(page)


def provisional(page: Page) -> str:
    """Warn where the search ended before much was proved of the plan; nothing where the plan is an answer."""
    plan = page.read.plan
    if plan.gap is not None and plan.gap <= PROVISIONAL:
        return ""
    known = "nothing is proved of how good it is"
    if plan.bound is not None and plan.gap is not None:
        known = f"another one may cost up to {gap_share(plan.gap)} less"
    stopped = STOPPED.get(plan.termination, plan.termination)
    return f"Provisional: the search ended ({stopped}) when {known}. Solve for longer before you decide by this plan."


def _where(page: Page) -> str:
    abroad = [site for site in page.read.sites if not site.headquarters]
    home = next((site for site in page.read.sites if site.headquarters), None)
    at_home = f"{page.names.location(home.location)} has {_size(home)}" if home else "headquarters holds no team"
    if not abroad:
        return f"Open no site abroad: {at_home}."
    largest = sorted(abroad, key=lambda site: -site.final_expected)
    named = largest[:MOST_SITES_IN_A_SENTENCE]
    parts = [_site(page, site) for site in named]
    if len(largest) > len(named):
        parts.append(f"{len(largest) - len(named)} more, listed below")
    return f"Run {count(len(abroad), 'site', 'sites')} abroad: {'; '.join(parts)}; {at_home}."


def _site(page: Page, site: SiteView) -> str:
    models = " then ".join(page.names.model(model) for model in site.operating_models)
    since = "in operation already" if site.start == IN_OPERATION else f"from {site.start}"
    chance = "" if site.probability > 1 - NOTHING else f", in some futures only ({probability(site.probability)})"
    return f"{page.names.location(site.location)} under {models} {since} with {_size(site)}{chance}"


def _size(site: SiteView) -> str:
    now, end = f"{heads(site.heads_now)} heads now", f"{heads_range(site.final_low, site.final_high)} at the end"
    most = peak(site)
    return f"{now}, {most}, and {end}" if most else f"{now} and {end}"


def peak(site: SiteView) -> str:
    """Say how many heads a site has at most, where neither now nor the end tells of it, as of a bridge."""
    if site.peak < max(FAR_ABOVE * max(site.heads_now, site.final_high), MOST_TO_IGNORE):
        return ""
    return f"at most {heads(site.peak)} in {site.peak_period}"


def _now(page: Page) -> str:
    read = page.read
    root = read.tree.root.id
    taken = [statement(page.names, view) for view in read.decisions if view.node == root and not view.follows]
    sizes = _flows_now(page)
    acts = [*(taken or ["commit to nothing new"]), *([sizes] if sizes else [])]
    return f"Now ({read.tree.label(root)}): {'; '.join(acts)}; {_next_choice(page)}."


def _next_choice(page: Page) -> str:
    branching = page.read.indicators.find("first_branches")
    if branching is None:
        return "nothing in this plan waits for the future to show itself"
    branches = heads(branching.value or 0)
    return f"the next choice comes in {branching.period}, when it shows which of {branches} branches holds"


def _flows_now(page: Page) -> str:
    hires = page.read.indicators.value("hires_now") or 0.0
    releases = page.read.indicators.value("releases_now") or 0.0
    replaced = sum(min(row.hires, row.attrition) for row in page.read.team_changes)
    parts = [_hired(hires, replaced)] if hires else []
    parts += [f"release {_people(releases)}"] if releases else []
    return "; ".join(parts)


def _hired(hires: float, replaced: float) -> str:
    """Say how many are hired, and how many of them because others leave by themselves."""
    if replaced < MOST_TO_IGNORE:
        return f"hire {_people(hires)}"
    if hires - replaced < MOST_TO_IGNORE:
        return f"hire {_people(hires)} to replace leavers"
    return f"hire {_people(hires)}, {heads_about(replaced)} of them to replace leavers"


def _people(number: float) -> str:
    return f"{heads_about(number)} {'head' if number <= 1 else 'heads'}"


def _worth(page: Page) -> str:
    return f"{cost_and_saving(page)}; {_least(page, 'count as' if _weighs_risk(page) else 'cost')}."


def cost_and_saving(page: Page) -> str:
    """Say what a plan costs and what it saves, each by the measure that it is of."""
    # What is saved and what is proved are of the objective: they may not stand beside the expected cost.
    joined = ", and so counted" if _weighs_risk(page) else ";"
    return f"{cost(page)}{joined} {saving(page)}"


def cost(page: Page) -> str:
    """Say what a plan costs, and what it counts as where risk is weighed."""
    expected = f"It costs {page.money.text(page.read.plan.summary.expected_total)} (expected present value)"
    if not _weighs_risk(page):
        return expected
    return f"{expected}; with risk weighed as asked it counts as {page.money.text(page.read.plan.value)}"


def _weighs_risk(page: Page) -> bool:
    plan = page.read.plan
    return abs(plan.value - plan.summary.expected_total) > NOTHING * max(1.0, abs(plan.value))


def _least(page: Page, verb: str) -> str:
    plan = page.read.plan
    if plan.bound is None:
        return "how much less another plan could cost is not known"
    if plan.gap is not None and plan.gap <= PROVED_BEST:
        return f"it is proved best: no plan can {verb} less"
    if plan.gap is not None and unseen_gap(plan.gap):
        return f"it is proved best to within {LEAST_GAP}"
    gap = "" if plan.gap is None else f", {gap_share(plan.gap)} less"
    return f"no plan can {verb} less than {page.money.text(plan.bound)}{gap}"


def saving_is_known(page: Page) -> bool:
    """Whether keeping the present sites has a cost that the plan can be held against."""
    keeping = page.read.plan.keeping
    return keeping is not None and keeping.value is not None and keeping.saving is not None


def saving(page: Page) -> str:
    """Say what the plan saves against keeping the present sites, and how much of that is proved."""
    keeping = page.read.plan.keeping
    if keeping is None:
        return "what it saves against keeping the present sites was not asked for"
    if keeping.value is None or keeping.saving is None:
        return f"what it saves cannot be told, {_why_not_kept(keeping)}"
    if abs(keeping.saving) <= NOTHING * max(1.0, abs(keeping.value)):
        return "it costs as much as keeping the present sites"
    if page.money.bare(keeping.saving) == page.money.bare(0.0):
        return "it costs about as much as keeping the present sites"
    share = page.read.indicators.value("saving_share")
    amount = f"{page.money.text(abs(keeping.saving))} ({percent(abs(share) if share is not None else None)})"
    if keeping.saving < 0:
        return f"it costs {amount} more than keeping the present sites"
    return f"it saves {amount} against keeping the present sites, {_proved(page)}"


def _why_not_kept(keeping: Keeping) -> str:
    known = "is not feasible" if keeping.termination == "infeasible" else "could not be costed"
    reason = keeping.reason or STOPPED.get(keeping.termination, keeping.termination)
    return f"for keeping the present sites {known} ({reason.rstrip('.')})"


def money_remarks(page: Page) -> list[str]:
    """Say what the tables of money mean, capital in all, and what keeping the present sites costs."""
    found, money = page.read.indicators, page.money
    whole, most = money.text(found.value("expected_capital")), money.text(found.value("largest_capital"))
    spent = f"{whole} expected, {most} in the future that asks for most" if found.value("largest_capital") else "none"
    remarks = [f"Capital in all: {spent}."]
    keeping = page.read.plan.keeping
    if keeping is not None and keeping.value is not None:
        bound = money.text(keeping.bound)
        remarks.append(f"Keeping the present sites: {money.text(keeping.value)}, proved bound {bound}.")
    # What cannot be told is told once, in the answer.
    if saving_is_known(page):
        remarks.append(f"{_capitalised(saving(page))}.")
    if AFTER_HORIZON in page.read.spans:
        remarks.append("After: run cost that goes on after the last period. Years are not discounted.")
    return remarks


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _proved(page: Page) -> str:
    proved = page.read.indicators.value("saving_proved")
    if proved is None:
        return "none of it proved, for keeping has no proved bound"
    if proved <= 0:
        return "none of it proved, for keeping might cost as little as " + page.money.text(
            page.read.indicators.value("keeping_bound")
        )
    share = page.read.indicators.value("saving_proved_share")
    return f"at least {page.money.text(proved)} ({percent(share)}) proved"


def statement(names: Names, view: DecisionView) -> str:
    """Say one decision, without its period."""
    place, model = names.location(view.location), names.model(view.operating_model)
    if view.kind == "commit":
        return f"commit to {place} under {model}, start {view.starts}"
    if view.kind == "cancel":
        return f"cancel {place} under {model}, due to start {view.starts}"
    if view.kind == "convert":
        return f"convert {place} from {model} to {names.model(view.to_model or '')}"
    return f"{view.kind} {place} under {model}"


def risks(page: Page) -> list[str]:
    """List the key risks: places, overlap, cost of the worst future, lock-ins, leases."""
    return [
        _countries(page),
        _mean(page, "risk_score", "Mean risk score", "points"),
        _mean(page, "mean_overlap", "Mean overlap with partners", "hours a day"),
        _worst_future(page),
        *_largest_regret(page),
        *_lock_ins(page),
    ]


def _worst_future(page: Page) -> str:
    found = page.read.indicators
    worst = found.find("worst_total")
    name = f" ({worst.subject})" if worst and worst.subject else ""
    over, share = found.value("worst_over_expected"), found.value("worst_over_expected_share")
    chance = probability(found.value("worst_probability") or 0.0)
    return (
        f"Worst future{name}: {page.money.text(found.value('worst_total'))}, {page.money.text(over)} "
        f"({percent(share)}) above the expected cost; its probability is {chance}."
    )


def _largest_regret(page: Page) -> list[str]:
    """Say what the plan costs too much in the future that it fits least, where regret was asked for."""
    regret = page.read.indicators.find("largest_regret")
    if regret is None:
        return []
    name = f" ({regret.subject})" if regret.subject else ""
    return [
        f"Largest regret{name}: {page.money.text(regret.value)} above what that future would cost at least, had it "
        "been certain from the start."
    ]


def _countries(page: Page) -> str:
    every = page.read.indicators.all_of("largest_country_share")
    shares = [row for row in every if row.subject != page.names.home_country][:3]
    if not shares:
        return "Largest country share: no country abroad holds capacity."
    parts = [f"{row.subject} {percent(row.value)} in {row.period}" for row in shares]
    home = "" if page.names.home_country else " (headquarters' country is among them)"
    spare = "; what is above 100 % is spare" if any((row.value or 0.0) > 1 for row in shares) else ""
    return f"Capacity by country over the workload of its period, at its highest{home}{spare}: {listed(parts)}."


def _mean(page: Page, name: str, title: str, unit: str) -> str:
    now = page.read.indicators.find(f"{name}_now")
    worst = page.read.indicators.find(f"{name}_worst")
    if worst is None:
        return f"{title}: not known, no place holds capacity."
    first = f"{plain(now.value if now else None)} {unit} now"
    return f"{title}: {first}, {plain(worst.value)} at its worst ({worst.period}{_in_future(worst.subject)})."


def _in_future(future: str) -> str:
    return f", {future}" if future else ""


def _lock_ins(page: Page) -> list[str]:
    rows = page.read.lock_ins
    if rows is None:
        return ["Lock-ins: their terms stand in the instance; name it to see them."]
    if not rows:
        free = "no operating model binds a site" if page.read.leases else "none, every site can stop at any time"
        return [f"Lock-ins: {free}.", *_leases(page)]
    return [*_terms(page, rows), *_leases(page)]


def _leases(page: Page) -> Iterator[str]:
    """Tell the seats that are paid for also after a stop."""
    for row in page.read.leases or ():
        kept = f"{page.names.location(row.location)} keeps each seat for {count(round(row.months), 'month', 'months')}"
        most = f"at most {heads(row.seats)} seats at once, the last until {row.free_from}"
        yield f"Lease: {kept} from its purchase, also after a stop; {most}."


def _terms(page: Page, rows: Sequence[LockIn]) -> list[str]:
    return [
        f"Lock-in: {page.names.location(row.location)} under {page.names.model(row.operating_model)} cannot stop "
        f"before {row.free_from}"
        + ("" if row.early_exit_fee is None else f" without {page.money.text(row.early_exit_fee)} per month left")
        + f" ({_entered(row.entered, row.future)})."
        for row in rows
    ]


def _entered(entered: str, future: str) -> str:
    return "entered before" if entered == "before" else f"entered {entered}{_in_future(future)}"


def quality(page: Page) -> list[str]:
    """Say how good the plan is: value, bound, gap, why the solver stopped, whether it was audited."""
    plan, money = page.read.plan, page.money
    audited = {
        True: "Audited: every rule holds and the cost is as stated.",
        False: "Audited: the plan FAILED, do not use it.",
        None: "Audited: not here; run `coeplan audit INSTANCE PLAN`.",
    }[page.audited]
    source = f" (by {plan.made_by.bound_source})" if plan.made_by.bound_source else ""
    proved = f"proved bound {money.text(plan.bound)}{source}, gap {percent(plan.gap, 2)}"
    confirmed = "; a second look found nothing below the bound" if plan.made_by.bound_confirmed else ""
    return [
        f"Value {money.text(plan.value)}, {proved}{confirmed}.",
        f"The solver stopped because {STOPPED.get(plan.termination, plan.termination)} ({plan.termination}).",
        audited,
        *(f"Note: {note}" for note in plan.made_by.notes),
    ]


def place_name(page: Page, location: str) -> str:
    """Name a location of a sum; money of no location is the company's."""
    return page.names.location(location) if location else "(no location)"
