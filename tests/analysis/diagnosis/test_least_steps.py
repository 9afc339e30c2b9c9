"""The least step that is enough: one solve finds what trying one number after another finds."""

from dataclasses import replace

import pytest
from tests.analysis.diagnosis.hidden import hidden

from coeplan.analysis.diagnosis.conflicts import find_conflict
from coeplan.analysis.diagnosis.elastic import least_steps
from coeplan.analysis.diagnosis.listing import business_rules
from coeplan.analysis.diagnosis.rules import Dial, more
from coeplan.analysis.diagnosis.trials import Trials
from coeplan.analysis.diagnosis.ways import Relaxing
from coeplan.core.cancel import CancelToken
from coeplan.solving.termination import Termination


def dials(seed, name="small"):
    """Yield what finds the least steps of each number of an instance's first conflict, in both ways."""
    instance = hidden(seed, name).instance
    trials = Trials(instance, business_rules(instance), 600, CancelToken())
    try:
        found, on = find_conflict(trials, trials.everything), trials.everything
        while (other := find_conflict(trials, on - found.rules)) is not None:
            on -= other.rules
        relaxing = Relaxing(trials, found, on)
        for number in sorted(found.rules):
            for dial in trials.rules[number].ways:
                if isinstance(dial, Dial):
                    by_solve = least_steps(trials, on, found.where, number, dial)
                    yield dial, by_solve, relaxing._least(number, dial), relaxing._searched(number, dial)
    finally:
        trials.close()


def test_both_ways_find_the_same():
    found = list(dials(1))
    assert {by_solve is None for _, by_solve, _, _ in found} == {False, True}, "numbers of both kinds"
    for dial, by_solve, least, searched in found:
        assert least == searched, dial
        assert by_solve is None or (by_solve.proved and dial.short(max(1.0, by_solve.steps)) == searched.steps), dial


def test_what_time_ended_is_not_called_the_least(monkeypatch):
    solved = Trials.solved

    def ended(self, *asked, **options):
        result = solved(self, *asked, **options)
        least = options.get("gap") == 0.0
        return replace(result, termination=Termination.TIME_LIMIT) if result and least else result

    monkeypatch.setattr(Trials, "solved", ended)
    assert {by_solve.proved for _, by_solve, _, _ in dials(1) if by_solve is not None} == {False}


@pytest.mark.parametrize(
    ("known", "least"), [({}, True), ({6: None, 7: None}, False), ({3: None}, True), ({1: None, 7: None}, False)]
)
def test_that_it_is_the_least_is_said_where_fewer_are_known_not_to_be_enough(monkeypatch, known, least):
    instance = hidden(1, "small").instance
    trials = Trials(instance, business_rules(instance), 600, CancelToken())
    dial = more(("policies", "home", "at_most"), 10, 1, "heads")
    answers = {dial.edits(10.0 + steps): enough for steps, enough in known.items()}

    def enough(_, edits):
        number = int(edits[0].split()[-1])
        return answers.get(edits, number >= 18)

    monkeypatch.setattr(Relaxing, "_enough", enough)
    relaxing = Relaxing(trials, find_conflict(trials, trials.everything), trials.everything)
    found = relaxing._searched(0, dial)
    trials.close()
    assert (found.steps, found.least) == (8, least)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_both_ways_find_the_same_for_many_seeds(seed):
    for dial, _, least, searched in dials(seed):
        assert least == searched, dial
