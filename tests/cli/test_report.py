"""The verb ``report``."""

import json

import pytest
from tests.analysis.why.firm import write_firm
from tests.studies.tasks import TINY, grid, run

from coeplan.api import report as api
from coeplan.report.html.elements import Report, Section


@pytest.fixture
def command(tmp_path, asking):
    """Run the command where an audited plan lies."""
    write_firm(tmp_path)
    return asking(tmp_path, "report")


@pytest.fixture
def undrawn(monkeypatch):
    """Leave the drawing out, which tests of the page itself look at."""
    monkeypatch.setattr(api, "_WAYS", {".html": lambda _: "page", ".pdf": lambda _: b"%PDF-"})
    monkeypatch.setattr(api, "CHARTS", {"svg": lambda figure: figure.name, "png": lambda _: b"\x89PNG"})


def test_a_page_is_written(command, tmp_path):
    code, output, messages = command("plan.json", "--out", "found.html")
    assert (code, output, messages) == (0, "Report: found.html\n", "")
    page = (tmp_path / "found.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "audited." in page
    assert "FAILED" not in page
    assert '<svg width="' in page
    assert "From now (" in page


def test_the_page_has_a_name_of_its_own_unless_charts_alone_are_asked_for(command, tmp_path, undrawn):
    assert command("plan.json")[:2] == (0, "Report: report.html\n")
    assert (tmp_path / "report.html").read_text() == "page"
    (tmp_path / "report.html").unlink()
    code, output, _ = command("plan.json", "--charts", "drawn", "--format", "png")
    assert code == 0
    assert not (tmp_path / "report.html").exists()
    files = sorted(path.name for path in (tmp_path / "drawn").iterdir())
    assert "waterfall.png" in files
    assert all(line.startswith("Chart: drawn/") for line in output.splitlines())
    assert len(output.splitlines()) == len(files)


def test_json_names_what_was_written(command, tmp_path, undrawn):
    code, output, _ = command("plan.json", "--out", "a.pdf", "--charts", "drawn", "--json")
    told = json.loads(output)
    assert code == told["exit_code"] == 0
    assert (told["kind"], told["audited"], told["report"]) == ("plan", True, "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-"
    assert {path.partition("/")[0] for path in told["charts"]} == {"drawn"}


def test_a_plan_that_fails_its_audit_is_reported_as_such(coeplan, undrawn):
    done = coeplan("report", "plan.json", "--instance", "sample.json")
    assert done.returncode == 5
    assert "warning: This plan failed its audit: do not use it." in done.stderr


def test_plans_are_compared(coeplan, undrawn):
    done = coeplan("report", "plan.json", "plan.json", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["kind"], told["audited"]) == (0, "comparison", None)
    assert told["title"] == "Plan B against plan A"


def test_a_study_is_told(tmp_path, asking, undrawn):
    (tmp_path / "tiny.json").write_text(json.dumps(TINY))
    (tmp_path / "loads.json").write_text(json.dumps(grid([2, 3])))
    run(tmp_path / "loads.json", tmp_path / "out")
    code, output, _ = asking(tmp_path, "report")("out", "--json")
    told = json.loads(output)
    assert (code, told["kind"], told["title"]) == (0, "study", "Study loads")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("plan.json", "--out", "report.docx"), "ends in .html, .pdf"),
        (("plan.json", "--out", "none/report.html"), "cannot be written"),
        (("plan.json", "--format", "gif"), "'gif' is no format; there are svg, png"),
        (("plan.json", "plan.json", "--with", "."), "tables are given to what is not the report of one plan"),
        (("plan.json", "--with", "."), "there is no table in the folder '.' that a report can show"),
        (("nothing.json",), "there is no file 'nothing.json'"),
    ],
)
def test_what_cannot_be_done_is_told(command, undrawn, tmp_path, arguments, told):
    code, _, messages = command(*arguments)
    assert code == 2
    assert told in " ".join(messages.split())
    assert not list(tmp_path.glob("*.html"))


def test_a_study_stands_alone(command, tmp_path):
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "study.json").write_text("{}")
    code, _, messages = command("done", "plan.json", "--instance", "instance.json", "--with", "done")
    assert code == 2
    assert "a study stands beside other sources" in messages
    assert "an instance is named with a study" in messages
    assert "tables are given" in messages


def test_an_unknown_format_of_charts_is_refused(tmp_path):
    bare = Report("t", "a", (Section("answer", "The answer", ()),), "f")
    with pytest.raises(api.InputError, match="no format 'gif'"):
        api.write_charts(bare, tmp_path, "gif")
