"""What ``import coeplan`` offers, and what it costs."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import coeplan

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
HEAVY = {"pandas", "numpy", "pyomo", "highspy", "pydantic", "rich", "typer", "ruamel"}


def modules_after(statement):
    """Names of the packages that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys, json; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_loads_nothing_heavy():
    assert not HEAVY & modules_after("import coeplan")


def test_the_command_starts_without_the_heaviest():
    assert not {"pandas", "numpy", "pyomo", "highspy"} & modules_after("import coeplan.cli.main")


@pytest.mark.parametrize("name", coeplan.__all__)
def test_every_public_name_can_be_had(name):
    assert getattr(coeplan, name).__name__ == name


def test_public_names_are_listed_in_order():
    assert coeplan.__all__ == sorted(coeplan.__all__)
    assert set(coeplan.__all__) <= set(dir(coeplan))


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(AttributeError, match="load_instance"):
        coeplan.optimise  # noqa: B018


def test_the_version_is_that_of_the_project():
    assert coeplan.__version__ == tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
