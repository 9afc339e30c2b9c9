"""Where every check is entered: how numbers are compared, counted and reported."""

import math
from collections import Counter
from dataclasses import dataclass

from .report import AuditReport, Finding

TOLERANCE = 1e-6
"""A rule holds within this x max(1, |right-hand side|), an amount within this x max(1, |value|)."""


def slack(reference: float) -> float:
    """Return how far a number may be off a reference, in the reference's unit."""
    return TOLERANCE * max(1.0, abs(reference))


@dataclass(frozen=True, slots=True)
class Subject:
    """Which rule is checked, and of what."""

    rule: str
    node: str | None = None
    location: str | None = None
    area: str | None = None
    operating_model: str | None = None
    policy: str | None = None

    def __str__(self) -> str:
        """Return the place as it follows a noun: ``of area support at MX_GDL in node t03``."""
        parts = (
            ("policy", self.policy),
            ("of area", self.area),
            ("at", self.location),
            ("under", self.operating_model),
            ("in node", self.node),
        )
        return "".join(f" {word} {name}" for word, name in parts if name is not None)


class Ledger:
    """Collects what was checked and what was found."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._checked: Counter[str] = Counter()

    def holds(self, subject: Subject, wrong: str, kept: bool) -> bool:
        """Enter a rule without numbers.

        Parameters
        ----------
        subject : Subject
            What is checked.
        wrong : str
            Sentence that says what is wrong and what was expected, should the rule be broken.
        kept : bool
            Whether the rule is kept.

        Returns
        -------
        bool
            Whether the rule is kept.
        """
        self._checked[subject.rule] += 1
        if not kept:
            self._enter(subject, f"{wrong} [{str(subject).strip() or 'plan'}]", None, None)
        return kept

    def at_most(self, subject: Subject, what: str, found: float, limit: float) -> bool:
        """Enter ``found <= limit``, within the tolerance; return whether it is kept."""
        self._checked[subject.rule] += 1
        kept = found <= limit + slack(limit)
        if not kept:
            text = f"{what}{subject}: {found:.9g}, but at most {limit:.9g} is allowed, {found - limit:.6g} too much"
            self._enter(subject, text, found - limit, limit)
        return kept

    def at_least(self, subject: Subject, what: str, found: float, limit: float) -> bool:
        """Enter ``found >= limit``, within the tolerance; return whether it is kept."""
        self._checked[subject.rule] += 1
        kept = found >= limit - slack(limit)
        if not kept:
            text = f"{what}{subject}: {found:.9g}, but at least {limit:.9g} is needed, {limit - found:.6g} short"
            self._enter(subject, text, limit - found, limit)
        return kept

    def within(self, subject: Subject, what: str, breach: float, limit: float) -> bool:
        """Enter a row by how far it is broken, within the tolerance of its limit; return whether it is kept."""
        self._checked[subject.rule] += 1
        kept = breach <= slack(limit)
        if not kept:
            self._enter(subject, f"{what}{subject}: off by {breach:.6g} from the limit of {limit:.9g}", breach, limit)
        return kept

    def equal(self, subject: Subject, what: str, stated: float, expected: float, play: float = 0.0) -> bool:
        """Enter ``stated = expected``, within the tolerance or, if larger, ``play``; return whether it is kept."""
        self._checked[subject.rule] += 1
        kept = abs(stated - expected) <= max(slack(expected), play)
        if not kept:
            off = abs(stated - expected)
            text = f"{what}{subject}: the plan says {stated:.12g}, recomputed {expected:.12g}, {off:.6g} apart"
            self._enter(subject, text, off, expected)
        return kept

    def report(self, value: float) -> AuditReport:
        """Return the audit's outcome.

        Parameters
        ----------
        value : float
            Objective value as recomputed.
        """
        return AuditReport(
            passed=not self._findings,
            findings=tuple(self._findings),
            checked=dict(sorted(self._checked.items())),
            value=_finite(value),
        )

    def _enter(self, subject: Subject, message: str, excess: float | None, limit: float | None) -> None:
        self._findings.append(
            Finding(
                rule=subject.rule,
                message=message,
                policy=subject.policy,
                node=subject.node,
                location=subject.location,
                area=subject.area,
                operating_model=subject.operating_model,
                excess=_finite(excess),
                limit=_finite(limit),
            )
        )


def _finite(number: float | None) -> float | None:
    """Return the number, or nothing where it is no finite number."""
    return float(number) if number is not None and math.isfinite(number) else None
