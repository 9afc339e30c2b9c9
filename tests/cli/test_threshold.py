"""The verb ``threshold``."""

import json

import pandas as pd
import pytest
from rich.console import Console

from coeplan.api.threshold import ThresholdProgress
from coeplan.cli import live
from coeplan.cli.threshold import ThresholdLine

TINY = """
name: tiny
headquarters: AUS
horizon: {start: 2027-01, periods: 2}
areas: {dev: {workload: 4}}
locations:
  AUS: {country: USA, time_zone: America/Chicago, yearly_cost: 160000}
  GDL: {country: MEX, time_zone: America/Mexico_City, yearly_cost: 48000}
operating_models:
  aas: {fee_per_head: 12000, seats_included: true, lead_time: 3}
  own: {fixed_cost: 18000, seats_included: true, lead_time: 3}
figures:
  operating_models.own.fixed_cost: {low: 6000, mid: 18000, high: 30000}
"""

USUAL = ("--model", "aas", "--model", "own", "--ai", "1", "--most", "3", "--workers", "in-process")


@pytest.fixture
def command(tmp_path, asking):
    """Run the verb in this process, and return its code, output and messages."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return asking(tmp_path, "threshold", "tiny.yaml")


@pytest.mark.usefixtures("every_report")
def test_thresholds_are_told_written_and_ranged(command, tmp_path):
    # The same at 1.5 heads; at 0.5 and 2.5 with the fixed cost at its ends.
    code, output, messages = command(
        *USUAL, "--ranges", "operating_models.own", "--claims", "--json", "--out", "tables"
    )
    told = json.loads(output)
    assert (code, told["exit_code"], told["complete"]) == (0, 0, True)
    (place,) = told["places"]
    assert place["along_heads"][0]["duels"][0]["turn"] == {
        "winner": "own",
        "loser": "aas",
        "since": 2,
        "before": 1,
        "only": True,
    }
    (spread,) = place["spreads"]
    assert (spread["least"], spread["most"], spread["alone"]) == (1, 3, [1, 3])
    assert spread["driver"] == "operating_models.own.fixed_cost"
    assert "experiments done" in messages
    table = pd.read_csv(tmp_path / "tables" / "thresholds.csv")
    assert table["since"].tolist() == [2]
    assert told["claims"] == []


def test_the_page_edits_and_a_shorter_search(command):
    code, output, _ = command(
        *USUAL[:-3], "2", "--workers", "in-process", "--set", "operating_models.own.fixed_cost = 60000"
    )
    assert code == 0
    assert "From how many people it pays: tiny" in output
    assert "1-2 aas" in " ".join(output.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--ending", "sold"), "expected goes-on or closes"),
        (("--location", "GDX"), "did you mean GDL?"),
        (("--model", "own"), "two ways"),
        (("--most", "1"), "--most"),
        (("--ai", "0"), "--ai"),
        (("--workers", "some"), "no place to run work"),
    ],
)
def test_what_cannot_be_asked_is_told(command, arguments, told):
    code, output, messages = command(*arguments)
    assert (code, output) == (2, "")
    assert told in " ".join(messages.replace("│", "").split())
    assert "Traceback" not in messages


def test_ctrl_c_tells_what_is_known(command, monkeypatch):
    def cancelled(token, on_first):
        on_first()
        token.cancel()
        return pytest.MonkeyPatch().context()

    monkeypatch.setattr(live, "cancelled_by_interrupt", cancelled)
    code, output, messages = command(*USUAL, "--json")
    assert (code, json.loads(output)["complete"]) == (4, False)
    assert "what is known so far follows" in messages
    assert "Stopped before every search had come to its end." in messages


def test_the_line_tells_experiments():
    line = ThresholdLine(Console(file=None, width=100))
    assert line.line() == "0:00  starting"
    line.report_experiments(ThresholdProgress("comparing models", 12, 40, 3.0))
    assert line.line() == "0:00  comparing models  12 of 40 experiments done"
