"""Inputs at the ends of their ranges: which of them an experiment looks at, and the instances that they make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coeplan.core.errors import InputError
from coeplan.whatif.apply import apply
from coeplan_models import HEADQUARTERS_MODEL, Instance
from coeplan_models.edits import SetValue

from .experiment import Bench

Ends = Mapping[str, tuple[float, float]]
"""Low and high end of inputs by path, as edits write paths."""

LOW, HIGH = 0, 1


@dataclass
class Inputs:
    """The inputs with a range that the experiments of a pair of models at a location look at.

    Parameters
    ----------
    bench : Bench
        Makes the experiments.
    models : tuple of str
        The pair.
    ends : Mapping
        All inputs with a range.
    heads : int
        Size at which it is tried whether an input makes a difference to the experiment at all.
    """

    bench: Bench
    models: tuple[str, str]
    ends: Ends
    heads: int
    refused: list[str] = field(default_factory=list[str])
    """Inputs at whose end the instance contradicts itself."""

    def benches(self) -> dict[tuple[str, int], Bench]:
        """Return the benches with one input at one end, keyed (path, end), where both ends can be planned."""
        found: dict[tuple[str, int], Bench] = {}
        for path in filter(self._speaks_of_it, self.ends):
            try:
                pair = {end: self.together({path: end}) for end in (LOW, HIGH)}
                differs = any(self._said(each) != self._as_it_is for each in pair.values())
            except InputError:
                self.refused.append(path)
                continue
            if differs:
                found |= {(path, end): each for end, each in pair.items()}
        return found

    def together(self, ends: Mapping[str, int]) -> Bench:
        """Return the bench with several inputs, each at one end.

        Raises
        ------
        InputError
            Where the instance contradicts itself then.
        """
        edits = [SetValue(kind="set", path=path, value=self._value(path, end)) for path, end in ends.items()]
        return self.bench.of(apply(self._slim, edits).instance)

    def named(self, key: tuple[str, int]) -> str:
        """Return the words for an input at an end."""
        path, end = key
        return f"{path} = {self.ends[path][end]:g}"

    def _value(self, path: str, end: int) -> float | int:
        value = self.ends[path][end]
        return int(value) if value.is_integer() else value

    @property
    def _slim(self) -> Instance:
        """The instance without provenance, which edits would only have to carry along."""
        return self.bench.instance.model_copy(update={"figures": {}, "sources": {}})

    @property
    def _as_it_is(self) -> list[str]:
        return self._said(self.bench)

    def _said(self, bench: Bench) -> list[str]:
        return [bench.experiment(model, self.heads).fingerprint() for model in self.models]

    def _speaks_of_it(self, path: str) -> bool:
        """Whether a path may have to do with the experiments, as far as its words tell."""
        match path.split("."):
            case ["locations", place, *_]:
                at_home = HEADQUARTERS_MODEL in self.models and place == self.bench.instance.headquarters
                return place == self.bench.location or at_home
            case ["operating_models", _, "country_overrides", country, *_]:
                return country == self.bench.instance.locations[self.bench.location].country
            case ["operating_models", _, "overrides", place, *_]:
                return place == self.bench.location
            case ["areas", area, *_]:
                return area == self.bench.area
            case ["footprint" | "policies" | "reference_plans", *_]:
                return False
            case _:
                return True


def favours(paths: Sequence[str], margins: Mapping[tuple[str, int], float | None]) -> Iterator[tuple[str, int]]:
    """Yield each input with the end at which the winner costs less against the loser.

    Parameters
    ----------
    paths : sequence of str
        The inputs.
    margins : Mapping
        What the winner costs more than the loser at the old threshold, keyed (path, end).
    """
    for path in paths:
        low, high = margins.get((path, LOW)), margins.get((path, HIGH))
        if low is not None and high is not None and low != high:
            yield path, LOW if low < high else HIGH


def opposite(ends: Mapping[str, int]) -> dict[str, int]:
    """Return the other ends."""
    return {path: HIGH if end == LOW else LOW for path, end in ends.items()}
