"""Compares linear relaxations before cuts, and optima of small cases, with those on file."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.peers.highs import root_relaxation
from benchmarks.running.cases import instance_of
from benchmarks.running.contestants import write_engine
from coeplan.api.solve import SolveOptions, solve

EXPECTED = Path(__file__).with_name("expected.json")

TOLERANCE = 1e-6
"""Values differ where they do by more than this share."""

MOST_SECONDS = 300.0
"""A case that takes longer is none for a smoke test."""

ROOTS = (
    "generated/tiny-tree-all-s0",
    "generated/small-path-none-s0",
    "generated/small-path-usual-s1",
    "generated/small-path-all-s2",
    "generated/small-tree-usual-s1",
    "generated/medium-path-usual-s0",
    "shipped/brownfield",
    "shipped/dual-shore",
    "shipped/micro-coe",
    "shipped/three-hundred-seats",
    "published/or-library/cap41.txt",
    "published/holmberg/p1",
)
"""Cases whose linear relaxation is compared."""

OPTIMA = (
    "generated/tiny-path-none-s0",
    "generated/tiny-path-usual-s1",
    "generated/tiny-path-all-s2",
    "published/or-library/cap41.txt",
    "published/holmberg/p1",
)
"""Cases whose optimum is compared."""

Values = dict[str, float]


def root(case: str) -> float:
    """Return the value of a case's linear relaxation, in plan currency.

    Raises
    ------
    RuntimeError
        If it is not solved in time.
    """
    written = write_engine(instance_of(case))
    value, _ = root_relaxation(written.matrix, MOST_SECONDS)
    if value is None:
        raise RuntimeError(f"{case}: the linear relaxation is not solved in {MOST_SECONDS:g} s; take a smaller case")
    return value * written.money


def optimum(case: str) -> float:
    """Return the optimum of a case, in plan currency.

    Raises
    ------
    RuntimeError
        If no optimum is proved in time.
    """
    solution = solve(instance_of(case), SolveOptions(gap=0.0, time_limit=MOST_SECONDS, keeping=False))
    if solution.value is None or solution.termination != "optimal":
        raise RuntimeError(f"{case}: no optimum within {MOST_SECONDS:g} s ({solution.termination})")
    return solution.value


def measured(say: Callable[[str], None] = print) -> dict[str, Values]:
    """Return what is found now, by kind and case."""
    found: dict[str, Values] = {"root": {}, "optimum": {}}
    for kind, cases, measure in (("root", ROOTS, root), ("optimum", OPTIMA, optimum)):
        for case in cases:
            found[kind][case] = measure(case)
            say(f"{kind} {case}: {found[kind][case]:,.2f}")
    return found


def differences(expected: Mapping[str, Mapping[str, float]], found: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return what has become worse: relaxations that are lower, optima that changed, cases that are not on file."""
    said: list[str] = []
    for kind, values in found.items():
        for case, value in values.items():
            known = expected.get(kind, {}).get(case)
            if known is None:
                said.append(f"{kind} of {case} is not on file; write it with --rewrite")
                continue
            room = TOLERANCE * max(1.0, abs(known))
            if value < known - room or (kind == "optimum" and value > known + room):
                said.append(f"{kind} of {case} is {value!r}, expected {known!r}: {(value - known) / known:+.3e}")
    return said


def smoke(*, rewrite: bool = False, say: Callable[[str], None] = print) -> bool:
    """Measure, compare with the file or write it, and return whether nothing has become worse."""
    found = measured(say)
    if rewrite:
        EXPECTED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        say(f"wrote {EXPECTED.name}")
        return True
    worse = differences(json.loads(EXPECTED.read_text(encoding="utf-8")), found)
    for each in worse:
        say(f"FAILED: {each}")
    return not worse
