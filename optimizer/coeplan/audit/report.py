"""What an audit says."""

from collections.abc import Mapping

from coeplan_models import Record


class Finding(Record):
    """One rule that a plan breaks at one place."""

    rule: str
    """Stable code of the rule, such as ``coverage``; ``RULES`` says what each stands for."""

    message: str
    """What is wrong, where, by how much, and what the limit is."""

    policy: str | None = None
    """Policy, if the rule belongs to one."""

    node: str | None = None
    """Node of the scenario tree."""

    location: str | None = None
    """Location."""

    area: str | None = None
    """Business area."""

    operating_model: str | None = None
    """Operating model."""

    excess: float | None = None
    """By how much the rule is broken, in its own unit; absent where it cannot be measured."""

    limit: float | None = None
    """What was allowed or expected, in the rule's own unit; absent where it is no number."""

    def __str__(self) -> str:
        """Return the finding as one line for people."""
        return f"{self.rule}: {self.message}"


class AuditReport(Record):
    """The outcome of an audit."""

    passed: bool
    """Whether no rule is broken."""

    findings: tuple[Finding, ...]
    """Every rule that is broken, at every place."""

    checked: Mapping[str, int]
    """How many rows of each rule were looked at, keyed by the rule's code."""

    value: float | None
    """Objective value as recomputed from the decisions, in the instance's currency; absent where the plan's
    numbers are too broken for one (not finite)."""
