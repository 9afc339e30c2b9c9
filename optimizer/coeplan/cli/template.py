"""The verb ``template``: a workbook to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from .answers import show_answer
from .options import JsonFlag


def template(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="Workbook to write.")],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="INSTANCE", help="Fill it from this instance instead of a small example."),
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Write a workbook to fill in, for Excel or LibreOffice.

    Every verb reads it as an instance.
    """
    from coeplan.api.template import EXAMPLE, write_template

    path = write_template(out, source)
    return show_answer(
        lambda: {"path": str(path), "from": source or EXAMPLE, "is_example": source is None},
        lambda _: f"Wrote {path}. Next: fill it in and save it; coeplan check {path}; coeplan solve {path}",
        as_json=json,
    )
