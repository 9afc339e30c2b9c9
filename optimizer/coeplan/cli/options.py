"""Arguments that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
InstanceArgument = Annotated[
    str, typer.Argument(metavar="INSTANCE", help="Instance file, or the name of a shipped example.")
]
PlanArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help="Plan file, or the folder that `solve` has written.")
]
InstanceOption = Annotated[
    str | None,
    typer.Option("--instance", metavar="INSTANCE", help="The plan's instance; default: instance.json beside it."),
]
TablesOption = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write tables into this folder.")]
