"""The notebook for analysts: it is what its script says, it runs, and what it shows is still true."""

import copy
import json
import os
import re
import runpy
from math import isclose

import pytest
from tests.examples.conftest import EXAMPLES

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
NEAR = 1e-3
"""By how much a number may be off: bounds are proved to a tolerance, and processors round differently."""
LARGEST = 200_000
"""Bytes of the notebook: what is stored is to be small."""

STORED = json.loads((EXAMPLES / "analyst.ipynb").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def maker():
    """The program that makes the notebook."""
    if os.environ.get("COEPLAN_REQUIRE_BROWSER") != "1":
        for package in ("nbclient", "nbformat", "ipykernel"):
            pytest.importorskip(package, reason="needs the extra notebook")
    return runpy.run_path(str(EXAMPLES / "make_notebook.py"))


def shown(notebook):
    """What each cell puts out for people: texts, tables as text, and of charts what screen readers say of each mark."""
    return [[_told(output) for output in cell.get("outputs", [])] for cell in notebook["cells"]]


def _told(output):
    if output["output_type"] == "stream":
        return _text(output["text"])
    data = output["data"]
    if "image/svg+xml" in data:
        return "\n".join(re.findall(r'aria-label="(.*?)"', _text(data["image/svg+xml"])))
    return _text(data["text/plain"])


def _text(lines):
    return lines if isinstance(lines, str) else "".join(lines)


def differences(found, stored):
    """Every output that says something else, but for numbers that are as good as the same."""
    return [
        (each, other)
        for cell, others in zip(found, stored, strict=True)
        for each, other in zip(cell, others, strict=True)
        if not _alike(each, other)
    ]


def _alike(one, other):
    if NUMBER.sub("0", one).split() != NUMBER.sub("0", other).split():
        return False
    numbers = zip(_numbers(one), _numbers(other), strict=True)
    return all(isclose(mine, theirs, rel_tol=NEAR, abs_tol=0.011) for mine, theirs in numbers)


def _numbers(text):
    return [float(each.replace(",", "")) for each in NUMBER.findall(text)]


def test_it_is_made_of_its_script(maker):
    cells = list(maker["cells"]((EXAMPLES / "analyst.py").read_text(encoding="utf-8")))
    assert [(cell["id"], cell["cell_type"], cell["source"]) for cell in cells] == [
        (cell["id"], cell["cell_type"], _text(cell["source"])) for cell in STORED["cells"]
    ]
    assert len(cells) > 20
    assert cells[0]["source"].startswith("# A plan in a notebook\n\n")


def test_it_was_run_from_top_to_bottom_and_is_small():
    counts = [cell["execution_count"] for cell in STORED["cells"] if cell["cell_type"] == "code"]
    assert counts == [*range(1, len(counts) + 1)]
    assert (EXAMPLES / "analyst.ipynb").stat().st_size < LARGEST
    told = shown(STORED)
    assert told[-1][0].startswith("All of it adds up to USD ")
    assert not re.search(r"/(home|tmp|usr|root)\b", json.dumps(told)), "nothing of the machine is stored"


def test_a_difference_is_noticed():
    told = shown(STORED)
    assert differences(told, told) == []
    for change in (lambda text: text.replace("adds up", "sums up"), lambda text: NUMBER.sub("99.99", text)):
        other = copy.deepcopy(told)
        other[-1][0] = change(other[-1][0])
        assert len(differences(other, told)) == 1
    assert _alike("1,234.56 and a", "1,234.57  and a")
    assert _alike("79,196.27", "79,196.50")
    assert not _alike("1.5", "1.6")


@pytest.mark.slow
def test_it_runs_and_shows_what_is_stored(maker):
    script = (EXAMPLES / "analyst.py").read_text(encoding="utf-8")
    assert differences(shown(maker["executed"](script)), shown(STORED)) == []


@pytest.mark.slow
def test_a_cell_that_fails_is_an_error(maker):
    from nbclient.exceptions import CellExecutionError

    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        maker["executed"]("# %%\nprint(1)\n# %%\n1 / 0\n")
