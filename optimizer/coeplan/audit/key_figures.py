"""Key figures of nodes, and what places, vendors and models hold."""

from collections import defaultdict
from dataclasses import dataclass

from coeplan_models import HEADQUARTERS_MODEL, Holding, NodeFigures

from .case import PRESENT, Case
from .ledger import Subject
from .money import Money
from .policies_risk import holder_of

HOLDERS = ("location", "country", "region", "vendor", "operating_model")


def check_node_figures(case: Case, money: Money) -> None:
    """Compare the key figures of every node."""
    for node in case.world.nodes:
        stated = case.rows.node_figures.get(node)
        subject = Subject("key_figure", node)
        if case.ledger.holds(subject, "the plan has no figures of this node", stated is not None) and stated:
            _check_figures(case, stated, money)


def _check_figures(case: Case, stated: NodeFigures, money: Money) -> None:
    node = stated.node
    subject = Subject("key_figure", node)
    teams = case.teams(node)
    capacity = case.capacity(node)
    for name, said, recomputed in (
        ("heads", stated.heads, sum(team.heads for team in teams)),
        ("heads_abroad", stated.heads_abroad, sum(t.heads for t in teams if t.location != case.world.headquarters)),
        ("sites", float(stated.sites), float(len(list(case.sites(node))))),
        ("workload", stated.workload, case.world.total_workload(node)),
        ("capacity", stated.capacity, capacity),
        ("capital", stated.capital, money.capital(node)),
        ("run_cost", stated.run_cost, money.run_cost(node)),
    ):
        case.ledger.equal(subject, name, said, recomputed)
    overlap, risk = 0.0, 0.0
    for (location, area), held in case.capacities(node).items():
        overlap += held * case.world.partner_overlap(node, location, area)
        risk += held * case.world.instance.locations[location].risk_score
    for name, said, weighted in (
        ("mean_overlap", stated.mean_overlap, overlap),
        ("risk_score", stated.risk_score, risk),
    ):
        _check_mean(case, subject, name, said, (weighted, capacity))


def _check_mean(case: Case, subject: Subject, name: str, said: float | None, parts: tuple[float, float]) -> None:
    """Compare a mean weighted by capacity, which is absent where there is no capacity."""
    weighted, capacity = parts
    wrong = f"{name} is {said} at a capacity of {capacity:g}; it is absent where that is 0, and there alone"
    kept = capacity > 0 if said is not None else capacity <= PRESENT
    if case.ledger.holds(subject, wrong, kept) and said is not None:
        case.ledger.equal(subject, name, said, weighted / capacity)


@dataclass
class _Held:
    """Heads and capacity of one holder."""

    heads: float = 0.0
    capacity: float = 0.0


def check_holdings(case: Case) -> None:
    """Compare what each place, vendor and model holds, in both directions.

    Headquarters counts as location and in its country and region. It has no vendor; as a model of its own it may be
    stated or left out.
    """
    stated: dict[str, dict[tuple[str, str], Holding]] = defaultdict(dict)
    for (node, per, name), row in case.rows.holdings.items():
        stated[node][per, name] = row
    for node in case.world.nodes:
        held = _held(case, node)
        for per, name in held | dict.fromkeys(stated[node]):
            row = stated[node].get((per, name))
            mine = held.get((per, name), _Held())
            subject = Subject("holding", node, name if per == "location" else None)
            what = f"{per} {name}"
            if row is not None:
                _check_holding(case, row, mine, subject)
            else:
                optional = (per, name) == ("operating_model", HEADQUARTERS_MODEL)
                wrong = f"{what} holds {mine.heads:g} heads, but the plan has no row of it"
                case.ledger.holds(subject, wrong, optional or mine.heads <= PRESENT)


def _check_holding(case: Case, row: Holding, mine: _Held, subject: Subject) -> None:
    what = f"{row.per} {row.name}"
    case.ledger.equal(subject, f"heads of {what}", row.heads, mine.heads)
    case.ledger.equal(subject, f"capacity of {what}", row.capacity, mine.capacity)
    workload = case.world.total_workload(row.node)
    share = mine.capacity / workload if workload > 0 else None
    wrong = f"the share of {what} is {row.share}, expected {share}"
    alike = case.ledger.holds(subject, wrong, (row.share is None) == (share is None))
    if alike and row.share is not None and share is not None:
        case.ledger.equal(subject, f"share of {what}", row.share, share)


def _held(case: Case, node: str) -> dict[tuple[str, str], _Held]:
    """Return what each holder has at a node, keyed by what is counted and by name."""
    held: dict[tuple[str, str], _Held] = defaultdict(_Held)
    capacities = case.capacities(node)
    for team in case.teams(node):
        for per in HOLDERS:
            holder = holder_of(case, node, team.location, per)
            if per == "operating_model" and team.location == case.world.headquarters:
                holder = HEADQUARTERS_MODEL
            if holder is not None:
                held[per, holder].heads += team.heads
                held[per, holder].capacity += capacities[team.location, team.area]
    return held
