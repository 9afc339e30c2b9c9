"""From a new instance to an audited plan, with nothing stood in for."""

import json

from coeplan_models import Plan


def test_the_starter_gives_a_plan_at_once(coeplan, folder):
    assert coeplan("new", "first.yaml").returncode == 0
    done = coeplan("solve", "first.yaml", "--gap", "0.05", "--time-limit", "60", "--json", process=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["has_plan"], told["plan"]) == (True, "out/first/plan.json")
    assert told["bound"] <= told["value"]
    assert told["gap"] <= 0.05

    audit = coeplan("audit", "first.yaml", told["plan"])
    assert audit.returncode == 0, audit.stdout
    assert audit.stdout.startswith("Passed: ")
    shown = coeplan("show", told["plan"], "--instance", "first.yaml")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == (folder / told["page"]).read_text(encoding="utf-8")

    path = folder / told["plan"]
    plan = Plan.model_validate_json(path.read_text(encoding="utf-8"))
    dearer = plan.model_copy(update={"value": plan.value * 1.01})
    path.write_text(dearer.model_dump_json(), encoding="utf-8")
    assert coeplan("audit", "first.yaml", told["plan"]).returncode == 5


def test_an_instance_without_a_plan_is_proved_to_have_none(coeplan, folder):
    assert coeplan("new", "first.yaml").returncode == 0
    text = (folder / "first.yaml").read_text(encoding="utf-8")
    impossible = "policies:\n  nobody: {kind: heads, location: AUSTIN, at_most: 0}\n"
    (folder / "first.yaml").write_text(text.replace("policies:\n", impossible), encoding="utf-8")
    done = coeplan("solve", "first.yaml", "--time-limit", "60", "--json")
    assert done.returncode == 3, done.stderr
    told = json.loads(done.stdout)
    assert (told["termination"], told["has_plan"], told["plan"]) == ("infeasible", False, None)


def test_a_tree_written_out_is_the_same_instance_node_by_node(coeplan, folder):
    assert coeplan("new", "first.yaml").returncode == 0
    done = coeplan("tree", "first.yaml", "--out", "nodes.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"schema_version": "1", "path": "nodes.yaml", "nodes": 12, "exit_code": 0}
    checked = json.loads(coeplan("check", "nodes.yaml", "--json").stdout)
    assert checked["valid"] is True
    assert "kind: explicit" in (folder / "nodes.yaml").read_text(encoding="utf-8")
