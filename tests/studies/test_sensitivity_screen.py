"""Global screens of outputs whose effects and shares of variance are known."""

import importlib
import json

import numpy as np
import pytest
from tests.studies.tasks import TINY, answer

from coeplan.api.sensitivity import ScreenError, read_sensitivity, run_sensitivity
from coeplan.api.studies import Place, RunOptions
from coeplan.core.errors import InputError
from coeplan.studies import sensitivity_result
from coeplan.studies.design import DesignError
from coeplan.studies.expand import cases_of, screen_cases
from coeplan.studies.sensitivity_sampling import unit_points
from coeplan.studies.sensitivity_screen import Sample, screened
from coeplan_models import Instance
from coeplan_models.studies import CaseResult, MorrisCases, Range, SobolCases, Study

INSTANCE = Instance.model_validate_json(json.dumps(TINY))
RANGES = {
    "wage": Range(path="locations.GDL.yearly_cost", low=40000.0, high=60000.0),
    "load": Range(path="areas.dev.workload", low=4.0, high=8.0),
    "idle": Range(path="terminal_months", low=0.0, high=12.0),
}
MORRIS = MorrisCases(kind="morris", ranges=RANGES, trajectories=6, seed=3)
SOBOL = SobolCases(kind="sobol", ranges=RANGES, samples=512, seed=0)


def cost(wage, load, idle):
    """Linear, with slopes times ranges of 1000, 2000 and 0."""
    return 1e5 + 1000 * (wage - 40000) / 20000 + 2000 * (load - 4) / 4 + 0 * idle


def decides(load):
    return load > 6


def sample(cases, width=0.0, cost=cost, without=()):
    """The points of a screen with results as a solve would find them; ``without`` are the numbers of missing ones."""
    drawn = screen_cases(cases, INSTANCE)
    results = [None if number in without else result(case, width, cost) for number, case in enumerate(drawn)]
    return Sample(unit_points(cases, len(RANGES)), drawn, RANGES, results, lambda each: decides(each.factors["load"]))


def result(case, width, cost):
    value = cost(**case.factors)
    said = {"message": "", "seconds": 0.1, "figures": None, "plan_bytes": None, "version": "0"}
    stated = {"id": case.id, "name": case.name, "edits": case.edits, "factors": case.factors}
    return CaseResult(**stated, status="optimal", value=value, bound=value - width, gap=width / value, **said)


def by_input(rows, output="value"):
    return {each.input: each for each in rows if each.output == output}


def test_effects_of_a_linear_cost_are_slope_times_range():
    effects = by_input(screened(MORRIS, sample(MORRIS)).effects)
    assert {name: each.mu_star for name, each in effects.items()} == pytest.approx(
        {"load": 2000, "wage": 1000, "idle": 0}, abs=0.1
    )
    assert list(effects) == ["load", "wage", "idle"]
    for each in effects.values():
        assert (each.sigma, each.mu_star_conf, each.noise) == pytest.approx((0, 0, 0), abs=0.1)
        assert each.mu == pytest.approx(each.mu_star)
    assert [each.resolved for each in effects.values()] == [True, True, False]


def test_a_product_shows_in_sigma():
    effects = by_input(screened(MORRIS, sample(MORRIS, cost=lambda wage, load, idle: wage * load)).effects)
    assert effects["load"].sigma > 100 < effects["wage"].sigma
    assert effects["idle"].sigma == 0


def test_decisions_are_an_output_of_their_own():
    effects = by_input(screened(MORRIS, sample(MORRIS)).effects, "decision")
    # A step of two thirds of the range always passes its middle, so each is worth 1 over 2/3.
    assert {name: each.mu_star for name, each in effects.items()} == pytest.approx({"load": 1.5, "wage": 0, "idle": 0})
    assert {each.resolved for each in effects.values()} == {None}


def test_gaps_larger_than_an_effect_leave_it_open():
    effects = by_input(screened(MORRIS, sample(MORRIS, width=1000.0)).effects)
    # An error of 1000 in a step of two thirds of the range.
    assert [each.noise for each in effects.values()] == pytest.approx([1500] * 3)
    assert {name: each.resolved for name, each in effects.items()} == {"load": True, "wage": False, "idle": False}


def test_morris_counts_complete_paths_alone():
    screen = screened(MORRIS, sample(MORRIS, without=(1, 5)))
    assert (screen.paths, screen.complete) == (6, 4)
    assert len(screen.missing) == 2
    assert screen.missing[0].endswith(" (left)")
    assert by_input(screen.effects)["load"].mu_star == pytest.approx(2000, abs=0.1)


def test_morris_needs_two_paths():
    with pytest.raises(ScreenError, match=r"1 of 6 paths have a plan at all of their points.* and 8 more"):
        screened(MORRIS, sample(MORRIS, without=range(4, 24)))


def test_shares_of_a_linear_cost_are_those_of_its_variance():
    screen = screened(SOBOL, sample(SOBOL))
    shares = by_input(screen.shares)
    expected = {"load": 0.8, "wage": 0.2, "idle": 0.0}
    assert {name: each.first for name, each in shares.items()} == pytest.approx(expected, abs=0.03)
    assert {name: each.total for name, each in shares.items()} == pytest.approx(expected, abs=0.03)
    assert list(shares) == ["load", "wage", "idle"]
    for name, each in shares.items():
        assert abs(each.first - expected[name]) <= each.first_conf + 0.01
        assert (each.total_low, each.total_high) == pytest.approx((each.total, each.total), abs=1e-6)
    assert [each.resolved for each in shares.values()] == [True, True, False]
    of_decision = by_input(screen.shares, "decision")
    assert of_decision["load"].total == pytest.approx(1, abs=0.05)
    assert of_decision["wage"].total == 0


def test_totals_lie_where_gaps_leave_room():
    """Whatever optima between bounds and values are: their own shares lie between what is said to be proved."""
    cases = SOBOL.model_copy(update={"samples": 64})
    width = 120.0
    shares = by_input(screened(cases, sample(cases, width)).shares)
    random = np.random.default_rng(1)
    for _ in range(5):
        optima = by_input(
            screened(cases, sample(cases, 0.0, lambda **at: cost(**at) - random.uniform(0, width))).shares
        )
        for name, each in shares.items():
            assert each.total_low <= optima[name].total <= each.total_high
    assert {name: each.resolved for name, each in shares.items()} == {"load": True, "wage": True, "idle": False}
    assert by_input(screened(cases, sample(cases, 1e5)).shares)["load"].total_high is None


def test_a_cost_that_is_always_the_same_has_no_shares():
    cases = SOBOL.model_copy(update={"samples": 2})
    shares = by_input(screened(cases, sample(cases, cost=lambda **_: 5.0)).shares)
    assert {each.total for each in shares.values()} == {None}
    assert {each.resolved for each in shares.values()} == {False}


def test_sobol_needs_every_point_and_names_those_that_are_missing():
    cases = SOBOL.model_copy(update={"samples": 4})
    with pytest.raises(
        ScreenError, match=r"3 of 4 samples have all of their plans.*: point-03 \(left\)\. Run the study"
    ):
        screened(cases, sample(cases, without=(2,)))


@pytest.mark.parametrize("kind", [{"kind": "morris", "trajectories": 40_000}, {"kind": "sobol", "samples": 65536}])
def test_too_many_cases_are_refused_before_they_are_drawn(kind):
    said = {"name": "s", "instance": "i", "cases": kind | {"ranges": {"x": {"path": "a.b", "low": 0, "high": 1}}}}
    said["cases"]["ranges"]["y"] = {"path": "a.c", "low": 0, "high": 1}
    with pytest.raises(InputError, match=r"of 2 inputs make .* cases; expected at most 100,000"):
        cases_of(Study.model_validate_json(json.dumps(said)), INSTANCE)


def test_without_the_package_it_says_what_to_install(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(DesignError, match=r"pip install 'coeplan\[studies\]'"):
        unit_points(MORRIS, 3)


def linear(task):
    """Answer as a solve would; the base plan has no edits."""
    numbers = [float(text.rpartition("=")[2]) for text in task.edits]
    return answer(cost(*numbers) if numbers else 1e5)


def said(**changes):
    ranges = {name: each.model_dump() for name, each in RANGES.items()}
    cases = {"kind": "morris", "trajectories": 3, "ranges": ranges} | changes
    return {"name": "screen", "instance": "tiny.json", "cases": cases}


def run(study, folder, **options):
    return run_sensitivity(study, folder, RunOptions(place=Place.parse("in-process"), solve=linear, **options))


def test_a_screen_is_run_as_a_study_and_read_from_its_folder(written, tmp_path):
    study = written(said())
    with pytest.raises(ScreenError, match="0 of 3 paths"):
        run(study, tmp_path / "out", limit=2)
    found = run(study, tmp_path / "out")
    assert found.screen.complete == 3
    assert by_input(found.screen.effects)["load"].mu_star == pytest.approx(2000, abs=0.1)
    header, *rows = (tmp_path / "out" / "effects.csv").read_text().splitlines()
    assert header.startswith("input,path,way,output,mu_star")
    assert len(rows) == 6


def test_points_that_are_drawn_otherwise_today_are_refused(written, tmp_path, monkeypatch):
    run(written(said()), tmp_path / "out")
    drawn = sensitivity_result.screen_cases
    monkeypatch.setattr(
        sensitivity_result,
        "screen_cases",
        lambda cases, instance: drawn(cases.model_copy(update={"seed": 9}), instance),
    )
    with pytest.raises(InputError, match="not those that the package SALib draws in this version"):
        read_sensitivity(tmp_path / "out")


def test_samples_are_a_power_of_two(written, tmp_path):
    study = written(said(kind="sobol", samples=6) | {"cases": {"kind": "sobol", "samples": 6, "figures": "*"}})
    with pytest.raises(InputError, match=r"cases\.samples: 6 samples are no power of 2; expected 4 or 8"):
        run(study, tmp_path / "out")


def test_other_studies_are_no_sensitivity(written, tmp_path):
    study = said()
    study["cases"] = {"kind": "list", "what_ifs": {"six": "areas.dev.workload = 6"}}
    with pytest.raises(InputError, match="cases of kind 'list'; expected the folder of a study of kind tornado"):
        run(written(study), tmp_path / "out")
