from collections.abc import Iterator

import pytest
from tests.exact import ExactEngine


@pytest.fixture(scope="session")
def exact() -> Iterator[ExactEngine]:
    """One warm solver process for all tests that need optima."""
    with ExactEngine() as engine:
        yield engine
