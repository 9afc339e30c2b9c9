"""The verbs about instances."""

import importlib
import json
import pkgutil
from pathlib import Path
from typing import get_args

import pytest

import coeplan_models
from coeplan.api.schema import SchemaKind
from coeplan.cli.instances import SchemaName
from coeplan.cli.main import main

BROKEN = """\
schema_version: "1"
name: broken
headquarters: NOWHERE
horizon: {start: 2027-01, periods: 4}
areas:
  support: {workload: -4}
locations:
  AUS: {country: USA, time_zone: America/Chicago, yearly_cost: 100}
"""


def test_a_new_instance_is_sound_and_named_after_its_file(coeplan, folder):
    done = coeplan("new", "first-plan.yaml")
    assert done.returncode == 0, done.stderr
    assert "coeplan solve first-plan.yaml" in done.stdout
    text = (folder / "first-plan.yaml").read_text(encoding="utf-8")
    assert "\nname: first-plan\n" in text
    assert "coeplan check first-plan.yaml" in text
    told = json.loads(coeplan("check", "first-plan.yaml", "--json").stdout)
    assert (told["valid"], told["name"], told["faults"], told["warnings"]) == (True, "first-plan", [], [])


def test_a_new_instance_may_start_from_an_example(coeplan, folder):
    name = json.loads(coeplan("examples", "--json").stdout)["examples"][0]["name"]
    done = coeplan("new", "mine.yaml", "--from", name, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"schema_version": "1", "path": "mine.yaml", "from": name, "exit_code": 0}
    told = json.loads(coeplan("check", "mine.yaml", "--json").stdout)
    assert (told["valid"], told["name"]) == (True, "mine")


def test_names_that_no_instance_may_have_are_mended(coeplan, folder):
    assert coeplan("new", "my plan (2).yaml").returncode == 0
    assert "\nname: my-plan-2\n" in (folder / "my plan (2).yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("new", "sample.json"), "wrong_ending", "sample.yaml"),
        (("new", "there.yaml"), "file_exists", "another name"),
        (("new", "mine.yaml", "--from", "no-such-example"), "unknown_example", "micro-coe"),
        (("new", "no-folder/mine.yaml"), "cannot_write", "folder"),
    ],
)
def test_what_cannot_be_started_is_refused(coeplan, folder, arguments, code, said):
    (folder / "there.yaml").write_text("name: precious\n", encoding="utf-8")
    done = coeplan(*arguments, "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert [fault["code"] for fault in error["faults"]] == [code]
    assert said in done.stderr
    assert (folder / "there.yaml").read_text(encoding="utf-8") == "name: precious\n"


def test_check_lists_every_fault_with_its_line(coeplan, folder):
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    done = coeplan("check", "broken.yaml")
    assert done.returncode == 2
    assert "broken.yaml:3" in done.stdout
    assert "NOWHERE" in done.stdout
    assert "broken.yaml cannot be used: " in done.stdout
    assert "Traceback" not in done.stderr


def test_check_in_json_is_a_result_and_an_error(coeplan, folder):
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    done = coeplan("check", "broken.yaml", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["schema_version"], told["valid"], told["name"]) == (2, "1", False, None)
    assert told["error"]["kind"] == "input"
    assert told["error"]["faults"] == told["faults"] != []
    assert all(fault["place"]["line"] for fault in told["faults"])


def test_check_of_a_sound_instance(coeplan):
    done = coeplan("check", "sample.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "holds instance 'sample' and can be solved: 0 faults" in done.stdout


@pytest.mark.parametrize("verb", ["check", "solve"])
def test_an_instance_that_is_not_there(coeplan, verb):
    done = coeplan(verb, "sampel.json", "--json")
    assert done.returncode == 2
    (fault,) = json.loads(done.stdout)["error"]["faults"]
    assert fault["code"] == "no_such_instance"
    assert "sample.json" in fault["nearest"]
    assert "micro-coe" in fault["expected"]


def test_examples_are_listed_with_title_and_first_sentence(coeplan):
    done = coeplan("examples")
    assert done.returncode == 0
    told = json.loads(coeplan("examples", "--json").stdout)["examples"]
    assert told
    for row in told:
        assert f"{row['name']}: {row['title']}\n    {row['summary']}\n" in done.stdout
        assert row["summary"].endswith(".")


def test_an_example_is_copied_as_it_ships(coeplan, folder):
    row = json.loads(coeplan("examples", "micro-coe", "--json").stdout)["examples"][0]
    done = coeplan("examples", "micro-coe", "--out", "copy.yaml")
    assert done.returncode == 0
    assert (folder / "copy.yaml").read_text(encoding="utf-8") == Path(row["path"]).read_text(encoding="utf-8")
    assert coeplan("examples", "micro-coe", "--out", "copy.yaml").returncode == 2
    assert coeplan("examples", "no-such-example").returncode == 2


VERSION = "_SCHEMA_VERSION"


def test_every_kind_of_file_has_a_schema():
    modules = (each.name for each in pkgutil.iter_modules(coeplan_models.__path__, "coeplan_models."))
    stated = [name for module in modules for name in vars(importlib.import_module(module)) if name.endswith(VERSION)]
    kinds = {name.removesuffix(VERSION).lower() for name in stated} - {"what_if"} | {"edits"}
    assert kinds == set(SchemaName) == set(get_args(SchemaKind))


@pytest.mark.parametrize("kind", SchemaName)
def test_schemas(capsys, kind):
    assert main(["schema", kind]) == main(["schema", kind, "--json"]) == 0
    plain, wrapped = in_lines(capsys.readouterr().out)
    assert wrapped == {"schema_version": "1", "kind": kind, "schema": plain, "exit_code": 0}
    assert plain["$id"] == f"urn:coeplan:{kind}:1"


def test_the_schema_of_instances_is_meant_unless_another_is_named(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$id"] == "urn:coeplan:instance:1"


def in_lines(told):
    """The JSON documents that stand one after the other."""
    found, decoder = [], json.JSONDecoder()
    while told := told.strip():
        document, end = decoder.raw_decode(told)
        found.append(document)
        told = told[end:]
    return found


@pytest.mark.parametrize("folder", ["micro-coe", "mine"])
def test_a_folder_is_in_nobodys_way_but_its_own(tmp_path, monkeypatch, capsys, folder):
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    shipped = folder == "micro-coe"
    assert main(["check", folder]) == (0 if shipped else 2)
    told = "'micro-coe' and can be solved" if shipped else "'mine' cannot be read: Is a directory"
    assert told in capsys.readouterr().out
