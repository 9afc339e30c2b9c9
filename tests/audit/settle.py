"""What follows from sites, heads and decisions on the bench: flows, terms in force, matches.

All of it comes from the engine's numbers, none from the auditor, and nothing asks whether a rule is kept.
"""

from coeplan.formulation.completion import chosen_band, chosen_step
from coeplan.formulation.matching import largest_matching

from .bench import Bench, Row
from .pricing import price


def settle(bench: Bench) -> None:
    """Let everything follow from sites, heads, seats, unmet work and decisions."""
    flow(bench)
    for site in bench.plan["sites"]:
        put_terms(bench, site)
    match(bench)
    price(bench)


def flow(bench: Bench) -> None:
    """Give every team the net flows that lead to its heads, and the effective heads that follow."""
    for node in bench.nodes:
        for location in bench.numbers.location_ids:
            for area in bench.numbers.area_ids:
                _flow_of_team(bench, node, location, area)
    ramp_up(bench)


def _flow_of_team(bench: Bench, node: str, location: str, area: str) -> None:
    before = previous(bench, node, location, area)
    if before == 0 and bench.team(node, location, area) is None:
        return
    team = bench.staff(node, location, area, bench.heads(node, location, area))
    attrition = bench.numbers.people.attrition[bench.key(node, location, area)] * before
    staying = before - attrition
    kept = min(team["heads"], staying)
    team |= {"attrition": attrition, "hires": team["heads"] - kept, "releases": staying - kept}
    team["operating_model"] = bench.model(node, location)
    if before == team["heads"] == 0:
        bench.plan["teams"].remove(team)


def previous(bench: Bench, node: str, location: str, area: str) -> float:
    """Return the heads at the parent; at the root those before it."""
    parent = bench.parent(node)
    if parent is not None:
        return bench.heads(parent, location, area)
    return bench.numbers.places.initial_team.get(bench.key(node, location, area)[1:], 0.0)


def ramp_up(bench: Bench) -> None:
    """Give every team the effective heads that its hires leave."""
    people = bench.numbers.people
    for team in bench.plan["teams"]:
        at = (team["location"], team["area"])
        key = bench.key(team["node"], *at)
        lost = people.inherited_losses.get(key, 0.0)
        for ancestor, share in people.ramp_losses.get(key, ()):
            row = bench.team(bench.nodes[ancestor], *at)
            lost += share * row["hires"] if row is not None else 0.0
        team["effective_heads"] = max(0.0, team["heads"] - lost) if team["heads"] > 0 else 0.0


def put_terms(bench: Bench, site: Row) -> None:
    """Give a site's row its heads, the heads billed, and the band and step in force."""
    node, location, model = site["node"], site["location"], site["operating_model"]
    heads = sum(team["heads"] for team in bench.rows("teams", node=node, location=location))
    site |= {"heads": heads, "billed_heads": heads, "overhead_step": None, "fee_band": None}
    number = bench.numbers.arrangement(location, model) if model is not None else None
    if number is None or location == bench.instance.headquarters:
        return
    terms, rates = bench.numbers.arrangements[number].terms, bench.numbers.rates
    missing = max(0.0, terms.take_or_pay_heads - heads) if obliged(bench, node, location) else 0.0
    site["billed_heads"] = heads + missing
    if steps := rates.overhead.get((bench.node(node), number)):
        site["overhead_step"] = steps[chosen_step(steps, heads)].bottom
    if terms.fee_per_head:
        bands = rates.fee[bench.node(node), number]
        site["fee_band"] = bands[chosen_band(bands, heads, missing)].bottom


def obliged(bench: Bench, node: str, location: str) -> bool:
    """Whether least heads and take-or-pay are in force, by the decisions of the path."""
    for ancestor in bench.path(node):
        for decision in bench.rows("decisions", node=ancestor, location=location):
            build_up = _build_up(bench, location, decision["operating_model"])
            if decision["kind"] == "convert":
                return True
            if decision["kind"] == "start":
                return bench.month(node) - bench.month(ancestor) >= build_up
    existing = bench.numbers.existing(bench.place(location))
    assert existing is not None and existing.operating_model is not None
    build_up = _build_up(bench, location, existing.operating_model)
    return existing.converted or existing.age + bench.month(node) >= build_up


def _build_up(bench: Bench, location: str, model: str) -> float:
    number = bench.numbers.arrangement(location, model)
    return bench.numbers.arrangements[number].terms.build_up if number is not None else 0.0


def match(bench: Bench) -> None:
    """Match as many heads as possible."""
    numbers = bench.numbers
    bench.plan["matches"] = []
    for (node, area, partner), pairs in numbers.places.serves.items():
        names = {"node": bench.nodes[node], "area": numbers.area_ids[area], "partner": numbers.area_ids[partner]}
        ratio = numbers.area_terms[area].collaboration[names["partner"]].heads_served
        ids = numbers.location_ids
        needing = {place: bench.heads(names["node"], ids[place], names["area"]) for place in numbers.locations}
        serving = {
            place: ratio * bench.heads(names["node"], ids[place], names["partner"]) for place in numbers.locations
        }
        for (here, there), heads in largest_matching(needing, serving, pairs).items():
            bench.add("matches", names, location=ids[here], partner_location=ids[there], heads=heads)
