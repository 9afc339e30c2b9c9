"""From a report to one self-contained page of HTML."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from coeplan.core.version import __version__

from .elements import Report
from .letters import held
from .rendering import both_sizes

HERE = Path(__file__).parent

MAP = "map"
"""Name of the chart that shows the outline of the world."""


def html_page(report: Report) -> str:
    """Return a report as one page that needs nothing else.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        HTML without scripts; charts stand in it as SVG. All texts are escaped.
    """
    return _template().render(
        report=report,
        style=(HERE / "style.css").read_text(encoding="utf-8"),
        drawn=both_sizes,
        outline=any(figure.name == MAP for figure in report.figures),
        version=__version__,
    )


@cache
def _template() -> Template:
    place = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    place.filters["held"] = held
    return place.get_template("page.html.j2")
