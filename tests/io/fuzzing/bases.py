"""Documents without a fault that fuzzing starts from: tiny random instances, the tests' own, and the shipped ones."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.checks.documents import EXPLICIT, FAN, SAID
from tests.enumeration.generator import random_instance_data
from tests.io.bad.document import BASES

from coeplan.api.examples import example_names, example_path
from coeplan.io import dump_instance, load_instance
from coeplan.io.read_yaml import read_yaml
from coeplan.io.tree import Origin, plain

Data = dict[str, Any]

_NOWHERE = Path("base.yaml")

SEEDS = 100_000
"""Random instances to choose from."""


@cache
def _known() -> tuple[Data, ...]:
    """Instances of the tests, with every form of tree and a plan that policies hold to."""
    texts = [plain(read_yaml(text, Origin("base.yaml", _NOWHERE))) for text in BASES.values()]
    return (SAID, SAID | {"scenarios": FAN}, SAID | {"scenarios": EXPLICIT}, *texts)


@cache
def _shipped(name: str) -> Data:
    """A shipped example with all that it extends, without the provenance of its figures."""
    found = dump_instance(load_instance(example_path(name)).instance)
    return {key: value for key, value in found.items() if key not in ("figures", "sources")}


def base_instance(chance: Random) -> Data:
    """Return an instance without a fault, as plain data that may be changed."""
    way = chance.randrange(20)
    if way < 14:
        return random_instance_data(chance.randrange(SEEDS))
    if way < 19:
        return deepcopy(chance.choice(_known()))
    return deepcopy(_shipped(chance.choice(example_names())))
