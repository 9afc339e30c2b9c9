"""The verbs that edit an instance before they use it."""

import json
from types import SimpleNamespace

import pytest
from tests.io.bad.document import GOOD
from tests.plans.sample import SAMPLE, sample_plan

import coeplan.api.solve
from coeplan.api.load import load_instance, load_plan
from coeplan.cli.main import main


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "sample.json").write_text(json.dumps(SAMPLE), encoding="utf-8")
    (tmp_path / "dear.yaml").write_text("- discount_rate = 0.1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here, capsys):
    def call(*arguments):
        code = main(arguments)
        told = capsys.readouterr()
        return SimpleNamespace(code=code, out=told.out, err=told.err)

    return call


def test_check_tells_what_edits_change(run):
    done = run("check", "good.yaml", "--edits", "dear.yaml", "--set", "never PL", "--set", "remove policies.pin.price")
    assert done.code == 0
    assert "changed: discount_rate 0.08 -> 0.1\n" in done.out
    assert 'added: policies.pin-never-PL {"kind": "forbid", "location": "PL"' in done.out
    assert "removed: policies.pin.price 100.0\n" in done.out
    assert "good.yaml holds instance 'small' and can be solved: 0 faults" in done.out


def test_check_in_json_has_edits_and_changes(run):
    told = json.loads(run("check", "good.yaml", "--set", "discount_rate=0.1", "--json").out)
    assert told["edits"] == ["discount_rate = 0.1"]
    assert told["changes"] == [
        {"path": ["discount_rate"], "what": "changed", "before": 0.08, "after": 0.1, "edit": "discount_rate = 0.1"}
    ]
    assert told["hash"] != json.loads(run("check", "good.yaml", "--json").out)["hash"]


def test_check_tells_faults_of_edits_with_their_place(run):
    done = run("check", "good.yaml", "--set", "discount_rate = 0.1", "--set", "discount_rat = 0.1")
    assert done.code == 2
    assert "fault: --set[2]: discount_rat: the instance has no key 'discount_rat'" in done.out
    assert "did you mean discount_rate?" in done.out


def test_without_edits_check_says_nothing_of_them(run):
    told = json.loads(run("check", "good.yaml", "--json").out)
    assert (told["edits"], told["changes"]) == ([], [])


@pytest.fixture
def solved(monkeypatch):
    """A solver that has the sample's plan ready; returns the instances that it was asked for."""
    asked = []

    def solve(instance, options, on_progress, cancel):
        asked.append(instance)
        plan = sample_plan().model_copy(update={"instance_hash": instance.fingerprint()})
        return coeplan.api.solve.Solution(instance, "optimal", plan, plan.value, plan.bound, plan.gap, 1.0, "done")

    monkeypatch.setattr(coeplan.api.solve, "solve", solve)
    return asked


@pytest.mark.parametrize(
    ("arguments", "folder", "name", "edits"),
    [
        (("--set", "discount_rate = 0.2"), "out/sample-what-if", "", ("discount_rate = 0.2",)),
        (("--edits", "dear.yaml"), "out/sample-dear", "dear", ("discount_rate = 0.1",)),
        (("--edits", "dear.yaml", "--out", "mine"), "mine", "dear", ("discount_rate = 0.1",)),
    ],
)
def test_solve_solves_the_edited_instance_and_keeps_it_with_its_plan(run, here, solved, arguments, folder, name, edits):
    done = run("solve", "sample.json", *arguments)
    assert done.code == 0, done.err
    assert "1 edit, 1 value changed." in done.err
    plan = load_plan(here / folder / "plan.json")
    asked = plan.made_by.what_if
    assert (asked.name, asked.edits) == (name, edits)
    assert asked.base_hash == load_instance("sample.json").instance.fingerprint()
    kept = load_instance(here / folder / "instance.json").instance
    assert kept == solved[0]
    assert kept.fingerprint() == plan.instance_hash != asked.base_hash


def test_an_instance_that_is_not_edited_is_solved_as_it_is(run, here, solved):
    done = run("solve", "sample.json")
    assert done.code == 0, done.err
    assert "edit" not in done.err
    assert load_plan(here / "out/sample/plan.json").made_by.what_if is None
    assert solved == [load_instance("sample.json").instance]


def test_the_schema_of_edits_is_printed(run):
    assert json.loads(run("schema", "edits").out)["$id"] == "urn:coeplan:edits:1"
