"""Runs the programs of ``examples/`` as a user would: as processes of their own, in a folder of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SECONDS = 600
"""Guards against programs that hang; they take a second or two."""

TINY = {
    "name": "tiny",
    "headquarters": "AUS",
    "horizon": {"start": "2027-01", "periods": 2, "months": 6},
    "areas": {"dev": {"workload": 4}},
    "locations": {
        "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 9},
        "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 9},
    },
    "operating_models": {"service": {"fee_per_head": 12000, "seats_included": True}},
}
"""All four work in Guadalajara from the start, for 62,000 a year each: 248,000 a year."""

IMPOSSIBLE = TINY | {"policies": {"nobody": {"kind": "heads", "area": "dev", "location": "AUS", "at_least": 10}}}
"""Ten at headquarters, where nine can be found."""


@pytest.fixture
def environment():
    """The environment, with the command of this Python before any other."""
    return os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


@pytest.fixture
def folder(tmp_path):
    """A folder with instances: one with a plan, one without, one with two faults."""
    faulty = TINY | {"headquarters": "NOWHERE", "discount_rat": 0.1}
    for name, said in {"tiny": TINY, "impossible": IMPOSSIBLE, "faulty": faulty}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(said), encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder, environment):
    """Make a program of the examples run to its end in the folder."""

    def call(name, *arguments, code=0):
        by = "bash" if name.endswith(".sh") else sys.executable
        command = [by, str(EXAMPLES / name), *map(str, arguments)]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == code, done.stderr
        return done

    return call
