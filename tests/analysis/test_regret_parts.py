"""The parts of a regret table: brackets, verdicts, futures, and lines whose names an instance fills in."""

import pytest
from tests.studies.tasks import TINY

from coeplan.analysis.regret_archetypes import (
    ArchetypeText,
    fitted,
    only_rules_out,
    read_archetypes,
    usual_archetypes,
)
from coeplan.analysis.regret_brackets import cell_of, expected_of, least, worst_of
from coeplan.analysis.regret_futures import added_future, futures_of, held_to, in_common
from coeplan.analysis.regret_names import filled
from coeplan.analysis.regret_records import Cell, RegretRow, RowKind, Span
from coeplan.api.examples import example_names
from coeplan.api.load import load
from coeplan.core.errors import InputError
from coeplan.solving.outcome import Outcome
from coeplan.solving.termination import Termination
from coeplan.whatif.apply import apply
from coeplan_models import ReferencePlan

BEST = Span(90.0, 100.0)


def outcome(value, bound, termination=Termination.TIME_LIMIT):
    return Outcome(termination, None, value, bound, None, 1.0)


def ends(span):
    return span.low, span.high


@pytest.mark.parametrize(
    ("value", "bound", "restricts", "expected"),
    [
        (150.0, 130.0, True, (30.0, 60.0)),
        (105.0, 92.0, True, (0.0, 15.0)),
        (105.0, 80.0, False, (-20.0, 15.0)),
        (None, 130.0, True, (30.0, None)),
        (150.0, None, True, (0.0, 60.0)),
        (150.0, None, False, (None, 60.0)),
    ],
)
def test_a_regret_is_bracketed_by_both_bounds(value, bound, restricts, expected):
    assert ends(cell_of(outcome(value, bound), BEST, restricts=restricts).regret) == expected


def test_what_only_rules_out_costs_no_less_than_what_is_proved_of_the_best():
    assert cell_of(outcome(150.0, 70.0), BEST, restricts=True).bound == 90.0
    assert cell_of(outcome(150.0, 70.0), BEST, restricts=False).bound == 70.0


def test_without_a_plan_a_cell_says_why():
    assert cell_of(None, BEST, restricts=True).says == "not solved"
    none = cell_of(outcome(None, None, Termination.INFEASIBLE), BEST, restricts=True)
    assert (none.infeasible, none.says, ends(none.regret)) == (True, "no plan", (None, None))
    assert cell_of(outcome(None, 95.0), BEST, restricts=True).says == "none found"


def cells(*spans):
    return [Cell(None, None, Span(*span)) for span in spans]


def test_the_largest_regret_lies_between_the_largest_ends():
    assert ends(worst_of(cells((1, 5), (3, 4)))) == (3, 5)
    assert ends(worst_of(cells((1, None), (3, 4)))) == (3, None)
    assert ends(worst_of(cells((None, 7), (None, 4)))) == (None, 7)
    assert ends(worst_of([])) == (None, None)


def test_the_expected_regret_is_over_the_futures_with_a_probability():
    fan = futures_of(stages(), 9)
    some = cells((0, 4), (10, 20), (0, 0), (0, 0))
    assert ends(expected_of(some, fan)) == (
        pytest.approx(0.7 * 0.4 * 10),
        pytest.approx(0.7 * 0.6 * 4 + 0.7 * 0.4 * 20),
    )
    assert ends(expected_of(cells((0, 1), (2, None), (0, 0), (0, 0)), fan))[1] is None


def row(name, low, high, kind=RowKind.ARCHETYPE, fails=False):
    return RegretRow(name, "", kind, (), Span(low, high), Span(None, None), fails)


@pytest.mark.parametrize(
    ("rows", "names", "tied"),
    [
        ([row("a", 1, 2), row("b", 3, 4)], ("a",), False),
        ([row("a", 1, 3.5), row("b", 3, 4)], ("a", "b"), False),
        ([row("a", 3, 3), row("b", 3, 3), row("c", 4, 9)], ("a", "b"), True),
        ([row("a", 1, 2, fails=True), row("b", 3, 4)], ("b",), False),
        ([row("a", 1, 2, kind=RowKind.DECIDED), row("b", 3, 4)], ("b",), False),
        ([row("a", 1, 2), row("b", None, 4), row("c", 0, None)], ("a", "b", "c"), False),
        ([row("a", 1, 2), row("b", 5, None)], ("a",), False),
        ([row("a", 1, None), row("b", None, None)], ("a", "b"), False),
        ([row("a", 1, 2, fails=True)], (), False),
    ],
)
def test_the_least_row_is_named_where_no_other_may_be_below(rows, names, tied):
    verdict = least(rows, lambda each: each.worst)
    assert (verdict.rows, verdict.tied, verdict.resolved) == (names, tied, len(names) == 1)


def stages():
    two = {
        "kind": "stages",
        "stages": [
            {"period": 1, "branches": {"up": {"probability": 0.7}, "down": {"probability": 0.3}}},
            {"period": 2, "branches": {"x": {"probability": 0.6}, "y": {"probability": 0.4}}},
        ],
    }
    return load(TINY | {"scenarios": two})


def test_what_is_shared_is_shared_with_any_other_future():
    fan = futures_of(stages(), 9)
    assert [each.name for each in fan] == ["up.x", "up.y", "down.x", "down.y"]
    assert [each.kept for each in fan] == [2, 2, 2, 2]
    assert (in_common(fan[0], fan[1]), in_common(fan[0], fan[2]), in_common(fan[0], fan[0])) == (2, 1, 3)
    assert [each.name for each in futures_of(stages(), 2)] == ["up.x", "up.y"]


def test_in_a_future_only_its_total_counts():
    weighed = load(TINY | {"objective": {"expectation_weight": 0.5, "cvar_weight": 2.0}})
    (only,) = futures_of(weighed, 9)
    assert (only.name, only.kept, only.probability) == ("t02", 0, 1.0)
    assert (only.instance.objective.expectation_weight, only.instance.objective.cvar_weight) == (1.0, 0.0)


def test_a_future_is_held_to_the_first_periods_of_a_plan():
    fan = futures_of(stages(), 9)
    team = {"location": "AUS", "area": "dev", "heads": 4}
    nodes = ("t00", "t01.up", "t02.up.x", "t01.down")
    plan = ReferencePlan.model_validate({"teams": tuple(team | {"node": node} for node in nodes)})
    held = held_to(fan[0], plan, 2)
    (policy,) = [each for each in held.policies.values() if each.kind == "freeze"]
    assert (policy.periods, policy.price) == (2, None)
    assert [each.node for each in held.reference_plans[policy.plan].teams] == ["t00", "t01.up"]


@pytest.mark.parametrize(("known_from", "kept"), [(None, 2), (0, 0), (1, 1)])
def test_it_can_be_said_when_an_added_future_shows(known_from, kept):
    more = ArchetypeText("more", "", ("areas.dev.workload = 5",), ())
    instance = stages()
    future = added_future(instance, fitted(more, instance), "down.y", known_from)
    assert (future.nodes, future.kept) == (("t00", "t01.down", "t02.down.y"), kept)
    assert future.instance.areas["dev"].workload == 5


def test_without_a_tree_an_added_future_shows_after_the_first_period():
    instance = load(TINY)
    assert added_future(instance, fitted(ArchetypeText("as-is", "", (), ()), instance), None, None).kept == 1


def test_an_unknown_future_is_told_with_the_nearest():
    instance = stages()
    more = fitted(ArchetypeText("more", "", (), ()), instance)
    with pytest.raises(InputError, match=r"no future 'up.z'.*did you mean up.y or up.x"):
        added_future(instance, more, "up.z", None)
    gone = fitted(ArchetypeText("gone", "", ("scenarios = {kind: deterministic}",), ()), instance)
    with pytest.raises(InputError, match=r"no leaf 't02.up.x' any more"):
        added_future(instance, gone, None, None)


FIRM = load(
    TINY
    | {
        "areas": {"dev": {"workload": {0: 4, 1: 9}}, "ops": {"workload": 7}},
        "locations": TINY["locations"] | {"KRK": TINY["locations"]["GDL"] | {"country": "POL"}},
        "operating_models": {"aas": {}, "bot": {}},
        "policies": {
            "one": {"kind": "count_limit", "of": "sites", "limit": 1},
            "two": {"kind": "count_limit", "of": "vendors", "limit": 1},
        },
    }
)


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("keep heads at <headquarters> ..<heads 0.4>", ["keep heads at AUS ..5"]),
        ("never <location>", ["never GDL", "never KRK"]),
        ("never <location but GDL>", ["never KRK"]),
        ("never <model but bot aas> at GDL", []),
        ("never <model> at <location but KRK>", ["never aas at GDL", "never bot at GDL"]),
        ("policies.<policy count_limit>.limit = 3", ["policies.one.limit = 3", "policies.two.limit = 3"]),
        ("policies.<policy run_cost_limit>.limit = 3", []),
        ("open GDL by <period 4>", ["open GDL by 2"]),
        ("open GDL by <period 6>", ["open GDL by 2"]),
        ("open GDL by <period 100>", ["open GDL by 2"]),
        ("open GDL by <before 4>", ["open GDL by 1"]),
        ("open GDL by <before 0>", ["open GDL by 0"]),
        ("open GDL by <before 100>", ["open GDL by 2"]),
        ("never GDL", ["never GDL"]),
    ],
)
def test_an_instance_fills_names_in(line, lines):
    assert filled(line, FIRM) == lines


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("never <model but bots>", "no operating model 'bots', in 'never <model but bots>'.*did you mean bot"),
        ("never <modle>", "<modle> is no name that is filled in.*did you mean model"),
        ("never <model without bot>", "'without bot' says nothing here"),
        ("never <model but>", "'but' says nothing here"),
        ("keep heads at AUS ..<heads many>", "'many' is no number"),
        ("keep heads at AUS ..<heads -1>", "-1 is no number of at least 0"),
        ("policies.<policy count_limits>.limit = 1", "no kind of policy 'count_limits'.*did you mean count_limit"),
    ],
)
def test_what_an_instance_lacks_is_told(line, told):
    with pytest.raises(InputError, match=told):
        filled(line, FIRM)


def test_all_that_is_wrong_with_a_way_to_plan_is_told_with_its_place(tmp_path):
    file = tmp_path / "ways.yaml"
    file.write_text("what_ifs:\n  odd:\n    edits:\n      - never <model but bots>\n      - gibberish <heads 1>\n")
    (text,) = read_archetypes(file)
    with pytest.raises(InputError) as raised:
        fitted(text, FIRM)
    assert [(fault.place.line, fault.code) for fault in raised.value.faults] == [(4, "unknown_name"), (5, "no_edit")]


def test_any_file_of_edits_is_one_of_ways_to_plan(tmp_path):
    file = tmp_path / "ways.yaml"
    file.write_text("what_ifs:\n  here: never GDL\n  there:\n    title: Over there\n    edits: [never KRK]\n")
    assert [(each.name, each.title) for each in read_archetypes(file)] == [("here", ""), ("there", "Over there")]
    (there,) = read_archetypes(file, "there")
    assert fitted(there, FIRM).edits[0].location == "KRK"
    with pytest.raises(InputError, match=r"no what-if 'their' in it.*did you mean there"):
        read_archetypes(file, "their")
    file.write_text("what_ifs:\n  here: {edit: [never <location>]}\n")
    with pytest.raises(InputError, match=r"what_ifs\.here\.edit"):
        read_archetypes(file)


def usable(instance):
    """Apply the usual archetypes to the first future; return the names of those that fit."""
    (future, *_) = futures_of(instance, 1)
    names = []
    for text in usual_archetypes():
        try:
            way = fitted(text, instance)
        except InputError as error:
            assert all(fault.code == "unknown_name" for fault in error.faults)
        else:
            assert apply(future.instance, way.edits, way.places).changes
            names.append(text.name)
    return names


def test_the_usual_archetypes_fit_where_there_are_their_models():
    models = {"operating_models": {"captive": {}, "bot": {}, "as_a_service": {}}}
    usual = [text.name for text in usual_archetypes()]
    assert len(usual) == 6
    assert usable(load(TINY | models)) == usual
    assert usable(FIRM) == ["mixed", "wait-a-year", "stay-at-headquarters"]


@pytest.mark.slow
@pytest.mark.parametrize("name", example_names())
def test_the_usual_archetypes_can_be_used_for_every_example(name):
    assert {"mixed", "wait-a-year", "stay-at-headquarters"} <= set(usable(load(name)))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["never GDL", "open KRK by 1"], True),
        (["never GDL", "policies.one.limit = 5"], False),
        (["areas.ops.workload = 1"], False),
        (["add locations.GDL.attrition.dev = 0"], False),
        (["remove policies.one"], False),
    ],
)
def test_what_adds_policies_alone_makes_nothing_possible(lines, expected):
    edits = fitted(ArchetypeText("some", "", tuple(lines), ()), FIRM).edits
    assert only_rules_out(apply(FIRM, edits)) is expected
