"""Claims about how large a centre has to be, held against what the threshold finder has found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coeplan_models import HEADQUARTERS_MODEL, Instance

from .result import Duel, Place, Spread, Thresholds

ARTICLE = "article of a vendor of nearshore services, 2026"
BY_HAND = "fixed cost over the fee per head, by hand, from the reference figures"

SMALLEST_TEAMS = range(2, 7)
MICRO_CENTRES = (20, 40, 60)
SUSTAINED = (60, 120)
NEAR = 0.2
"""A threshold counts as the one worked out by hand where it is no further from it than this share."""


class Answer(StrEnum):
    """What became of a claim."""

    HOLDS = "holds"
    IN_PART = "holds in part"
    FAILS = "does not hold"
    OPEN = "not resolved"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that can be put to the test.

    Attributes
    ----------
    id : str
        Short name.
    statement : str
        What is claimed.
    source : str
        Who claims it.
    test : str
        What is looked at, and what decides.
    """

    id: str
    statement: str
    source: str
    test: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim at one location.

    Attributes
    ----------
    claim : Claim
        The claim.
    location : str
        Where it was tested.
    answer : Answer
        Whether it holds there.
    found : str
        What was found, in words.
    low, base, high : int or None
        The threshold that it is about: with the inputs as they are, and least and largest with one input at a time at
        an end of its range; one more than the largest size tried where it is beyond that. None where the claim is
        about no threshold, or no ranges were asked for.
    """

    claim: Claim
    location: str
    answer: Answer
    found: str
    low: int | None = None
    base: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """Which operating models of an instance the claims speak of.

    Attributes
    ----------
    captive, service, bot : str
        The company's own site, teams of an operator for a fee per head, and build-operate-transfer.
    """

    captive: str = "captive"
    service: str = "as_a_service"
    bot: str = "bot"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim is held against: one location.

    Attributes
    ----------
    place : Place
        What was found there.
    country : str
        Its country.
    roles : Roles
        Which model is which.
    most : int
        Largest size tried.
    """

    place: Place
    country: str
    roles: Roles
    most: int

    def duel(self, one: str, other: str) -> Duel | None:
        """Return what was found of two models at today's productivity; None unless all sizes were compared."""
        today = next(each for each in self.place.along_heads if each.multiplier == 1)
        whole = [each for each in today.duels if each.runs and each.runs[-1].last == self.most]
        return next((each for each in whole if {each.first, each.second} == {one, other}), None)

    def since(self, winner: str, loser: str) -> int | None:
        """Return the size from which one model beats another: ``most + 1`` where nowhere, None where it is open."""
        duel = self.duel(winner, loser)
        if duel is None:
            return None
        if duel.turn is not None:
            exact = duel.turn.exact and duel.turn.winner == winner
            return duel.turn.since if exact else None if duel.turn.winner == winner else self.most + 1
        only = duel.runs[0].state if len(duel.runs) == 1 else None
        return {winner: 1, loser: self.most + 1}.get(only) if only is not None else None

    def spread(self, winner: str, loser: str) -> Spread | None:
        """Return the range of a threshold; None where none was asked for, or there is no threshold."""
        return next((each for each in self.place.spreads if (each.winner, each.loser) == (winner, loser)), None)

    def wins(self, one: str, other: str, sizes: Sequence[int]) -> list[int]:
        """Return those of some sizes at which one model costs less than another."""
        duel = self.duel(one, other)
        runs = [] if duel is None else [run for run in duel.runs if run.state == one]
        return [size for size in sizes if any(run.first <= size <= run.last for run in runs)]

    def size(self, heads: int) -> str:
        """Return a threshold in words."""
        return f"more than {self.most}" if heads > self.most else str(heads)


def verdicts(found: Thresholds, instance: Instance, roles: Roles | None = None) -> tuple[Verdict, ...]:
    """Hold all claims against what was found.

    Parameters
    ----------
    found : Thresholds
        What the finder has found.
    instance : Instance
        The instance it was found for.
    roles : Roles, optional
        Which operating models the claims speak of; those of the catalogue unless given.

    Returns
    -------
    tuple of Verdict
        By claim, then by location; claims for which a location lacks an operating model, or a run was stopped before
        it had compared two over all sizes, are left out there.
    """
    chosen = roles or Roles()
    evidence = [
        Evidence(place, instance.locations[place.location].country, chosen, found.most) for place in found.places
    ]
    return tuple(verdict for test in _TESTS for each in evidence for verdict in test(each))


CAPTIVE_SUSTAINED = Claim(
    "captive-sustained",
    "A captive needs 60, 90 or 120 people to sustain itself.",
    ARTICLE,
    "Size from which a captive costs less than teams as a service: holds where it lies from 60 to 120 over the whole "
    "range, in part where the range meets that.",
)
SERVICE_SMALL = Claim(
    "service-small",
    "As a service works from 2 to 6 people.",
    ARTICLE,
    "As a service costs less than a captive and a build-operate-transfer at 2, 3, 4, 5 and 6 heads: holds where at "
    "all of them, in part where at some, or where the range of a threshold reaches below.",
)
MICRO_VIABLE = Claim(
    "micro-viable",
    "Small centres of 20 to 60 people are viable.",
    ARTICLE,
    "At 20, 40 and 60 heads some way of running the site costs less than the same work at headquarters: holds where "
    "at all, in part where at some.",
)
BOT_MARGIN = Claim(
    "bot-margin",
    "Where a site of one's own struggles at small size, the margin of a build-operate-transfer makes it unviable.",
    ARTICLE,
    "A build-operate-transfer beats as a service only from a larger size than a captive does, or nowhere: holds where, "
    "below the captive's threshold, it costs more than the captive at every size, in part where at some.",
)
CAPTIVE_BY_HAND = {
    "MEX": (14, 43, 130),
    "IND": (10, 39, 100),
}
"""Least, middle and largest size from which a captive beats as a service, worked out by hand, by country."""


def _by_hand_claim(country: str) -> Claim:
    low, middle, high = CAPTIVE_BY_HAND[country]
    return Claim(
        f"by-hand-{country.lower()}",
        f"A captive beats as a service from {middle} people ({low} to {high}) in {country}.",
        BY_HAND,
        f"Size from which it does: holds where it is within a fifth of {middle}; in part where its range has {middle} "
        f"in it, or it lies from {low} to {high}.",
    )


def _captive_sustained(evidence: Evidence) -> Iterator[Verdict]:
    roles = evidence.roles
    if evidence.duel(roles.captive, roles.service) is None:
        return
    low, base, high = _threshold(evidence, roles.captive, roles.service)
    least, most = SUSTAINED
    if low is None or high is None:
        answer = Answer.OPEN
    elif least <= low and high <= most:
        answer = Answer.HOLDS
    else:
        answer = Answer.IN_PART if low <= most and high >= least else Answer.FAILS
    yield Verdict(CAPTIVE_SUSTAINED, evidence.place.location, answer, _told(evidence, low, base, high), low, base, high)


def _service_small(evidence: Evidence) -> Iterator[Verdict]:
    roles = evidence.roles
    others = [each for each in (roles.captive, roles.bot) if evidence.duel(roles.service, each) is not None]
    if not others:
        return
    sizes = list(SMALLEST_TEAMS)
    for other in others:
        sizes = evidence.wins(roles.service, other, sizes)
    spreads = [spread for other in others if (spread := evidence.spread(other, roles.service)) is not None]
    reached = [each.winner for each in spreads if each.alone[0] <= SMALLEST_TEAMS[-1]]
    answer = _of_all(len(sizes), len(SMALLEST_TEAMS))
    if answer is Answer.HOLDS and reached:
        answer = Answer.IN_PART
    told = f"cheapest of them at {_numbers(sizes)}"
    told += f"; with one input at an end {' and '.join(reached)} may cost less" if reached else ""
    yield Verdict(SERVICE_SMALL, evidence.place.location, answer, told)


def _micro_viable(evidence: Evidence) -> Iterator[Verdict]:
    abroad = [model for model in evidence.place.models if evidence.duel(model, HEADQUARTERS_MODEL) is not None]
    if not abroad:
        return
    if evidence.most < MICRO_CENTRES[-1]:
        told = f"sizes above {evidence.most} were not tried"
        yield Verdict(MICRO_VIABLE, evidence.place.location, Answer.OPEN, told)
        return
    viable = sorted({size for model in abroad for size in evidence.wins(model, HEADQUARTERS_MODEL, MICRO_CENTRES)})
    answer = _of_all(len(viable), len(MICRO_CENTRES))
    told = f"a site costs less than headquarters at {_numbers(viable)} heads"
    yield Verdict(MICRO_VIABLE, evidence.place.location, answer, told)


def _bot_margin(evidence: Evidence) -> Iterator[Verdict]:
    roles = evidence.roles
    if any(evidence.duel(*pair) is None for pair in ((roles.bot, roles.service), (roles.bot, roles.captive))):
        return
    captive, bot = evidence.since(roles.captive, roles.service), evidence.since(roles.bot, roles.service)
    if captive is None or bot is None:
        yield Verdict(BOT_MARGIN, evidence.place.location, Answer.OPEN, "a threshold is not known")
        return
    small = range(1, min(captive, evidence.most + 1))
    dearer = evidence.wins(roles.captive, roles.bot, small)
    beaten = bot >= captive
    answer = Answer.HOLDS if beaten and len(dearer) == len(small) else Answer.IN_PART if beaten else Answer.FAILS
    told = (
        f"against as a service it pays from {evidence.size(bot)}, a captive from {evidence.size(captive)}; dearer "
        f"than a captive at {len(dearer)} of the {len(small)} sizes below that"
    )
    yield Verdict(BOT_MARGIN, evidence.place.location, answer, told, base=bot)


def _by_hand(evidence: Evidence) -> Iterator[Verdict]:
    roles = evidence.roles
    if evidence.country not in CAPTIVE_BY_HAND or evidence.duel(roles.captive, roles.service) is None:
        return
    claim = _by_hand_claim(evidence.country)
    least, middle, most = CAPTIVE_BY_HAND[evidence.country]
    low, base, high = _threshold(evidence, roles.captive, roles.service)
    if low is None or base is None or high is None:
        answer = Answer.OPEN
    elif abs(base - middle) <= NEAR * middle:
        answer = Answer.HOLDS
    else:
        answer = Answer.IN_PART if low <= middle <= high or least <= base <= most else Answer.FAILS
    yield Verdict(claim, evidence.place.location, answer, _told(evidence, low, base, high), low, base, high)


_TESTS: Sequence[Callable[[Evidence], Iterator[Verdict]]] = (
    _captive_sustained,
    _service_small,
    _micro_viable,
    _bot_margin,
    _by_hand,
)


def _threshold(evidence: Evidence, winner: str, loser: str) -> tuple[int | None, int | None, int | None]:
    """Return a threshold between its ends with one input at a time; all the same where no range was asked for."""
    base, spread = evidence.since(winner, loser), evidence.spread(winner, loser)
    if spread is None:
        return base, base, base
    low, high = spread.alone
    return low, base, high


def _told(evidence: Evidence, low: int | None, base: int | None, high: int | None) -> str:
    if low is None or base is None or high is None:
        return "no threshold is proved"
    ends = "" if low == high else f" ({evidence.size(low)} to {evidence.size(high)})"
    return f"from {evidence.size(base)} people{ends}"


def _of_all(number: int, whole: int) -> Answer:
    """Return what becomes of a claim about several sizes that is true of some."""
    if number == whole:
        return Answer.HOLDS
    return Answer.IN_PART if number else Answer.FAILS


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) if numbers else "none of the sizes"
