"""Options of the verbs that edit an instance before they use it."""

from typing import Annotated

import typer

SET = "--set"
"""Option that states one edit; faults name the second as ``--set[2]``."""

SetOption = Annotated[
    list[str] | None,
    typer.Option(SET, metavar="EDIT", help="Edit the instance, as in 'areas.support.workload x 1.2'; repeatable."),
]
EditsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--edits", metavar="FILE[#NAME]", help="Apply a file of edits, or its what-if NAME, before --set; repeatable."
    ),
]
