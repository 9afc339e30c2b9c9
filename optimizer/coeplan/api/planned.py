"""A plan read with its instance, for what is asked of both."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coeplan.analysis.why.planned import Planned
from coeplan.core.errors import InputError
from coeplan.io import LoadedInstance
from coeplan.io.plan_files import plan_file
from coeplan.report.files import INSTANCE_FILE
from coeplan_models import Fault, Instance, Place, Plan

from .load import load_instance, load_plan

__all__ = ["Planned", "read_planned"]


def read_planned(
    plan: str | Path | Plan, source: str | Path | Mapping[str, Any] | Instance | LoadedInstance | None = None
) -> Planned:
    """Read a plan with the instance that it was made for.

    Parameters
    ----------
    plan : path or Plan
        The plan, its file, or the folder that ``solve`` has written.
    source : path, mapping, Instance or LoadedInstance, optional
        The instance, as :func:`coeplan.load_instance` takes it, or what that returned: lines are then those of its
        file. The ``instance.json`` beside the plan unless given.

    Returns
    -------
    Planned
        Both.

    Raises
    ------
    InputError
        If one cannot be read, there is no instance, or the plan was made for other data.
    """
    read = plan if isinstance(plan, Plan) else load_plan(plan_file(plan))
    if isinstance(source, LoadedInstance):
        return Planned(source, read)
    return Planned(load_instance(_beside(plan, read) if source is None else source), read)


def _beside(plan: str | Path | Plan, read: Plan) -> Path:
    """Return the file of the instance beside a plan."""
    beside = None if isinstance(plan, Plan) else plan_file(plan).with_name(INSTANCE_FILE)
    if beside is not None and beside.is_file():
        return beside
    fault = Fault(
        code="no_instance",
        message="the instance of the plan is not beside it" if beside else "the plan comes without its instance",
        value=read.instance,
        expected=(
            f"{INSTANCE_FILE} in the folder of the plan, or --instance with the file of instance {read.instance!r}, as "
            "it was when it was solved"
        ),
        place=None if beside is None else Place(file=str(plan)),
    )
    raise InputError([fault])
