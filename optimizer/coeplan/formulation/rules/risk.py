"""Risk: concentration, risk score, surviving a loss."""

from collections.abc import Iterable

from coeplan_models import CapacityShare, RiskScore, SurviveLoss

from ..algebra import Algebra, Expression, Index, equation, is_number, strengthening
from ..variables import critical_areas
from .policies import nodes_of, policy_of


def _shares(m: Algebra) -> Iterable[Index]:
    for policy, node in nodes_of(m, CapacityShare):
        groups = m.numbers.groups.sharing(policy_of(m, policy, CapacityShare))
        yield from ((policy, node, number) for number in range(len(groups)))


def _workload(m: Algebra, node: int) -> float:
    return sum(m.numbers.workload[node, area] for area in m.numbers.areas)


@equation(_shares)
def capacity_share(m: Algebra, policy: str, node: int, group: int) -> Expression:
    r"""Capacity held by one place, vendor or model is at most its share of the workload.

    .. math:: \sum_{s \in G} \sum_a \epsilon_{nla} x_{nsa} \le \gamma \sum_a W_{na} + \text{breach}
    """
    stated = policy_of(m, policy, CapacityShare)
    held = m.numbers.groups.sharing(stated)[group]
    capacity = sum(m.site_capacity(node, site) for site in held.arrangements)
    if is_number(capacity):
        return None
    return capacity <= stated.limit * _workload(m, node) + m.breach(policy, node, held.name)


def _hard_shares(m: Algebra) -> Iterable[Index]:
    for policy, node, group in _shares(m):
        stated = policy_of(m, policy, CapacityShare)
        if stated.price is None:
            for site in m.numbers.groups.sharing(stated)[group].arrangements:
                if site != 0:
                    yield policy, node, site


@strengthening(_hard_shares, "variable upper bound (Padberg, Van Roy and Wolsey 1985)")
def capacity_share_of_site(m: Algebra, policy: str, node: int, site: int) -> Expression:
    r"""No member of a group holds more than the group may, and nothing where it does not operate.

    Implied for whole decisions, stronger in the relaxation: the right-hand side is scaled by what enables it.

    .. math:: \sum_a \epsilon_{nla} x_{nsa} \le \gamma \sum_a W_{na} y_{ns}
    """
    capacity = m.site_capacity(node, site)
    if is_number(capacity):
        return None
    return capacity <= policy_of(m, policy, CapacityShare).limit * _workload(m, node) * m.operate(node, site)


@equation(lambda m: nodes_of(m, RiskScore))
def risk_score(m: Algebra, policy: str, node: int) -> Expression:
    r"""The mean risk score, weighted by capacity, is at most the ceiling.

    .. math:: \sum_{l,a} (\rho_l - \rho) \epsilon_{nla} z_{nla} \le \text{breach}
    """
    numbers = m.numbers
    ceiling = policy_of(m, policy, RiskScore).limit
    scores = [location.risk_score for location in numbers.instance.locations.values()]
    excess = sum(
        (scores[place] - ceiling) * numbers.places.efficiency[node, place, area] * m.team(node, place, area)
        for place in numbers.locations
        for area in numbers.areas
    )
    return None if is_number(excess) else excess <= m.breach(policy, node, "")


def _losses(m: Algebra) -> Iterable[Index]:
    for policy, node in nodes_of(m, SurviveLoss):
        groups = m.numbers.groups.losable(policy_of(m, policy, SurviveLoss))
        yield from ((policy, node, area, group) for area in critical_areas(m) for group in range(len(groups)))


def _capacity_of(m: Algebra, node: int, area: int, arrangements: Iterable[int]) -> Expression:
    return sum(m.capacity(node, site, area) for site in arrangements)


def _survival(m: Algebra, node: int, area: int) -> float:
    """Capacity that must be left, in FTE."""
    return m.numbers.area_terms[area].survival_share * m.numbers.workload[node, area]


@equation(_losses)
def survive_loss(m: Algebra, policy: str, node: int, area: int, group: int) -> Expression:
    r"""What is left after losing a place, with a surge, does the surviving share of a critical area's work.

    A hard policy instead bounds the largest place from below here, and asks in ``survive_largest_loss`` what is left.

    .. math:: (1 + \zeta) \left(\sum_s \epsilon_{nla} x_{nsa} - \sum_{s \in G} \epsilon_{nla} x_{nsa}\right)
        + \text{breach} \ge \tau_a W_{na}
    """
    stated = policy_of(m, policy, SurviveLoss)
    lost = m.numbers.groups.losable(stated)[group]
    if stated.price is None:
        capacity = _capacity_of(m, node, area, lost.arrangements)
        return None if is_number(capacity) else m.column("largest", policy, node, area) >= capacity
    left = [site for site in range(len(m.numbers.arrangements)) if site not in lost.arrangements]
    capacity = (1 + stated.surge) * _capacity_of(m, node, area, left)
    subject = f"{lost.name}/{m.numbers.area_ids[area]}"
    return capacity + m.breach(policy, node, subject) >= _survival(m, node, area)


@equation(lambda m: m.indices("largest"))
def survive_largest_loss(m: Algebra, policy: str, node: int, area: int) -> Expression:
    r"""What is left after losing the place with most capacity, with a surge, does the surviving share.

    .. math:: (1 + \zeta) \left(\sum_s \epsilon_{nla} x_{nsa} - M_{na}\right) \ge \tau_a W_{na}
    """
    everything = _capacity_of(m, node, area, range(len(m.numbers.arrangements)))
    surge = policy_of(m, policy, SurviveLoss).surge
    return (1 + surge) * (everything - m.column("largest", policy, node, area)) >= _survival(m, node, area)


EQUATIONS = (
    capacity_share,
    capacity_share_of_site,
    risk_score,
    survive_loss,
    survive_largest_loss,
)
