"""From a study file to cases, and what is wrong with it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.studies.tasks import TINY, grid

from coeplan.api.studies import read_study
from coeplan.core.errors import InputError
from coeplan.studies.cases import edited
from coeplan.studies.expand import cases_of
from coeplan_models import Instance
from coeplan_models.studies import Study

INSTANCE = Instance.model_validate_json(json.dumps(TINY))


def study(cases, **changes):
    return Study.model_validate_json(json.dumps({"name": "s", "instance": "tiny.json", "cases": cases} | changes))


def cases(said, instance=INSTANCE):
    return cases_of(study(said), instance)


def listed(**what_ifs):
    return {"kind": "list", "what_ifs": what_ifs}


def drawn(number=8, **more):
    ranges = {"wage": {"path": "locations.GDL.yearly_cost", "low": 40000, "high": 60000}}
    return {"kind": "random", "number": number, "ranges": ranges} | more


def test_a_grid_is_the_full_product_of_its_axes():
    axes = {
        "a": {"x": [], "y": "areas.dev.workload = 5"},
        "b": {"p": "terminal_months = 3", "q": "terminal_months = 6"},
    }
    found = cases({"kind": "grid", "axes": axes})
    assert [case.name for case in found] == ["a=x, b=p", "a=x, b=q", "a=y, b=p", "a=y, b=q"]
    assert found[3].edits == ("areas.dev.workload = 5", "terminal_months = 6")
    assert found[2].factors == {"a": "y", "b": "p"}


edit_texts = st.sampled_from(
    ["areas.dev.workload = 5", "areas.dev.workload = 6", "terminal_months = 3", "locations.*.yearly_cost x 1.1"]
)


@settings(max_examples=50, deadline=None)
@given(first=st.lists(edit_texts, max_size=3), second=st.lists(edit_texts, max_size=3))
def test_cases_are_known_by_their_edits_alone(first, second):
    (one,), (other,) = cases(listed(one=first)), cases(listed(other=second))
    assert (one.id == other.id) == (first == second)


def test_the_order_of_edits_makes_another_case():
    one, other = cases(
        listed(
            a=["areas.dev.workload = 5", "areas.dev.workload = 6"],
            b=["areas.dev.workload = 6", "areas.dev.workload = 5"],
        )
    )
    assert one.id != other.id


def test_spelling_does_not_make_another_case():
    (one,) = cases(listed(a=["areas.dev.workload  =  5", "locations.*.yearly_cost * 1.10"]))
    (two,) = cases(listed(b=["areas.dev.workload = 5", "locations.*.yearly_cost x 1.1"]))
    assert one.id == two.id


def test_an_extended_study_keeps_the_cases_that_it_had():
    few, more = (cases(listed(**{f"c{n}": f"areas.dev.workload = {n}" for n in range(4, end)})) for end in (6, 9))
    assert [case.id for case in more][:2] == [case.id for case in few]
    short, long = (cases(drawn(number, method="sobol")) for number in (5, 12))
    assert [case.id for case in long][:5] == [case.id for case in short]


def test_the_same_case_under_two_names_is_refused():
    with pytest.raises(InputError, match="cases 'a' and 'c' have the same edits") as caught:
        cases(listed(a="areas.dev.workload = 5", b="areas.dev.workload = 6", c="areas.dev.workload  = 5"))
    assert len(caught.value.faults) == 1


def test_too_large_a_grid_is_refused_before_it_is_made():
    axes = {f"a{axis}": {f"l{level}": f"terminal_months = {level}" for level in range(100)} for axis in range(9)}
    with pytest.raises(InputError, match=r"the axes make 1,000,000,000,000,000,000 cases; expected at most 100,000"):
        cases({"kind": "grid", "axes": axes})


def test_a_draw_sets_or_scales_and_repeats_no_case():
    ranges = {
        "load": {"path": "areas.dev.workload", "low": 4, "high": 6, "whole": True},
        "pay": {"path": "locations.*.yearly_cost", "low": 0.9, "high": 1.1, "way": "scale"},
    }
    found = cases({"kind": "random", "number": 6, "ranges": ranges})
    assert [case.name for case in found] == [f"draw-{number}" for number in range(1, 7)]
    for case in found:
        load, pay = case.factors["load"], case.factors["pay"]
        assert case.edits == (f"areas.dev.workload = {load:g}", f"locations.*.yearly_cost x {pay}")
        instance = edited(INSTANCE, case.edits, None).instance
        assert instance.locations["GDL"].yearly_cost["*"] == pytest.approx(50000 * pay)
    few = cases({"kind": "random", "number": 30, "ranges": {"load": ranges["load"]}})
    assert sorted(case.factors["load"] for case in few) == [4.0, 5.0, 6.0]
    assert few[0].name == "draw-01"


FIGURES = {
    "locations.GDL.yearly_cost": {"low": 40000, "mid": 45000, "high": 90000},
    "locations.GDL.talent_pool.*": {"low": 10, "mid": 30, "high": 40},
    "locations.AUS.roles.dev.yearly_cost": {"low": 1, "high": 2},
    "operating_models.aas.lead_time": {"low": 4, "mid": 5, "high": 6},
    "operating_models.aas.set_up_cost": {"mid": 5},
    "operating_models.aas.fee_per_head[0].fee": {"low": 10000, "high": 20000},
    "operating_models.aas.fee_per_head[9].fee": {"low": 10000, "high": 20000},
    "locations.GDL.nothing": {"low": 1, "high": 2},
}
ROLES = {"dev": {"yearly_cost": 1}}
CATALOGUED = TINY | {"figures": FIGURES}


def figured(patterns, number=40):
    said = {**CATALOGUED, "locations": {**TINY["locations"], "AUS": {**TINY["locations"]["AUS"], "roles": ROLES}}}
    return cases(
        {"kind": "random", "number": number, "figures": patterns}, Instance.model_validate_json(json.dumps(said))
    )


def test_figures_become_ranges_where_the_instance_uses_what_they_speak_of():
    found = figured("*")
    assert list(found[0].factors) == [
        "locations.GDL.yearly_cost",
        "locations.GDL.talent_pool.*",
        "operating_models.aas.lead_time",
        "operating_models.aas.fee_per_head[0].fee",
    ]
    for case in found:
        instance = edited(INSTANCE, case.edits, None).instance
        assert instance.locations["GDL"].talent_pool == {"*": case.factors["locations.GDL.talent_pool.*"]}
        assert 10000 <= instance.operating_models["aas"].fee_per_head[0].fee <= 20000
    pay = [case.factors["locations.GDL.yearly_cost"] for case in found]
    assert min(pay) >= 40000 and max(pay) <= 90000
    # The instance says 50,000: half of the triangle 40, 50, 90 lies below 90 - sqrt(1000) = 58.4.
    assert sorted(pay)[20] == pytest.approx(58400, rel=0.02)


def test_the_figure_of_all_other_areas_leaves_single_ones_alone():
    pools = {**TINY["locations"]["GDL"], "talent_pool": {"*": 20, "dev": 7}}
    said = {**CATALOGUED, "locations": {**TINY["locations"], "GDL": pools}}
    instance = Instance.model_validate_json(json.dumps(said))
    for case in cases({"kind": "random", "number": 3, "figures": "locations.GDL.talent_pool"}, instance):
        drawn = case.factors["locations.GDL.talent_pool.*"]
        assert edited(instance, case.edits, None).instance.locations["GDL"].talent_pool == {"*": drawn, "dev": 7}


@pytest.mark.parametrize(
    ("patterns", "number"),
    [
        ("locations.GDL", 2),
        (["locations.*.yearly_cost", "operating_models.aas.fee_per_head"], 2),
        ("operating_models.*.lead", 0),
        ("operating_models.aas.fee_per_head[0]", 1),
    ],
)
def test_patterns_take_what_they_match_and_all_below(patterns, number):
    if number:
        assert len(figured(patterns, 2)[0].factors) == number
        return
    with pytest.raises(InputError, match="no figure of the instance with a low and a high end"):
        figured(patterns, 2)


def test_shipped_figures_make_valid_instances():
    from coeplan.api.load import load_instance

    instance = load_instance("micro-coe").instance
    found = cases({"kind": "random", "number": 3, "figures": ["locations.MX_*", "operating_models"]}, instance)
    assert len(found[0].factors) > 50
    for case in found:
        assert edited(instance, case.edits, None).instance.fingerprint() != instance.fingerprint()


# What is wrong with a study file, each with its line.


def faults(tmp_path, text):
    (tmp_path / "tiny.json").write_text(json.dumps(TINY), encoding="utf-8")
    file = tmp_path / "study.yaml"
    file.write_text("name: s\ninstance: tiny.json\n" + text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_study(file)
    return caught.value.faults


LISTED = "cases: {kind: list, what_ifs: {a: []}}"
RANDOM = "cases:\n  kind: random\n  number: 4\n  ranges:\n    r: {path: areas.dev.workload, low: 4, high: 6"


@pytest.mark.parametrize(
    ("text", "code", "path", "line"),
    [
        ("", "missing_key", ("cases",), 1),
        ("cases: {kind: lst}", "unknown_kind", ("cases", "kind"), 3),
        ("limits: {gap: 2}\ncases: {kind: list, what_ifs: {a: []}}", "out_of_range", ("limits", "gap"), 3),
        ("limits:\n  tme: 2\ncases: {kind: list, what_ifs: {a: []}}", "unknown_key", ("limits", "tme"), 4),
        ("cases:\n  kind: list\n  what_ifs:\n    a b: []", "bad_name", ("cases", "what_ifs", "a b"), 6),
        ("cases:\n  kind: list\n  what_ifs:\n    a: [1]", "wrong_type", ("cases", "what_ifs", "a", 0), 6),
        ("cases:\n  kind: list\n  what_ifs:\n    a: [x = 1, '?']", "no_edit", ("cases", "what_ifs", "a", 1), 6),
        ("cases:\n  kind: grid\n  axes:\n    b:\n      c: what", "no_edit", ("cases", "axes", "b", "c", 0), 7),
        ("cases: {kind: random, number: 4}", "no_ranges", ("cases",), 3),
        (RANDOM.replace("high: 6", "high: 4") + "}", "empty_range", ("cases", "ranges", "r"), 7),
        (
            RANDOM.replace("6", "4.9").replace("4,", "4.1,") + ", whole: true}",
            "empty_range",
            ("cases", "ranges", "r"),
            7,
        ),
        (RANDOM + ", mode: 5}", "idle_mode", ("cases", "ranges", "r"), 7),
        (RANDOM + ", mode: 9, distribution: triangular}", "mode_outside", ("cases", "ranges", "r"), 7),
        (RANDOM.replace("low: 4", "low: 0") + ", distribution: log}", "low_not_positive", ("cases", "ranges", "r"), 7),
        (RANDOM.replace("areas.dev.workload", "a b") + "}", "no_edit", ("cases", "ranges", "r", "path"), 7),
        (
            "cases: {kind: list, what_ifs: {a: freeze 1 period of p.json}}",
            "unknown_plan",
            ("cases", "what_ifs", "a", 0),
            3,
        ),
        ("cases: {kind: list, what_ifs: {a: terminal_months = 1, b: terminal_months = 1}}", "same_case", ("cases",), 3),
    ],
)
def test_faults_of_a_study_have_path_and_line(tmp_path, text, code, path, line):
    found = faults(tmp_path, text)
    assert [(fault.code, fault.path) for fault in found] == [(code, path)]
    assert (found[0].place.file, found[0].place.line) == (str(tmp_path / "study.yaml"), line)


def test_all_faults_are_told_at_once(tmp_path):
    found = faults(tmp_path, "cases:\n  kind: list\n  what_ifs:\n    a: ['?']\n    b: ['!']\n    c: []")
    assert [fault.path[2] for fault in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits: {gap: 2}\n" + LISTED, "limits.gap: 2 is out of range; expected a number from 0 to 1 (share)"),
        ("limits: {gap: 2%}\n" + LISTED, "'2%' is text; expected a number from 0 to 1, plainly written: no quotes"),
        (
            "cases: {kind: lst}",
            "'lst' is not one of the choices; expected one of grid, list, morris, random, sobol, tornado; "
            "did you mean list",
        ),
        ("cases: {kind: list, what_ifs: {a: 5}}", "cases.what_ifs.a: 5 is a number; expected text or a list with text"),
        ("cases: {kind: list}", "key 'what_ifs' is missing (Edits of each case, keyed by its name); expected a map"),
        ("cases: {kind: list, what_ifs: {}}", "cases.what_ifs: there is nothing in it"),
        (RANDOM + ", distribution: normal}", "'normal' is not one of the choices; expected one of uniform, triangular"),
    ],
)
def test_what_breaks_the_contract_is_told_as_of_an_instance(tmp_path, text, said):
    (found,) = faults(tmp_path, text)
    assert said in str(found)


def test_a_study_need_not_be_a_file(tmp_path):
    said = {"name": "s", "instance": "micro-coe", "cases": {"kind": "list", "what_ifs": {"a": ()}}}
    assert read_study(said).study.name == "s"
    with pytest.raises(InputError) as caught:
        read_study(said | {"limits": {"gap": 2}})
    assert [(fault.path, fault.place) for fault in caught.value.faults] == [(("limits", "gap"), None)]


def test_an_unknown_key_is_told_with_what_it_looks_like(tmp_path):
    (found,) = faults(tmp_path, "limits: {time_limt: 2}\ncases: {kind: list, what_ifs: {a: []}}")
    assert found.nearest == ("time_limit",)


def test_an_instance_that_is_not_there_is_told_where_it_is_named(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text("name: s\ninstance: nowhere\ncases: {kind: list, what_ifs: {a: []}}", encoding="utf-8")
    with pytest.raises(InputError, match=r"neither a file .* nor a shipped example 'nowhere'") as caught:
        read_study(file)
    assert caught.value.faults[0].place.line == 2


def test_the_instance_is_looked_for_beside_the_study_and_among_the_examples(written, tmp_path):
    (tmp_path / "micro-coe").mkdir()
    assert read_study(written(grid([5]))).instance.name == "tiny"
    assert read_study(written(grid([5], instance="micro-coe"))).instance.name == "micro-coe"
