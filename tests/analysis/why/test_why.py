"""Answers against all plans of a tiny firm: costs, rules and turns are those of the enumeration."""

from functools import partial

import pytest
from rich.console import Console
from tests.analysis.why.firm import CLOSE, EXACT, HERE, ask, cheapest, edited, judge_costs, judge_turns, planned

from coeplan.analysis.why.contest import Bench, Contest, Side, State
from coeplan.analysis.why.flips import Verdict
from coeplan.analysis.why.inputs import option_inputs
from coeplan.analysis.why.options import read_option
from coeplan.analysis.why.stopped import Stopped
from coeplan.core.cancel import CancelToken
from coeplan.core.errors import InputError
from coeplan.core.executor import open_workers
from coeplan.report.numbers import listed
from coeplan.report.why import STOPPED, why_view
from coeplan.whatif.parse import parse_edit

QUESTIONS = (
    "bot at GDL",
    *(
        pytest.param(text, marks=pytest.mark.slow)
        for text in ("not aas at GDL", "nobody at BLR", "open GDL one period later", "india instead of mexico")
    ),
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_forced_costs_what_the_enumeration_says_and_the_bridge_adds_up(question):
    judge_costs(question)


@pytest.mark.parametrize(
    ("question", "turned"), [("bot at GDL", False), ("aas at GDL", True), ("not bot at GDL", True)]
)
def test_a_question_that_the_plan_answers_already_is_turned_round(question, turned):
    found = ask(question, rules=0, flips=False)
    assert found.turned is turned
    assert found.forced == (found.alternative if found.in_plan else found.option)


@pytest.mark.slow
def test_every_turn_is_certified_by_two_solves_on_either_side():
    found = ask("bot at GDL", rules=0, within=0.9, solves=400)
    turning = [each for each in found.flips if each.verdict is Verdict.TURNS]
    assert turning, "something turns it"
    judge_turns("bot at GDL", turning, {"GDL": ("bot", "aas")}, farthest=0.9 / 2**5)
    changes = [abs(each.change) for each in turning]
    assert changes == sorted(changes)
    assert found.flips[: len(turning)] == tuple(turning)


@pytest.mark.slow
def test_inputs_that_do_not_turn_it_are_told_as_such():
    firm = planned()
    found = ask("bot at GDL", rules=0, within=0.05)
    option = read_option("bot at GDL", firm.loaded.instance, firm.plan)
    inputs = option_inputs(firm.loaded.instance, option, {"GDL": ("bot", "aas")})
    assert {each.path for each in found.flips} == {each.path for each in inputs}
    for each in inputs:
        end = each.edit(1 + 0.05 * each.sign)
        taken, left = (cheapest(firm.loaded.instance, ways, (end,)) for ways in (option.taken, option.left))
        flip = next(flip for flip in found.flips if flip.path == each.path)
        assert (flip.verdict is Verdict.TURNS) == (taken < left - 1)
    assert Verdict.HOLDS in {each.verdict for each in found.flips}


@pytest.mark.slow
def test_a_turned_question_moves_inputs_the_other_way():
    found = ask("aas at GDL", rules=0, within=0.1, halvings=0)
    assert found.in_plan
    ends = {each.name: each.looks[-1].factor for each in found.flips}
    assert ends["wages at GDL"] == pytest.approx(1.1)
    assert ends["productivity at GDL"] == pytest.approx(0.9)
    assert ends["fee per head of aas"] == pytest.approx(1.1)


def test_an_input_is_moved_where_it_is_stated():
    firm = planned("operating_models.bot.overrides = {GDL: {fee_per_head: 31000}}", "locations.GDL.fit_out = 1000")
    option = read_option("bot at GDL", firm.loaded.instance, firm.plan)
    paths = {each.path: each for each in option_inputs(firm.loaded.instance, option, {"GDL": ("bot",)})}
    assert "operating_models.bot.overrides.GDL.fee_per_head" in paths
    assert "operating_models.bot.fee_per_head" not in paths
    assert paths["locations.GDL.fit_out"].present == 1000
    assert "locations.GDL.seat_rent" not in paths


def test_what_a_rival_costs_helps_the_dearer_it_is():
    firm = planned("operating_models.aas.conversions = {bot: {fixed_fee: 1000}}")
    option = read_option("bot at GDL", firm.loaded.instance, firm.plan)
    found = option_inputs(firm.loaded.instance, option, {"GDL": ("bot", "aas")})
    signs = {each.path: each.sign for each in found}
    assert signs["operating_models.bot.fee_per_head"] == -1
    assert signs["operating_models.aas.fee_per_head"] == 1
    assert signs["operating_models.aas.conversions.bot.fixed_fee"] == -1
    assert "operating_models.aas.conversions.bot.fee_per_head" not in signs


@pytest.mark.slow
def test_rules_that_bind_save_what_the_enumeration_says():
    firm = planned()
    found = ask("bot at GDL", flips=False)
    option = read_option("bot at GDL", firm.loaded.instance, firm.plan)
    forced = cheapest(firm.loaded.instance, option.taken)
    assert {each.path for each in found.rules} >= {"policies.few", "operating_models.bot.lock_in"}
    off = {
        "policies.few": "policies.few.enabled = false",
        "operating_models.bot.lock_in": "operating_models.bot.lock_in = 0",
    }
    for each in found.rules:
        if each.path in off:
            saving = forced - cheapest(firm.loaded.instance, option.taken, (parse_edit(off[each.path]),))
            assert each.saving_low == pytest.approx(saving, abs=0.01)
            assert each.saving_high == pytest.approx(saving, abs=0.01)
            assert each.binds is (saving > 1)
    assert found.rules[0].path == "policies.few"
    assert found.rules[0].binds


CHEAP = ("operating_models.bot.fee_per_head = 1000", "policies.few.at_most = 3", "areas.dev.workload = 2")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edits", "rule", "now"),
    [
        # A site that has begun must stay, although a service would be cheaper once it can start.
        (("operating_models.bot.min_heads = 3",), "lock_in", State.TAKEN),
        # Two heads would pay, three do not.
        (("operating_models.bot.min_heads = 3", "operating_models.aas.lead_time = 0"), "min_heads", State.LEFT),
    ],
)
def test_a_rule_may_hold_a_decision(edits, rule, now):
    firm = planned(*CHEAP, *edits)
    found = ask("bot at GDL", *CHEAP, *edits, flips=False)
    option = read_option("bot at GDL", firm.loaded.instance, firm.plan)
    assert found.contest.state is now
    turning = [each for each in found.rules if each.turns]
    assert [each.path for each in turning] == [f"operating_models.bot.{rule}"]
    off = (parse_edit(f"operating_models.bot.{rule} = 0"),)
    taken, left = (cheapest(firm.loaded.instance, ways, off) for ways in (option.taken, option.left))
    assert (taken < left) == (now is State.LEFT)
    assert (turning[0].contest.taken.value, turning[0].contest.left.value) == pytest.approx((taken, left), rel=CLOSE)


@pytest.mark.slow
def test_few_rules_may_be_tried_and_the_rest_is_counted():
    found = ask("bot at GDL", rules=1, flips=False)
    everything = ask("bot at GDL", rules=50, flips=False)
    assert (len(found.rules), found.rules_left) == (1, len(everything.rules) - 1)
    assert everything.rules_left == 0


def test_what_cannot_be_forced_has_a_diagnosis():
    found = ask("3 heads at GDL")
    assert (found.plan, found.comparison, found.flips, found.rules) == (None, None, (), ())
    assert found.contest.taken.infeasible
    (conflict,) = found.diagnosis.conflicts
    assert "policies.few" in {rule.path for rule in conflict.rules}
    assert any("2" in rule.says and "GDL" in rule.says for rule in conflict.rules)
    # What is asked stands in no file, so that no line of one can be changed: less of it may be asked for.
    (asked,) = (rule for rule in conflict.rules if not rule.path)
    assert (asked.says, asked.place) == ("your question: at least 3 heads at GDL, in period 2 (2027-Q3)", None)
    (less,) = (way for way in conflict.ways if not way.rule)
    assert (less.says, less.edits, less.place) == ("ask for 2 heads instead of 3 heads", (), None)
    assert not any("pin-" in way.says for way in conflict.ways)


def test_ties_are_not_resolved_and_nothing_turns_them():
    # Bangalore exactly as Guadalajara: whichever the plan has, the other costs the same.
    same = ("locations.BLR.yearly_cost = 50000", "policies.few.enabled = false", "operating_models.aas.lead_time = 0")
    found = ask("nobody at BLR", *same, rules=0)
    assert found.contest.state is State.UNRESOLVED
    assert not found.comparison.resolved
    assert found.flips == ()


def test_where_time_ends_nothing_more_is_begun_and_that_is_told():
    found = ask("bot at GDL", seconds=0.5)
    assert (found.stopped, found.solves, found.contest.taken) == (Stopped.TIME, 0, None)
    assert "--total-time gives more" in STOPPED[found.stopped]


def test_a_question_about_a_period_may_ask_for_another_one():
    slow = ("operating_models.aas.lead_time = 6", "operating_models.bot.lead_time = 6")
    (conflict,) = ask("open GDL by 2027-04", *slow).diagnosis.conflicts
    assert conflict.rules[0].says == "your question: GDL operates, from period 1 (2027-Q2)"
    assert "ask for period 2 (2027-Q3) instead of period 1 (2027-Q2)" in {way.says for way in conflict.ways}


def test_solves_are_bounded_and_told():
    found = ask("bot at GDL", solves=5, rules=1)
    assert (found.stopped, found.solves) == (Stopped.SOLVES, 5)
    assert len(found.rules) == 1
    assert Verdict.UNKNOWN in {each.verdict for each in found.flips}
    console = Console(width=400)
    with console.capture() as caught:
        console.print(why_view(found))
    names = [each.name for each in found.flips if each.verdict is Verdict.UNKNOWN]
    assert f"- Not looked at: {listed(names)}." in caught.get()


def test_an_interrupt_keeps_what_is_there():
    token = CancelToken()
    told = []

    def tell(progress):
        told.append(progress.phase)
        if "which rules" in progress.phase and "4 of" in progress.phase:
            token.cancel()

    from coeplan.analysis.why.result import WhyOptions
    from coeplan.analysis.why.why import explain

    found = explain(planned(), "bot at GDL", WhyOptions(solve=EXACT, place=HERE), tell, token)
    assert found.stopped is Stopped.INTERRUPTED
    assert found.comparison is not None
    assert 0 < len(found.rules) < 3 + found.rules_left
    assert all(each.verdict is Verdict.UNKNOWN for each in found.flips)
    assert any("with and without" in phase for phase in told)


def test_a_plan_of_other_data_is_refused():
    from coeplan.analysis.why.planned import Planned

    firm, other = planned(), planned("areas.dev.workload = 2")
    with pytest.raises(InputError, match="was made for other data"):
        Planned(firm.loaded, other.plan)


@pytest.mark.parametrize(
    ("taken", "left", "state"),
    [
        (Side(90.0, 80.0), Side(110.0, 100.0), State.TAKEN),
        (Side(100.0, 95.0), Side(110.0, 100.0), State.UNRESOLVED),
        (Side(110.0, 100.0), Side(90.0, 80.0), State.LEFT),
        (Side(None, None, infeasible=True), Side(90.0, 80.0), State.LEFT),
        (Side(90.0, None), Side(None, None, infeasible=True), State.TAKEN),
        (Side(None, None, infeasible=True), Side(None, None, infeasible=True), State.NEITHER),
        (Side(90.0, None), Side(100.0, None), State.UNRESOLVED),
        (Side(None, 120.0), Side(100.0, 90.0), State.LEFT),
        (None, Side(90.0, 80.0), State.UNKNOWN),
    ],
)
def test_what_values_and_bounds_prove(taken, left, state):
    assert Contest(taken, left).state is state


def test_a_bench_makes_no_more_solves_than_allowed():
    instance = planned().loaded.instance
    with open_workers(HERE, CancelToken()) as workers:
        bench = Bench(workers, EXACT, 2)
        found = bench.run("trying", [(partial(edited, instance, ()), None)] * 3)
    assert [each is None for each in found] == [False, False, True]
    assert (bench.solves, bench.left, bench.interrupted) == (2, 0, False)
