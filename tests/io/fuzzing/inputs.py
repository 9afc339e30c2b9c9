"""Kinds of inputs: how each is made, and how it is judged."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.io.bad.document import BASES

from coeplan.api.schema import schema
from coeplan.io.yaml_text import yaml_text

from .bases import base_instance
from .from_schema import Maker
from .judges import judge_instance, judge_plan
from .mending import mended
from .mutations import mutated, written
from .spoiling import spoiled

PERVERSE = (0.0, 0.0, 0.003, 0.01, 0.05, 0.3)
"""How often generated documents say what the schema does not allow."""

PLAN, INSTANCE = "plan.json", "instance.json"
"""Files of a folder of plans: each in a folder of its own, with the instance that it is for."""


class Input(NamedTuple):
    """One kind of inputs."""

    make: Callable[[Random, Path], Path]
    """Writes an input in a folder, and returns its file."""

    judge: Callable[[Random, Path], str]
    """Has the program judge an input, and returns what became of it."""

    by_hypothesis: bool = False
    """Whether Hypothesis makes the choices, or a numbered seed."""


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write an input."""
    path = folder / name
    path.write_bytes(content)
    return path


def mutated_instance(chance: Random, folder: Path) -> Path:
    """Write an instance without fault, changed at some places."""
    data = mutated(chance, base_instance(chance), base_instance(chance))
    text = written(data)
    if chance.randrange(5) == 0 and "1e999" not in text and isinstance(data, dict):
        return put(folder, "mutated.yaml", yaml_text(data).encode("utf-8", "surrogatepass"))
    return put(folder, "mutated.json", text.encode("utf-8", "surrogatepass"))


def generated_instance(chance: Random, folder: Path) -> Path:
    """Write an instance made from its schema."""
    perverse = chance.choice(PERVERSE)
    found = Maker(chance, schema("instance"), perverse).document()
    if perverse == 0:
        found = mended(chance, found)
    return put(folder, "generated.json", written(found).encode("utf-8", "surrogatepass"))


def spoiled_instance(chance: Random, folder: Path) -> Path:
    """Write an instance without fault, changed byte by byte, as YAML or JSON."""
    way = chance.randrange(3)
    if way == 0:
        return put(folder, "spoiled.yaml", spoiled(chance, chance.choice(list(BASES.values())).encode()))
    data = base_instance(chance)
    if way == 1:
        return put(folder, "spoiled.yaml", spoiled(chance, yaml_text(data).encode()))
    return put(folder, "spoiled.json", spoiled(chance, json.dumps(data, indent=chance.choice((None, 1))).encode()))


@cache
def plans(folder: Path) -> tuple[Path, ...]:
    """Return the folders of plans that are at hand."""
    return tuple(sorted(path.parent for path in folder.glob(f"*/{PLAN}")))


@cache
def said_by(path: Path) -> Any:
    """Return what a JSON file says; the caller leaves it as it is."""
    return json.loads(path.read_text(encoding="utf-8"))


def mutated_plan(chance: Random, folder: Path) -> Path:
    """Write a good plan, changed at some places."""
    data = json.loads((chance.choice(plans(folder)) / PLAN).read_text(encoding="utf-8"))
    found = mutated(chance, data, said_by(chance.choice(plans(folder)) / PLAN))
    return put(folder, "mutated-plan.json", written(found).encode("utf-8", "surrogatepass"))


def generated_plan(chance: Random, folder: Path) -> Path:
    """Write a plan made from its schema."""
    found = Maker(chance, schema("plan"), chance.choice(PERVERSE)).document()
    return put(folder, "generated-plan.json", written(found).encode("utf-8", "surrogatepass"))


def spoiled_plan(chance: Random, folder: Path) -> Path:
    """Write a good plan, changed byte by byte."""
    raw = (chance.choice(plans(folder)) / PLAN).read_bytes()
    return put(folder, "spoiled-plan.json", spoiled(chance, raw))


def judged_plan(chance: Random, path: Path) -> str:
    """Have a plan judged against one of the good plans and its instance."""
    good = chance.choice(plans(path.parent))
    return judge_plan(chance, path, good / PLAN, good / INSTANCE)


def judged_instance(_: Random, path: Path) -> str:
    """Have an instance judged."""
    return judge_instance(path)


INPUTS = {
    "mutated": Input(mutated_instance, judged_instance, by_hypothesis=True),
    "generated": Input(generated_instance, judged_instance),
    "spoiled": Input(spoiled_instance, judged_instance),
    "mutated-plan": Input(mutated_plan, judged_plan, by_hypothesis=True),
    "generated-plan": Input(generated_plan, judged_plan),
    "spoiled-plan": Input(spoiled_plan, judged_plan),
}
"""Every kind of inputs, by name."""
