"""Makes the notebook from its script: runs every cell and stores what came out.

    python examples/make_notebook.py

The script ``analyst.py`` is what people edit: its cells begin with ``# %%``, those of text with ``# %% [markdown]``,
as editors know them. Needs the extra ``notebook``.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SCRIPT = HERE / "analyst.py"
NOTEBOOK = HERE / "analyst.ipynb"
SECONDS_A_CELL = 600

_CELL = re.compile(r"^# %%(?P<text> \[markdown\])?\n(?P<lines>.*?)(?=^# %%|\Z)", re.DOTALL | re.MULTILINE)


def cells(script: str) -> Iterator[nbformat.NotebookNode]:
    """Yield the cells of a script, without anything that was put out."""
    for number, found in enumerate(_CELL.finditer(script), start=1):
        lines = found["lines"].strip("\n")
        if found["text"]:
            text = re.sub(r"^# ?", "", lines, flags=re.MULTILINE)
            yield nbformat.v4.new_markdown_cell(text, id=f"cell-{number}")
        else:
            yield nbformat.v4.new_code_cell(lines, id=f"cell-{number}")


def executed(script: str) -> nbformat.NotebookNode:
    """Return the notebook of a script, every cell run in a fresh kernel in the folder of the examples.

    Raises
    ------
    CellExecutionError
        If a cell fails.
    """
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=list(cells(script)), metadata={"kernelspec": kernel})
    client = NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        startup_timeout=SECONDS_A_CELL,
        resources={"metadata": {"path": str(HERE)}},
        record_timing=False,
    )
    client.execute()
    # The version of this Python would be a difference without a meaning.
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main() -> None:
    """Run the script as a notebook, and store it."""
    nbformat.write(executed(SCRIPT.read_text(encoding="utf-8")), NOTEBOOK)


if __name__ == "__main__":
    main()
