"""The executed notebook of the examples as a page: text, code, and what it put out, charts as pictures."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

NOTEBOOK = Path(__file__).parents[3] / "examples" / "analyst.ipynb"
PAGE = "notebook.md"

_OF_PANDAS = re.compile(r"<style scoped>.*?</style>\s*|</?div>|<p>\d+ rows.*?</p>", re.DOTALL)
"""What pandas puts around a table: the site has a style of its own."""

_TITLE = re.compile(r"aria-label=\"Title text '(.*?)'\"")
"""Where a chart says its title, after those of its parts."""


class Chart(NamedTuple):
    """A chart of the notebook."""

    file: str
    """Name of its file beside the page."""
    title: str
    """What it says above itself."""
    svg: str
    """The picture."""


def notebook_files() -> dict[str, str]:
    """Return the page and its charts, by their place in the site."""
    cells = cast("list[Mapping[str, Any]]", json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"])
    charts = _charts(cells)
    waiting = iter(charts)
    page = "\n\n".join(part for cell in cells for part in _parts(cell, waiting))
    return {PAGE: f"{page}\n", **{chart.file: chart.svg for chart in charts}}


def _charts(cells: list[Mapping[str, Any]]) -> list[Chart]:
    pictures = [each["data"]["image/svg+xml"] for cell in cells for each in _outputs(cell) if _shows_chart(each)]
    charts: list[Chart] = []
    for number, lines in enumerate(pictures, start=1):
        svg = _text(lines)
        titles = _TITLE.findall(svg)
        if not titles:
            raise ValueError(
                f"chart {number} of {NOTEBOOK.name} has no title, which is what it is called by on the page"
            )
        charts.append(Chart(f"notebook-{number}.svg", titles[-1], svg))
    return charts


def _parts(cell: Mapping[str, Any], charts: Iterator[Chart]) -> Iterator[str]:
    """Yield what the page says of a cell."""
    source = _text(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in _outputs(cell):
        yield _shown(output, charts)


def _shown(output: Mapping[str, Any], charts: Iterator[Chart]) -> str:
    if output["output_type"] == "stream":
        return f"```text\n{_text(output['text']).rstrip()}\n```"
    if _shows_chart(output):
        chart = next(charts)
        return f"![{chart.title}]({chart.file})"
    data = cast("Mapping[str, Any]", output["data"])
    if "text/html" in data:
        return _OF_PANDAS.sub("", _text(data["text/html"])).replace(' border="1" class="dataframe"', "").strip()
    return f"```text\n{_text(data['text/plain'])}\n```"


def _shows_chart(output: Mapping[str, Any]) -> bool:
    return "image/svg+xml" in output.get("data", {})


def _outputs(cell: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return cell.get("outputs", [])


def _text(lines: str | list[str]) -> str:
    """Return a text, which a notebook may hold as a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)
