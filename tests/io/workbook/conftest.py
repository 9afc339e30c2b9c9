"""A small instance as a workbook, and loading from bytes."""

import pytest
from tests.io.bad.document import GOOD

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan.io.workbook.write import workbook_bytes


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return load_instance(path).instance


@pytest.fixture(scope="session")
def content(small):
    return workbook_bytes(small)


@pytest.fixture
def loaded(tmp_path):
    """Load an instance from the content of a workbook."""

    def load(raw, name="plan.xlsx"):
        path = tmp_path / name
        path.write_bytes(raw)
        return load_instance(path)

    return load


@pytest.fixture
def refused(loaded):
    """Load what cannot be loaded and return its faults."""

    def load(raw, name="plan.xlsx"):
        with pytest.raises(InputError) as caught:
            loaded(raw, name)
        return caught.value.faults

    return load
