"""What the rows on the bench cost by the engine's rates, and what that adds up to.

Early-exit fees stay as they stand: which lock-ins they are for is the business of whoever changes a stop.
"""

from collections.abc import Iterator
from typing import Any

from coeplan.formulation.figures import Figures
from coeplan_models import HEADQUARTERS_MODEL, RUN_COST, Amount, Category, Team

from .bench import Bench, Row

Key = dict[str, Any]
Priced = Iterator[tuple[Category, float, Key]]
NOTHING = 1e-9

UNNAMED: Key = {"location": None, "operating_model": None, "area": None, "subject": None, "terminal": False}
"""What an amount belongs to that belongs to nothing but its node."""


def price(bench: Bench) -> None:
    """Work out every amount anew from sites, teams, unmet work, matches, breaches and decisions; add all up."""
    sums: dict[tuple[Any, ...], float] = {}
    for node in bench.nodes:
        for category, money, key in _with_what_follows(bench, node):
            names = tuple((UNNAMED | key).values())
            sums[node, str(category), *names] = sums.get((node, str(category), *names), 0.0) + money
    fields = ("node", "category", *UNNAMED)
    bench.plan["amounts"] = [
        *bench.rows("amounts", category="early_exit"),
        *(dict(zip(fields, names, strict=True)) | {"money": money} for names, money in sums.items() if money > NOTHING),
    ]
    add_up(bench)


def _with_what_follows(bench: Bench, node: str) -> Priced:
    """Yield what a node costs, and at a leaf what the time after the horizon costs."""
    share = bench.numbers.rates.terminal_share.get(bench.node(node), 0.0)
    for category, money, key in _of_node(bench, node):
        yield category, money, key
        if category in RUN_COST and share > 0:
            yield category, money * share, key | {"terminal": True}
    for category, money, key in _replacements(bench, node) if share > 0 else ():
        yield category, money, key | {"terminal": True}


def pay(bench: Bench, node: str, category: str, money: float, **key: Any) -> None:
    """Add an amount, to what stands there for the same thing if there is such a row."""
    names = {"node": node, "category": str(category), **UNNAMED, **key}
    rows = bench.rows("amounts", **names)
    if rows:
        rows[0]["money"] += money
    elif money > NOTHING:
        bench.add("amounts", names, money=money)


def add_up(bench: Bench) -> None:
    """Discount the amounts and give totals, key figures, holdings, value and gap what follows from the rows."""
    rates = bench.numbers.rates
    for row in bench.plan["amounts"]:
        factor = rates.terminal_discount if row["terminal"] else rates.discount[bench.node(row["node"])]
        row["discounted"] = row["money"] * factor
    sum_up(bench)


def sum_up(bench: Bench) -> None:
    """The same, with the discounted amounts as they stand."""
    teams = [Team.model_validate(row) for row in bench.plan["teams"]]
    amounts = [Amount.model_validate(row) for row in bench.plan["amounts"]]
    figures = Figures(bench.numbers, teams, amounts)
    totals, nodes = figures.leaf_totals(), list(figures.node_figures(_operating(bench)))
    summary = figures.summary(totals, nodes)
    bench.plan |= {
        "leaf_totals": [row.model_dump() for row in totals],
        "node_figures": [row.model_dump() for row in nodes],
        "holdings": [row.model_dump() for row in figures.holdings()],
        "summary": summary.model_dump(),
    }
    weights = bench.instance.objective
    be_worth(bench, weights.expectation_weight * summary.expected_total + weights.cvar_weight * summary.cvar)


def be_worth(bench: Bench, value: float) -> None:
    """State a value, and the gap and saving that follow; the bound stays unless it would be above the value.

    A gap wider than the one asked for was left because time ran out.
    """
    plan = bench.plan
    plan["value"] = value
    plan["bound"] = min(plan["bound"], value)
    plan["gap"] = (value - plan["bound"]) / value
    if plan["gap"] > plan["made_by"]["options"]["gap"]:
        plan["termination"] = "time_limit"
    if plan["keeping"] is not None and plan["keeping"]["value"] is not None:
        plan["keeping"]["saving"] = plan["keeping"]["value"] - value


def _operating(bench: Bench) -> dict[int, int]:
    """Count the sites in operation at each node."""
    counts: dict[int, int] = {}
    for site in bench.plan["sites"]:
        if site["operating_model"] not in (None, HEADQUARTERS_MODEL):
            node = bench.node(site["node"])
            counts[node] = counts.get(node, 0) + 1
    return counts


def _of_node(bench: Bench, node: str) -> Priced:
    for site in bench.rows("sites", node=node):
        yield from _staff(bench, site)
        yield from _site(bench, site)
        yield from _seats(bench, site)
    yield from _work(bench, node)
    for team in bench.rows("teams", node=node):
        yield from _flows(bench, team)
    for decision in bench.rows("decisions", node=node):
        yield from _decision(bench, decision)
    for breach in bench.rows("breaches", node=node):
        unit = bench.instance.policies[breach["policy"]].price or 0.0
        yield Category.BREACH, unit * breach["amount"], {"subject": breach["policy"]}


def _arrangement(bench: Bench, location: str, model: str | None) -> int | None:
    """Return the number of a model at a place; none where nothing operates, or the engine does not know it there."""
    return None if model is None else bench.numbers.arrangement(location, model)


def _staff(bench: Bench, site: Row) -> Priced:
    """Yield payroll, margin, levy and travel of heads."""
    node, location, model = site["node"], site["location"], site["operating_model"]
    number, rates = _arrangement(bench, location, model), bench.numbers.rates
    margin = bench.numbers.arrangements[number].terms.margin if number is not None else 0.0
    levy = rates.levy[bench.node(node), number] if number is not None else 0.0
    at = {"location": location, "operating_model": model}
    for team in bench.rows("teams", node=node, location=location):
        payroll = rates.payroll[bench.key(node, location, team["area"])] * team["heads"]
        yield Category.PAYROLL, payroll, at | {"area": team["area"]}
        yield Category.MARGIN, margin * payroll, at | {"area": team["area"]}
        yield Category.LEVY, levy * (1 + margin) * payroll, at
        yield Category.TRAVEL, rates.head_travel[bench.node(node), bench.place(location)] * team["heads"], at


def _site(bench: Bench, site: Row) -> Priced:
    """Yield fees with their levy, fixed cost, overhead and travel of a site."""
    node, location, model = bench.node(site["node"]), site["location"], site["operating_model"]
    number, rates = _arrangement(bench, location, model), bench.numbers.rates
    if number is None or location == bench.instance.headquarters:
        return
    at = {"location": location, "operating_model": model}
    yield Category.FIXED, rates.fixed[node, number], at
    yield Category.TRAVEL, rates.site_travel[node, bench.place(location)], at
    for step in rates.overhead.get((node, number), ()):
        yield Category.OVERHEAD, step.price if step.bottom == site["overhead_step"] else 0.0, at
    for band in rates.fee.get((node, number), ()):
        if band.bottom == (site["fee_band"] or 0.0):
            missing = site["billed_heads"] - site["heads"]
            for category, fee in (
                (Category.FEE, band.price * site["heads"]),
                (Category.SHORTFALL, band.shortfall * missing),
            ):
                yield category, fee, at
                yield Category.LEVY, rates.levy[node, number] * fee, at


def _seats(bench: Bench, site: Row) -> Priced:
    key = (bench.node(site["node"]), bench.place(site["location"]))
    at = {"location": site["location"], "operating_model": site["operating_model"]}
    yield Category.RENT, bench.numbers.rates.rent[key] * site["seats"], at
    yield Category.FIT_OUT, bench.numbers.rates.fit_out[key] * site["seats_bought"], at


def _work(bench: Bench, node: str) -> Priced:
    """Yield coordination, friction and unmet work."""
    rates, number = bench.numbers.rates, bench.node(node)
    models = {(site["location"], site["operating_model"]) for site in bench.rows("sites", node=node)}
    numbers = {_arrangement(bench, *each) for each in models} - {None}
    for vendor in sorted({bench.numbers.arrangements[each].terms.vendor or "" for each in numbers if each} - {""}):
        yield Category.COORDINATION, rates.coordination[number], {"subject": vendor}
    for (at, area, partner), fee in rates.friction.items():
        names = {"area": bench.numbers.area_ids[area]}
        subject = bench.numbers.area_ids[partner]
        if at == number:
            heads = sum(team["heads"] for team in bench.rows("teams", node=node, **names))
            matched = sum(row["heads"] for row in bench.rows("matches", node=node, partner=subject, **names))
            yield Category.FRICTION, fee * (heads - matched), names | {"subject": subject}
    for row in bench.rows("unmet", node=node):
        fee = rates.unmet.get((number, bench.numbers.area_ids.index(row["area"])), 0.0)
        yield Category.UNMET, fee * row["fte"], {"area": row["area"]}


def _flows(bench: Bench, team: Row) -> Priced:
    """Yield what hires and releases cost whoever bears it."""
    node, location, area = team["node"], team["location"], team["area"]
    rates, key = bench.numbers.rates, bench.key(node, location, area)
    model = bench.model(node, location)
    old = leaving_model(bench, node, location)
    if _bears(bench, location, model, "client_bears_hiring"):
        at = {"location": location, "operating_model": model, "area": area}
        yield Category.HIRING, rates.hiring[key] * team["hires"], at
    if _bears(bench, location, old, "client_bears_severance"):
        at = {"location": location, "operating_model": old, "area": area}
        yield Category.SEVERANCE, rates.severance[key] * team["releases"], at


def leaving_model(bench: Bench, node: str, location: str) -> str | None:
    """Return the model on whose terms heads are released: the old one where a site stops or converts."""
    for decision in bench.rows("decisions", node=node, location=location):
        if decision["kind"] in ("stop", "convert"):
            return decision["operating_model"]
    return bench.model(node, location)


def _bears(bench: Bench, location: str, model: str | None, what: str) -> bool:
    number = _arrangement(bench, location, model)
    return number is None or getattr(bench.numbers.arrangements[number].terms, what)


def _decision(bench: Bench, decision: Row) -> Priced:
    """Yield set-up, cancellation, exit and conversion."""
    node, location, model = bench.node(decision["node"]), decision["location"], decision["operating_model"]
    number, rates = _arrangement(bench, location, model), bench.numbers.rates
    kinds = {
        "commit": (Category.SET_UP, rates.set_up),
        "cancel": (Category.CANCELLATION, rates.cancellation),
        "stop": (Category.EXIT, rates.exit),
    }
    if decision["kind"] in kinds and number is not None:
        category, fees = kinds[decision["kind"]]
        yield category, fees[node, number], {"location": location, "operating_model": model}
    elif decision["kind"] == "convert":
        yield from _conversion(bench, decision)


def _conversion(bench: Bench, decision: Row) -> Priced:
    node, location, new = bench.node(decision["node"]), decision["location"], decision["to_model"]
    pair = (_arrangement(bench, location, decision["operating_model"]), _arrangement(bench, location, new))
    for number, arc in enumerate(bench.numbers.arcs):
        if (arc.source, arc.target) == pair:
            teams = bench.rows("teams", node=decision["node"], location=location)
            passing = sum(team["heads"] - team["hires"] for team in teams)
            rates = bench.numbers.rates
            fee = rates.conversion_fixed[node, number] + rates.conversion_head[node, number] * passing
            yield Category.CONVERSION, fee, {"location": location, "operating_model": new}


def _replacements(bench: Bench, leaf: str) -> Priced:
    """Yield what it costs, after the horizon, to replace those who leave."""
    rates, people = bench.numbers.rates, bench.numbers.people
    for team in bench.rows("teams", node=leaf):
        key = bench.key(leaf, team["location"], team["area"])
        model = bench.model(leaf, team["location"])
        if _bears(bench, team["location"], model, "client_bears_hiring"):
            yearly = people.yearly_attrition[key] * rates.hiring[key] * team["heads"]
            at = {"location": team["location"], "operating_model": model, "area": team["area"]}
            yield Category.HIRING, yearly * rates.terminal_years, at
