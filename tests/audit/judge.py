"""Whether the auditor finds a corruption, calls it by its name, and says where it is."""

from typing import Any

import pytest

from coeplan.audit import AuditReport, Finding, audit

from .bench import Bench
from .corruptions import Kind
from .corruptions.kinds import Where


def spots(kind: Kind, bench: Bench) -> list[Any]:
    """Return the spots where a plan can be spoilt in this way; one that is nothing where there is no choice."""
    found = [None] if kind.spots is None else list(kind.spots(bench))
    assert found, f"{kind} has nowhere to be in {bench.instance.name}"
    return found


def spoilt(kind: Kind, bench: Bench, number: int) -> tuple[Where, AuditReport]:
    """Spoil the plan at one of its spots, counted round; return what has to be named, and what the auditor says."""
    found = spots(kind, bench)
    where = kind.applied(bench, found[number % len(found)])
    return where, audit(bench.instance, bench.finished())


def check(kind: Kind, bench: Bench, number: int) -> None:
    """See that a corruption is found, under the right codes, at the right place, without much ado."""
    where, report = spoilt(kind, bench, number)
    said = "\n".join([f"{kind} at spot {number}, {where}:", *(str(finding) for finding in report.findings[:20])])
    codes = {finding.rule for finding in report.findings}
    assert not report.passed, said
    assert codes == set(kind.rules) if kind.exact else codes >= set(kind.rules), said
    assert len(report.findings) <= kind.most, said
    named = [finding for finding in report.findings if finding.rule == kind.rules[0] and _names(finding, where)]
    assert named, said
    if "excess" in where:
        assert pytest.approx(where["excess"], rel=1e-5, abs=1e-9) in [finding.excess for finding in named], said


def _names(finding: Finding, where: Where) -> bool:
    """Whether a finding names a place in its fields and in its message; what is ``None`` it does not name."""
    return all(
        getattr(finding, field) == name and (name is None or str(name) in finding.message)
        for field, name in where.items()
        if field != "excess"
    )
