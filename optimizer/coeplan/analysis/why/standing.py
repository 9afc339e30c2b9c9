"""The rules that stand against an option, or for it: what each saves, and whether the decision turns without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from coeplan.io import LoadedInstance
from coeplan.whatif.parse import parse_edit
from coeplan_models import Place, dotted

from ..diagnosis.listing import business_rules
from ..diagnosis.rules import Rule
from .contest import Contest, Side, State, slack
from .looks import Looks, Warm
from .options import Option


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What one rule has to do with a decision.

    Attributes
    ----------
    says : str
        What the rule asks.
    path : str
        Where it is set in the instance.
    place : Place or None
        Line that sets it; None where it came from no file.
    contest : Contest
        The option against its absence without the rule.
    saving_low, saving_high : float or None
        Least and most that the plan forced to do otherwise costs less without the rule; None where not known.
    binds : bool or None
        Whether that is proved to be above 0; None where neither that nor the opposite is.
    turns : bool
        Whether it is proved that without the rule the decision is the other one.
    """

    says: str
    path: str
    place: Place | None
    contest: Contest
    saving_low: float | None
    saving_high: float | None
    binds: bool | None
    turns: bool


def candidate_rules(loaded: LoadedInstance, option: Option, models: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that may stand against an option, the likeliest first.

    Those of its places and models come first, then policies, then areas; that work is done is never given up.
    """
    places = {*option.places, *option.against}
    rules = [rule for rule in business_rules(loaded.instance) if rule.path[-1] != "workload"]
    near = [rule for rule in rules if rule.location in places or rule.model in models]
    policies = [rule for rule in rules if rule.policy is not None]
    areas = [rule for rule in rules if rule.path[0] == "areas"]
    return (*near, *policies, *areas)


def rule_effects(
    loaded: LoadedInstance, rules: Sequence[Rule], looks: Looks, now: tuple[Option, Contest], warm: Warm
) -> tuple[RuleEffect, ...]:
    """Return what each rule has to do with a decision, those that turn it and save most first.

    Parameters
    ----------
    loaded : LoadedInstance
        The instance, with the places of its values.
    rules : sequence of Rule
        The rules to leave out, one at a time.
    looks : Looks
        Contests.
    now : tuple of Option and Contest
        The option, and what it is held against its absence with all rules.
    warm : tuple of WarmStart
        What is known of the plans on both sides.
    """
    changes = [tuple(parse_edit(text) for text in rule.off) for rule in rules]
    found = looks.contests("which rules bind", changes, warm)
    effects = [
        _effect(loaded, rule, contest, now)
        for rule, contest in zip(rules, found, strict=True)
        if contest.state is not State.UNKNOWN
    ]
    return tuple(
        sorted(effects, key=lambda each: (not each.turns, -(each.saving_low or 0.0), -(each.saving_high or 0)))
    )


def _effect(loaded: LoadedInstance, rule: Rule, contest: Contest, now: tuple[Option, Contest]) -> RuleEffect:
    option, before = now
    forced, without = (_forced(each, in_plan=option.in_plan) for each in (before, contest))
    low, high = _saving(forced, without)
    least = 0.0 if forced.value is None else slack(forced.value)
    return RuleEffect(
        says=rule.says,
        path=dotted(rule.path),
        place=loaded.place_of(rule.path),
        contest=contest,
        saving_low=low,
        saving_high=high,
        binds=True if low is not None and low > least else False if high is not None and high <= least else None,
        turns={before.state, contest.state} == {State.TAKEN, State.LEFT},
    )


def _forced(contest: Contest, *, in_plan: bool) -> Side:
    """Return the side of a contest that the plan is not on."""
    side = contest.left if in_plan else contest.taken
    return Side(None, None) if side is None else side


def _saving(before: Side, after: Side) -> tuple[float | None, float | None]:
    """Return the least and most that a plan costs less after a rule is gone; never less than nothing."""
    low = None if before.bound is None or after.value is None else max(0.0, before.bound - after.value)
    high = None if before.value is None or after.bound is None else max(0.0, before.value - after.bound)
    return low, high
