"""The shipped instances and the catalogue, read once."""

import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from coeplan.io import LoadedInstance, load_instance

INSTANCES = Path(__file__).parents[2] / "instances"
NAMES = ("micro-coe", "dual-shore", "three-hundred-seats", "brownfield", "global-footprint", "sampled-futures")


def read_yaml(path: Path) -> dict[str, Any]:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def folder() -> Path:
    return INSTANCES


@pytest.fixture(scope="session")
def loaded() -> dict[str, LoadedInstance]:
    return {name: load_instance(INSTANCES / f"{name}.yaml") for name in NAMES}


@pytest.fixture(scope="session")
def catalogue() -> dict[str, dict[str, Any]]:
    return {path.stem: read_yaml(path) for path in sorted((INSTANCES / "catalogue").glob("*.yaml"))}


@pytest.fixture(scope="session")
def build_command() -> list[str]:
    return [sys.executable, "-B", str(INSTANCES / "catalogue" / "build.py")]
