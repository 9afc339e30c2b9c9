"""Every error that coeplan raises on purpose, in one tree.

A caller who wants one ``except`` for everything catches :class:`CoeplanError`.
"""

from collections.abc import Sequence

from coeplan_models import Fault


class CoeplanError(Exception):
    """Root of everything that coeplan raises on purpose."""


class InputError(CoeplanError):
    """The input cannot be used; ``faults`` lists every reason found, each with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NoPlanError(CoeplanError):
    """A plan was asked for where none is held, for instance because the instance is infeasible."""


class AuditError(CoeplanError):
    """The auditor refused a plan, so it is not handed over; ``findings`` says why."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("the audit failed:\n" + "\n".join(self.findings))


class SolverError(CoeplanError):
    """The solver process failed in a way that no retry mended."""
