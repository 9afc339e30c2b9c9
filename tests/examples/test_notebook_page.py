"""The notebook as a page of the documentation."""

import json
import re

import pytest

from coeplan_docs import notebook

FILES = notebook.notebook_files()


def stored():
    return json.loads(notebook.NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def test_the_page_has_every_cell_in_order():
    page, place = FILES["notebook.md"], 0
    for cell in stored():
        place = page.find("".join(cell["source"]), place)
        assert place >= 0, cell["id"]
    assert page.startswith("# ")
    assert page.count("```python\n") == sum(cell["cell_type"] == "code" for cell in stored())


def test_tables_are_plain_and_charts_are_pictures_with_their_titles():
    page = FILES["notebook.md"]
    outputs = [output for cell in stored() for output in cell.get("outputs", []) if "data" in output]
    charts = [output for output in outputs if "image/svg+xml" in output["data"]]
    tables = [output for output in outputs if "text/html" in output["data"]]
    assert page.count("<table>") == page.count("</table>") == len(tables) > 5
    assert not re.search(r"<style|<script|class=|<div", page)
    named = re.findall(r"^!\[(.+)\]\((.+)\)$", page, re.MULTILINE)
    assert len(named) == len(charts) == len(FILES) - 1 > 2
    for title, file in named:
        assert title in FILES[file]
        assert FILES[file].startswith("<svg")


def test_text_that_was_printed_is_on_the_page():
    printed = "".join(stored()[-1]["outputs"][0]["text"])
    assert FILES["notebook.md"].endswith(f"```text\n{printed.rstrip()}\n```\n")


def test_a_chart_without_a_title_is_refused(tmp_path, monkeypatch):
    output = {"output_type": "display_data", "data": {"image/svg+xml": ["<svg></svg>"]}}
    cell = {"cell_type": "code", "source": [], "outputs": [output]}
    path = tmp_path / "charts.ipynb"
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    monkeypatch.setattr(notebook, "NOTEBOOK", path)
    with pytest.raises(ValueError, match=r"chart 1 of charts\.ipynb has no title"):
        notebook.notebook_files()


def test_what_is_neither_table_nor_chart_is_shown_as_text(tmp_path, monkeypatch):
    output = {"output_type": "execute_result", "data": {"text/plain": ["4", "2"]}}
    cell = {"cell_type": "code", "source": "40 + 2", "outputs": [output]}
    path = tmp_path / "values.ipynb"
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    monkeypatch.setattr(notebook, "NOTEBOOK", path)
    assert notebook.notebook_files() == {"notebook.md": "```python\n40 + 2\n```\n\n```text\n42\n```\n"}
