"""The page of decisions: each has a reason, what was not chosen, and something that holds it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
REASONS = re.compile(r"\n(.+?)\n\n- \*\*Instead of\*\* (.+?)\n- \*\*Held by\*\* (.+?)\n*", re.DOTALL)
DECISIONS = dict(re.findall(r"^### (.*)\n((?:(?!^#).*\n)*)", PAGE, re.MULTILINE))


def test_there_are_decisions():
    assert len(DECISIONS) == len(re.findall(r"^### ", PAGE, re.MULTILINE)) > 10


@pytest.mark.parametrize("text", DECISIONS.values(), ids=DECISIONS)
def test_a_decision_has_reasons_and_is_held(text):
    found = REASONS.fullmatch(text)
    assert found is not None, "a paragraph, what was not chosen instead, and what holds it"
    why, instead, held = found.groups()
    assert len(why.split()) > 10
    assert len(instead.split()) > 5
    holding = re.findall(r"`([^`]+)`", held)
    assert holding
    assert [each for each in holding if not (ROOT / each).is_file()] == []
