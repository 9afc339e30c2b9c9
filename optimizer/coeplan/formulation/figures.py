"""Key figures of a plan: what each node, place, vendor and model holds, and the plan in a few numbers."""

from collections.abc import Iterator, Sequence

from coeplan.planning import Numbers
from coeplan.plans.risk_measures import cvar_of, regret_of
from coeplan_models import CAPITAL, RUN_COST, Amount, Holding, LeafTotal, NodeFigures, Summary, Team

HOLDERS = ("location", "country", "region", "vendor", "operating_model")


class Figures:
    """Computes key figures from a plan's rows.

    Parameters
    ----------
    numbers : Numbers
        Planning numbers of the instance.
    teams, amounts : sequence
        The plan's rows.
    """

    def __init__(self, numbers: Numbers, teams: Sequence[Team], amounts: Sequence[Amount]) -> None:
        self._numbers = numbers
        self._node = {node.id: number for number, node in enumerate(numbers.tree.nodes)}
        self._heads: list[dict[tuple[int, int], float]] = [{} for _ in numbers.nodes]
        self._site: dict[tuple[int, int], int] = {}
        for team in teams:
            self._read_team(team)
        self._amounts = amounts

    def _read_team(self, team: Team) -> None:
        numbers = self._numbers
        node, place = self._node[team.node], numbers.location_ids.index(team.location)
        self._heads[node][place, numbers.area_ids.index(team.area)] = team.heads
        if team.operating_model is not None:
            site = numbers.arrangement(team.location, team.operating_model)
            if site is not None:
                self._site[node, place] = site

    def _capacity(self, node: int, place: int) -> float:
        efficiency = self._numbers.places.efficiency
        return sum(
            efficiency[node, place, area] * self._heads[node].get((place, area), 0.0) for area in self._numbers.areas
        )

    def _workload(self, node: int) -> float:
        return sum(self._numbers.workload[node, area] for area in self._numbers.areas)

    def _mean(self, node: int, values: dict[tuple[int, int], float]) -> float | None:
        """Mean of a value by location and area, weighted by capacity."""
        weights = {
            (place, area): self._numbers.places.efficiency[node, place, area] * heads
            for (place, area), heads in self._heads[node].items()
        }
        total = sum(weights.values())
        return sum(weight * values[key] for key, weight in weights.items()) / total if total > 0 else None

    def node_figures(self, operating: dict[int, int]) -> Iterator[NodeFigures]:
        """Yield the figures of each node; ``operating`` counts the sites in operation."""
        numbers = self._numbers
        scores = [location.risk_score for location in numbers.instance.locations.values()]
        capital, run_cost = self._by_node(CAPITAL), self._by_node(RUN_COST)
        for node, written in enumerate(numbers.tree.nodes):
            heads = self._heads[node]
            overlap = {(p, a): numbers.places.overlap[node, p, a] for p in numbers.locations for a in numbers.areas}
            risk = {(p, a): scores[p] for p in numbers.locations for a in numbers.areas}
            yield NodeFigures(
                node=written.id,
                heads=sum(heads.values()),
                heads_abroad=sum(value for (place, _), value in heads.items() if place != numbers.headquarters),
                sites=operating.get(node, 0),
                workload=self._workload(node),
                capacity=sum(self._capacity(node, place) for place in numbers.locations),
                mean_overlap=self._mean(node, overlap),
                risk_score=self._mean(node, risk),
                capital=capital.get(written.id, 0.0),
                run_cost=run_cost.get(written.id, 0.0),
            )

    def _by_node(self, categories: frozenset[object]) -> dict[str, float]:
        sums: dict[str, float] = {}
        for amount in self._amounts:
            if amount.category in categories and not amount.terminal:
                sums[amount.node] = sums.get(amount.node, 0.0) + amount.money
        return sums

    def holdings(self) -> Iterator[Holding]:
        """Yield what each place, vendor and model holds at each node."""
        for node, written in enumerate(self._numbers.tree.nodes):
            workload = self._workload(node)
            for per in HOLDERS:
                for group in self._numbers.groups.everything(per):
                    places = {self._numbers.arrangements[site].location for site in group.arrangements}
                    held = [place for place in places if self._site.get((node, place)) in group.arrangements]
                    heads = sum(self._heads[node].get((p, a), 0.0) for p in held for a in self._numbers.areas)
                    capacity = sum(self._capacity(node, place) for place in held)
                    if heads > 0:
                        yield Holding(
                            node=written.id,
                            per=per,
                            name=group.name,
                            heads=heads,
                            capacity=capacity,
                            share=capacity / workload if workload > 0 else None,
                        )

    def leaf_totals(self) -> list[LeafTotal]:
        """Return the total of each path."""
        own: dict[str, float] = {}
        for amount in self._amounts:
            own[amount.node] = own.get(amount.node, 0.0) + amount.discounted
        tree, least = self._numbers.tree, self._numbers.least_totals
        totals = {leaf: sum(own.get(tree.nodes[k].id, 0.0) for k in tree.path(leaf)) for leaf in tree.leaves}
        return [
            LeafTotal(
                leaf=tree.nodes[leaf].id,
                probability=tree.nodes[leaf].probability,
                total=total,
                regret=None if least is None else regret_of(total, least[leaf]),
            )
            for leaf, total in totals.items()
        ]

    def summary(self, totals: Sequence[LeafTotal], nodes: Sequence[NodeFigures]) -> Summary:
        """Return the plan in a few numbers."""
        tree = self._numbers.tree
        capital = [sum(nodes[k].capital for k in tree.path(leaf)) for leaf in tree.leaves]
        weights = [total.probability for total in totals]
        return Summary(
            expected_total=sum(total.probability * total.total for total in totals),
            cvar=cvar_of(totals, self._numbers.instance.objective.cvar_alpha),
            worst_total=max(total.total for total in totals),
            largest_regret=max((total.regret for total in totals if total.regret is not None), default=None),
            expected_capital=sum(weight * spent for weight, spent in zip(weights, capital, strict=True)),
            largest_capital=max(capital),
            peak_heads_abroad=max(node.heads_abroad for node in nodes),
        )
