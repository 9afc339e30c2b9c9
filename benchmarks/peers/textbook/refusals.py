"""What the textbook formulation does not know, and says so."""

from collections.abc import Iterator

from coeplan.planning import Numbers
from coeplan_models import RegretCap, WorstCaseCap


class UnsupportedError(Exception):
    """The instance has what a peer does not support."""


def refuse_unsupported(numbers: Numbers) -> None:
    """Refuse an instance that the textbook formulation would read wrongly.

    Raises
    ------
    UnsupportedError
        If there is such a thing; every one is named.
    """
    name = numbers.instance.name
    measures = list(_measures(numbers))
    if measures:
        raise UnsupportedError(
            f"{name}: the textbook formulation knows expectation and CVaR alone, but the instance asks for "
            f"{', '.join(measures)}; switch that off, or run without this peer"
        )
    found = list(_entries_after_build_up(numbers))
    if found:
        raise UnsupportedError(
            f"{name}: the textbook formulation knows build-up from a start alone, but "
            f"{', '.join(found)} can be entered by a conversion; leave out the conversion or the build-up, "
            "or run without this peer"
        )


def _measures(numbers: Numbers) -> Iterator[str]:
    """Measures of the totals of single futures that the instance weighs or caps."""
    objective = numbers.instance.objective
    for field in ("worst_case_weight", "regret_weight"):
        if getattr(objective, field) > 0:
            yield f"objective.{field}"
    for name, policy in numbers.instance.policies.items():
        if isinstance(policy, WorstCaseCap | RegretCap) and policy.enabled:
            yield f"policies.{name}"


def _entries_after_build_up(numbers: Numbers) -> Iterator[str]:
    """Sites with a build-up, and heads that depend on it, that a conversion may lead to."""
    for site in numbers.sites:
        each = numbers.arrangements[site]
        depends = each.terms.min_heads > 0 or each.terms.take_or_pay_heads > 0
        if each.terms.build_up > 0 and depends and numbers.arcs_into[site]:
            yield f"{each.model!r} at {numbers.location_ids[each.location]!r}"
