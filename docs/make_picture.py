"""Make the picture of the answer that README and docs show: the page of ``micro-coe``, as the program prints it.

Run ``python docs/make_picture.py out/micro-coe/plan.json`` after ``coeplan solve micro-coe``.
"""

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

import coeplan

LINES = 62
"""Lines of the page that the picture shows."""


def main() -> None:
    """Write ``docs/images/micro-coe.svg``."""
    plan = coeplan.load_plan(sys.argv[1])
    instance = coeplan.load("micro-coe")
    lines = coeplan.plan_page(plan, instance, width=110).splitlines()[:LINES]
    console = Console(record=True, width=110, file=io.StringIO())
    console.print(Text("\n".join(["$ coeplan solve instances/micro-coe.yaml", "", *lines, "..."])))
    target = Path(__file__).parent / "images" / "micro-coe.svg"
    console.save_svg(str(target), title="coeplan", unique_id="coeplan")


if __name__ == "__main__":
    main()
