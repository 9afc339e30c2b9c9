"""Output of new hires: heads that are lost while hires learn the work."""

from .case import PRESENT, Case
from .ledger import Subject


def lost_share(since_hire: float, months: float, ramp_up: float) -> float:
    """Return the share of a hire's output that is lost in a period.

    Parameters
    ----------
    since_hire : float
        Months from the hire to the period's start; 0 in the period of the hire.
    months : float
        Length of the period in months.
    ramp_up : float
        Months over which output rises linearly from 0 to 1.

    Returns
    -------
    float
        Mean over the period of ``max(0, 1 - u / ramp_up)``, ``u`` being the months since the hire.
    """
    if since_hire >= ramp_up:
        return 0.0
    until = min(since_hire + months, ramp_up)
    return ((until - since_hire) - (until**2 - since_hire**2) / (2 * ramp_up)) / months


def effective_heads(case: Case, node: str, location: str, area: str) -> float:
    """Return the team less what its hires lose to ramp-up, in heads; 0 where there is no team."""
    heads = case.heads(node, location, area)
    return heads - _lost(case, node, location, area) if heads > PRESENT else 0.0


def _lost(case: Case, node: str, location: str, area: str) -> float:
    world = case.world
    ramp_up = world.ramp_up(location, area)
    if ramp_up <= 0:
        return 0.0
    now, months = world.start(node), world.months(node)
    lost = 0.0
    for ancestor in reversed(world.path(node)):
        since = now - world.start(ancestor.id)
        if since >= ramp_up:
            break
        team = case.rows.teams.get((ancestor.id, location, area))
        if team is not None:
            lost += team.hires * lost_share(since, months, ramp_up)
    recent = (hire for hire in world.existing(location).recent_hires if hire.area == area)
    return lost + sum(hire.heads * lost_share(now + hire.months_ago, months, ramp_up) for hire in recent)


def check_ramp_up(case: Case) -> None:
    """See that effective heads are what ramp-up leaves, and never below 0."""
    for team in case.rows.teams.values():
        at = (team.node, team.location, team.area)
        effective = effective_heads(case, *at)
        subject = Subject("ramp_up", *at, team.operating_model)
        case.ledger.at_least(subject, "effective heads", effective, 0.0)
        case.ledger.equal(subject, "effective heads", team.effective_heads, effective)
