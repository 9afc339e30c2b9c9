"""Changes of rules: what is written, and how it is told."""

from dataclasses import dataclass, field, replace
from math import ceil

from coeplan.io import LoadedInstance
from coeplan_models import dotted

from .result import Verified, WayOut
from .rules import Choice, Dial, Rule
from .wording import dial_number, dial_words


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one rule.

    Attributes
    ----------
    rule : Rule
        The rule.
    way : Dial, Choice or None
        How it is changed; None where it is given up.
    steps : float
        Steps of the dial.
    least : bool
        Whether it is proved that fewer steps are not enough.
    """

    rule: Rule
    way: Dial | Choice | None
    steps: float = 0.0
    least: bool = False

    @property
    def subject(self) -> str:
        """What is changed."""
        return dotted(self.rule.path)

    @property
    def edits(self) -> tuple[str, ...]:
        """What is written."""
        if isinstance(self.way, Dial):
            return self.way.edits(self.way.at(self.steps))
        return self.rule.off if self.way is None else self.way.edits

    @property
    def line(self) -> tuple[str | int, ...]:
        """Where it is written."""
        return self.way.path if isinstance(self.way, Dial) else self.rule.path

    @property
    def larger(self) -> "Change | None":
        """The same by a little more; None where there is no more."""
        if not isinstance(self.way, Dial) or self.steps >= self.way.steps:
            return None
        return replace(self, steps=min(self.way.steps, self.way.short(ceil(1.05 * self.steps) + 1)), least=False)

    def told(self, loaded: LoadedInstance, verified: Verified) -> WayOut:
        """Say it in words."""
        way, place, instance = self.way, loaded.place_of(self.line), loaded.instance
        if isinstance(way, Dial):
            after = way.at(self.steps)
            return WayOut(
                rule=self.subject,
                says=dial_words(way, after, instance),
                edits=self.edits,
                before=way.value,
                after=after,
                unit=way.unit,
                share=way.share(after),
                place=place,
                verified=verified,
                values=(dial_number(way.value, way, instance), dial_number(after, way, instance)),
                least=self.least,
            )
        says = f"give up the rule: {self.rule.says}" if way is None else way.says
        return WayOut(self.subject, says, self.edits, None, None, "", 1.0, place, verified)


@dataclass(frozen=True, slots=True)
class Several:
    """Changes of several rules at once, where no change of one of them is enough.

    Attributes
    ----------
    changes : tuple of Change
        The changes.
    """

    changes: tuple[Change, ...]

    larger: None = field(default=None, init=False)

    @property
    def subject(self) -> str:
        """What is changed."""
        return " and ".join(each.subject for each in self.changes)

    @property
    def edits(self) -> tuple[str, ...]:
        """What is written."""
        return tuple(edit for each in self.changes for edit in each.edits)

    def told(self, loaded: LoadedInstance, verified: Verified) -> WayOut:
        """Say it in words, each change with its line."""
        each_told = [each.told(loaded, verified) for each in self.changes]
        says = "; and ".join(each.says + ("" if each.place is None else f" [{each.place}]") for each in each_told)
        share = sum(each.share for each in each_told)
        return WayOut(self.subject, says, self.edits, None, None, "", share, None, verified)
