"""One instance without a fault, and ways to look at what the checks say of it once something is changed."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from tests.checks.documents import EXPLICIT, FAN, SAID, Said, put

from coeplan_models import Fault, Instance
from coeplan_models.checks import check_instance


@pytest.fixture
def said() -> Said:
    """Plain data of an instance without a fault or a warning."""
    return deepcopy(SAID)


@pytest.fixture
def instance_of() -> Callable[[Said], Instance]:
    """Make an instance of plain data."""
    return lambda data: Instance.model_validate_json(json.dumps(data))


@pytest.fixture
def found(said: Said, instance_of: Callable[[Said], Instance]) -> Callable[..., list[Fault]]:
    """Change values given as ``{"areas/support/min_team": 3}`` and return what the checks say."""

    def look(changes: dict[str, Any]) -> list[Fault]:
        for path, value in changes.items():
            put(said, path, deepcopy(value))
        return check_instance(instance_of(said))

    return look


@pytest.fixture
def fan() -> Said:
    """Scenarios of kind fan without a fault."""
    return deepcopy(FAN)


@pytest.fixture
def explicit() -> Said:
    """Scenarios of kind explicit without a fault."""
    return deepcopy(EXPLICIT)
