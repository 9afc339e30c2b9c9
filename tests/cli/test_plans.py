"""The verbs about plans that exist."""

import json

import pytest

from coeplan.api.compare import gather_plans
from coeplan.api.files import write_plan
from coeplan.io import save_instance


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


@pytest.mark.parametrize("named", ["made", "made/plan.json"])
def test_a_folder_stands_for_its_plan_and_its_instance(coeplan, folder, plan, instance, named):
    write_plan(plan, folder / "made", instance)
    shown = coeplan("show", named)
    told = coeplan("show", "plan.json", "--instance", "sample.json")
    assert (shown.returncode, shown.stdout) == (told.returncode, told.stdout)
    # What is suspicious in an instance is told where the user names it.
    assert told.stderr.endswith(shown.stderr)
    assert "audit: " in shown.stderr
    assert coeplan("audit", "sample.json", named).stdout == coeplan("audit", "sample.json", "plan.json").stdout


def test_show_leaves_out_an_instance_beside_the_plan_that_is_not_its_own(coeplan, folder, plan, instance):
    other = instance.model_copy(update={"discount_rate": 0.5})
    (folder / "instance.json").write_text(other.model_dump_json(), encoding="utf-8")
    shown = coeplan("show", "plan.json")
    assert shown.returncode == 0
    assert shown.stderr == "note: instance.json is not what the plan was made for and is left out.\n"
    assert "Guadalajara" not in shown.stdout


def test_a_folder_without_a_plan_is_told_as_a_file_would_be(coeplan, folder):
    (folder / "empty").mkdir()
    assert "error: empty: 'empty' cannot be read: " in coeplan("show", "empty").stderr


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
    assert done.stderr == ""
    told = json.loads(coeplan("compare", "plan.json", "other.json", "--json").stdout)
    assert (told["schema_version"], told["currency"], told["notes"], told["tables"]) == ("1", "USD", [], None)
    assert [plan["source"] for plan in told["plans"]] == ["plan.json", "other.json"]
    assert [row["label"] for row in told["ranking"]] == ["A", "B"]
    (pair,) = told["comparisons"]
    assert (pair["same_instance"], pair["resolved"], pair["inputs"]) == (True, False, None)
    assert [(row["only_in"], row["decision"]["location"]) for row in pair["decisions"]] == [("a", "IN_BLR")]
    assert sum(line["difference"] for line in pair["by_category"]) == pytest.approx(pair["difference"])
    assert sum(line["amount"] for line in pair["bridge"]["lines"]) == pytest.approx(pair["difference"])
    assert "parts" not in pair["bridge"]


@pytest.fixture
def dearer(folder, plan, instance):
    """A folder as ``solve`` writes it, of the sample at another discount rate."""
    other = instance.model_copy(update={"discount_rate": 0.5, "name": "dearer"})
    target = folder / "dearer"
    target.mkdir()
    made = plan.model_copy(update={"instance_hash": other.fingerprint(), "instance": "dearer"})
    (target / "plan.json").write_text(made.model_dump_json(), encoding="utf-8")
    save_instance(other, target / "instance.json")
    return target


def paths_that_differ(done):
    assert done.returncode == 0, done.stderr
    pairs = json.loads(done.stdout)["comparisons"]
    return [pair["inputs"] and [change["path"] for change in pair["inputs"]["changes"]] for pair in pairs]


def test_compare_finds_instances_beside_plans_and_those_that_are_named(coeplan, dearer):
    assert paths_that_differ(coeplan("compare", "plan.json", "dearer", "--json")) == [None]
    named = coeplan("compare", "plan.json", "dearer", "dearer/plan.json", "--instance", "sample.json", "--json")
    assert paths_that_differ(named) == [["name", "discount_rate"]] * 2


def test_a_plan_is_written_with_its_instance_so_that_its_folder_can_be_compared(plan, instance, tmp_path):
    write_plan(plan, tmp_path / "with", instance)
    write_plan(plan, tmp_path / "without")
    found = gather_plans([tmp_path / "with", tmp_path / "without" / "plan.json"])
    assert [each.instance for each in found.plans] == [instance, None]
    assert found.notes == ()


def test_compare_leaves_out_an_instance_beside_a_plan_that_is_not_its_own(coeplan, folder, dearer):
    (dearer / "instance.json").write_text((folder / "sample.json").read_text(encoding="utf-8"), encoding="utf-8")
    done = coeplan("compare", "plan.json", "dearer", "--instance", "sample.json", "--json")
    assert paths_that_differ(done) == [None]
    note = "instance.json is not what plan B was made for and is left out."
    assert json.loads(done.stdout)["notes"] == [f"{dearer.name}/{note}"]
    assert f"note: {dearer.name}/{note}" in done.stderr
    (dearer / "instance.json").write_text("{", encoding="utf-8")
    broken = coeplan("compare", "plan.json", "dearer")
    assert broken.returncode == 0
    assert "beside plan B cannot be read and is left out: " in broken.stderr


def test_compare_refuses_an_instance_that_fits_no_plan(coeplan, dearer):
    done = coeplan("compare", "plan.json", "plan.json", "--instance", "dearer/instance.json", "--json")
    assert (done.returncode, [fault["code"] for fault in json.loads(done.stdout)["error"]["faults"]]) == (
        2,
        ["other_instance"],
    )
    assert "dearer/instance.json" in done.stderr


def test_compare_tells_all_that_cannot_be_read_at_once(coeplan):
    done = coeplan("compare", "nowhere.json", "plan.json", "nothing", "--instance", "no-such", "--json")
    assert done.returncode == 2
    codes = [fault["code"] for fault in json.loads(done.stdout)["error"]["faults"]]
    assert codes == ["file_not_found", "file_not_found", "no_such_instance"]


def test_compare_writes_its_tables(coeplan, folder, dearer):
    done = coeplan("compare", "plan.json", "dearer", "--out", "tables/new", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"] == "tables/new"
    assert "Tables: tables/new" in done.stderr
    written = {path.name for path in (folder / "tables" / "new").iterdir()}
    names = ("plans", "inputs", "input_groups", "sites", "decisions", "heads", "money", "bridge", "bridge_parts")
    assert written == {f"{name}.{end}" for name in names for end in ("csv", "parquet")}


def test_compare_needs_two_plans(coeplan):
    done = coeplan("compare", "plan.json", "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]["kind"]) == (2, "usage")
    assert "one plan is nothing to compare" in done.stderr


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
