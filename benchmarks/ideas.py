"""What each idea of the search and the proof brings: the same solve with one of them switched off at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.running.cases import instance_of
from coeplan.api.solve import SolveOptions
from coeplan.api.solve import solve as solve_instance
from coeplan.core.progress import Progress, relative_gap
from coeplan.formulation.matrix import FloatArray
from coeplan.planning.tree import ROOT
from coeplan.solving import by_parts
from coeplan.solving.first_plans import FirstPlans
from coeplan.solving.hunt import Hunt
from coeplan.solving.neighbourhoods import Neighbourhoods
from coeplan.solving.options import NOTHING
from coeplan.solving.prover import Prover
from coeplan.solving.search import PrimalSearch
from coeplan.solving.sizing import FROM_DIVISIBLE, Manner, Sizing, Solve, Step

EVERYTHING = "nothing"
"""What is switched off in the solve that the others are held against."""

CASES = ("generated/small-path-usual-s0", "generated/medium-path-usual-s0", "shipped/global-footprint")
"""Cases that are solved unless others are asked for."""

Patch = tuple[object, str, Any]
"""Where something is replaced, its name, and what replaces it."""


def _sized_at_once(self: Sizing, x: FloatArray, solve: Solve, manner: Manner = FROM_DIVISIBLE) -> FloatArray | None:
    """Make the teams of all nodes whole in one solve."""
    sized, tree = x.copy(), self.tree
    everywhere = Step(ROOT, 1 + max(tree.period))
    return sized if self._become_whole(sized, everywhere, manner.reaches, lambda part: solve(part, 1.0)) else None


_calm = Neighbourhoods.calm

IDEAS: dict[str, tuple[Patch, ...]] = {
    EVERYTHING: (),
    "the search for plans": ((Hunt, "_steps", lambda self, solver, left: iter(())),),
    "neighbourhoods of the best plan": ((PrimalSearch, "_improve", lambda self, solver, patient: iter(())),),
    "better life cycles with divisible teams": ((PrimalSearch, "_better_life_cycle", lambda self, solver, x: x),),
    "whole teams period by period": ((Sizing, "run", _sized_at_once),),
    "teams sized anew": ((PrimalSearch, "_sizes_anew", lambda self, solver: iter(())),),
    "arrangements of the relaxation first": ((Neighbourhoods, "calm", lambda self, relaxed=None: _calm(self)),),
    "the mean path's life cycle first": ((FirstPlans, "_like_mean_path", lambda self, solver: None),),
    "bounds by parts": ((Prover, "_by_parts", lambda self, solver, stop, seconds, known=None: None),),
    "a bound at the mean path's prices first": ((Prover, "prove_at_once", lambda self, solver, stop: None),),
    "duals from the middle of the face": ((by_parts, "INTERIOR", NOTHING),),
}
"""What replaces each idea where it is switched off."""


@contextmanager
def without(idea: str) -> Iterator[None]:
    """Switch an idea off for a while.

    Raises
    ------
    ValueError
        If nothing is known by this name.
    """
    if idea not in IDEAS:
        raise ValueError(f"no idea is called {idea!r}; expected one of {', '.join(IDEAS)}")
    patches = [patch.object(*each) for each in IDEAS[idea]]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


@dataclass(frozen=True)
class Solved:
    """A solve with an idea switched off: seconds to first plan and first bound, value, bound and gap at the end."""

    case: str
    idea: str
    first_plan: float | None
    first_bound: float | None
    value: float | None
    bound: float | None

    @property
    def gap(self) -> float:
        """Relative gap; 1 where there is no plan or no bound."""
        gap = relative_gap(self.value, self.bound)
        return 1.0 if gap is None else gap


def solved_without(case: str, idea: str, seconds: float) -> Solved:
    """Solve a case with an idea switched off."""
    first: dict[str, float] = {}

    def note(seen: Progress) -> None:
        for what, amount in (("plan", seen.value), ("bound", seen.bound)):
            if amount is not None:
                first.setdefault(what, seen.seconds)

    options = SolveOptions(gap=1e-3, time_limit=seconds, keeping=False)
    with without(idea):
        found = solve_instance(instance_of(case), options, on_progress=note)
    return Solved(case, idea, first.get("plan"), first.get("bound"), found.value, found.bound)


def ideas(
    cases: Iterable[str],
    seconds: float,
    out: Path | None,
    chosen: Sequence[str] = tuple(IDEAS),
    say: Callable[[str], None] = print,
) -> None:
    """Solve cases with each idea switched off, and write a table after each solve.

    Raises
    ------
    ValueError
        If the ending of the file is not .md, or a name that of no case or idea.
    """
    if out is not None and out.suffix != ".md":
        raise ValueError(f"file {out}: expected a name that ends in .md")
    found: list[Solved] = []
    for case in cases:
        for idea in chosen:
            found.append(solved_without(case, idea, seconds))
            say(f"{case}: without {idea}: {100 * found[-1].gap:.2f} %")
            if out is not None:
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_text(markdown(found, seconds), encoding="utf-8")
    say(markdown(found, seconds) if out is None else f"see {out}")


def markdown(found: Sequence[Solved], seconds: float) -> str:
    """Return a table with a line for each solve; amounts in millions."""
    lines = [
        f"Two processes of one thread, {seconds:g} s a solve:",
        "",
        "| case | switched off | first plan after | first bound after | value | bound | gap |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for each in found:
        after = (each.first_plan, each.first_bound)
        first = " | ".join("none" if seconds_to is None else f"{seconds_to:.1f} s" for seconds_to in after)
        amounts = " | ".join("none" if amount is None else f"{amount / 1e6:.3f}" for amount in (each.value, each.bound))
        lines.append(f"| {each.case} | {each.idea} | {first} | {amounts} | {100 * each.gap:.2f} % |")
    return "\n".join(lines) + "\n"
