"""What ships with the package is found in a wheel and in a checkout."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from coeplan.core import resources


def loaded_from(folder: Path) -> ModuleType:
    """Load the module as it would be if the package stood in another folder."""
    target = folder / "coeplan" / "core" / "resources.py"
    target.parent.mkdir(parents=True)
    shutil.copy(resources.__file__, target)
    spec = importlib.util.spec_from_file_location("resources_elsewhere", target)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def filled(folder: Path) -> Path:
    (folder / "catalogue" / "sub").mkdir(parents=True)
    for name in ("mexico.yaml", "asia.yaml", "sub/pune.yaml", "notes.md"):
        (folder / "catalogue" / name).write_text("a: 1")
    return folder


def test_checkout(tmp_path: Path) -> None:
    instances = filled(tmp_path / "instances")
    module = loaded_from(tmp_path / "optimizer")
    assert module.shipped("catalogue", "mexico.yaml") == instances / "catalogue" / "mexico.yaml"
    assert module.shipped_names("catalogue") == ("asia", "mexico", "sub/pune")


def test_wheel(tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    module = loaded_from(packages)
    instances = filled(packages / "coeplan" / "instances")
    assert module.shipped("catalogue", "mexico.yaml") == instances / "catalogue" / "mexico.yaml"
    assert module.shipped_names("catalogue") == ("asia", "mexico", "sub/pune")


def test_folders_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path / "none")
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path / "none")
    assert resources.shipped_names("catalogue") == ()
    assert resources.shipped() == tmp_path / "none"
