"""Policies that count or pin: starts, sites, models, vendors, and what operates or sits where."""

from collections.abc import Iterator

from coeplan_models import CountLimit, Forbid, HeadsPin, MustOperate, StartLimit

from .case import Case
from .policy_row import Row, nodes_of


def start_limit(case: Case, policy: StartLimit) -> Iterator[Row]:
    """Yield for each node how many starts are too many."""
    for node in nodes_of(case, policy):
        starts = case.course.starts.get(node.id, 0)
        yield Row(node.id, "starts", float(starts - policy.limit), float(policy.limit))


def count_limit(case: Case, policy: CountLimit) -> Iterator[Row]:
    """Yield for each node how many sites, models or vendors in use are too many."""
    for node in nodes_of(case, policy):
        used = {
            {"sites": location, "operating_models": model, "vendors": case.vendor(node.id, location)}[policy.of]
            for location, model in case.sites(node.id)
        }
        count = len(used - {None})
        what = f"{policy.of.replace('_', ' ')} in use"
        yield Row(node.id, what, float(count - policy.limit), float(policy.limit))


def must_operate(case: Case, policy: MustOperate) -> Iterator[Row]:
    """Yield for each node whether the location fails to operate (under the model, if one is named)."""
    for node in nodes_of(case, policy):
        model = case.model(node.id, policy.location)
        kept = model is not None and policy.operating_model in (None, model)
        names = (policy.location, *((policy.operating_model,) if policy.operating_model else ()))
        yield Row(node.id, f"{names} in operation", float(not kept), 1.0, names, policy.location)


def forbid(case: Case, policy: Forbid) -> Iterator[Row]:
    """Yield what is used although it is forbidden: sites, or heads of an area where one is named."""
    instance = case.world.instance
    abroad = [location for location in instance.locations if location != case.world.headquarters]
    places = abroad if policy.location is None else [policy.location]
    models = instance.operating_models if policy.operating_model is None else [policy.operating_model]
    for node in nodes_of(case, policy):
        for location in places:
            in_use = case.model(node.id, location)
            if policy.area is not None:
                under = policy.operating_model in (None, in_use)
                heads = case.heads(node.id, location, policy.area) if under else 0.0
                names = (location, policy.area)
                yield Row(node.id, "forbidden heads", heads, 0.0, names, location, policy.area)
                continue
            for model in models:
                what = f"forbidden operation under {model}"
                yield Row(node.id, what, float(in_use == model), 0.0, (location, model), location)


def heads_pin(case: Case, policy: HeadsPin) -> Iterator[Row]:
    """Yield for each node and side by how many heads the pin is missed."""
    for node in nodes_of(case, policy):
        if policy.area is None:
            heads = case.site_heads(node.id, policy.location)
        else:
            heads = case.heads(node.id, policy.location, policy.area)
        for what, side, limit, breach in (
            ("least heads", "at_least", policy.at_least, (policy.at_least or 0.0) - heads),
            ("most heads", "at_most", policy.at_most, heads - (policy.at_most or 0.0)),
        ):
            if limit is not None:
                yield Row(node.id, what, breach, limit, (side,), policy.location, policy.area)
