"""The sample plan of ``tests/plans``, for the tests of what people read."""

import runpy
from pathlib import Path

import pytest

SAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "plans" / "sample.py"))


@pytest.fixture
def plan():
    return SAMPLE["sample_plan"]()


@pytest.fixture
def instance():
    return SAMPLE["sample_instance"]()
