"""A small instance as a file, and what is refused of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.io.bad.document import GOOD

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan_models import Fault


@pytest.fixture
def good() -> str:
    """Text of an instance without a fault or a warning."""
    return GOOD


@pytest.fixture
def good_file(tmp_path: Path) -> Path:
    """The same as a file."""
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def refused() -> Callable[[Any], tuple[Fault, ...]]:
    """Load what cannot be loaded and return its faults."""

    def load(source: Any) -> tuple[Fault, ...]:
        with pytest.raises(InputError) as caught:
            load_instance(source)
        assert caught.value.faults
        return caught.value.faults

    return load
