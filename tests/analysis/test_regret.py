"""Regret tables of a tiny firm against the enumeration of every future by itself, written anew here."""

from dataclasses import replace

import pytest
from tests.enumeration import enumerate_optimum
from tests.exact import ExactEngine
from tests.studies.tasks import TINY

from coeplan.analysis.regret import Contestants, regret_table
from coeplan.analysis.regret_archetypes import ArchetypeText, fitted
from coeplan.analysis.regret_futures import added_future
from coeplan.analysis.regret_records import RegretOptions
from coeplan.analysis.why.result import Stopped
from coeplan.api.load import load
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions

EXACT = SolveOptions(gap=0.0, time_limit=60.0, threads=1, keeping=False)
HERE = Place.parse("in-process")
MODELS = {
    "aas": {"fee_per_head": 30000, "seats_included": True, "lead_time": 0},
    "own": {"set_up_cost": 55000, "seats_included": True, "lock_in": 9},
}
FAST = [{"driver": "ai_productivity", "values": {0: 1, 2: 4}}]
FAN = {
    "kind": "fan",
    "known_from": 1,
    "futures": {
        "slow": {"probability": 0.6, "drivers": [{"driver": "ai_productivity", "values": 1}]},
        "fast": {"probability": 0.4, "drivers": FAST},
    },
}
FIRM = TINY | {"areas": {"dev": {"workload": 3}}, "operating_models": MODELS, "scenarios": FAN}
FIRM["locations"] = {name: place | {"talent_pool": 4} for name, place in TINY["locations"].items()}
SERVICE = ArchetypeText("service", "as a service", ("never model <model but aas>",), (None,))
NOBODY = ArchetypeText("nobody", "", ("keep heads at AUS 0 from 1", "never GDL"), (None, None))
FREE_SET_UP = ArchetypeText("gift", "", ("operating_models.own.set_up_cost = 0",), (None,))


def firm(**changes):
    return load(FIRM | changes)


def table(instance, *archetypes, added=(), tell=None, cancel=None, **options):
    asked = Contestants(instance, added=added, archetypes=tuple(fitted(each, instance) for each in archetypes))
    return regret_table(asked, RegretOptions(**{"solve": EXACT, "place": HERE} | options), tell, cancel)


def path(name, **changes):
    """The firm in one future, as a tree of one path that is written here; the first node is that of both."""
    values = {"slow": [1, 1, 1], "fast": [1, 1, 4]}[name]
    ids = ["t00", f"t01.{name}", f"t02.{name}"]
    nodes = {
        node: {
            "period": period,
            "probability": 1,
            "parent": ids[period - 1] if period else None,
            "drivers": [{"driver": "ai_productivity", "value": values[period]}],
        }
        for period, node in enumerate(ids)
    }
    return load(FIRM | {"scenarios": {"kind": "explicit", "nodes": nodes}} | changes)


def least(name, **changes):
    return enumerate_optimum(path(name, **changes)).value


def least_after(name, plan):
    """What a future costs at least where its first period is as in a plan of the enumeration."""
    first = plan.plan[0]
    given = {
        "decisions": [each.model_dump(mode="json") for each in first.decisions],
        "teams": [each.model_dump(mode="json") for each in first.teams if each.heads],
    }
    freeze = {"kind": "freeze", "plan": "given", "periods": 1}
    return least(name, policies={"as_given": freeze}, reference_plans={"given": given})


@pytest.fixture(scope="module")
def found():
    return table(firm(), SERVICE, FREE_SET_UP, NOBODY)


def test_every_cell_is_what_the_enumeration_says(found):
    plan = enumerate_optimum(firm())
    bests = {name: enumerate_optimum(path(name)) for name in ("slow", "fast")}
    never = {"only": {"kind": "forbid", "operating_model": "own"}}
    expected = {
        "plan": [least_after(name, plan) for name in bests],
        "plan as decided": [plan.leaf_totals[f"t02.{name}"] for name in bests],
        "best-of-slow": [bests["slow"].value, least_after("fast", bests["slow"])],
        "best-of-fast": [least_after("slow", bests["fast"]), bests["fast"].value],
        "service": [least(name, policies=never) for name in bests],
    }
    rows = {row.name: row for row in found.rows}
    assert list(rows) == [*expected, "gift", "nobody"]
    own = [each.value for each in bests.values()]
    for name, costs in expected.items():
        regrets = [cost - best for cost, best in zip(costs, own, strict=True)]
        for cell, cost, regret in zip(rows[name].cells, costs, regrets, strict=True):
            assert (cell.value, cell.bound) == (pytest.approx(cost, abs=1), pytest.approx(cost, abs=1))
            assert (cell.regret.low, cell.regret.high) == (pytest.approx(regret, abs=1), pytest.approx(regret, abs=1))
        assert rows[name].worst.high == pytest.approx(max(regrets), abs=1)
        assert rows[name].expected.low == pytest.approx(0.6 * regrets[0] + 0.4 * regrets[1], abs=1)


def test_the_firm_is_such_that_rows_differ(found):
    worst = {row.name: row.worst.high for row in found.rows}
    # To bet on either future is regretted in the other, and so is to have no centre of one's own.
    assert min(worst["best-of-slow"], worst["best-of-fast"]) > 1000
    assert worst["service"] > 1000
    # What gets its set-up for nothing is before all others, and is named, for it is a row like any.
    assert found.least_worst.rows == found.least_expected.rows == ("gift",)


def test_futures_are_columns_with_what_is_shared(found):
    assert [(each.name, each.probability, each.kept) for each in found.futures] == [("slow", 0.6, 1), ("fast", 0.4, 1)]
    assert found.probability == pytest.approx(1)
    assert (found.stopped, found.solves) == (Stopped.COMPLETE, 13)
    assert found.plan is not None


def test_what_an_archetype_makes_cheaper_may_be_regretted_less_than_nothing(found):
    (gift,) = [row for row in found.rows if row.name == "gift"]
    assert min(cell.regret.high for cell in gift.cells) == pytest.approx(-55000, abs=1)


def test_an_added_future_is_another_column_and_has_no_probability():
    instance = firm()
    more = ArchetypeText("more", "", ("areas.dev.workload = [3, 4, 4]",), ())
    added = added_future(instance, fitted(more, instance), "slow", None)
    known = replace(added, name="known", kept=0)
    found = table(instance, added=(added, known), best=False)
    assert [each.name for each in found.futures] == ["slow", "fast", "more", "known"]
    # Where nothing is kept there is nothing to solve: the future's own best plan is the plan's.
    assert found.solves == 1 + 4 + 3
    assert found.rows[0].cells[3].value == found.best[3].high == found.best[2].high
    assert (found.rows[0].cells[3].regret.low, found.rows[0].cells[3].regret.high) == (0, 0)
    assert (added.kept, added.probability, added.edits) == (1, None, ("areas.dev.workload = [3, 4, 4]",))
    assert found.best[2].high == pytest.approx(least("slow", areas={"dev": {"workload": (3, 4, 4)}}), abs=1)
    plan, decided = found.rows
    assert decided.cells[2].says == "not its future"
    expected = 0.6 * plan.cells[0].regret.low + 0.4 * plan.cells[1].regret.low
    assert plan.expected.low == pytest.approx(expected)


def test_a_row_without_a_plan_in_some_future_is_no_candidate(found):
    (nobody,) = [row for row in found.rows if row.name == "nobody"]
    assert nobody.fails
    assert [(cell.infeasible, cell.value, cell.says) for cell in nobody.cells] == [(True, None, "no plan")] * 2


def test_an_interrupt_keeps_what_is_there():
    token = CancelToken()

    def tell(progress):
        if "5 of" in progress.phase:
            token.cancel()

    found = table(firm(), SERVICE, tell=tell, cancel=token)
    assert found.stopped is Stopped.INTERRUPTED
    assert all(best.high is not None for best in found.best)
    says = [cell.says for row in found.rows for cell in row.cells]
    assert "not solved" in says
    (service,) = [row for row in found.rows if row.name == "service"]
    assert (service.worst.high, service.fails) == (None, False)
    assert "service" in found.least_worst.rows


def test_solves_are_bounded_and_of_many_futures_the_likeliest_are_taken():
    found = table(firm(), SERVICE, solves=2, futures=1)
    assert (found.stopped, found.solves) == (Stopped.SOLVES, 2)
    assert [each.name for each in found.futures] == ["slow"]
    assert found.probability == pytest.approx(0.6)
    plan, decided, *_ = found.rows
    # What the plan says itself bounds the cell that was not solved.
    assert plan.cells[0].value == decided.cells[0].value == decided.cells[0].bound


def test_rows_and_futures_of_one_name_are_refused():
    instance = firm()
    slow = added_future(
        instance, fitted(ArchetypeText("slow", "", ("areas.dev.workload = 2",), ()), instance), None, None
    )
    with pytest.raises(InputError, match="two futures 'slow'"):
        table(instance, added=(slow,))
    with pytest.raises(InputError, match="two rows 'service'"):
        table(instance, SERVICE, SERVICE)


def test_an_archetype_that_cannot_be_used_is_told_before_anything_is_solved():
    told = []
    with pytest.raises(InputError, match="no location 'KRK'"):
        table(
            firm(), ArchetypeText("odd", "", ("add policies.x = {kind: forbid, location: KRK}",), ()), tell=told.append
        )
    assert told == []


# -- what a plan carries ----------------------------------------------------------------------------------------------


def test_futures_that_a_plan_carries_are_not_solved_again():
    regretted = firm(objective={"expectation_weight": 1, "regret_weight": 0.5})
    with ExactEngine() as engine:
        plan = engine.plan(regretted)
    asked = Contestants(regretted, plans={"mine": plan})
    options = RegretOptions(solve=EXACT, place=HERE, best=False)
    carried = regret_table(asked, options)
    anew = regret_table(replace(asked, plans={"mine": plan.model_copy(update={"futures": ()})}), options)
    assert (carried.solves, anew.solves) == (2, 4)
    assert [each.high for each in carried.best] == pytest.approx([each.high for each in anew.best])
    assert [each.low for each in carried.best] == pytest.approx([each.low for each in anew.best])
    assert [cell.regret.high for cell in carried.rows[0].cells] == pytest.approx(
        [cell.regret.high for cell in anew.rows[0].cells], abs=0.5
    )


@pytest.mark.parametrize(
    ("changed", "solves"),
    [({"problem": "of another instance"}, 4), ({"value": None}, 4), ({"bound": 1.0}, 4), ({}, 2)],
    ids=["another", "no-plan", "far", "as-it-is"],
)
def test_only_what_is_carried_of_the_same_problem_and_close_enough_is_taken(changed, solves):
    regretted = firm(objective={"expectation_weight": 1, "regret_weight": 0.5})
    with ExactEngine() as engine:
        plan = engine.plan(regretted)
    carried = tuple(each.model_copy(update=changed) for each in plan.futures)
    asked = Contestants(regretted, plans={"mine": plan.model_copy(update={"futures": carried})})
    found = regret_table(asked, RegretOptions(solve=EXACT, place=HERE, best=False))
    assert found.solves == solves


def test_what_is_carried_counts_where_nothing_could_be_solved():
    regretted = firm(objective={"expectation_weight": 1, "regret_weight": 0.5})
    with ExactEngine() as engine:
        plan = engine.plan(regretted)
    found = regret_table(Contestants(regretted, plans={"mine": plan}), RegretOptions(solve=EXACT, place=HERE, solves=0))
    assert found.solves == 0
    assert [each.low for each in found.best] == [each.bound for each in plan.futures]
    assert [each.high for each in found.best] == [each.value for each in plan.futures]


def test_the_only_future_is_solved_for_its_plan():
    regretted = firm(scenarios={"kind": "deterministic"}, objective={"expectation_weight": 1, "regret_weight": 0.5})
    with ExactEngine() as engine:
        plan = engine.plan(regretted)
    options = RegretOptions(solve=EXACT, place=HERE, best=False)
    found = regret_table(Contestants(regretted, plans={"mine": plan}), options)
    (cell,) = found.rows[0].cells
    assert (found.solves, cell.value, cell.regret.high) == (1, pytest.approx(plan.value, rel=1e-6), 0.0)
