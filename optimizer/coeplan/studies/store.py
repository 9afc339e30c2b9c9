"""The folder of a study: durable after every case, and sound whenever the process that writes it is killed.

``study.json`` says what the study is, ``base/`` holds the instance and the plan that every case starts from. Each case
has one file in ``cases/``, and its plan, compressed, in ``plans/``. Every file is replaced in one go, and the plan is
written first, so that a case is there as a whole or not at all.
"""

import zlib
from dataclasses import dataclass
from gzip import BadGzipFile
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from coeplan.core.errors import InputError
from coeplan.io import save_instance, write_atomically
from coeplan_models import Fault, Instance, Plan, Record
from coeplan_models import Place as FilePlace
from coeplan_models.studies import CaseResult

from .cases import BASE
from .manifest import Manifest
from .solve_case import unpacked_plan

Model = TypeVar("Model", bound=Record)


@dataclass(frozen=True)
class Results:
    """What a folder holds of the cases asked for.

    Parameters
    ----------
    found
        Results by identifier of the case.
    damaged
        Identifiers of cases whose files cannot be used; they count as not done.
    others
        How many more results are there, of cases that the study does not list any more.
    """

    found: dict[str, CaseResult]
    damaged: tuple[str, ...]
    others: int


class Store:
    """Reads and writes the folder of a study.

    Identifiers are those of cases; ``base`` is that of the base plan.

    Parameters
    ----------
    folder
        The folder; it exists.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "lock"
        self._manifest = folder / "study.json"
        self._base = folder / "base" / "instance.json"
        self._cases = folder / "cases"
        self._plans = folder / "plans"

    # -- the study ------------------------------------------------------------------------------------------------

    @property
    def begun(self) -> bool:
        """Whether there is a study in the folder."""
        return self._manifest.exists()

    def manifest(self) -> Manifest:
        """Return what the study is.

        Raises
        ------
        InputError
            If there is none in the folder, or its file is damaged.
        """
        if not self.begun:
            fault = Fault(
                code="no_study",
                message=f"there is no study in the folder {str(self.folder)!r}",
                value=str(self.folder),
                expected="a folder that `coeplan study run` has written",
                place=FilePlace(file=str(self.folder)),
            )
            raise InputError([fault])
        found = _read(Manifest, self._manifest)
        if found is None:
            raise self._damaged(self._manifest, "run the study into another folder")
        return found

    def begin(self, manifest: Manifest, instance: Instance) -> None:
        """Write what the study is."""
        for folder in (self._base.parent, self._cases, self._plans):
            folder.mkdir(exist_ok=True)
        save_instance(instance, self._base)
        self.state(manifest)

    def state(self, manifest: Manifest) -> None:
        """Write anew what the study is, of which the instance is there."""
        write_atomically(self._manifest, manifest.model_dump_json(indent=1) + "\n")

    def clean(self) -> None:
        """Remove what a killed process has half written."""
        for folder in (self.folder, self._base.parent, self._cases, self._plans):
            for part in folder.glob(".*.part"):
                part.unlink()

    @property
    def instance_file(self) -> Path:
        """File of the base instance, with all that it extends."""
        return self._base

    # -- cases ----------------------------------------------------------------------------------------------------

    def write(self, result: CaseResult, plan: bytes | None) -> None:
        """Keep the result of a case, or of the base plan, with its packed plan."""
        path = self.plan_file(result.id)
        if plan is None:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, plan)
        write_atomically(self._result_file(result.id), result.model_dump_json() + "\n")

    def result(self, case_id: str) -> CaseResult | None:
        """Return the result of a case, or of the base plan; None where it is missing or damaged."""
        path = self._result_file(case_id)
        found = _read(CaseResult, path) if path.exists() else None
        if found is None or found.id != case_id or not self._has_plan_of(found):
            return None
        return found

    def results(self, case_ids: tuple[str, ...]) -> Results:
        """Return the results of cases, in their order."""
        present = {path.stem for path in self._cases.glob("*.json")}
        read = {case_id: self.result(case_id) for case_id in case_ids if case_id in present}
        found = {case_id: result for case_id, result in read.items() if result is not None}
        damaged = tuple(case_id for case_id, result in read.items() if result is None)
        return Results(found, damaged, len(present.difference(case_ids)))

    def packed_plan(self, case_id: str) -> bytes | None:
        """Return the packed plan of a case, or of the base plan; None where there is none."""
        path = self.plan_file(case_id)
        return path.read_bytes() if path.exists() else None

    def plan(self, case_id: str) -> Plan:
        """Return the plan of a case, or of the base plan, that has one.

        Raises
        ------
        InputError
            If its file is damaged.
        """
        path = self.plan_file(case_id)
        try:
            return unpacked_plan(path.read_bytes())
        except (ValidationError, BadGzipFile, EOFError, zlib.error) as error:
            raise self._damaged(path, "remove the file and run the study again: the case is solved anew") from error

    def plan_file(self, case_id: str) -> Path:
        """Return the file of a packed plan, whether it is there or not."""
        return self._base.parent / "plan.json.gz" if case_id == BASE else self._plans / f"{case_id}.json.gz"

    def _result_file(self, case_id: str) -> Path:
        return self._base.parent / "result.json" if case_id == BASE else self._cases / f"{case_id}.json"

    def _has_plan_of(self, result: CaseResult) -> bool:
        path = self.plan_file(result.id)
        return result.plan_bytes is None or (path.exists() and path.stat().st_size == result.plan_bytes)

    def _damaged(self, path: Path, following: str) -> InputError:
        message = f"{str(path)!r} is damaged"
        fault = Fault(code="damaged_file", message=message, expected=following, place=FilePlace(file=str(path)))
        return InputError([fault])


def _read(model: type[Model], path: Path) -> Model | None:
    """Return the record in a file; None where the file holds no such record."""
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
