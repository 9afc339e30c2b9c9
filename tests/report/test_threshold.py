"""The page of thresholds on narrow terminals."""

import io

from rich.console import Console

from coeplan.analysis.threshold.result import Place, Point, Thresholds
from coeplan.report.threshold import threshold_view

MODELS = ("captive", "bot", "as_a_service", "headquarters")
SIZES = (1, 40, 130, 200)


def found():
    points = [
        Point("MX_GDL", "product", model, size, 1.0, "", 1e6 * size * dearer, 1e6 * size, "optimal", size, passes)
        for size in SIZES
        for model, dearer, passes in zip(MODELS, (1.3, 5.0, 1.0, 2.4), ((), ("captive",), (), ()), strict=True)
    ]
    place = Place("MX_GDL", "product", MODELS, "2027-07", 30, (), (), (), ())
    return Thresholds("narrow", "USD", 200, (place,), tuple(points), complete=True, seconds=1.0)


def test_sizes_and_costs_of_the_curve_are_never_cut():
    page = Console(width=100, file=io.StringIO())
    page.print(threshold_view(found()))
    shown = page.file.getvalue()
    assert "…" not in shown
    rows = [line.split()[:2] for line in shown.splitlines()]
    assert all([f"{size}", f"{size:.1f}"] in rows for size in SIZES)
