"""From a question about a plan to its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import open_workers
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.io import LoadedInstance
from coeplan.plans.compare import ComparedPlan, Comparisons, compare_many
from coeplan.solving.outcome import Outcome
from coeplan.solving.warm import WarmStart
from coeplan.whatif.apply import Edited, described
from coeplan_models import Plan

from ..diagnosis.diagnose import DiagnoseOptions
from ..diagnosis.result import Diagnosis
from .contest import Bench, Contest, State, best_of
from .flips import Flip, Ways, find_flips
from .impossible import what_stands_against
from .inputs import option_inputs
from .looks import Looks, Warm
from .options import Option, read_option
from .plan_sites import PlanSites
from .planned import Planned
from .result import Why, WhyOptions
from .standing import RuleEffect, candidate_rules, rule_effects
from .stopped import Stopped

DECIDED = frozenset({State.TAKEN, State.LEFT})


def explain(
    planned: Planned,
    question: str,
    options: WhyOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Why:
    """Say why a plan does something, or does not.

    Parameters
    ----------
    planned : Planned
        The plan and its instance.
    question : str
        What is asked.
    options : WhyOptions, optional
        How long to look, how far, and where.
    on_progress : callable, optional
        Told after every solve.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.

    Returns
    -------
    Why
        The answer.

    Raises
    ------
    InputError
        If the question cannot be read, or has no answer.
    PlaceError
        If there are no workers at the place.
    TaskError
        If a solve failed.
    """
    chosen = options or WhyOptions()
    option = read_option(question, planned.loaded.instance, planned.plan)
    token = CancelToken(cancel)
    with open_workers(chosen.place, token) as workers:
        bench = Bench(workers, chosen.solve, chosen.solves, on_progress, chosen.seconds)
        return _Work(_Asked(planned.loaded, planned.plan, question, option), chosen, bench, token).run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of what."""

    loaded: LoadedInstance
    plan: Plan
    question: str
    option: Option


class _Work:
    """One question under way."""

    def __init__(self, asked: _Asked, options: WhyOptions, bench: Bench, cancel: CancelToken) -> None:
        self._asked = asked
        self._option = asked.option
        self._options = options
        self._bench = bench
        self._cancel = cancel
        self._looks = Looks(asked.loaded.instance, asked.option, bench)

    def run(self) -> Why:
        """Force the option in and out, then look at what would change the answer."""
        outcomes = self._sides()
        taken, left = outcomes[: len(self._option.taken)], outcomes[len(self._option.taken) :]
        now = Contest(self._looks.side(taken, self._option.taken), self._looks.side(left, self._option.left))
        comparisons, edited, plan = self._forced(left if self._option.in_plan else taken)
        warm = (self._warm(taken), self._warm(left))
        rules, rules_left = self._rules(now, warm, (taken, left))
        flips = self._flips(now, warm, (taken, left))
        diagnosis = self._diagnosis(now)
        return Why(
            instance=self._asked.loaded.instance,
            question=self._asked.question,
            option=self._option.says,
            alternative=self._option.says_not,
            turned=self._option.turned,
            forced=self._option.says_forced,
            in_plan=self._option.in_plan,
            contest=now,
            comparisons=comparisons,
            plan=plan,
            forced_instance=None if edited is None else edited.instance,
            diagnosis=diagnosis,
            rules=rules,
            rules_left=rules_left,
            flips=flips,
            stopped=self._stopped(),
            solves=self._bench.solves,
            seconds=self._bench.seconds,
        )

    # -- the answer -----------------------------------------------------------------------------------------------

    def _sides(self) -> list[Outcome | None]:
        """Solve all ways to have the option, and all ways to do without, from the plan."""
        ways = (*self._option.taken, *self._option.left)
        return self._looks.solve("with and without", ways, WarmStart.of(self._asked.plan))

    def _forced(self, outcomes: Sequence[Outcome | None]) -> tuple[Comparisons | None, Edited | None, Plan | None]:
        """Return how the plan that is forced to do otherwise differs, and its instance."""
        known = [(each, way) for each, way in zip(outcomes, self._option.forced, strict=True) if each is not None]
        best = best_of([each for each, _ in known])
        if best is None:
            return None, None, None
        outcome, way = known[best]
        assert outcome.plan is not None
        edited = self._looks.edited((), way)
        plan = described(outcome.plan, edited)
        base = self._asked.loaded.instance
        both = (
            ComparedPlan(self._asked.plan, base, "the plan"),
            ComparedPlan(plan, edited.instance, "the forced plan"),
        )
        return compare_many(both), edited, plan

    def _warm(self, outcomes: Sequence[Outcome | None]) -> WarmStart | None:
        """Return what is known of the best plan of one side; of the plan itself where it has none."""
        known = [each for each in outcomes if each is not None]
        best = best_of(known)
        found = None if best is None else known[best].warm
        return WarmStart.of(self._asked.plan) if found is None else found

    def _diagnosis(self, now: Contest) -> Diagnosis | None:
        """Return which rules stand against what the plan would be forced to do, where there is no such plan."""
        forced = now.left if self._option.in_plan else now.taken
        if forced is None or not forced.infeasible or self._cancel.cancelled:
            return None
        asked = self._looks.edited((), self._option.forced[0]).instance
        options = DiagnoseOptions(seconds=self._options.solve.time_limit, costs=False)

        def tell(phase: str) -> None:
            self._bench.tell(Progress(phase, self._bench.seconds))

        return what_stands_against(self._asked.loaded, asked, options, tell, self._cancel)

    # -- what would change it -------------------------------------------------------------------------------------

    def _rules(
        self, now: Contest, warm: Warm, found: tuple[Sequence[Outcome | None], ...]
    ) -> tuple[tuple[RuleEffect, ...], int]:
        """Return what rules have to do with it, and how many were not tried."""
        if not _is_open(now):
            return (), 0
        models = self._option.models or [model for those in self._models(found).values() for model in those]
        rules = candidate_rules(self._asked.loaded, self._option, models)
        effects = rule_effects(self._asked.loaded, rules[: self._options.rules], self._looks, (self._option, now), warm)
        return effects, len(rules) - len(effects)

    def _flips(self, now: Contest, warm: Warm, found: tuple[Sequence[Outcome | None], ...]) -> tuple[Flip, ...]:
        """Return how far inputs have to change for the decision to turn; nothing where none is proved."""
        if not self._options.flips or not _is_open(now) or now.state not in DECIDED:
            return ()
        inputs = option_inputs(self._asked.loaded.instance, self._option, self._models(found))
        ways = Ways(self._looks, self._bench, self._options.within, self._options.halvings)
        return find_flips(self._asked.loaded, inputs, now, ways, warm)

    def _models(self, found: tuple[Sequence[Outcome | None], ...]) -> dict[str, tuple[str, ...]]:
        """Return the operating models that come into question at each place: those named, and those that plans use."""
        option = self._option
        plans = [each.plan for side in found for each in side if each is not None and each.plan is not None]
        sites = [PlanSites(each) for each in (self._asked.plan, *plans)]
        return {
            place: tuple(dict.fromkeys((*option.models, *(model for each in sites for model in each.models(place)))))
            for place in (*option.places, *option.against)
        }

    def _stopped(self) -> Stopped:
        return Stopped.INTERRUPTED if self._cancel.cancelled else self._bench.stopped


def _is_open(now: Contest) -> bool:
    """Whether both sides have a plan, so that a change may turn the decision."""
    return all(side is not None and side.value is not None for side in (now.taken, now.left))
