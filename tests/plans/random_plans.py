"""Plans made at random, without a solver: every category of money, trees of several shapes, weighted risk."""

import copy
import json
import math
from dataclasses import dataclass
from random import Random

from coeplan_models import (
    RUN_COST,
    Amount,
    Category,
    Decision,
    DecisionKind,
    Instance,
    LeafTotal,
    Match,
    NodeFigures,
    Plan,
    PlanNode,
    Site,
    Team,
    UnmetWork,
)
from coeplan_models.plan_decisions import Breach

from .sample import SAMPLE, sample_plan

LOCATIONS = ("AUS", "MX_GDL", "IN_BLR")
AREAS = ("support", "product")
MODELS = {"AUS": ("headquarters",), "MX_GDL": ("as_a_service", "captive"), "IN_BLR": ("captive",)}
OF_A_HEAD = (Category.PAYROLL, Category.MARGIN)
OF_A_SITE = (
    *(Category.FEE, Category.SHORTFALL, Category.LEVY, Category.FIXED, Category.OVERHEAD, Category.RENT),
    *(Category.TRAVEL, Category.EXIT, Category.EARLY_EXIT, Category.SET_UP, Category.FIT_OUT, Category.CONVERSION),
    Category.CANCELLATION,
)
SHAPES = {
    "fan": [(None, "2027-10", 3), (0, "2028-01", 3), (1, "2028-04", 9), (1, "2028-04", 9)],
    "line": [(None, "2027-10", 3), (0, "2028-01", 12)],
    "early": [(None, "2027-07", 6), (0, "2028-01", 6), (0, "2028-01", 6), (0, "2028-01", 6)],
}
"""Trees: parent by its number, first month and length of every node."""


@dataclass(frozen=True)
class Recipe:
    """What a plan is made from."""

    seed: int
    """Chooses all numbers."""
    shape: str = "fan"
    """One of ``SHAPES``."""
    rate: float = 0.08
    """Yearly discount rate."""
    terminal_months: float = 6.0
    """Time after the horizon."""
    weights: tuple[float, float, float] = (1.0, 0.0, 0.9)
    """Weights of expectation and CVaR, and the CVaR's level."""
    even: bool = False
    """Whether all futures are equally likely."""

    @property
    def instance(self) -> Instance:
        """An instance that the plan may be of: the fields that the comparison reads are the recipe's."""
        said = copy.deepcopy(SAMPLE) | {"name": f"random-{self.seed}", "scenarios": {"kind": "deterministic"}}
        said |= {"terminal_months": self.terminal_months, "discount_rate": self.rate}
        names = ("expectation_weight", "cvar_weight", "cvar_alpha")
        said["objective"] = dict(zip(names, self.weights, strict=True))
        said["areas"]["support"]["workload"] = self.seed + 1
        return Instance.model_validate_json(json.dumps(said))

    @property
    def plan(self) -> Plan:
        """The plan, whose sums agree."""
        return _Maker(self).plan()


class _Maker:
    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.random = Random(recipe.seed)
        self.nodes = self._nodes()
        parents = {node.parent for node in self.nodes}
        self.leaves = [node for node in self.nodes if node.id not in parents]
        self.model = {place: self.random.choice(models) for place, models in MODELS.items()}
        self.rows: dict[str, list[object]] = {name: [] for name in ("amounts", "sites", "teams", "unmet", "matches")}
        self.rows |= {"breaches": [], "decisions": []}

    def _nodes(self) -> list[PlanNode]:
        shape = SHAPES[self.recipe.shape]
        leaves = [number for number in range(len(shape)) if all(parent != number for parent, _, _ in shape)]
        odds = [1.0 if self.recipe.even else self.random.uniform(0.1, 1.0) for _ in leaves]
        chance = {leaf: odd / sum(odds) for leaf, odd in zip(leaves, odds, strict=True)}
        found: list[PlanNode] = []
        for number, (parent, start, months) in enumerate(shape):
            period = 0 if parent is None else found[parent].period + 1
            found.append(
                PlanNode(
                    id=f"n{number}",
                    period=period,
                    parent=None if parent is None else f"n{parent}",
                    probability=min(1.0, chance.get(number, 1.0)),
                    start=start,
                    months=months,
                )
            )
        return found

    def plan(self) -> Plan:
        for node in self.nodes:
            self._node(node)
        amounts: list[Amount] = self.rows["amounts"]
        chance = {node.id: node.probability for node in self.nodes}
        expected = math.fsum(chance[row.node] * row.discounted for row in amounts)
        totals = tuple(self._total(leaf, amounts) for leaf in self.leaves)
        own, tail, level = self.recipe.weights
        value = own * expected + tail * cvar(totals, level)
        base = sample_plan()
        lists = {name: tuple(rows) for name, rows in self.rows.items()}
        return base.model_copy(
            update={
                **lists,
                "instance": self.recipe.instance.name,
                "instance_hash": self.recipe.instance.fingerprint(),
                "nodes": tuple(self.nodes),
                "leaf_totals": totals,
                "node_figures": tuple(self._figures(node) for node in self.nodes),
                "holdings": (),
                "summary": base.summary.model_copy(update={"expected_total": expected, "cvar": cvar(totals, 0.9)}),
                "value": value,
                "bound": 0.9 * value,
                "gap": 0.1,
            }
        )

    def _total(self, leaf: PlanNode, amounts: list[Amount]) -> LeafTotal:
        by_id = {node.id: node for node in self.nodes}
        path, node = [], leaf
        while node is not None:
            path.append(node.id)
            node = by_id.get(node.parent)
        total = math.fsum(row.discounted for row in amounts if row.node in path)
        return LeafTotal(leaf=leaf.id, probability=leaf.probability, total=total)

    def _figures(self, node: PlanNode) -> NodeFigures:
        return NodeFigures(
            node=node.id,
            heads=0.0,
            heads_abroad=0.0,
            sites=0,
            workload=1.0,
            capacity=0.0,
            mean_overlap=None,
            risk_score=None,
            capital=0.0,
            run_cost=0.0,
        )

    def _node(self, node: PlanNode) -> None:
        for place in LOCATIONS:
            if place == "AUS" or self.random.random() < 0.7:
                self._place(node, place)
        if self.random.random() < 0.5:
            self._pay(node, Category.COORDINATION, (None, None, None, "partner"))
            self.rows["unmet"].append(UnmetWork(node=node.id, area="support", fte=self.random.uniform(0.0, 3.0)))
            self._pay(node, Category.UNMET, (None, None, "support", None))
            self.rows["breaches"].append(Breach(policy="cap", node=node.id, subject="", amount=self.random.random()))
            self._pay(node, Category.BREACH, (None, None, None, "cap"))
        self._pay(node, Category.FRICTION, (None, None, "support", "product"))
        place = {"location": "AUS", "partner_location": "AUS"}
        served = Match(node=node.id, area="support", partner="product", heads=self.random.choice((0.5, 2.0)), **place)
        self.rows["matches"].append(served)

    def _place(self, node: PlanNode, place: str) -> None:
        model = self.model[place]
        total = 0.0
        for area in AREAS:
            heads = float(self.random.choice((0, 0, 2, 5, 12)))
            total += heads
            flows = {
                "attrition": 0.0,
                "hires": self.random.choice((0.0, 1.5)),
                "releases": self.random.choice((0.0, 2)),
            }
            team = {"node": node.id, "location": place, "area": area, "operating_model": model, "heads": heads}
            self.rows["teams"].append(Team(**team, **flows, effective_heads=heads))
            where = (place, model, area, None)
            for category in OF_A_HEAD if heads else ():
                self._pay(node, category, where)
            for category, flow in ((Category.HIRING, "hires"), (Category.SEVERANCE, "releases")):
                if flows[flow]:
                    self._pay(node, category, where)
        seats = {"seats": self.random.choice((0.0, total)), "seats_bought": self.random.choice((0.0, 3.0))}
        bands = {"billed_heads": total + self.random.choice((0, 4)), "overhead_step": None, "fee_band": None}
        site = {"node": node.id, "location": place, "operating_model": model, "heads": total}
        self.rows["sites"].append(Site(**site, **seats, **bands))
        for category in OF_A_SITE:
            if self.random.random() < 0.4:
                self._pay(node, category, (place, model, None, None))
        if self.random.random() < 0.5:
            kind = self.random.choice((DecisionKind.STOP, DecisionKind.COMMIT))
            start = 1 if kind is DecisionKind.COMMIT else None
            what = {"node": node.id, "location": place, "operating_model": model}
            self.rows["decisions"].append(Decision(**what, kind=kind, start_period=start))

    def _pay(self, node: PlanNode, category: Category, where: tuple[str | None, ...]) -> None:
        """Add an amount and, after the horizon, what goes on of it."""
        location, model, area, subject = where
        key = {"location": location, "operating_model": model, "area": area, "subject": subject}
        first = next(each.start for each in self.nodes)
        years = (int(node.start[:4]) - int(first[:4])) + (int(node.start[5:]) - int(first[5:])) / 12
        spans = [(False, node.months)]
        if node in self.leaves and self.recipe.terminal_months and category in {*RUN_COST, Category.HIRING}:
            spans.append((True, self.recipe.terminal_months))
        for terminal, months in spans:
            money = self.random.uniform(10.0, 1e5)
            late = years + node.months / 12 if terminal else years
            discount = (1 + self.recipe.rate) ** -(late + months / 24)
            said = {"node": node.id, "category": category, "terminal": terminal, **key}
            self.rows["amounts"].append(Amount(**said, money=money, discounted=money * discount))


def cvar(totals: tuple[LeafTotal, ...], alpha: float) -> float:
    """The mean of the worst totals, from the definition: the least over all levels of level + mean excess / (1 - a)."""
    return min(
        level.total + math.fsum(each.probability * max(0.0, each.total - level.total) for each in totals) / (1 - alpha)
        for level in totals
    )


def resummed(plan: Plan, amounts: tuple[Amount, ...], **changes: object) -> Plan:
    """Return a plan with other amounts and all that is summed from them, of an objective without CVaR."""
    plan = plan.model_copy(update={"amounts": amounts, **changes})
    probability = {node.id: node.probability for node in plan.nodes}
    expected = math.fsum(probability[row.node] * row.discounted for row in plan.amounts)
    summary = plan.summary.model_copy(update={"expected_total": expected})
    return plan.model_copy(update={"summary": summary, "value": expected, "bound": None, "gap": None})


def with_odds(plan: Plan, *odds: float) -> Plan:
    """Return a plan whose tree parts once, into leaves, with other probabilities of these."""
    chance = dict(zip((total.leaf for total in plan.leaf_totals), odds, strict=True))
    nodes = tuple(node.model_copy(update={"probability": chance.get(node.id, 1.0)}) for node in plan.nodes)
    totals = tuple(total.model_copy(update={"probability": chance[total.leaf]}) for total in plan.leaf_totals)
    return resummed(plan, plan.amounts, nodes=nodes, leaf_totals=totals)
