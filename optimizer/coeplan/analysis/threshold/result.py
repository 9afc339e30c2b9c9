"""What the threshold finder has found."""

from dataclasses import dataclass

from .curve import Run, Turn


@dataclass(frozen=True, slots=True)
class Point:
    """One experiment and what came of it.

    Attributes
    ----------
    location, area, model : str
        Where, what and how; ``headquarters`` has the work done at home.
    heads : int
        Heads that the work needs at today's productivity.
    multiplier : float
        AI multiplier.
    variant : str
        Which inputs are at which end of their range; empty for the instance as it is.
    value, bound : float or None
        Cost and proved lower bound, in plan currency; None where there is no plan.
    status : str
        Why the solver stopped; ``infeasible`` where it is proved that the model cannot run so many heads.
    team : float
        Most heads that the plan has at any time.
    converts_to : tuple of str
        Models that the site passes over to.
    """

    location: str
    area: str
    model: str
    heads: int
    multiplier: float
    variant: str
    value: float | None
    bound: float | None
    status: str
    team: float
    converts_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duel:
    """Two models along an axis.

    Attributes
    ----------
    first, second : str
        The models.
    runs : tuple of Run
        Which of them costs less where.
    turn : Turn or None
        Where one beats the other for good; None where nothing changes, or the end stays open.
    """

    first: str
    second: str
    runs: tuple[Run, ...]
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class AlongHeads:
    """Costs over the heads of a site at one AI multiplier: which model is cheapest of all where, and pair by pair."""

    multiplier: float
    cheapest: tuple[Run, ...]
    duels: tuple[Duel, ...]


@dataclass(frozen=True, slots=True)
class AlongMultipliers:
    """The same over the AI multiplier, in hundredths, at a number of heads."""

    heads: int
    cheapest: tuple[Run, ...]
    duels: tuple[Duel, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """What one input does to a threshold.

    Attributes
    ----------
    path : str
        The input.
    low, high : float
        Ends of its range.
    at_low, at_high : int or None
        Threshold with the input at either end, all else as it is; ``most + 1`` where the winner never pays up to
        ``most``, None where it is not known.
    """

    path: str
    low: float
    high: float
    at_low: int | None
    at_high: int | None

    @property
    def width(self) -> int:
        """Heads between the thresholds at both ends; 0 where one is not known."""
        return 0 if self.at_low is None or self.at_high is None else abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Spread:
    """A threshold with the range that the inputs' own ranges give it.

    Attributes
    ----------
    winner, loser : str
        What beats what from the threshold on.
    since : int
        Threshold with the inputs as they are.
    swings : tuple of Swing
        One input at a time, the widest first.
    least, most : int or None
        Threshold with all inputs together at the ends that help the winner, and the loser; None where not known.
    refused : tuple of str
        Inputs that were left out since the instance contradicts itself at an end of their range.
    """

    winner: str
    loser: str
    since: int
    swings: tuple[Swing, ...]
    least: int | None
    most: int | None
    refused: tuple[str, ...] = ()

    @property
    def driver(self) -> Swing | None:
        """The input that moves the threshold most; None where none moves it."""
        return self.swings[0] if self.swings and self.swings[0].width else None

    @property
    def alone(self) -> tuple[int, int]:
        """Least and largest threshold with one input at a time at an end."""
        ends = [end for each in self.swings for end in (each.at_low, each.at_high) if end is not None]
        return min([self.since, *ends]), max([self.since, *ends])


@dataclass(frozen=True, slots=True)
class Place:
    """What was found at one location.

    Attributes
    ----------
    location, area : str
        Where the site is tried, and what is done there.
    models : tuple of str
        What is compared; ``headquarters`` is the work done at home.
    begins : str
        First month with work, ``YYYY-MM``: when the slowest of the models can have opened.
    months : int
        Months with work.
    remarks : tuple of str
        What a careful reader should know, such as a model's least heads.
    along_heads : tuple of AlongHeads
        One for each AI multiplier.
    along_multipliers : tuple of AlongMultipliers
        One for each size that was asked for.
    spreads : tuple of Spread
        Ranges of the thresholds, where they were asked for.
    """

    location: str
    area: str
    models: tuple[str, ...]
    begins: str
    months: int
    remarks: tuple[str, ...]
    along_heads: tuple[AlongHeads, ...]
    along_multipliers: tuple[AlongMultipliers, ...]
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the finder has found.

    Attributes
    ----------
    instance, currency : str
        The instance and its currency.
    most : int
        Largest size that was tried.
    places : tuple of Place
        What was found, location by location.
    points : tuple of Point
        All experiments.
    complete : bool
        Whether every search came to its end; where it was interrupted, what is told is what was known by then.
    seconds : float
        Wall-clock time.
    """

    instance: str
    currency: str
    most: int
    places: tuple[Place, ...]
    points: tuple[Point, ...]
    complete: bool
    seconds: float
