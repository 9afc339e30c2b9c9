"""Published cases in the product, and as the compact programs that one would write by hand."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.highs import solve_highs
from benchmarks.published import read_case, to_instance
from benchmarks.published.compact import compact_matrix
from benchmarks.running.cases import PUBLISHED, published
from coeplan.api.solve import SolveOptions, solve

SECONDS = 300.0
"""Limit of each solve."""

SAME = 1e-6
"""Relative difference of two optima that is none."""


@dataclass(frozen=True)
class Compared:
    """One case, solved to optimality both ways, each in one thread.

    Attributes
    ----------
    case : str
        Its file.
    optimum : float or None
        What the product proved; None where it did not.
    compact_optimum : float or None
        What the compact program came to; None where it was not solved.
    solver : float
        Seconds of the product in the solver, a second look at the proof included.
    whole : float
        Seconds of the product from the instance to the audited plan.
    compact : float
        Seconds of HiGHS for the compact program.
    """

    case: str
    optimum: float | None
    compact_optimum: float | None
    solver: float
    whole: float
    compact: float

    @property
    def agree(self) -> bool:
        """Whether both were solved, to the same optimum."""
        if self.optimum is None or self.compact_optimum is None:
            return False
        return abs(self.optimum - self.compact_optimum) <= SAME * abs(self.compact_optimum)

    @property
    def ratio(self) -> float:
        """How many times as long the product's solver takes."""
        return self.solver / self.compact


def compared(case: str) -> Compared:
    """Solve a published case both ways, one after the other."""
    stated = read_case(PUBLISHED / case.partition("/")[2])
    began = time.monotonic()
    found = solve_highs(compact_matrix(stated), SECONDS, 0.0, lambda _value, _bound: None)
    compact = time.monotonic() - began
    began = time.monotonic()
    solution = solve(to_instance(stated), SolveOptions(gap=0.0, time_limit=SECONDS, keeping=False, threads=1))
    whole = time.monotonic() - began
    solver = solution.plan.made_by.seconds["solve"] if solution.plan is not None else whole
    proved = solution.value if solution.termination == "optimal" else None
    return Compared(case, proved, found.value if found.status == "Optimal" else None, solver, whole, compact)


def compact(names: Iterable[str], out: Path | None, say: Callable[[str], None] = print) -> bool:
    """Solve published cases both ways and write a table after each; tell whether all agree.

    Raises
    ------
    ValueError
        If the ending of the file is not .md, or a name is that of no case.
    """
    if out is not None and out.suffix != ".md":
        raise ValueError(f"file {out}: expected a name that ends in .md")
    done: list[Compared] = []
    for case in published(names):
        done.append(compared(case))
        say(f"{case}: {done[-1].ratio:.2f} times as long{'' if done[-1].agree else ', OPTIMA DIFFER'}")
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(markdown(done), encoding="utf-8")
    say(markdown(done) if out is None else f"see {out}")
    return all(each.agree for each in done)


def markdown(done: Sequence[Compared]) -> str:
    """Return a table with a line for each case."""
    lines = [
        "| case | optimum | solver, s | whole solve, s | compact program, s | ratio of solvers |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in done:
        optimum = f"{each.optimum:,.3f}" if each.agree and each.optimum is not None else "NOT the same"
        seconds = " | ".join(f"{took:.2f}" for took in (each.solver, each.whole, each.compact))
        lines.append(f"| {each.case} | {optimum} | {seconds} | {each.ratio:.2f} |")
    return "\n".join(lines) + "\n"
