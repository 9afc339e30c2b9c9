"""The search for switch points, by results that are made up: what it looks at next, and what it says."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.studies.tasks import TINY

from coeplan.core.errors import InputError
from coeplan.studies.sensitivity_inputs import Input, chosen_ranges, tornado_inputs
from coeplan.studies.sensitivity_search import Search, Side, bracket, next_value
from coeplan.studies.sensitivity_states import State, kept_decision, looked
from coeplan_models import Figure, Instance
from coeplan_models.plan_figures import Summary
from coeplan_models.studies import CaseResult, KeyFigures, Range, Study, TornadoCases

INSTANCE = Instance.model_validate_json(json.dumps(TINY))
COMMITTED = ("commit GDL/aas",)


def side(low=0.0, high=10.0, farthest=20.0, whole=False):
    return Side(Input("x", Range(path="x", low=low, high=high, whole=whole), 1.0), "high", high, farthest)


def found(status="optimal", value=None, bound=None, today=COMMITTED):
    figures = None
    if value is not None:
        none = dict.fromkeys(Summary.model_fields, 0.0)
        figures = KeyFigures(heads_at_end={}, sites_at_end={}, starts=(), today=today, summary=none)
    blank = dict.fromkeys(("gap", "seconds", "plan_bytes"))
    said = {"id": "x", "name": "x", "edits": (), "factors": {}, "message": "", "version": "0", "figures": figures}
    return CaseResult(status=status, value=value, bound=bound, **said, **blank)


def searched(state_at, halvings, where=None):
    """Let a search look until it is over."""
    where = where or side()
    known = {}
    while (at := next_value(where, known, halvings)) is not None:
        assert at not in known
        known[at] = state_at(at)
    return known


def test_a_switch_is_closed_in_on_by_halves():
    known = searched(lambda at: State.SWITCHED if at > 4.2 else State.HOLDS, 3)
    assert list(known) == [10.0, 5.5, 3.25, 4.375]
    assert bracket(1.0, known) == bracket(1.0, dict(reversed(known.items())))
    assert (bracket(1.0, known).holds, bracket(1.0, known).fails) == (3.25, 4.375)


def test_what_holds_in_the_range_is_looked_at_once_beyond_it():
    assert list(searched(lambda _: State.HOLDS, 5)) == [10.0, 20.0]
    known = searched(lambda at: State.SWITCHED if at > 12 else State.HOLDS, 2)
    assert list(known) == [10.0, 20.0, 15.0, 12.5]
    assert bracket(1.0, known).holds == 10.0


def test_a_range_may_be_all_that_is_looked_at():
    assert list(searched(lambda _: State.HOLDS, 5, side(farthest=10.0))) == [10.0]
    assert searched(lambda _: State.HOLDS, 5, side(high=1.0)) == {}


def test_no_plan_counts_as_beyond():
    known = searched(lambda at: State.NO_PLAN if at > 6 else State.HOLDS, 1)
    assert bracket(1.0, known).fails == 10.0


def test_a_failed_solve_ends_the_search_of_its_side():
    assert list(searched(lambda _: State.UNKNOWN, 5)) == [10.0]


def test_whole_numbers_are_closed_in_on_until_they_are_neighbours():
    known = searched(lambda at: State.SWITCHED if at > 4 else State.HOLDS, 30, side(whole=True))
    assert (bracket(1.0, known).holds, bracket(1.0, known).fails) == (4.0, 5.0)


def test_what_is_not_resolved_is_narrowed_from_both_ends():
    def state(at):
        return State.HOLDS if at < 4 else State.SWITCHED if at > 6 else State.UNRESOLVED

    known = searched(state, 8)
    where = bracket(1.0, known)
    assert where.holds < 4 <= where.unresolved[0] <= where.unresolved[-1] <= 6 < where.fails
    assert where.unresolved[0] - where.holds < 1
    assert where.fails - where.unresolved[-1] < 1


@settings(max_examples=100, deadline=None)
@given(
    states=st.lists(st.sampled_from([State.HOLDS, State.SWITCHED, State.UNRESOLVED, State.NO_PLAN]), min_size=24),
    halvings=st.integers(0, 20),
)
def test_the_bracket_is_sound_whatever_is_found(states, halvings):
    """The first failing value is the nearest, what lies before it holds or is not resolved, and the search ends."""
    left = iter(states)
    known = searched(lambda _: next(left), halvings)
    assert len(known) <= halvings + 2
    where = bracket(1.0, known)
    failing = [value for value, state in known.items() if state in (State.SWITCHED, State.NO_PLAN)]
    if where is None:
        assert not failing
        return
    assert where.fails == min(failing)
    assert where.holds == 1.0 or known[where.holds] is State.HOLDS
    between = {value: state for value, state in known.items() if where.holds < value < where.fails}
    assert set(where.unresolved) == set(between)
    assert set(between.values()) <= {State.UNRESOLVED}


@pytest.mark.parametrize(
    ("free", "held", "state", "regret"),
    [
        (found(value=100.0, bound=99.5), found(value=100.2, bound=99.8), State.HOLDS, (0.0, 0.7)),
        (found(value=100.0, bound=99.5), found(value=102.0, bound=101.0), State.SWITCHED, (1.0, 2.5)),
        (found(value=100.0, bound=99.5), found(value=102.0, bound=99.9), State.UNRESOLVED, (0.0, 2.5)),
        (found(value=100.0, bound=None), found(value=100.0, bound=99.9), State.UNRESOLVED, (0.0, None)),
        (found(value=100.0, bound=99.5), found("infeasible"), State.SWITCHED, (None, None)),
        (found(value=100.0, bound=99.5), found("time_limit"), State.UNRESOLVED, (None, None)),
        (found(value=100.0, bound=99.5), found("time_limit", bound=103.0), State.SWITCHED, (3.0, None)),
        (found(value=100.0, bound=99.5), found("crashed"), State.UNKNOWN, (None, None)),
        (found(value=100.0, bound=99.5), None, State.UNKNOWN, (None, None)),
        (found("infeasible"), None, State.NO_PLAN, (None, None)),
        (found("time_limit", bound=90.0), None, State.UNKNOWN, (None, None)),
        (found("refused"), None, State.UNKNOWN, (None, None)),
    ],
)
def test_states_are_what_bounds_prove(free, held, state, regret):
    look = looked(1.0, free, held, 0.01)
    assert look.state is state
    assert (look.regret_low, look.regret_high) == pytest.approx(regret)


def test_a_difference_within_what_audits_allow_proves_nothing():
    held = found(value=100.00005, bound=100.00005)
    assert looked(1.0, found(value=100.0, bound=100.0), held, 0.0).state is State.HOLDS
    dearer = found(value=100.0005, bound=100.0005)
    assert looked(1.0, found(value=100.0, bound=100.0), dearer, 0.0).state is State.SWITCHED


def test_starts_and_cancellations_are_no_decisions_of_their_own():
    base = found(value=1.0, today=("commit GDL/aas", "start GDL/aas"))
    assert kept_decision(found(value=2.0, today=("cancel KRK/aas", "commit GDL/aas")), base)
    assert not kept_decision(found(value=2.0, today=("commit GDL/aas", "stop KRK/aas")), base)
    assert not kept_decision(found(value=2.0), None)


def tornado(**changes):
    wage = {"path": "locations.GDL.yearly_cost", "low": 40000, "high": 60000}
    return TornadoCases.model_validate({"kind": "tornado", "ranges": {"wage": wage}} | changes, strict=False)


def study(cases):
    said = {"name": "s", "instance": "i", "cases": {"kind": "list", "what_ifs": {"a": "horizon.periods = 2"}}}
    return Study.model_validate_json(json.dumps(said)).model_copy(update={"cases": cases})


def ranges(**named):
    return {name: Range(path=path, low=1.0, high=9.0, way=way) for name, (path, way) in named.items()}


def test_inputs_depart_from_what_the_instance_says():
    cases = tornado(
        ranges=ranges(wage=("locations.GDL.yearly_cost", "set"), wages=("locations.*.yearly_cost", "scale"))
    )
    assert [(each.name, each.present) for each in tornado_inputs(cases, INSTANCE)] == [
        ("wage", 50000.0),
        ("wages", 1.0),
    ]


def test_every_input_without_a_value_of_its_own_is_told():
    cases = tornado(
        ranges=ranges(
            many=("locations.*.yearly_cost", "set"),
            text=("headquarters", "set"),
            none=("locations.XYZ.yearly_cost", "scale"),
        )
    )
    with pytest.raises(InputError) as caught:
        tornado_inputs(cases, INSTANCE)
    told = [str(fault) for fault in caught.value.faults]
    assert "holds several values (50000, 160000), so there is none to depart from" in told[0]
    assert "headquarters holds no number" in told[1]
    assert "locations has no key 'XYZ'" in told[2]


def test_values_that_the_instance_cannot_have_are_not_looked_at_beyond_a_range():
    """Teams must come to at least one head; a workload below 0 is none, and neither is a share above 1."""
    spread = {"path": "areas.dev.real_time_share", "low": 0.0, "high": 0.9}
    named = {"share": spread, "load": {"path": "areas.dev.workload", "low": 1.0, "high": 6.0}}
    search = Search(study(tornado(ranges=named)), INSTANCE)
    walked = {(walk.side.input.name, walk.side.name): walk.side for walk in search.walks(lambda _: None, None)}
    assert walked["share", "high"].farthest == 0.9
    assert walked["load", "low"].farthest == 0.0
    assert walked["load", "high"].farthest == 8.0


def test_the_widest_figures_are_taken_and_named_ranges_always():
    def figure(low, high):
        return Figure(low=low, mid=(low + high) / 2, high=high)

    named = {
        "locations.GDL.yearly_cost": figure(49000.0, 51000.0),
        "locations.AUS.yearly_cost": figure(150000.0, 170000.0),
        "locations.GDL.talent_pool": figure(5.0, 40.0),
    }
    instance = INSTANCE.model_copy(update={"figures": named})
    chosen = chosen_ranges(tornado(figures=("*",), most_figures=2), instance)
    assert next(iter(chosen.ranges)) == "wage"
    assert set(chosen.ranges) == {"wage", "locations.AUS.yearly_cost", "locations.GDL.talent_pool"}
    assert chosen.left_out == 1
