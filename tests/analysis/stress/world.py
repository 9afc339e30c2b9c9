"""A firm with a fan of futures, plans of it, and draws written by hand."""

from functools import lru_cache

import numpy as np
from tests.exact import ExactEngine

from coeplan.analysis.stress.drivers import Draws
from coeplan.analysis.stress.futures import TreeSource
from coeplan.analysis.stress.steps import Course
from coeplan.analysis.why.planned import Planned
from coeplan.api.load import load_instance
from coeplan.formulation.build import build
from coeplan.formulation.plan_fields import NodeRows
from coeplan.io import LoadedInstance
from coeplan.planning.numbers import gather
from coeplan.solving.warm import WarmStart
from coeplan_models import ChangeLimit, CvarCap, DriverKind, Explicit, ExplicitNode, Freeze, NodeDriver, Scope
from coeplan_models.uncertainty import Uncertainty

AI = Scope(driver=DriverKind.AI_PRODUCTIVITY)
GDL_OUT = Scope(driver=DriverKind.AVAILABILITY, location="GDL")
WAGES_MX = Scope(driver=DriverKind.WAGES, country="MEX")
FX_MX = Scope(driver=DriverKind.FX, country="MEX")
WORK = Scope(driver=DriverKind.WORKLOAD)
PEOPLE_LEAVE = Scope(driver=DriverKind.ATTRITION)
FEES = Scope(driver=DriverKind.FEES)
LEVY = Scope(driver=DriverKind.LEVY)
AS_THE_TREE = Uncertainty(smoothing=0.0)

FIRM = {
    "name": "stressed",
    "headquarters": "AUS",
    "discount_rate": 0.1,
    "horizon": {"start": "2027-01", "periods": 4},
    "areas": {"dev": {"workload": 10, "min_team": 2, "unmet": {"price": 300000, "max_share": 0.2}}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 12},
        "GDL": {
            "name": "Guadalajara",
            "country": "MEX",
            "time_zone": "America/Mexico_City",
            "yearly_cost": 50000,
            "talent_pool": 20,
            "hires_per_year": 60,
            "risk_score": 3,
            "attrition": 0.2,
            "hiring_cost": 4000,
            "severance": 6000,
            "ramp_up": 4,
        },
    },
    "operating_models": {
        "aas": {
            "name": "As a service",
            "set_up_cost": 20000,
            "fee_per_head": [{"from_heads": 0, "fee": 12000}, {"from_heads": 6, "fee": 10000}],
            "fee_currency": "local",
            "seats_included": True,
        }
    },
    "scenarios": {
        "kind": "fan",
        "known_from": 2,
        "futures": {
            "slow": {
                "probability": 0.5,
                "drivers": [{"driver": "ai_productivity", "values": {0: 1.0, 2: 1.0}}],
            },
            "fast": {
                "probability": 0.5,
                "drivers": [{"driver": "ai_productivity", "values": {0: 1.0, 2: 1.6}}],
            },
        },
    },
}
"""Ten FTE of work that fewer people can do from the third quarter on, if AI turns out fast."""


def plan_of(instance):
    """The best plan of an instance; None where there is none."""
    with ExactEngine() as engine:
        return engine.plan(instance)


@lru_cache(maxsize=4)
def _planned(text):
    instance = load_instance(eval(text)).instance
    plan = plan_of(instance)
    assert plan is not None
    return Planned(LoadedInstance(instance), plan)


def planned(**changes):
    """The best plan of the firm."""
    return _planned(repr(FIRM | changes))


def course(**changes):
    """The best plan of the firm, read."""
    found = planned(**changes)
    return Course.of(found.loaded.instance, found.plan)


def draws_of(values, periods=4):
    """Write draws: for each driver one list a draw, or one number for all its periods."""
    count = max(len(each) for each in values.values())
    filled = {
        scope: np.array([np.broadcast_to(np.asarray(line, dtype=float), (periods,)) for line in lines]).T
        for scope, lines in values.items()
    }
    return Draws(filled, count)


def leaves_of(instance, tree):
    """Draws that are the paths of a tree, and the nodes of each."""
    source = TreeSource(tree, 0.0, 0)
    return Draws(dict(source.paths), len(tree.leaves)), np.array([tree.path(leaf) for leaf in tree.leaves]).T


def alone(course, draws, path, number):
    """One draw as an instance of its own, under the names of the nodes that it is taken for."""
    nodes, tree = {}, course.numbers.tree
    parent = None
    for period, node in enumerate(path[:, number]):
        drivers = tuple(
            NodeDriver(**scope.model_dump(), value=float(values[period, number]))
            for scope, values in draws.values.items()
        )
        name = tree.nodes[node].id
        nodes[name] = ExplicitNode(period=period, parent=parent, probability=1.0, drivers=drivers)
        parent = name
    kept = {
        n: each for n, each in course.instance.policies.items() if not isinstance(each, CvarCap | ChangeLimit | Freeze)
    }
    return course.instance.model_copy(update={"scenarios": Explicit(kind="explicit", nodes=nodes), "policies": kept})


def completed(course, draws, path, number):
    """The rows of a plan that decides the same in one draw, as the model completes them."""
    numbers = gather(alone(course, draws, path, number))
    return NodeRows.of(build(numbers), WarmStart.of(course.plan).decisions(numbers))
