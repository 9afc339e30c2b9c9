"""The verbs about studies."""

import json
import signal
import subprocess
import sys
import time

import pytest
from rich.console import Console

from coeplan.cli.main import main
from coeplan.cli.study_line import StudyLine, duration
from coeplan.core import executor_dask
from coeplan.studies.progress import StudyProgress

TINY = """
name: tiny
headquarters: AUS
horizon: {start: 2027-01, periods: 3}
areas: {dev: {workload: 4}}
locations:
  AUS: {country: USA, time_zone: America/Chicago, yearly_cost: 160000, talent_pool: 20}
  GDL: {country: MEX, time_zone: America/Mexico_City, yearly_cost: 50000, talent_pool: 20}
operating_models: {aas: {fee_per_head: 12000, seats_included: true, lead_time: 3}}
"""

STUDY = """
name: loads
instance: tiny.yaml
limits: {gap: 0, time_limit: 10}
cases:
  kind: list
  what_ifs:
    six: areas.dev.workload = 6
    pinned: keep heads at AUS 0..1
    wrong: areas.sales.workload = 6
"""


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """A study of three cases after its run in two steps, with what the first one told."""
    folder = tmp_path_factory.mktemp("studied")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    arguments = ["study", "run", "study.yaml", "--out", "out", "--workers", "in-process"]
    runs = [
        subprocess.run(
            [sys.executable, "-c", "from coeplan.cli.main import run; run()", *arguments, *more],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        for more in (["--limit", "1"], ["--json"])
    ]
    return folder, *runs


@pytest.fixture
def command(studied, monkeypatch, capsys):
    """Run the command in this process, and return its code, output and messages."""
    monkeypatch.chdir(studied[0])

    def call(*arguments):
        code = main(["study", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_a_run_tells_how_far_it_came(studied):
    _, first, second = studied
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Study loads: 1 of 3 cases done, 2 left.\n- optimal: 1\n")
    assert "Base plan: 284,000.00 (optimal)." in first.stdout
    assert "solving cases" in first.stderr
    assert "Table: out/results.csv" in first.stderr
    told = json.loads(second.stdout)
    assert (second.returncode, told["exit_code"]) == (1, 1)
    assert (told["done"], told["left"], told["stopped"]) == (3, 0, False)
    assert told["by_status"] == {"optimal": 1, "infeasible": 1, "refused": 1}
    assert told["base"]["value"] == pytest.approx(284_000)
    assert [(each["name"], each["status"]) for each in told["amiss"]] == [("wrong", "refused")]


def test_the_status_names_what_went_wrong(command):
    code, output, _ = command("status", "out")
    assert code == 0
    assert "Study loads: 3 of 3 cases done, 0 left." in output
    assert "! wrong (" in output
    assert "refused: areas.sales: areas has no key 'sales'" in output
    assert output.endswith("No run is under way.\n")
    assert json.loads(command("status", "out", "--json")[1])["cases"] == 3


def test_the_table_is_shown_and_written(command, studied):
    code, output, _ = command("table", "out")
    assert code == 0
    assert "COST (USD k) AND TODAY'S DECISIONS BY LEVEL" in output
    code, output, messages = command("table", "out", "--out", "tables")
    assert (code, output) == (0, "")
    assert "Wrote tables/results.csv, tables/results.parquet" in messages
    assert (studied[0] / "tables" / "results.csv").read_text().count("\n") == 4
    values = json.loads(command("table", "out", "--json")[1])
    assert [row["status"] for row in values["cases"]] == ["optimal", "infeasible", "refused"]
    assert values["written"] == []


def test_a_case_is_opened_shown_and_audited(command, capsys):
    code, output, _ = command("open", "out", "six", "--out", "case")
    assert (code, output) == (0, "Wrote case/plan.json. Next: coeplan show case/plan.json\n")
    assert main(["show", "case/plan.json"]) == 0
    assert "426" in capsys.readouterr().out
    assert json.loads(command("open", "out", "six", "--out", "case", "--json")[1])["plan"] == "case/plan.json"
    code, _, messages = command("open", "out", "pinned", "--out", "case")
    assert code == 4
    assert "case 'pinned' has no plan: its status is infeasible" in messages


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("run", "study.yaml"), 2, "--out"),
        (("run", "study.yaml", "--out", "o", "--workers", "some"), 2, "'some' is no place to run work"),
        (("run", "study.yaml", "--out", "o", "--workers", "tcp://127.0.0.1:1"), 2, "goes to --dask"),
        (("run", "study.yaml", "--out", "o", "--dask", "4"), 2, "goes to --dask"),
        (("run", "study.yaml", "--out", "o", "--limit", "0"), 2, "--limit"),
        (("run", "nothing.yaml", "--out", "o"), 2, "there is no file 'nothing.yaml'"),
        (("run", "study.yaml", "--out", "study.yaml"), 2, "'study.yaml' cannot be made"),
        (("status", "case"), 2, "there is no study in the folder"),
        (("open", "out", "sx", "--out", "case"), 2, "did you mean six?"),
    ],
)
def test_what_cannot_be_done_is_told(command, arguments, code, told):
    found, output, messages = command(*arguments)
    assert (found, output) == (code, "")
    assert told in messages
    assert "Traceback" not in messages


def test_a_scheduler_that_is_not_there_is_told(command, monkeypatch):
    pytest.importorskip("distributed", reason="needs the dask extra")
    monkeypatch.setattr(executor_dask, "_CONNECT_SECONDS", 0.2)
    code, _, messages = command("run", "study.yaml", "--out", "o", "--dask", "tcp://127.0.0.1:1")
    assert code == 1
    assert "no Dask scheduler can be used" in messages


def test_an_interrupt_stops_at_once_and_keeps_what_is_done(studied, tmp_path):
    text = STUDY.replace("instance: tiny.yaml", "instance: micro-coe").replace("time_limit: 10", "time_limit: 600")
    (tmp_path / "long.yaml").write_text(text, encoding="utf-8")
    arguments = ["study", "run", "long.yaml", "--out", "out", "--workers", "in-process"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from coeplan.cli.main import run; run()", *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in process.stderr:
            if "solving the base plan" in line:
                break
        time.sleep(0.5)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, messages = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 1, messages
    assert time.monotonic() - began < 50
    assert "0 of 3 cases done, 3 left" in output
    assert "what is done stays" in messages
    assert "Stopped; run the study again to go on." in messages
    assert "Traceback" not in messages


def test_the_line_tells_cases_and_time_left():
    line = StudyLine(Console(file=None, width=100))
    assert line.line() == "0:00  starting"
    line.report_cases(StudyProgress(200, 0, 200, 0, 1.0, None, base_solved=False))
    assert line.line() == "0:00  solving the base plan  0 of 200 done"
    line.report_cases(StudyProgress(200, 12, 200, 3, 9.0, 141.2, base_solved=True))
    assert line.line() == "0:00  solving cases  12 of 200 done  3 went wrong  2 min left"
    line.stopping()
    assert "what is done stays. Ctrl-C again aborts at once" in line.line()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (99.4, "99 s"), (99.6, "2 min"), (5900, "98 min"), (6000, "1 h 40 min"), (90061, "25 h 01 min")],
)
def test_durations(seconds, text):
    assert duration(seconds) == text
