"""A firm so small that all of its plans can be looked at, with a plan of it, and ways to ask about it."""

import json
import math
from functools import lru_cache

import pytest
from tests.enumeration import enumerate_optimum

from coeplan.analysis.why.contest import State
from coeplan.analysis.why.inputs import option_inputs
from coeplan.analysis.why.options import read_option
from coeplan.analysis.why.planned import Planned
from coeplan.analysis.why.result import WhyOptions
from coeplan.analysis.why.why import explain
from coeplan.api.load import load_instance
from coeplan.core.executor import Place
from coeplan.io import LoadedInstance
from coeplan.solving.outcome import SolveOptions
from coeplan.solving.solve import solve_instance
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit

EXACT = SolveOptions(gap=0.0, time_limit=60.0, threads=1, keeping=False)
HERE = Place.parse("in-process")
CLOSE = 1e-6

FIRM = {
    "name": "firm",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 3},
    "areas": {"dev": {"workload": 3}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 3},
        "GDL": {
            "name": "Guadalajara",
            "country": "MEX",
            "time_zone": "America/Mexico_City",
            "yearly_cost": 50000,
            "talent_pool": 3,
        },
        "BLR": {
            "name": "Bengaluru",
            "country": "IND",
            "time_zone": "Asia/Kolkata",
            "yearly_cost": 60000,
            "talent_pool": 3,
        },
    },
    "operating_models": {
        "aas": {"name": "As a service", "fee_per_head": 12000, "seats_included": True, "lead_time": 3},
        "bot": {
            "name": "Build (operate, transfer)",
            "fee_per_head": 30000,
            "seats_included": True,
            "set_up_cost": 10000,
            "lock_in": 6,
        },
    },
    "policies": {"few": {"kind": "heads", "location": "GDL", "at_most": 2}},
}
"""One area of three heads; a service in Mexico is cheapest, of which two heads are allowed."""


@lru_cache(maxsize=8)
def _planned(edits: tuple[str, ...]) -> Planned:
    instance = apply(load_instance(FIRM).instance, [parse_edit(text) for text in edits]).instance
    plan = solve_instance(instance, EXACT).plan
    assert plan is not None
    return Planned(LoadedInstance(instance), plan)


def planned(*edits: str) -> Planned:
    """The best plan of the firm, edited."""
    return _planned(edits)


def ask(question, *edits, **options):
    """Ask something about the best plan of the firm, edited."""
    return explain(planned(*edits), question, WhyOptions(**{"solve": EXACT, "place": HERE} | options))


def edited(instance, edits):
    """Apply edits, as text or as records."""
    return apply(instance, [parse_edit(each) if isinstance(each, str) else each for each in edits]).instance


def least_cost(instance, edits=()):
    """The optimum by enumeration; None where there is no plan."""
    return enumerate_optimum(edited(instance, edits)).value


def cheapest(instance, ways, change=()):
    """The optimum of several ways by enumeration."""
    found = [least_cost(instance, (*change, *way)) for way in ways]
    return min((each for each in found if each is not None), default=None)


def write_firm(folder):
    """Write a plan of the firm into a folder, and the firm beside it."""
    (folder / "plan.json").write_text(planned().plan.model_dump_json(), encoding="utf-8")
    (folder / "instance.json").write_text(json.dumps(FIRM), encoding="utf-8")


def judge_costs(question, *edits):
    """Hold both sides of a question, and the bridge to the forced plan, against all plans; return the answer."""
    firm = planned(*edits)
    instance = firm.loaded.instance
    found = ask(question, *edits, rules=0, flips=False)
    option = read_option(question, instance, firm.plan)
    for side, ways in ((found.contest.taken, option.taken), (found.contest.left, option.left)):
        assert side.value == pytest.approx(cheapest(instance, ways), rel=CLOSE)
        assert side.bound <= side.value * (1 + CLOSE)
    bridge = found.comparison.bridge
    assert firm.plan.value == pytest.approx(least_cost(instance), rel=CLOSE)
    assert bridge.start == pytest.approx(firm.plan.value, rel=CLOSE)
    assert bridge.end == pytest.approx(cheapest(instance, option.forced), rel=CLOSE)
    assert math.fsum(line.amount for line in bridge.lines) == pytest.approx(bridge.end - bridge.start, rel=1e-9)
    assert found.comparison.resolved == (bridge.end > bridge.start * (1 + CLOSE))
    assert found.plan.made_by.what_if.edits
    assert found.forced_instance.fingerprint() == found.plan.instance_hash
    return found


def judge_turns(question, turning, sites, farthest, edits=()):
    """Hold both ends of turns against all plans there are on either side: so it is as it was, and so it has turned."""
    firm = planned(*edits)
    instance = firm.loaded.instance
    option = read_option(question, instance, firm.plan)
    inputs = {each.path: each for each in option_inputs(instance, option, sites)}
    for flip in turning:
        assert abs(flip.holds.factor - flip.turns.factor) <= farthest + 1e-9
        now = flip.looks[0].contest.state
        then = State.TAKEN if now is State.LEFT else State.LEFT
        for look, state in ((flip.holds, now), (flip.turns, then)):
            change = () if look.factor == 1 else (inputs[flip.path].edit(look.factor),)
            taken, left = (cheapest(instance, ways, change) for ways in (option.taken, option.left))
            assert look.contest.taken.value == pytest.approx(taken, rel=CLOSE)
            assert look.contest.left.value == pytest.approx(left, rel=CLOSE)
            assert (taken < left) == (state is State.TAKEN)
            assert look.contest.state is state
