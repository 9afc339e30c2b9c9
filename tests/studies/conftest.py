import json

import pytest
from tests.studies.tasks import TINY


@pytest.fixture
def written(tmp_path):
    """Write a study beside the tiny instance, and return its file."""
    (tmp_path / "tiny.json").write_text(json.dumps(TINY), encoding="utf-8")

    def call(study, name="study.json"):
        path = tmp_path / name
        path.write_text(json.dumps(study), encoding="utf-8")
        return path

    return call
