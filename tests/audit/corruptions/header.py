"""What a plan says of itself: instance, value, bound, gap, keeping, how it was made."""

from ..bench import Bench
from ..pricing import be_worth
from .kinds import ALL, FREE, RULED, WAYS, Where, kind


@kind("instance_name", on=ALL)
def another_instance(bench: Bench) -> Where:
    bench.plan["instance"] = "another"
    return {}


@kind("instance_hash", on=ALL)
def hash_of_another_instance(bench: Bench) -> Where:
    """Of one that is discounted a little less."""
    other = bench.instance.model_copy(update={"discount_rate": bench.instance.discount_rate - 1e-9})
    bench.plan["instance_hash"] = other.fingerprint()
    return {}


@kind("instance_hash", on=ALL)
def hash_cut_short(bench: Bench) -> Where:
    bench.plan["instance_hash"] = bench.plan["instance_hash"][:-1]
    return {}


@kind("currency", on=ALL)
def another_currency(bench: Bench) -> Where:
    bench.plan["currency"] = "MXN"
    return {}


@kind("headquarters", on=ALL)
def another_headquarters(bench: Bench) -> Where:
    bench.plan["headquarters"] = "GDL"
    return {}


@kind("termination", on=ALL)
def no_termination(bench: Bench) -> Where:
    bench.plan["termination"] = " \n"
    return {}


NO_PLAN = ["infeasible", "infeasible_unconfirmed", "unbounded"]
"""Why a solver stops that has no plan."""


@kind("termination", on=ALL, spots=lambda _: NO_PLAN)
def proved_that_there_is_no_plan(bench: Bench, termination: str) -> Where:
    """And yet here it is."""
    bench.plan["termination"] = termination
    return {}


@kind("termination", on=ALL)
def best_within_a_gap_that_is_wider(bench: Bench) -> Where:
    """Told to have reached the gap asked for, half a per cent."""
    assert bench.plan["made_by"]["options"]["gap"] == 0.005
    bench.plan |= {"bound": 0.9 * bench.plan["value"], "gap": 0.1}
    return {"excess": (0.1 - 0.0051) * bench.plan["value"]}


@kind("termination", on=FREE)
def best_at_no_cost_with_nothing_proved(bench: Bench) -> Where:
    bench.plan |= {"bound": -1.0, "gap": None}
    return {"excess": 1.0}


@kind("made_by", on=ALL, spots=lambda _: ["versions", "options", "seconds"])
def nothing_on_how_it_was_made(bench: Bench, field: str) -> Where:
    bench.plan["made_by"][field] = {}
    return {}


@kind("made_by", on=ALL, spots=lambda _: ["", "yesterday", "2027-13-01", "2027-01-01T12:00:00+02:00"])
def made_at_no_time(bench: Bench, created: str) -> Where:
    """Or not in UTC."""
    bench.plan["made_by"]["created"] = created
    return {}


@kind("made_by", on=ALL)
def made_before_it_was_begun(bench: Bench) -> Where:
    bench.plan["made_by"]["seconds"]["solve"] = -1.0
    return {}


@kind("made_by", on=ALL, spots=lambda _: [None, "half a per cent", True])
def best_within_no_gap_in_particular(bench: Bench, gap: object) -> Where:
    """Told to be optimal, but not to what gap."""
    bench.plan["made_by"]["options"]["gap"] = gap
    return {}


@kind("keeping", on=ALL)
def kept_and_yet_not_feasible(bench: Bench) -> Where:
    """A value, and a reason why there is none."""
    bench.plan["keeping"]["reason"] = "keeping is not feasible"
    return {}


@kind("keeping", on=ALL)
def keeping_without_termination(bench: Bench) -> Where:
    bench.plan["keeping"]["termination"] = " "
    return {}


@kind("keeping", on=ALL, spots=lambda _: NO_PLAN)
def kept_and_yet_proved_impossible(bench: Bench, termination: str) -> Where:
    bench.plan["keeping"]["termination"] = termination
    return {}


@kind("keeping", on=ALL)
def best_of_keeping_within_a_wider_gap(bench: Bench) -> Where:
    keeping = bench.plan["keeping"]
    keeping["bound"] = 0.9 * keeping["value"]
    return {"excess": (0.1 - 0.0051) * keeping["value"]}


@kind("keeping", on=ALL)
def best_of_keeping_without_proof(bench: Bench) -> Where:
    bench.plan["keeping"]["bound"] = None
    return {}


@kind("keeping", on=ALL)
def best_of_keeping_unknown(bench: Bench) -> Where:
    """The best was found, but nobody knows what it costs."""
    bench.plan["keeping"] |= {"value": None, "bound": None, "saving": None, "reason": "unknown"}
    return {}


@kind("objective", "summary", on=WAYS)
def value_with_the_risk_of_the_wrong_tail(bench: Bench) -> Where:
    """The mean of the best half: the slump's total."""
    summary = bench.plan["summary"]
    summary["cvar"] = min(row["total"] for row in bench.plan["leaf_totals"])
    be_worth(bench, summary["expected_total"] + bench.instance.objective.cvar_weight * summary["cvar"])
    return {}


@kind("objective", on=ALL)
def value_a_little_low(bench: Bench) -> Where:
    worth = bench.plan["value"]
    be_worth(bench, worth * (1 - 3e-6))
    return {"excess": worth * 3e-6}


@kind("objective", on=(WAYS, RULED))
def value_without_risk(bench: Bench) -> Where:
    """The expectation alone, though the CVaR has a weight."""
    be_worth(bench, bench.plan["summary"]["expected_total"])
    return {}


@kind("objective", on=ALL)
def value_of_the_worst_future(bench: Bench) -> Where:
    be_worth(bench, bench.plan["summary"]["worst_total"])
    return {}


@kind("bound", on=ALL)
def bound_above_the_value(bench: Bench) -> Where:
    value = bench.plan["value"]
    bench.plan |= {"bound": value * 1.001, "gap": -0.001}
    return {"excess": value * 0.001}


@kind("bound", on=ALL)
def no_bound(bench: Bench) -> Where:
    bench.plan |= {"bound": None, "gap": None}
    return {}


@kind("bound", "gap", on=ALL)
def a_gap_to_no_bound(bench: Bench) -> Where:
    bench.plan["bound"] = None
    return {}


@kind("gap", on=(*ALL, FREE))
def no_gap(bench: Bench) -> Where:
    bench.plan["gap"] = None
    return {}


@kind("gap", on=ALL)
def gap_understated(bench: Bench) -> Where:
    """A plan that was stopped early, and is told to be proved best."""
    bench.plan |= {"bound": 0.9 * bench.plan["value"], "gap": 0.0, "termination": "time_limit"}
    return {"excess": 0.1}


@kind("gap", on=ALL)
def gap_relative_to_the_bound(bench: Bench) -> Where:
    bench.plan |= {"bound": 0.9 * bench.plan["value"], "gap": 0.1 / 0.9, "termination": "time_limit"}
    return {}


@kind("gap", on=ALL)
def gap_in_money(bench: Bench) -> Where:
    bench.plan |= {"bound": 0.9 * bench.plan["value"], "gap": 0.1 * bench.plan["value"], "termination": "time_limit"}
    return {}


@kind("gap", on=FREE, spots=lambda _: [0.0, 1.0])
def a_gap_relative_to_nothing(bench: Bench, gap: float) -> Where:
    """At a value of 0 there is none, unless the bound is 0, too."""
    assert bench.plan["value"] == 0
    bench.plan |= {"bound": -1.0, "gap": gap, "termination": "time_limit"}
    return {}


@kind("keeping", on=ALL)
def saving_overstated(bench: Bench) -> Where:
    bench.plan["keeping"]["saving"] *= 1.01
    return {}


@kind("keeping", on=ALL)
def saving_with_the_wrong_sign(bench: Bench) -> Where:
    bench.plan["keeping"]["saving"] *= -1
    return {}


@kind("keeping", on=ALL)
def saving_in_per_cent(bench: Bench) -> Where:
    keeping = bench.plan["keeping"]
    keeping["saving"] /= keeping["value"]
    return {}


@kind("keeping", on=ALL)
def no_saving(bench: Bench) -> Where:
    bench.plan["keeping"]["saving"] = None
    return {}


@kind("keeping", on=ALL)
def keeping_below_its_bound(bench: Bench) -> Where:
    keeping = bench.plan["keeping"]
    keeping["bound"] = keeping["value"] * 1.01
    return {}


@kind("keeping", on=ALL)
def keeping_without_value_or_reason(bench: Bench) -> Where:
    nothing = {"value": None, "bound": None, "saving": None}
    bench.plan["keeping"] |= nothing | {"termination": "infeasible"}
    return {}


@kind("keeping", on=ALL)
def a_saving_against_nothing(bench: Bench) -> Where:
    nothing = {"value": None, "bound": None, "reason": "keeping is not feasible"}
    bench.plan["keeping"] |= nothing | {"termination": "infeasible"}
    return {}
