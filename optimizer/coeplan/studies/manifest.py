"""What a folder says that its study is, and whether a study may go on in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from coeplan.core.errors import InputError
from coeplan_models import Fault, Record
from coeplan_models import Place as FilePlace
from coeplan_models.studies import STUDY_SCHEMA_VERSION, Study

from .cases import Case


class Manifest(Record):
    """The study of a folder."""

    schema_version: Literal["1"] = STUDY_SCHEMA_VERSION
    """Version of the folder's files."""

    study: Study
    """The study as its file says it."""

    instance: str
    """Name of the instance."""

    instance_hash: str
    """Fingerprint of the instance."""

    currency: str
    """Currency of all amounts."""

    cases: tuple[Case, ...]
    """All cases, in order."""

    @property
    def case_ids(self) -> tuple[str, ...]:
        """Identifiers of all cases, in order."""
        return tuple(case.id for case in self.cases)


def refuse_other(before: Manifest, now: Manifest, folder: Path) -> None:
    """Refuse to go on in a folder whose results could not be compared with those to come.

    Cases may be added to a study, renamed, and taken away: each is known by its edits.

    Raises
    ------
    InputError
        If the study's name, the data of its instance or its limits have changed; every change is told.
    """
    place = FilePlace(file=str(folder))
    expected = "another folder, or the study as it was"
    faults = [
        Fault(code=code, message=message, expected=expected, place=place) for code, message in _changes(before, now)
    ]
    if faults:
        raise InputError(faults)


def _changes(before: Manifest, now: Manifest) -> Iterator[tuple[str, str]]:
    if before.study.name != now.study.name:
        yield "other_study", f"the folder holds study {before.study.name!r}, not {now.study.name!r}"
    if before.instance_hash != now.instance_hash:
        said = f"instance {now.instance!r} holds other data than when the results in the folder were found"
        yield "other_instance", said
    old, new = before.study.limits, now.study.limits
    for name in type(new).model_fields:
        was, now_is = getattr(old, name), getattr(new, name)
        if was != now_is:
            message = f"limit {name} was {_said(was)} when the results in the folder were found, and is {_said(now_is)}"
            yield "other_limits", message


def _said(limit: float | None) -> str:
    return "absent" if limit is None else f"{limit:g}"
