"""What each rule costs in a plan, from solves without it and with its number one step looser and tighter.

A program with whole sites and heads has no shadow price that could be trusted, so that every price is a difference of
two solves, as an interval that their bounds prove.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import open_workers
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.solving.outcome import Outcome
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import Instance, dotted

from .diagnosis.listing import business_rules
from .diagnosis.rules import MONEY, PER_CENT, Dial, Rule
from .rule_price_guess import guesses
from .rule_price_records import Price, PriceOptions, RulePrice, RulePrices
from .why.contest import Bench, Make, slack
from .why.planned import Planned
from .why.stopped import Stopped

STEPS = {PER_CENT: 0.01, "points": 0.1, "heads per head": 0.1}
"""How far a number is moved, by its unit; one unit where it is not named here."""

MONEY_SHARE = 0.05
"""Share of a limit of money that it is moved by."""

COSTS, FREE, UNRESOLVED, UNKNOWN = "costs", "free", "not resolved", "not looked at"


def price_rules(
    planned: Planned,
    options: PriceOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> RulePrices:
    """Find what each rule costs in a plan.

    Parameters
    ----------
    planned : Planned
        The plan and its instance.
    options : PriceOptions, optional
        How long to look, and where.
    on_progress : callable, optional
        Told after every solve.
    cancel : CancelToken, optional
        Stops; what has been found so far is returned.

    Returns
    -------
    RulePrices
        All rules, the dearest first.

    Raises
    ------
    PlaceError
        If there are no workers at the place.
    TaskError
        If a solve failed.
    """
    chosen = options or PriceOptions()
    token = CancelToken(cancel)
    with open_workers(chosen.place, token) as workers:
        bench = Bench(workers, chosen.solve, chosen.solves, on_progress, chosen.seconds)
        work = _Work(planned, bench)
        bench.tell(Progress("a first guess from the linear relaxation", bench.seconds))
        work.order(guesses(planned.loaded.instance, work.rules, chosen.solve.time_limit, token))
        work.switch_off()
        work.turn(looser=True)
        work.turn(looser=False)
        return work.found(interrupted=token.cancelled)


def priced_rules(instance: Instance) -> tuple[Rule, ...]:
    """Return the rules that have a price: every limit that is stated; that work is done is none.

    Policies that may be broken at a price count as well: their price is what keeping or breaking them costs.
    """
    hardened = {name: policy.model_copy(update={"price": None}) for name, policy in instance.policies.items()}
    rules = business_rules(instance.model_copy(update={"policies": hardened}))
    return tuple(rule for rule in rules if rule.path[-1] != "workload")


def step_of(dial: Dial, instance: Instance) -> float:
    """Return how far a number is moved: what people count in, and of money a share of the limit."""
    if dial.unit == MONEY:
        return MONEY_SHARE * dial.value
    if dial.unit == "months":
        # Rules speak of periods in the end: less than the shortest may change nothing.
        return float(min(instance.horizon.period_months))
    return STEPS.get(dial.unit, 1.0)


@dataclass(slots=True)
class _Entry:
    """One rule under work."""

    rule: Rule
    guess: float | None = None
    off: Price | None = None
    looser: Price | None = None
    tighter: Price | None = None

    @property
    def dial(self) -> Dial | None:
        """The number of the rule; None where it has none."""
        return next((way for way in self.rule.ways if isinstance(way, Dial)), None)


class _Work:
    """The prices of one plan under work."""

    def __init__(self, planned: Planned, bench: Bench) -> None:
        self._planned = planned
        self._instance = planned.loaded.instance
        self._bench = bench
        self._warm = WarmStart.of(planned.plan)
        self.rules = priced_rules(self._instance)
        self._entries = [_Entry(rule) for rule in self.rules]

    def order(self, guessed: Sequence[float | None]) -> None:
        """Put the rules into the order in which they are solved.

        First come rows with a dual, the largest first; then rules that are no rows, those of what the plan uses
        before others; last rows without one.
        """
        used = {site.location for site in self._planned.plan.sites}
        used |= {site.operating_model for site in self._planned.plan.sites if site.operating_model is not None}
        for entry, guess in zip(self._entries, guessed, strict=True):
            entry.guess = guess

        def rank(entry: _Entry) -> tuple[int, float]:
            if entry.guess:
                return 0, -entry.guess
            if entry.guess == 0:
                return 3, 0.0
            return (1 if {entry.rule.location, entry.rule.model} & used else 2), 0.0

        self._entries.sort(key=rank)

    def switch_off(self) -> None:
        """Solve without each rule."""
        found = self._solved("without each rule", [entry.rule.off for entry in self._entries])
        for entry, outcome in zip(self._entries, found, strict=True):
            entry.off = None if outcome is None else self._saving(entry.rule.off, outcome, None)

    def turn(self, *, looser: bool) -> None:
        """Solve with the number of each rule one step looser, or tighter; looser only where the rule may cost."""
        asked: list[tuple[_Entry, float, tuple[str, ...]]] = []
        for entry in self._entries:
            moved = None if entry.off is None else self._moved(entry, looser=looser)
            if moved is not None and not (looser and self._verdict(entry) == FREE):
                asked.append((entry, *moved))
        found = self._solved(f"each number {'looser' if looser else 'tighter'}", [edits for *_, edits in asked])
        for (entry, step, edits), outcome in zip(asked, found, strict=True):
            if outcome is None:
                continue
            if looser:
                entry.looser = self._saving(edits, outcome, step)
            else:
                entry.tighter = self._cost(edits, outcome, step)

    def found(self, *, interrupted: bool) -> RulePrices:
        """Return all prices."""
        prices = [self._price(entry) for entry in self._entries]
        return RulePrices(
            instance=self._instance,
            value=self._planned.plan.value,
            bound=self._planned.plan.bound,
            prices=tuple(sorted(prices, key=_rank)),
            stopped=Stopped.INTERRUPTED if interrupted else self._bench.stopped,
            solves=self._bench.solves,
            seconds=self._bench.seconds,
        )

    def _solved(self, phase: str, changes: Sequence[tuple[str, ...]]) -> list[Outcome | None]:
        tasks: list[tuple[Make, WarmStart | None]] = [(partial(self._made, edits), self._warm) for edits in changes]
        return self._bench.run(phase, tasks)

    def _made(self, edits: tuple[str, ...]) -> Instance:
        return apply(self._instance, [parse_edit(text) for text in edits]).instance

    def _moved(self, entry: _Entry, *, looser: bool) -> tuple[float, tuple[str, ...]] | None:
        """Return how far the number of a rule can be moved, and the edits; None where it cannot."""
        dial = entry.dial
        if dial is None:
            return None
        sign = 1.0 if (dial.step > 0) == looser else -1.0
        number = dial.value + sign * step_of(dial, self._instance)
        beyond = number > dial.last if dial.step > 0 else number < dial.last
        number = dial.last if beyond and looser else max(0.0, round(number, 10))
        edits = dial.edits(number)
        if number == dial.value or not self._is_valid(edits):
            return None
        return abs(number - dial.value), edits

    def _is_valid(self, edits: tuple[str, ...]) -> bool:
        try:
            self._made(edits)
        except InputError:
            return False
        return True

    def _saving(self, edits: tuple[str, ...], outcome: Outcome, step: float | None) -> Price:
        """Return what a looser rule saves. The plan keeps it too, so that no best plan of it is dearer."""
        plan = self._planned.plan
        value = plan.value if outcome.value is None else min(plan.value, outcome.value)
        low = None if plan.bound is None else max(0.0, plan.bound - value)
        high = None if outcome.bound is None else max(0.0, plan.value - outcome.bound)
        return Price(edits, low, high, value, outcome.bound, infeasible=False, step=step)

    def _cost(self, edits: tuple[str, ...], outcome: Outcome, step: float) -> Price:
        """Return what a tighter rule costs. Each plan of it keeps the rule as it is, so that none is cheaper."""
        plan = self._planned.plan
        infeasible = outcome.termination is Termination.INFEASIBLE
        low = None if outcome.bound is None else max(0.0, outcome.bound - plan.value)
        high = None if outcome.value is None or plan.bound is None else max(0.0, outcome.value - plan.bound)
        return Price(edits, low, high, outcome.value, outcome.bound, infeasible, step)

    def _verdict(self, entry: _Entry) -> str:
        if entry.off is None:
            return UNKNOWN
        least = slack(self._planned.plan.value)
        if entry.off.low is not None and entry.off.low > least:
            return COSTS
        return FREE if entry.off.high is not None and entry.off.high <= least else UNRESOLVED

    def _price(self, entry: _Entry) -> RulePrice:
        dial = entry.dial
        return RulePrice(
            says=entry.rule.says,
            path=dotted(entry.rule.path),
            place=self._planned.loaded.place_of(entry.rule.path),
            unit="" if dial is None else dial.unit,
            number=None if dial is None else dial.value,
            off=entry.off,
            looser=entry.looser,
            tighter=entry.tighter,
            verdict=self._verdict(entry),
            guess=entry.guess,
        )


def _rank(price: RulePrice) -> tuple[int, float, float]:
    low, high = (0.0, 0.0) if price.off is None else (price.off.low or 0.0, price.off.high or 0.0)
    return (COSTS, UNRESOLVED, FREE, UNKNOWN).index(price.verdict), -low, -high
