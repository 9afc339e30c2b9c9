"""The plan that reaches the user: rows and proof put together, audited, with how it was made."""

import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from coeplan.audit import audit
from coeplan.core.errors import AuditError
from coeplan.core.progress import relative_gap
from coeplan.core.version import __version__
from coeplan.plans.risk_measures import objective_value
from coeplan_models import FutureBest, Instance, Keeping, MadeBy, Plan

from .outcome import SolveOptions
from .termination import Termination

KEEPING_SHARE = 0.15
"""Share of the time that finding out what keeping costs may take."""


@dataclass
class Stopwatch:
    """Wall-clock seconds by phase."""

    began: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def elapsed(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.began

    def note(self, phase: str, since: float) -> None:
        """Add what passed since some moment, on this watch, to a phase."""
        self.seconds[phase] = self.seconds.get(phase, 0.0) + self.elapsed - since


@dataclass(frozen=True)
class Proof:
    """What is known of a plan beside its rows.

    Attributes
    ----------
    termination : Termination
        Why the solver stopped.
    bound : float or None
        Proved lower bound in plan currency.
    source : str
        Where the bound comes from, in words.
    confirmed : bool
        Whether a second look found nothing below it.
    notes : tuple of str
        What a careful reader should know.
    """

    termination: Termination
    bound: float | None
    source: str = ""
    confirmed: bool = False
    notes: tuple[str, ...] = ()


class Assembly:
    """Makes audited plans of one instance.

    Parameters
    ----------
    instance : Instance
        The instance.
    options : SolveOptions
        How it is solved.
    watch : Stopwatch
        Times of the solve; what the audit takes is added.
    futures : sequence of FutureBest
        What regret is measured from; empty where it is not asked for.
    """

    def __init__(
        self, instance: Instance, options: SolveOptions, watch: Stopwatch, futures: Sequence[FutureBest] = ()
    ) -> None:
        self._instance = instance
        self._options = options
        self._watch = watch
        self._futures = tuple(futures)

    def value(self, fields: Mapping[str, Any]) -> float:
        """Return the objective of a plan with these fields."""
        return objective_value(self._instance.objective, fields["summary"])

    def plan(self, fields: Mapping[str, Any], proof: Proof, keeping: Keeping | None) -> Plan:
        """Make the plan of a solution and have it audited.

        Parameters
        ----------
        fields : mapping
            What follows from the decisions, by field of the plan.
        proof : Proof
            What is known of it.
        keeping : Keeping or None
            What keeping everything as it is would cost.

        Raises
        ------
        AuditError
            Where the auditor refuses it.
        """
        value = self.value(fields)
        # No amount is negative, so 0 is a proved bound even where the solver has none yet.
        bound = min(max(0.0, proof.bound or 0.0), value)
        plan = Plan(
            instance=self._instance.name,
            instance_hash=self._instance.fingerprint(),
            title=self._instance.title,
            currency=self._instance.currency,
            headquarters=self._instance.headquarters,
            termination=str(proof.termination),
            value=value,
            bound=bound,
            gap=relative_gap(value, bound),
            keeping=keeping,
            futures=self._futures,
            made_by=self._made_by(proof),
            **fields,
        )
        since = self._watch.elapsed
        report = audit(self._instance, plan)
        self._watch.note("audit", since)
        if not report.passed:
            raise AuditError([str(finding) for finding in report.findings])
        return plan.model_copy(update={"made_by": self._made_by(proof)})

    def _made_by(self, proof: Proof) -> MadeBy:
        packages = ("highspy", "pyomo", "pydantic", "numpy")
        return MadeBy(
            versions={"coeplan": __version__, "python": platform.python_version()}
            | {name: version(name) for name in packages},
            options=asdict(self._options),
            seed=self._options.seed,
            seconds=dict(self._watch.seconds) | {"total": self._watch.elapsed},
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            bound_source=proof.source,
            bound_confirmed=proof.confirmed,
            notes=proof.notes,
        )


def kept(termination: Termination, value: float | None, bound: float | None, plan_value: float) -> Keeping:
    """Say what keeping everything as it is would cost, beside a plan's value; all in plan currency."""
    return Keeping(
        termination=str(termination),
        value=value,
        bound=bound,
        saving=None if value is None else value - plan_value,
        reason=None if value is not None else _why_not_kept(termination),
    )


def _why_not_kept(termination: Termination) -> str:
    """Say why no plan without change is known."""
    if termination is Termination.INFEASIBLE:
        return "keeping is not feasible: no sizes of the existing sites keep every rule on every path"
    return f"no plan without change was found ({termination})"


def unlooked(places: Mapping[str, float]) -> tuple[str, ...]:
    """Say which teams a bound leaves out of account.

    Parameters
    ----------
    places : mapping
        Most heads of a team that were looked at, by location, where nothing in the data limits teams.
    """
    if not places:
        return ()
    return (
        f"nothing in the data limits teams at {', '.join(sorted(places))}; the bound holds for plans with up to "
        f"{min(places.values()):g} heads in each. State a talent pool to have it hold for all",
    )
