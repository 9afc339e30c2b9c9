"""How a MIP is to be solved, in our words; HiGHS' own words are made from them here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from coeplan.core.executor_places import usable_cores

OptionValue = bool | int | float | str

# The solver keeps its counts and its seed in 32 bits.
LARGEST_COUNT = 2**31 - 1

# More than two gains next to nothing: HiGHS 1.15 searches its tree in one thread.
MOST_THREADS = 2


NOTHING: Mapping[str, OptionValue] = MappingProxyType({})

INTERIOR: Mapping[str, OptionValue] = MappingProxyType({"solver": "ipx", "run_crossover": "off"})
"""Relaxations are solved by an interior point method without crossover: quicker on large trees, and duals from the
middle of the face of the best ones leave parts of the tree less to gain from than those of a corner."""

TO_A_VERTEX: Mapping[str, OptionValue] = MappingProxyType({"solver": "ipx", "run_crossover": "on"})
"""The same, and on to a vertex, from which relaxations with other costs take a few simplex iterations."""

FROM_A_VERTEX: Mapping[str, OptionValue] = MappingProxyType({"solver": "simplex", "simplex_strategy": 4})
"""Goes on from a vertex by the primal simplex method: it stays one, whatever becomes of the costs."""


@dataclass(frozen=True, slots=True)
class SolverOptions:
    """When to stop and how to search.

    Parameters
    ----------
    gap
        Stop once ``|value - bound| / |value|`` is no more than this.
    time_limit
        Seconds for everything: loading, retries and confirmations together. Only
        the confirmation of "infeasible" may add a few seconds of its own.
    threads
        Threads of the solver; None takes two, or one on a machine with one core.
    seed
        Seed of the solver's random choices.
    presolve
        Whether the solver may simplify the model first.
    rins, rens, feasibility_jump, root_reduced_cost
        Heuristics of HiGHS that may be switched off; the first three have crashed
        in the past, and retries after a crash go without them.
    mip_feasibility_tolerance, primal_feasibility_tolerance
        How far whole numbers may be from whole, and rows from their bounds.
    work_limit
        Stop after this many branch-and-bound nodes, or, where no column is integer,
        iterations of the simplex or the interior point method. Deterministic, but blind to the work at the root.
    check_limit
        Stop once HiGHS has looked this often whether it should. Deterministic too
        (tried with one and two threads), and it counts at the root as well as in
        the tree; what one check is worth depends on the model. MIPs only.
    log
        Whether the lines of the solver's log come as progress messages.
    extra
        Raw HiGHS options by name; they win over everything above.

    Raises
    ------
    ValueError
        Where a number cannot be meant.
    """

    gap: float = 0.005
    time_limit: float = 300.0
    threads: int | None = None
    seed: int = 0
    presolve: bool = True
    rins: bool = True
    rens: bool = True
    feasibility_jump: bool = True
    root_reduced_cost: bool = True
    mip_feasibility_tolerance: float = 1e-7
    primal_feasibility_tolerance: float = 1e-7
    work_limit: int | None = None
    check_limit: int | None = None
    log: bool = False
    extra: Mapping[str, OptionValue] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        # The kill timer has to be set to something, hence no infinite limit.
        _demand(0.0 < self.time_limit < math.inf, "time_limit", self.time_limit, "a positive number of seconds")
        _demand(0.0 <= self.gap < math.inf, "gap", self.gap, "a share of at least 0")
        _demand(0 <= self.seed <= LARGEST_COUNT, "seed", self.seed, f"0 to {LARGEST_COUNT}")
        _demand(self.threads is None or self.threads >= 1, "threads", self.threads, "at least 1, or None")
        for name in ("work_limit", "check_limit"):
            limit = getattr(self, name)
            _demand(limit is None or 0 <= limit <= LARGEST_COUNT, name, limit, f"0 to {LARGEST_COUNT}, or None")
        for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
            tolerance = getattr(self, name)
            _demand(1e-10 <= tolerance <= 1e-2, name, tolerance, "1e-10 to 1e-2")

    @property
    def thread_count(self) -> int:
        """Threads after None is settled."""
        if self.threads is not None:
            return self.threads
        return min(MOST_THREADS, usable_cores())

    @property
    def gaps(self) -> tuple[float, float | None]:
        """Relative and absolute gap at which the solver will stop; None is its own default."""
        raw = self.for_highs()
        absolute = raw.get("mip_abs_gap")
        return float(raw["mip_rel_gap"]), None if absolute is None else float(absolute)

    def without_suspect_heuristics(self) -> "SolverOptions":
        """The same without the heuristics that have crashed before."""
        return replace(self, rins=False, rens=False, feasibility_jump=False, extra=self._extra_without_suspects())

    def without_presolve(self) -> "SolverOptions":
        """The same without presolve, which has called feasible models infeasible before."""
        extra = {name: value for name, value in self.extra.items() if name != "presolve"}
        return replace(self, presolve=False, extra=extra)

    def _extra_without_suspects(self) -> Mapping[str, OptionValue]:
        suspects = {f"mip_heuristic_run_{name}" for name in ("rins", "rens", "feasibility_jump")}
        return {name: value for name, value in self.extra.items() if name not in suspects}

    def for_highs(self) -> dict[str, OptionValue]:
        """Every option by the name HiGHS knows it by."""
        count = LARGEST_COUNT if self.work_limit is None else self.work_limit
        options: dict[str, OptionValue] = {
            "mip_rel_gap": self.gap,
            "time_limit": self.time_limit,
            "threads": self.thread_count,
            "random_seed": self.seed,
            "presolve": "on" if self.presolve else "off",
            "mip_heuristic_run_rins": self.rins,
            "mip_heuristic_run_rens": self.rens,
            "mip_heuristic_run_feasibility_jump": self.feasibility_jump,
            "mip_heuristic_run_root_reduced_cost": self.root_reduced_cost,
            "mip_feasibility_tolerance": self.mip_feasibility_tolerance,
            "primal_feasibility_tolerance": self.primal_feasibility_tolerance,
            "mip_max_nodes": count,
            "simplex_iteration_limit": count,
            "ipm_iteration_limit": count,
        }
        return options | dict(self.extra)


def _demand(holds: bool, name: str, value: object, expected: str) -> None:
    if not holds:
        raise ValueError(f"{name} is {value}, expected {expected}")
