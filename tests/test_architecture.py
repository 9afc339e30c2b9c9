"""How the project is built: layers, sizes of rooms, and what importing costs."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "optimizer").rglob("*.py"), *(ROOT / "models").rglob("*.py")])
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
MOST_SECONDS_TO_IMPORT = 0.1
INTERPRETER = rf"({'|'.join(sys.stdlib_module_names)}|_sysconfigdata_\w*[-\w]*)(\.|$)"
"""Modules that belong to Python itself."""


def named(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_files_and_functions_are_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < MOST_LINES
    functions = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {each.name: own_lines(each) for each in functions if own_lines(each) >= MOST_LINES_OF_A_FUNCTION}
    assert long == {}


def own_lines(function):
    """Lines of a function without its docstring, which tells users what they need."""
    first = function.body[0]
    told = ast.get_docstring(function, clean=False) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if told else 0)


def test_every_package_has_its_layer():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (each["layers"] for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    listed = {name for layer in layers for name in re.split(r"\s*\|\s*", layer)}
    packages = {f"coeplan.{path.parent.name}" for path in (ROOT / "optimizer" / "coeplan").glob("*/__init__.py")}
    assert listed == packages | {"coeplan_models"}


def loaded_by(statement):
    """Modules that a statement adds to a fresh interpreter."""
    code = f"import sys, json; known = set(sys.modules)\n{statement}\nprint(json.dumps([*(set(sys.modules) - known)]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name for name in json.loads(done.stdout) if not re.match(INTERPRETER, name)}


def test_importing_loads_nothing_but_the_package_itself():
    assert {name.split(".")[0] for name in loaded_by("import coeplan")} == {"coeplan"}


def test_importing_loads_no_layer_but_the_lowest():
    layers = {name.split(".")[1] for name in loaded_by("import coeplan") if "." in name}
    assert layers <= {"core"}


def test_the_contract_needs_pydantic_alone():
    loaded = {name.partition(".")[0] for name in loaded_by("import coeplan_models")}
    of_pydantic = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
    assert loaded <= {"coeplan_models"} | of_pydantic


def test_importing_is_fast():
    command = [sys.executable, "-X", "importtime", "-c", "import coeplan"]
    seconds = []
    for _ in range(3):
        told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        line = next(each for each in told.splitlines() if re.search(r"\| +coeplan$", each))
        seconds.append(int(line.split("|")[1]) / 1e6)
    # The best of three: what the machine does besides is not the package's fault.
    assert min(seconds) < MOST_SECONDS_TO_IMPORT
