"""Verdicts on claims, from findings that are made up."""

import pytest
from rich.console import Console
from tests.analysis.threshold.trial import DATA, merged

from coeplan.analysis.threshold.claims import Answer, verdicts
from coeplan.analysis.threshold.curve import Run, Turn
from coeplan.analysis.threshold.result import AlongHeads, Duel, Place, Point, Spread, Swing, Thresholds
from coeplan.api.load import load
from coeplan.report.threshold import threshold_view
from coeplan.report.threshold_tables import COLUMNS, threshold_frames

MOST = 200


def duel(loser, winner, since):
    """Two models of which one wins from a size on: 1 always, more than ``MOST`` never."""
    if since <= 1 or since > MOST:
        return Duel(winner, loser, (Run(1, MOST, winner if since <= 1 else loser),), None)
    runs = (Run(1, since - 1, loser), Run(since, MOST, winner))
    return Duel(winner, loser, runs, Turn(winner, loser, since, since - 1, only=True))


def spread(since, low, high):
    return Spread("captive", "as_a_service", since, (Swing("fee", 1.0, 2.0, low, high),), low, high)


def findings(*duels, spreads=(), country="GDL", points=()):
    models = tuple(dict.fromkeys(name for each in duels for name in (each.first, each.second)))
    curve = AlongHeads(1.0, (Run(1, MOST, models[0]),), tuple(duels))
    place = Place(country, "dev", models, "2027-04", 30, ("careful",), (curve,), (), tuple(spreads))
    return Thresholds("tiny", "USD", MOST, (place,), tuple(points), complete=True, seconds=1.0)


def answers(*duels, spreads=(), place="GDL"):
    india = {"locations": {"BLR": {"country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 1}}}
    found = verdicts(findings(*duels, spreads=spreads, country=place), load(merged(DATA, india)))
    return {each.claim.id: each for each in found}


def captive(since):
    return duel("as_a_service", "captive", since)


@pytest.mark.parametrize(
    ("since", "ends", "answer"),
    [
        (90, None, Answer.HOLDS),
        (90, (60, 120), Answer.HOLDS),
        (90, (59, 120), Answer.IN_PART),
        (50, (30, 60), Answer.IN_PART),
        (130, (120, 201), Answer.IN_PART),
        (50, (30, 59), Answer.FAILS),
        (59, None, Answer.FAILS),
        (121, None, Answer.FAILS),
        (1, None, Answer.FAILS),
        (MOST + 1, None, Answer.FAILS),
    ],
)
def test_captives_sustain_themselves(since, ends, answer):
    spreads = () if ends is None else (spread(since, *ends),)
    found = answers(captive(since), spreads=spreads)["captive-sustained"]
    assert found.answer is answer
    assert (found.low, found.high) == (ends or (since, since))
    assert found.base == since


def test_a_threshold_that_is_not_proved_is_not_resolved():
    loose = Duel(
        "captive",
        "as_a_service",
        (Run(1, 50, "as_a_service"), Run(100, 200, "captive")),
        Turn("captive", "as_a_service", 100, 50, only=True),
    )
    found = answers(loose)
    assert found["captive-sustained"].answer is Answer.OPEN
    assert found["by-hand-mex"].answer is Answer.OPEN
    assert found["captive-sustained"].found == "no threshold is proved"


@pytest.mark.parametrize(
    ("captive_since", "bot_since", "ends", "answer"),
    [
        (43, 60, None, Answer.HOLDS),
        (7, 60, None, Answer.HOLDS),
        (5, 60, None, Answer.IN_PART),
        (43, 4, None, Answer.IN_PART),
        (2, 60, None, Answer.FAILS),
        (43, 60, (6, 80), Answer.IN_PART),
        (43, 60, (7, 80), Answer.HOLDS),
    ],
)
def test_as_a_service_works_small(captive_since, bot_since, ends, answer):
    spreads = () if ends is None else (spread(captive_since, *ends),)
    found = answers(captive(captive_since), duel("as_a_service", "bot", bot_since), spreads=spreads)
    assert found["service-small"].answer is answer


@pytest.mark.parametrize(
    ("since", "answer"), [(1, "holds"), (20, "holds"), (21, "holds in part"), (61, "does not hold")]
)
def test_micro_centres_are_viable(since, answer):
    found = answers(captive(43), duel("headquarters", "captive", since))["micro-viable"]
    assert str(found.answer) == answer


@pytest.mark.parametrize(
    ("bot_since", "bot_over_captive", "answer"),
    [
        (80, MOST + 1, Answer.HOLDS),
        (43, MOST + 1, Answer.HOLDS),
        (80, 30, Answer.IN_PART),
        (30, MOST + 1, Answer.FAILS),
    ],
)
def test_the_margin_of_a_bot(bot_since, bot_over_captive, answer):
    found = answers(captive(43), duel("as_a_service", "bot", bot_since), duel("captive", "bot", bot_over_captive))[
        "bot-margin"
    ]
    assert found.answer is answer
    assert found.base == bot_since


@pytest.mark.parametrize(
    ("place", "since", "ends", "answer"),
    [
        ("GDL", 43, None, Answer.HOLDS),
        ("GDL", 51, None, Answer.HOLDS),
        ("GDL", 52, None, Answer.IN_PART),
        ("GDL", 140, (43, 201), Answer.IN_PART),
        ("GDL", 140, (44, 201), Answer.FAILS),
        ("GDL", 119, (44, 201), Answer.IN_PART),
        ("GDL", 131, None, Answer.FAILS),
        ("BLR", 101, None, Answer.FAILS),
        ("BLR", 39, None, Answer.HOLDS),
    ],
)
def test_thresholds_by_hand(place, since, ends, answer):
    spreads = () if ends is None else (spread(since, *ends),)
    country = {"GDL": "mex", "BLR": "ind"}[place]
    assert answers(captive(since), spreads=spreads, place=place)[f"by-hand-{country}"].answer is answer


def test_claims_about_models_that_are_not_there_are_left_out():
    assert set(answers(duel("headquarters", "own", 5))) == {"micro-viable"}
    assert set(answers(captive(43))) == {"captive-sustained", "service-small", "by-hand-mex"}


def page(found, claims=()):
    console = Console(width=230, file=None)
    with console.capture() as caught:
        console.print(threshold_view(found, claims))
    return caught.get()


def point(model, heads, value, status="optimal"):
    return Point("GDL", "dev", model, heads, 1.0, "", value, value, status, 0.0, ())


def test_the_page_tells_thresholds_ranges_and_verdicts():
    back = (Run(1, 10, "as_a_service"), Run(11, 15, "bot"), Run(16, 20, "as_a_service"), Run(21, 200, "bot"))
    found = findings(
        captive(43),
        Duel("as_a_service", "bot", back, Turn("bot", "as_a_service", 21, 20, only=False)),
        duel("bot", "captive", MOST + 1),
        spreads=(spread(43, 14, MOST + 1),),
        points=(point("captive", 5, 200.0), point("as_a_service", 5, 100.0), point("bot", 5, None, "infeasible")),
    )
    text = " ".join(page(found, verdicts(found, load(DATA))).split())
    assert "captive as_a_service from 43" in text
    assert "bot as_a_service from 21 *" in text
    assert "bot captive at all up to 200" in text
    assert "1-10 as_a_service; 11-15 bot; 16-20 as_a_service; 21-200 bot" in text
    assert "captive instead of as_a_service: from 43; one input at a time 14 to over 200" in text
    assert "fee 1 2 14 over 200" in text
    assert "100 % ##########" in text
    assert "cannot" in text
    assert "A captive needs 60, 90 or 120 people to sustain itself. GDL holds in part from 43 people" in text


def test_the_tables_have_their_columns_and_whole_heads():
    found = findings(captive(43), spreads=(spread(43, 14, 130),), points=(point("captive", 5, 200.0),))
    frames = threshold_frames(found, verdicts(found, load(DATA)))
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == dict(COLUMNS)
    (row,) = frames["thresholds"].to_dict("records")
    assert (row["winner"], row["since"], row["before"], row["exact"]) == ("captive", 43, 42, True)
    (ends,) = frames["ends"].to_dict("records")
    assert (ends["least_alone"], ends["most_alone"], ends["driver"]) == (14, 130, "fee")
    assert frames["ranges"]["width"].tolist() == [116]
    assert frames["cheapest"]["last"].tolist() == [MOST]
    empty = threshold_frames(Thresholds("tiny", "USD", 2, (), (), complete=True, seconds=0.0), ())
    assert {name: tuple(frame.columns) for name, frame in empty.items()} == dict(COLUMNS)


def test_a_run_that_was_stopped_early_proves_nothing_of_sizes_it_did_not_try():
    cut = Duel("captive", "headquarters", (Run(1, 8, "headquarters"),), None)
    assert answers(cut) == {}
    text = " ".join(page(findings(cut)).split())
    assert "headquarters captive at all up to 8" in text
