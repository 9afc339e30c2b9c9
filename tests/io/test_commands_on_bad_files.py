"""The command as people run it, in a process of its own with bounded memory, on files that cannot be used."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.io.bad.contradictions import CONTRADICTIONS
from tests.io.bad.document import GOOD
from tests.io.bad.places import EXTENDS, PLACES
from tests.io.bad.plans import BROKEN, ODD, SAMPLE
from tests.io.bad.raw import RAW
from tests.io.bad.readings import READINGS
from tests.io.bad.shapes import SHAPES
from tests.io.bad.syntax import SYNTAX
from tests.io.fuzzing.bases import base_instance
from tests.io.fuzzing.mutations import mutated, written
from tests.plans.sample import SAMPLE as INSTANCE

MEMORY = 2 * 2**30
SECONDS = 60
VERBS = ("check", "solve", "tree", "audit", "show", "compare")
KINDS = {kind.name: kind for kind in (*SYNTAX, *READINGS, *SHAPES, *CONTRADICTIONS, *RAW, *PLACES, *EXTENDS)}
PLAN_KINDS = {kind.name: kind for kind in (*BROKEN, *ODD)}


def limited() -> None:
    """Bound the address space of the process to come."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def command(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder; its messages hold no traceback, however it ends."""
    done = subprocess.run(
        [sys.executable, "-c", "from coeplan.cli.main import run; run()", *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        preexec_fn=limited,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "fault of coeplan" not in done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan that can be read, and its instance."""
    (tmp_path / "good.json").write_text(json.dumps(SAMPLE), encoding="utf-8")
    (tmp_path / "instance.json").write_text(json.dumps(INSTANCE), encoding="utf-8")
    return tmp_path


def on_instance(verb: str, path: Path) -> tuple[object, ...]:
    """Return the arguments that have a verb read an instance."""
    return {
        "check": ("check", path),
        "solve": ("solve", path, "--time-limit", "5", "--no-keeping"),
        "tree": ("tree", path, "--out", "tree.yaml"),
        "audit": ("audit", path, "good.json"),
        "show": ("show", "good.json", "--instance", path),
    }[verb]


SAMPLES = [
    ("check", "billion laughs"),
    ("solve", "outage that never ends"),
    ("tree", "tree too large"),
]
"""What needs a process of its own most: memory that is asked for without end, and a verb for each way of reading."""

MORE_SAMPLES = [
    ("check", "tab as indentation"),
    ("check", "UTF-16"),
    ("check", "line end in a key"),
    ("solve", "file that is not there"),
    ("audit", "child two periods on"),
    ("show", "extends itself"),
]


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        *(pytest.param(*each, id=": ".join(each)) for each in SAMPLES),
        *(pytest.param(*each, id=": ".join(each), marks=pytest.mark.slow) for each in MORE_SAMPLES),
    ],
)
def test_bad_instance(folder: Path, verb: str, name: str) -> None:
    path, expected = KINDS[name].write(folder)
    done = command(folder, *on_instance(verb, path))
    assert done.returncode == 2
    told = done.stdout if verb == "check" and "fault: " in done.stdout else done.stderr
    assert str(path) in told
    assert expected.line is None or f"{path}:{expected.line}:" in told
    assert expected.path.split(".")[0] in told
    assert not (folder / "tree.yaml").exists()


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("show", "nodes/0/months is 1000000000"),
        pytest.param("compare", "node that is its own parent", marks=pytest.mark.slow),
    ],
)
def test_bad_plan(folder: Path, verb: str, name: str) -> None:
    path, expected = PLAN_KINDS[name].write(folder)
    done = command(folder, verb, path, *(["good.json"] if verb == "compare" else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert expected.path in done.stderr


def repeated(width: int) -> str:
    """Return a text of some KiB whose aliases stand for width ** 3 unknown fields."""
    fields = ", ".join(f"x{number}: 1" for number in range(width))
    places = ", ".join(f"p{number}: *fields" for number in range(width))
    models = "".join(f"  m{number}: {{overrides: *places}}\n" for number in range(width))
    head = f"  first: {{overrides: &places {{p: &fields {{{fields}}}, {places}}}}}\n"
    return GOOD.replace("operating_models:\n", f"operating_models:\n{head}{models}")


@pytest.mark.slow
def test_faults_by_the_million_in_bounded_memory(folder: Path) -> None:
    path = folder / "bad.yaml"
    path.write_text(repeated(130), encoding="utf-8")
    assert path.stat().st_size < 10_000
    done = command(folder, "check", path)
    assert done.returncode == 2
    assert str(path) in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_mutated_files(folder: Path, verb: str) -> None:
    """Every verb uses a changed file or refuses it, whatever was changed."""
    codes: dict[int, int] = {}
    for seed in range(40):
        chance = Random(f"{verb} {seed}")
        if verb in ("show", "compare"):
            data: Any = mutated(chance, json.loads(json.dumps(SAMPLE)), SAMPLE)
        else:
            data = mutated(chance, base_instance(chance), base_instance(chance))
        path = folder / "mutated.json"
        path.write_bytes(written(data).encode("utf-8", "surrogatepass"))
        plan_verbs = {"show": ("show", path), "compare": ("compare", "good.json", path)}
        done = command(folder, *(plan_verbs.get(verb) or on_instance(verb, path)))
        codes[done.returncode] = codes.get(done.returncode, 0) + 1
    allowed = {"solve": {0, 2, 3, 4}, "audit": {0, 2, 5}}.get(verb, {0, 2})
    assert set(codes) <= allowed, codes
    assert codes[2] >= 10


def test_a_good_file_is_used(folder: Path) -> None:
    (folder / "small.yaml").write_text(GOOD, encoding="utf-8")
    assert command(folder, *on_instance("tree", folder / "small.yaml")).returncode == 0
    assert (folder / "tree.yaml").exists()
