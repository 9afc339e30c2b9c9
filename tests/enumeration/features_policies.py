"""Features of the generator: policies and what is minimised."""

from .draft import HOME, Data, Draft, feature


def yearly_bill(draft: Draft) -> float:
    """Return what a year of the root's work costs at headquarters."""
    costs: list[float] = []
    for area in draft.areas:
        cost: float | dict[str, float] = draft.home["yearly_cost"]
        amount = cost.get(area, 190000) if isinstance(cost, dict) else cost
        costs.append(draft.root_workload(area) * amount)
    return sum(costs)


@feature
def mean_overlap(draft: Draft) -> None:
    """Hours in common, on average over all teams."""
    draft.policy("overlap", {"kind": "mean_overlap", "floor": draft.pick(5, 7, 7.9)}, draft.pick(500, 5000))


@feature
def share_of_a_place(draft: Draft) -> None:
    """Most capacity of a location, country or region."""
    per, names = draft.pick("location", "country", "region"), None
    if draft.pick(True, False):
        places = draft.data["locations"]
        named = list(places) if per == "location" else [place[per] for place in places.values() if place.get(per)]
        names = [draft.pick(*named)] if named else None
    share = {"kind": "capacity_share", "per": per, "limit": draft.pick(0.3, 0.5, 0.75), "names": names}
    draft.policy("share", share, draft.pick(8000, 60000))


@feature
def share_of_a_contract(draft: Draft) -> None:
    """Most capacity of a vendor or model."""
    share = {"kind": "capacity_share", "per": draft.pick("vendor", "operating_model"), "limit": draft.pick(0.3, 0.6)}
    draft.policy("contract", share, draft.pick(8000, 60000))


@feature
def risk_score(draft: Draft) -> None:
    """Most risk on average."""
    for name, place in draft.data["locations"].items():
        place.setdefault("risk_score", 2 if name == HOME else draft.pick(4, 8))
    draft.policy("risk", {"kind": "risk_score", "limit": draft.pick(3, 5)}, draft.pick(2000, 15000))


@feature
def survive_loss(draft: Draft) -> None:
    """Critical work that survives the loss of a place."""
    area = draft.area()
    area["critical"], area["survival_share"] = True, draft.pick(0.3, 0.5)
    per, names = draft.pick("location", "country"), None
    if draft.pick(True, False):
        place = draft.pick(HOME, *draft.abroad)
        names = [place if per == "location" else draft.data["locations"][place]["country"]]
    loss = {"kind": "survive_loss", "per": per, "surge": draft.pick(0.0, 0.2), "names": names}
    draft.policy("survive", loss, draft.pick(10000, 80000))


@feature
def cvar_cap(draft: Draft) -> None:
    """Most CVaR of the total."""
    bill = yearly_bill(draft) * sum(draft.months) / 12
    cap = {"kind": "cvar_cap", "alpha": draft.pick(0.0, 0.5, 0.8), "limit": round(bill * draft.pick(0.5, 0.7, 0.9))}
    draft.policy("cvar", cap, draft.pick(0.2, 0.9))


@feature
def capital_limit(draft: Draft) -> None:
    """Most capital of a period, year or path."""
    per = draft.pick("period", "calendar_year", "total")
    limit = {"kind": "capital_limit", "per": per, "limit": draft.pick(5000, 12000, 30000)}
    draft.policy("capital", limit, draft.pick(0.1, 1.0))
    draft.model("aas").setdefault("set_up_cost", draft.pick(2000, 6000))


@feature
def run_cost_limit(draft: Draft) -> None:
    """Most run cost of a calendar year."""
    limit = round(yearly_bill(draft) * draft.pick(0.6, 0.75, 0.9))
    draft.policy("budget", {"kind": "run_cost_limit", "limit": limit}, draft.pick(0.1, 0.8))


@feature
def start_limit(draft: Draft) -> None:
    """Few starts at once."""
    draft.policy("starts", {"kind": "start_limit", "limit": draft.pick(0, 1)}, draft.pick(3000, 40000))


@feature
def count_limit(draft: Draft) -> None:
    """Few sites, models or vendors in use."""
    of = draft.pick("sites", "operating_models", "vendors")
    draft.policy("count", {"kind": "count_limit", "of": of, "limit": draft.pick(0, 1)}, draft.pick(3000, 40000))


@feature
def must_operate(draft: Draft) -> None:
    """A place that has to operate, perhaps under one model, by some period."""
    presence = {
        "kind": "must_operate",
        "location": draft.pick(*draft.abroad),
        "operating_model": draft.pick(None, *draft.models),
    }
    draft.policy("presence", presence, draft.pick(2000, 25000))
    draft.data["policies"]["presence"]["first_period"] = draft.pick(1, 2)
    draft.data["policies"]["presence"].pop("last_period", None)


@feature
def forbid(draft: Draft) -> None:
    """A place, model or area that is not used."""
    place, model, area = draft.pick(*draft.abroad), draft.pick(*draft.models), draft.pick(*draft.areas)
    chosen = draft.pick(
        {"location": place},
        {"operating_model": model},
        {"location": place, "operating_model": model},
        {"area": area},
        {"area": area, "operating_model": model},
        {"location": HOME, "area": area},
    )
    at_home = chosen.get("location") == HOME
    draft.policy("never", {"kind": "forbid", **chosen}, draft.pick(2000, 25000), priced=at_home or None)
    draft.data["policies"]["never"] |= {"first_period": 0, "last_period": draft.pick(0, 1, 2)}


@feature
def heads_pin(draft: Draft) -> None:
    """Heads at a place within bounds."""
    bounds = draft.pick({"at_least": 1}, {"at_most": 1}, {"at_least": 1, "at_most": 2})
    pin = {"kind": "heads", "location": draft.pick(HOME, *draft.abroad), "area": draft.pick(None, *draft.areas)}
    draft.policy("pin", pin | bounds, draft.pick(2000, 40000))


def reference(draft: Draft) -> None:
    """Add a given plan: a site as a service from the start, or all at headquarters."""
    tree = draft.data.get("scenarios", {})
    root = "now" if tree.get("kind") == "explicit" else "t00"
    teams: list[Data] = [
        {"node": root, "location": HOME, "area": area, "heads": draft.root_workload(area)} for area in draft.areas
    ]
    decisions: list[Data] = []
    if draft.pick(True, False, True):
        place, model = draft.pick(*draft.abroad), draft.pick(*draft.models)
        said = {"node": root, "location": place, "operating_model": model}
        if not draft.model(model).get("lead_time"):
            decisions = [said | {"kind": "commit", "start_period": 0}, said | {"kind": "start"}]
            teams[0]["heads"] = max(1, teams[0]["heads"] - 1)
            teams.append({"node": root, "location": place, "area": draft.areas[0], "heads": 1})
    draft.data["reference_plans"] = {"before": {"decisions": decisions, "teams": teams}}


@feature
def freeze(draft: Draft) -> None:
    """The first period as in a given plan."""
    reference(draft)
    draft.policy("frozen", {"kind": "freeze", "plan": "before", "periods": 1}, draft.pick(3000, 30000))
    draft.data["policies"]["frozen"]["first_period"] = 0


@feature
def change_limit(draft: Draft) -> None:
    """Few decisions that differ from a given plan."""
    if "reference_plans" not in draft.data:
        reference(draft)
    limit = {"kind": "change_limit", "plan": "before", "limit": draft.pick(0, 1, 2)}
    draft.policy("calm", limit, draft.pick(5000, 30000))


@feature
def switched_off(draft: Draft) -> None:
    """A policy that would forbid everything, but is switched off."""
    draft.data["policies"]["off"] = {"kind": "count_limit", "of": "sites", "limit": 0, "enabled": False}


@feature
def cvar_objective(draft: Draft) -> None:
    """CVaR besides the expectation, or instead of it."""
    draft.data["objective"] = {
        "expectation_weight": draft.pick(0.0, 0.5, 1.0),
        "cvar_weight": draft.pick(0.5, 1.0),
        "cvar_alpha": draft.pick(0.0, 0.5, 0.8, 0.9),
    }


@feature
def expectation_weight(draft: Draft) -> None:
    """An expectation that is weighted."""
    draft.data.setdefault("objective", {"expectation_weight": 2.5})
