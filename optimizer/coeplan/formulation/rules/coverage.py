"""Coverage: the work gets done, or is left undone on stated terms."""

import math
from collections.abc import Iterable

from ..algebra import Algebra, Expression, Index, equation, strengthening
from .useful import useful

LEAST_FRACTION = 0.02
"""Rounding gains nothing worth a row where the right-hand side is this close to the whole number below."""


def _work(m: Algebra) -> Iterable[Index]:
    return ((node, area) for node in m.numbers.nodes for area in m.numbers.areas)


@equation(_work)
def coverage(m: Algebra, node: int, area: int) -> Expression:
    r"""Output of all locations and unmet workload reach the workload.

    .. math:: \sum_l A_{nl} \epsilon_{nla} (g_{nla} - i_{nla}) + o_{na} \ge W_{na}
    """
    output = sum(each * useful(m, node, place, area) for place, each in enumerate(_outputs(m, node, area)) if each > 0)
    return output + m.column("unmet", node, area) >= m.numbers.workload[node, area]


def _outputs(m: Algebra, node: int, area: int) -> list[float]:
    """Output of one effective head at each location."""
    return [m.numbers.output(node, place, area) for place in m.numbers.locations]


@strengthening(_work, "mixed-integer rounding (Nemhauser and Wolsey 1990)")
def coverage_in_whole_heads(m: Algebra, node: int, area: int) -> Expression:
    r"""Whole teams cover the workload, even without losses by ramp-up: coverage, divided by the largest output
    of a head and rounded. Implied for whole teams, stronger in the relaxation.

    .. math:: \sum_l \left(\lfloor r_l \rfloor + \min\left(1, \frac{r_l - \lfloor r_l \rfloor}{f}\right)\right) z_{nla}
        + \frac{o_{na}}{\epsilon f} \ge \lceil b \rceil,
        \quad r_l = \frac{\epsilon_l}{\epsilon},\ b = \frac{W_{na}}{\epsilon},\ f = b - \lfloor b \rfloor
    """
    outputs = _outputs(m, node, area)
    best = max(outputs, default=0.0)
    if best <= 0 or not m.numbers.area_terms[area].whole_heads:
        return None
    needed = m.numbers.workload[node, area] / best
    fraction = needed - math.floor(needed)
    if fraction < LEAST_FRACTION:
        return None
    heads = sum(
        _rounded(output / best, fraction) * m.team(node, place, area)
        for place, output in enumerate(outputs)
        if output > 0
    )
    return heads + m.column("unmet", node, area) / (best * fraction) >= math.ceil(needed)


def _rounded(ratio: float, fraction: float) -> float:
    """Coefficient of mixed-integer rounding."""
    whole = math.floor(ratio + 1e-12)
    return whole + min(1.0, max(0.0, ratio - whole) / fraction)


EQUATIONS = (coverage, coverage_in_whole_heads)
