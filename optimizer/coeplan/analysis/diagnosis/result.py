"""What a diagnosis says."""

from dataclasses import dataclass, field
from enum import StrEnum

from coeplan_models import Place


class Status(StrEnum):
    """Whether the rules of an instance can hold together."""

    CONSISTENT = "consistent"
    """There is a plan."""
    CONTRADICTORY = "contradictory"
    """It is proved that there is none."""
    UNDECIDED = "undecided"
    """Time ran out before it was known."""


class Verified(StrEnum):
    """What speaks for a way out."""

    PLAN = "plan"
    """A plan that an audit has passed."""
    NO = "no"
    """Time ran out before a plan was found. No future that showed the conflict does so any more."""


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A business rule as people know it.

    Attributes
    ----------
    says : str
        What it asks.
    path : str
        Where it is set in the instance; empty where it is what a question asks for.
    place : Place or None
        Where that is in a file; None where it came from none.
    off : tuple of str
        One-line edits that take the rule away and nothing else.
    """

    says: str
    path: str
    place: Place | None
    off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """A relaxation of one rule.

    Attributes
    ----------
    rule : str
        Path of the rule that is relaxed; empty where it is what a question asks for.
    says : str
        What is changed, with the new value.
    edits : tuple of str
        One-line edits, for ``--set`` or a file of edits; none where it is the question that changes.
    before, after : float or None
        The number that is changed; None where it is none.
    unit : str
        Its unit; empty where it is none.
    share : float
        Change as a share of what the number was; 1 where a rule is given up.
    place : Place or None
        Line to change.
    verified : Verified
        What speaks for it.
    values : tuple of str
        The number before and after, as people write them; none where it is none.
    least : bool
        Whether it is proved that a smaller change of the number is not enough; true where there is no number.
    cost : float or None
        What the best plan found costs, in plan currency; None where there was no time to look for it.
    gap : float or None
        How far that may be from the least cost, as a share.
    """

    rule: str
    says: str
    edits: tuple[str, ...]
    before: float | None
    after: float | None
    unit: str
    share: float
    place: Place | None
    verified: Verified
    values: tuple[str, ...] = ()
    least: bool = True
    cost: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together.

    Attributes
    ----------
    rules : tuple of NamedRule
        The rules; none where what is no business rule contradicts itself.
    irreducible : bool
        Whether it is proved that all but any one of them can hold together.
    in_whole_numbers : bool
        Whether parts of sites and heads would keep all of them.
    futures : tuple of str
        Futures that, each by itself, show the conflict; empty where only all together do.
    every_future : bool
        Whether those are all futures.
    periods : tuple of int
        Periods of which a proof speaks; empty where none tells.
    ways : tuple of WayOut
        Ways out, the cheapest first. Each resolves this conflict by itself; where there are others, their rules are
        not looked at.
    """

    rules: tuple[NamedRule, ...]
    irreducible: bool
    in_whole_numbers: bool
    futures: tuple[str, ...]
    every_future: bool
    periods: tuple[int, ...]
    ways: tuple[WayOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Relaxations that, made at once, resolve several conflicts.

    Attributes
    ----------
    ways : tuple of WayOut
        What is changed; each rule's number once, with all that it has to give.
    verified : Verified
        Whether a plan keeps all rules as edited.
    """

    ways: tuple[WayOut, ...]
    verified: Verified

    @property
    def edits(self) -> tuple[str, ...]:
        """All edits."""
        return tuple(edit for way in self.ways for edit in way.edits)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why there is no plan, if there is none.

    Attributes
    ----------
    instance : str
        Name of the instance.
    currency : str
        Currency of all amounts.
    calendar : tuple of str
        What the calendar calls each period, such as ``2027-Q4``.
    status : Status
        Whether its rules can hold together.
    conflicts : tuple of Conflict
        Sets of rules that contradict each other; no rule is in two of them.
    together : Together or None
        What resolves all conflicts; None where there is one at most, or no way out of one.
    complete : bool
        Whether it is known that there are no more conflicts apart from these.
    rules : int
        Business rules that the instance has.
    trials : int
        Solves that it took.
    seconds : float
        Wall-clock time.
    """

    instance: str
    currency: str
    calendar: tuple[str, ...]
    status: Status
    conflicts: tuple[Conflict, ...] = ()
    together: Together | None = None
    complete: bool = True
    rules: int = 0
    trials: int = 0
    seconds: float = field(default=0.0, compare=False)
