"""The verbs about plans that exist."""

import json

import pytest


def test_show_prints_the_page_without_colour(coeplan):
    done = coeplan("show", "plan.json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "THE ANSWER" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Audited: not here" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.parametrize(("columns", "most"), [("80", 80), ("120", 120), ("40", 80), ("300", 120)])
def test_show_keeps_to_the_columns_stated(coeplan, columns, most):
    done = coeplan("show", "plan.json", COLUMNS=columns)
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= most


def test_show_where_only_ascii_can_be_written(coeplan, folder, plan):
    named = plan.model_copy(update={"title": "Bogotá"})
    (folder / "plan.json").write_text(named.model_dump_json(), encoding="utf-8")
    done = coeplan("show", "plan.json", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Bogot?"
    assert "-----" in done.stdout
    assert done.stdout.count("?") == 1


def test_show_in_json(coeplan, plan):
    done = coeplan("show", "plan.json", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["schema_version"], told["termination"], told["audited"]) == ("1", "optimal", None)
    assert (told["value"], told["bound"], told["gap"]) == (plan.value, plan.bound, plan.gap)
    assert len(told["answer"]) == 3
    assert [row["location"] for row in told["sites"]] == ["MX_GDL", "IN_BLR", "AUS"]
    assert told["lock_ins"] is None
    assert told["keeping"]["saving"] == plan.keeping.saving


def test_show_with_the_instance_audits(coeplan):
    done = coeplan("show", "plan.json", "--instance", "sample.json")
    assert done.returncode == 5
    assert "Guadalajara" in done.stdout
    assert "Audited: the plan FAILED, do not use it." in done.stdout
    assert "audit: " in done.stderr


def test_show_with_another_instance_is_refused(coeplan, folder):
    text = (folder / "sample.json").read_text(encoding="utf-8")
    (folder / "other.json").write_text(text.replace('"discount_rate": 0.08', '"discount_rate": 0.09'), encoding="utf-8")
    done = coeplan("show", "plan.json", "--instance", "other.json", "--json")
    assert done.returncode == 2
    assert [fault["code"] for fault in json.loads(done.stdout)["error"]["faults"]] == ["other_instance"]


@pytest.mark.parametrize("verb", [("show",), ("compare", "plan.json"), ("audit", "sample.json")])
@pytest.mark.parametrize("content", [None, "{", '{"schema_version": "1"}', "[]"])
def test_a_plan_that_cannot_be_read(coeplan, folder, verb, content):
    if content is not None:
        (folder / "broken.json").write_text(content, encoding="utf-8")
    done = coeplan(*verb, "broken.json", "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert error["kind"] == "input"
    assert error["faults"]
    assert "broken.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_compare_tells_what_differs(coeplan, folder, plan):
    other = plan.model_copy(update={"decisions": plan.decisions[:2]})
    (folder / "other.json").write_text(other.model_dump_json(), encoding="utf-8")
    done = coeplan("compare", "plan.json", "other.json")
    assert done.returncode == 0, done.stderr
    assert "commit to IN_BLR under captive" in done.stdout
    told = json.loads(coeplan("compare", "plan.json", "other.json", "--json").stdout)
    assert (told["schema_version"], told["same_instance"], told["resolved"]) == ("1", True, False)
    assert [(row["only_in"], row["decision"]["location"]) for row in told["decisions"]] == [("a", "IN_BLR")]
    assert sum(line["difference"] for line in told["by_category"]) == pytest.approx(told["difference"])


def test_compare_refuses_two_currencies(coeplan, folder, plan):
    (folder / "other.json").write_text(plan.model_copy(update={"currency": "EUR"}).model_dump_json(), encoding="utf-8")
    done = coeplan("compare", "plan.json", "other.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "EUR" in done.stderr


def test_audit_lists_every_broken_rule(coeplan):
    done = coeplan("audit", "sample.json", "plan.json")
    assert done.returncode == 5
    first, *findings = done.stdout.splitlines()
    assert first.startswith("FAILED: ")
    told = json.loads(coeplan("audit", "sample.json", "plan.json", "--json").stdout)
    assert (told["schema_version"], told["passed"]) == ("1", False)
    assert len(findings) == len(told["findings"]) > 0
    assert [f"- {finding['rule']}: {finding['message']}" for finding in told["findings"]] == findings


def test_a_reader_that_has_seen_enough_is_no_error(folder):
    import subprocess
    import sys

    from_python = f"{sys.executable} -c 'from coeplan.cli.main import run; run()'"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {from_python} schema plan | head -c 10"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("verb", [("show",), ("compare", "plan.json")])
def test_a_plan_that_does_not_hang_together_is_bad_input(coeplan, folder, plan, verb):
    (folder / "odd.json").write_text(
        plan.model_copy(update={"nodes": plan.nodes[:-1]}).model_dump_json(), encoding="utf-8"
    )
    done = coeplan(*verb, "odd.json", "--json")
    assert done.returncode == 2
    codes = {fault["code"] for fault in json.loads(done.stdout)["error"]["faults"]}
    assert codes == {"unsound_plan"}
