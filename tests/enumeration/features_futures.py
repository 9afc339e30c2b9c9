"""Features of the generator: drivers and scenario trees."""

from random import Random

from .draft import HOME, Data, Draft, feature
from .features_people import foreign


def scope(draft: Draft, *names: str) -> Data:
    """Return one scope of those named, or none at all, that fits the instance."""
    chosen, found = draft.pick(*names, ""), Data()
    place = draft.pick(*draft.abroad)
    record = draft.data["locations"][place]
    if chosen == "area":
        found["area"] = draft.pick(*draft.areas)
    elif chosen == "location":
        found["location"] = place
    elif chosen == "country":
        found["country"] = record["country"]
    elif chosen == "region":
        record.setdefault("region", "south")
        found["region"] = record["region"]
    elif chosen == "operating_model":
        found["operating_model"] = draft.pick(*draft.models)
    if len(names) > 3 and chosen == "area" and draft.pick(True, False):
        found["location"] = place
    return found


def driver(draft: Draft, kind: str, sizes: tuple[float, ...], *scopes: str) -> None:
    """Add a driver of a kind, with some scope."""
    draft.moves.append({"driver": kind, "size": draft.pick(*sizes), **scope(draft, *scopes)})


PLACES = ("location", "country", "region")


@feature
def ai_driver(draft: Draft) -> None:
    """AI that moves productivity."""
    driver(draft, "ai_productivity", (0.8, 1.3, 1.6, 2.0), "area", *PLACES)
    draft.home["talent_pool"] = 4 if len(draft.areas) == 1 else dict.fromkeys(draft.areas, 3)


@feature
def workload_driver(draft: Draft) -> None:
    """Demand that moves."""
    driver(draft, "workload", (0.5, 0.75, 1.25), "area")


@feature
def wages_driver(draft: Draft) -> None:
    """Wages that move, and hiring cost and severance with them."""
    driver(draft, "wages", (0.7, 1.3, 1.8), "area", *PLACES)


@feature
def fx_driver(draft: Draft) -> None:
    """Exchange rates that move."""
    place = draft.pick(*foreign(draft))
    record = draft.data["locations"][place]
    size = draft.pick(0.6, 1.4, 1.7)
    where = draft.pick({"location": place}, {"country": record["country"]}, {})
    draft.moves.append({"driver": "fx", "size": size, **where})


@feature
def fees_driver(draft: Draft) -> None:
    """Fees that move."""
    driver(draft, "fees", (0.3, 1.5, 3.0), "operating_model", *PLACES)


@feature
def attrition_driver(draft: Draft) -> None:
    """Attrition that moves, up to everybody."""
    for place in draft.data["locations"].values():
        place.setdefault("attrition", draft.pick(0.1, 0.3))
        place.setdefault("hiring_cost", draft.pick(3000, 8000))
    driver(draft, "attrition", (0.0, 2.0, 5.0), "area", *PLACES)


@feature
def pool_driver(draft: Draft) -> None:
    """Talent pools that move."""
    driver(draft, "talent_pool", (0.5, 1.5), "area", *PLACES)


@feature
def outage(draft: Draft) -> None:
    """A place that fails for a period; work may stay undone."""
    where = draft.pick({"location": draft.pick(*draft.abroad)}, {"location": HOME}, {"country": "MEX"})
    draft.moves.append({"driver": "availability", "size": draft.pick(0.0, 0.5), **where})
    for area in draft.data["areas"].values():
        area.setdefault("unmet", {"price": draft.pick(90000, 250000)})


@feature
def levy(draft: Draft) -> None:
    """A levy on what is paid abroad."""
    driver(draft, "levy", (0.1, 0.35), "operating_model", *PLACES)
    if draft.pick(True, False):
        draft.moves.append({"driver": "levy", "size": 0.05})


@feature
def fan(draft: Draft) -> None:
    """Named futures."""
    shares = draft.pick([0.5, 0.5], [0.25, 0.75], [0.2, 0.3, 0.5])
    names = ["low", "mid", "high"][: len(shares)]
    draft.data["scenarios"] = {
        "kind": "fan",
        "known_from": draft.pick(1, 1, 2),
        "futures": {name: {"probability": share} for name, share in zip(names, shares, strict=True)},
    }


@feature
def stages(draft: Draft) -> None:
    """Branchings at one or two periods."""
    if "scenarios" in draft.data:
        return
    branches = {"calm": {"probability": 0.6}, "rough": {"probability": 0.4}}
    found = [{"period": draft.pick(1, 2), "branches": branches}]
    if found[0]["period"] == 1 and draft.pick(True, False):
        found.append({"period": 2, "branches": {"one": {"probability": 0.7}, "two": {"probability": 0.3}}})
    draft.data["scenarios"] = {"kind": "stages", "stages": found}


@feature
def explicit(draft: Draft) -> None:
    """A tree written node by node, with branches that part at different periods."""
    if "scenarios" in draft.data:
        return
    nodes: Data = {"now": {"period": 0, "probability": 1.0}}
    ends = [("now", 1.0)]
    for period in range(1, draft.periods):
        follow: list[tuple[str, float]] = []
        for name, probability in ends:
            parts = draft.pick([1.0], [0.4, 0.6]) if len(ends) + len(follow) < 3 else [1.0]
            for number, part in enumerate(parts):
                child = f"{name}-{'ab'[number]}"
                nodes[child] = {"period": period, "parent": name, "probability": probability * part}
                follow.append((child, probability * part))
        ends = follow
    draft.data["scenarios"] = {"kind": "explicit", "nodes": nodes}


def place_drivers(draft: Draft) -> None:
    """Put the drivers onto the tree: on all of it, or on one of its branches."""
    tree = draft.data.setdefault("scenarios", {"kind": "deterministic"})
    if tree["kind"] != "deterministic" and not draft.moves:
        draft.moves.append({"driver": "workload", "size": 0.6})
    for move in draft.moves:
        draft.random = Random(f"{draft.data['name']} {sorted(move.items())}")
        if tree["kind"] == "explicit":
            on_nodes(draft, tree, move)
        elif tree["kind"] == "fan" and draft.random.random() < 0.8:
            future = tree["futures"][draft.pick(*tree["futures"])]
            future.setdefault("drivers", []).append(series(draft, move, tree["known_from"], exact=True))
        elif tree["kind"] == "stages" and draft.random.random() < 0.8:
            stage = draft.pick(*tree["stages"])
            branch = stage["branches"][draft.pick(*stage["branches"])]
            branch.setdefault("drivers", []).append(series(draft, move, stage["period"], exact=False))
        else:
            tree.setdefault("drivers", []).append(series(draft, move, draft.pick(1, 1, 2), exact=False))


def last_period_may_fail(draft: Draft) -> bool:
    """Whether an outage may reach the last period."""
    return not draft.data.get("terminal_months")


def series(draft: Draft, move: Data, first: int, exact: bool) -> Data:
    """Return a driver that moves from a period on; ``exact``: not a period earlier."""
    found = {key: value for key, value in move.items() if key != "size"}
    size, periods = move["size"], draft.periods
    neutral = 0.0 if move["driver"] == "levy" else 1.0
    if move["driver"] == "availability":
        if first == periods - 1 and not last_period_may_fail(draft):
            # A period earlier futures have not parted yet, so that an outage of one of them cannot be.
            first, size = first - 1, neutral if exact else size
        found["values"] = [size if period == first else neutral for period in range(periods)]
    elif exact or draft.pick(True, False):
        found["values"] = {str(first): size}
    elif draft.pick(True, False):
        found["values"] = {"0": neutral, str(periods - 1): size}
        found["interpolation"] = "linear"
    else:
        found["values"] = [neutral if period < first else size for period in range(periods)]
    return found


def on_nodes(draft: Draft, tree: Data, move: Data) -> None:
    """Put a driver on one node of an explicit tree and, but for an outage, on all that follow it."""
    nodes = tree["nodes"]
    later = [name for name, node in nodes.items() if node["period"] > 0]
    if move["driver"] == "availability" and not last_period_may_fail(draft):
        later = [name for name in later if nodes[name]["period"] < draft.periods - 1]
    start = draft.pick(*later)
    value = {key: value for key, value in move.items() if key != "size"} | {"value": move["size"]}
    for name in nodes:
        below = name == start or (name.startswith(f"{start}-") and move["driver"] != "availability")
        if below:
            nodes[name].setdefault("drivers", []).append(value)
