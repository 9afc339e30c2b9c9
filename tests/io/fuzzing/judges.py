"""What the program may do with a file: use it, or refuse it in one line a fault; nothing else, and soon."""

import io
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from coeplan.api.tree import export_explicit
from coeplan.cli.main import main
from coeplan.core.errors import InputError
from coeplan.io import load_instance, save_instance
from coeplan.planning.tree import expand
from coeplan.solving.model import PlanningModel
from coeplan_models import Instance

SECONDS = 10.0
"""Processor time that one input may take."""

CELLS = 400
"""Nodes x locations x models x areas up to which an instance is formulated, too."""

WIDTH = 4.0

LONGEST = 2000
"""Letters that a fault may take to tell."""


class TooSlow(BaseException):
    """An input takes too long; no handler of errors may swallow it."""


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    """Raise :class:`TooSlow` where the block takes more processor time."""

    def late(*_: Any) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class Said(NamedTuple):
    """What a command did."""

    code: int
    """Its exit code."""

    out: str
    """What it printed as result."""

    messages: str
    """What it printed beside it."""


def run(*arguments: object) -> Said:
    """Run a command in this process."""
    out, messages = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(messages):
        code = main([str(argument) for argument in arguments])
    said = Said(code, out.getvalue(), messages.getvalue())
    assert "Traceback" not in said.out + said.messages, said
    return said


def judge_instance(path: Path) -> str:
    """Have an instance checked, and formulated where it is small; return what became of it."""
    said = run("check", path, "--json")
    if said.code == 2:
        judge_faults(json.loads(said.out)["faults"], path)
        return "refused"
    instance = load_instance(path).instance  # raises, where the command failed, what it failed of
    assert said.code == 0, said
    return survives(instance, path.with_name("saved.json"))


def judge_faults(faults: list[dict[str, Any]], path: Path) -> None:
    """Make sure that every fault has a place and one line."""
    assert faults
    for fault in faults:
        assert fault["place"]["file"] == str(path), fault
        assert fault["severity"] == "fault"
        assert fault["code"]
        assert fault["message"]
        assert fault["text"].startswith(str(path)), fault
        judge_words(fault)


def judge_words(fault: dict[str, Any]) -> None:
    """Make sure that what is told of a fault is one line that people can read."""
    assert fault["text"].isprintable(), fault
    assert len(fault["text"]) < LONGEST, fault


def survives(instance: Instance, saved: Path) -> str:
    """Save, read, formulate and write out an instance that was found without fault; return what was done."""
    save_instance(instance, saved)
    assert load_instance(saved).instance == instance, "what was saved reads as something else"
    if cells(instance) > CELLS:
        return "loaded"
    tree = expand(instance.scenarios, instance.horizon.periods)
    anything = {tree.nodes[leaf].id: 0.0 for leaf in tree.leaves} if instance.asks_for_regret else None
    try:
        PlanningModel.of(instance, WIDTH, least_totals=anything)
    except InputError as error:
        assert error.faults
        return "refused when gathered"
    save_instance(export_explicit(instance), saved)
    explicit = load_instance(saved).instance
    assert len(expand(explicit.scenarios, explicit.horizon.periods)) == nodes(instance), (
        "the explicit tree has other nodes"
    )
    return "formulated"


def nodes(instance: Instance) -> int:
    """Return how many nodes the tree has."""
    return len(expand(instance.scenarios, instance.horizon.periods))


def cells(instance: Instance) -> int:
    """Return how large an instance is."""
    return nodes(instance) * len(instance.locations) * max(1, len(instance.operating_models)) * len(instance.areas)


def judge_plan(chance: Random, plan: Path, good: Path, instance: Path) -> str:
    """Have a plan audited, and shown or compared with a good one; return what the auditor said."""
    form = chance.choice(((), ("--json",)))
    told = run("audit", instance, plan, *form)
    judge_outcome(told, plan, (0, 2, 5))
    other = chance.choice(
        (
            ("show", plan),
            ("show", plan, "--instance", instance),
            ("compare", plan, good),
            ("compare", good, plan),
            ("compare", plan, plan),
        )
    )
    judge_outcome(run(*other, *form), plan, (0, 2, 5) if "--instance" in other else (0, 2))
    return {0: "passed", 2: "refused", 5: "found wrong"}[told.code]


def judge_outcome(said: Said, path: Path, codes: tuple[int, ...]) -> None:
    """Make sure that a command ended as it may, and said why where it refused its input."""
    assert said.code in codes, said
    if said.code != 2:
        assert said.out
        return
    lines = [line for line in said.messages.splitlines() if line.strip()]
    assert any(line.startswith("error: ") for line in lines), said
    if said.out:
        error = json.loads(said.out)["error"]
        assert error["kind"] == "input"
        assert error["faults"], path
        for fault in error["faults"]:
            judge_words(fault)
