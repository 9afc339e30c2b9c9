"""Questions: what may be asked, which names are known, and what is forced."""

import json

import pytest
from tests.analysis.why.firm import FIRM, planned

from coeplan.analysis.why.grammar import FORMS, parse_question
from coeplan.analysis.why.options import read_option
from coeplan.core.errors import InputError
from coeplan.whatif.texts import edit_text

# In the best plan BLR opens under bot in period 0, and GDL under aas in period 1.
WRITTEN = [
    ("bot at GDL", [["open GDL as bot by 1"]], [["never bot at GDL"]], (True, False)),
    ("aas at Guadalajara", [["open GDL as aas by 1"]], [["never aas at GDL"]], (True, True)),
    ("Build at bengaluru", [["open BLR as bot by 0"]], [["never bot at BLR"]], (True, True)),
    ("As a service at BLR", [["open BLR as aas by 1"]], [["never aas at BLR"]], (True, False)),
    ("bot at GDL by 0", [["open GDL as bot by 0"]], [["not yet bot GDL 0"]], (True, False)),
    ("not aas at GDL", [["open GDL as aas by 1"]], [["never aas at GDL"]], (False, True)),
    ("not bot at GDL", [["open GDL as bot by 1"]], [["never bot at GDL"]], (False, False)),
    ("nobody at GDL", [["open GDL by 1"]], [["never GDL"]], (False, True)),
    ("nobody at AUS", [["keep heads at AUS ..0"]], [["keep heads at AUS 1.."]], (True, True)),
    ("open gdl by 0", [["open GDL by 0"]], [["not yet GDL 0"]], (True, False)),
    ("open GDL by 2027-06", [["open GDL by 1"]], [["not yet GDL 1"]], (True, True)),
    ("open GDL as bot in 2", [["not yet GDL 1", "open GDL as bot by 2"]], [["not yet bot GDL 2"]], (True, False)),
    ("open GDL in 2", [["not yet GDL 1", "open GDL by 2"]], [["open GDL by 1"]], (True, False)),
    ("open GDL in 1", [["not yet GDL 0", "open GDL by 1"]], [["not yet GDL 1"]], (True, True)),
    (
        "open GDL one quarter later than in the plan",
        [["not yet GDL 1", "open GDL by 2"]],
        [["open GDL by 1"]],
        (True, False),
    ),
    ("open GDL 3 months earlier", [["open GDL by 0"]], [["not yet GDL 0"]], (True, False)),
    ("open BLR 2 periods later", [["not yet BLR 1", "open BLR by 2"]], [["open BLR by 0"]], (True, False)),
    ("3 heads at GDL", [["keep heads at GDL 3.. from 2"]], [["keep heads at GDL ..2 from 2"]], (True, False)),
    ("1 heads at GDL", [["keep heads at GDL ..1 from 2"]], [["keep heads at GDL 2.. from 2"]], (True, False)),
    ("2 heads at GDL", [["keep heads at GDL 2.. from 2"]], [["keep heads at GDL ..1 from 2"]], (True, True)),
    ("0 heads at AUS", [["keep heads at AUS ..0 from 2"]], [["keep heads at AUS 1.. from 2"]], (True, True)),
    (
        "at least 1 head of dev at AUS from 1",
        [["keep heads of dev at AUS 1.. from 1"]],
        [["keep heads of dev at AUS ..0 from 1"]],
        (True, False),
    ),
    ("at most 4 heads at GDL", [["keep heads at GDL ..4 from 2"]], [["keep heads at GDL 5.. from 2"]], (True, True)),
    ("india instead of MEXICO", [["never GDL", "open BLR by 1"]], [["open GDL by 1"]], (True, False)),
    ("GDL instead of IND", [["never BLR", "open GDL by 0"]], [["open BLR by 0"]], (True, False)),
]


def written(ways):
    """The edits of each way, with those that forbid a place up to a period cut short."""
    return [[_short(edit_text(edit)) for edit in way] for way in ways]


def _short(text):
    if not text.startswith("add policies.pin-not-yet"):
        return text
    fields = dict(part.split(": ") for part in text.partition("{")[2].rstrip("}").split(", "))
    assert fields["kind"].strip('"') == "forbid"
    named = [fields[key].strip('"') for key in ("operating_model", "location") if key in fields]
    return " ".join(["not yet", *named, fields["last_period"]])


@pytest.mark.parametrize(("text", "taken", "left", "about"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_a_question_is_an_option_and_its_absence(text, taken, left, about):
    firm = planned()
    found = read_option(text, firm.loaded.instance, firm.plan)
    assert (written(found.taken), written(found.left)) == (taken, left)
    assert (found.asked, found.in_plan) == about
    assert found.turned == (about[0] == about[1])
    assert found.forced == (found.left if found.in_plan else found.taken)


def test_every_form_is_tried():
    tried = {parse_question(text).kind for text, *_ in WRITTEN}
    assert tried == {form.kind for form in FORMS}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the question is empty"),
        ("why is it so", "is no question that can be answered; expected one of: PLACE instead of PLACE"),
        ("bott at GDL", "no operating model 'bott' in 'bott at GDL'; expected one of aas, bot; did you mean bot?"),
        ("bot at Guadalahara", "did you mean Guadalajara?"),
        ("mexica instead of india", "did you mean Mexico or MEX?"),
        ("2 heads of dew at GDL", "did you mean dev?"),
        ("bot at AUS", "AUS is headquarters"),
        ("open GDL by 3", "period 3 is not in the horizon"),
        ("open GDL by 2026-12", "period 2026-12 is not in the horizon"),
        ("open GDL by 2027-13", "period 2027-13 is not in the horizon"),
        ("open GDL two years later", "is not in the horizon"),
        ("open BLR one period earlier", "is not in the horizon"),
        ("open GDL 0 periods later", "the same period as in the plan"),
        ("at least 0 heads at GDL", "are always there"),
        ("mexico instead of GDL", "a place cannot stand in for itself"),
    ],
)
def test_what_cannot_be_asked_is_told(text, told):
    firm = planned()
    with pytest.raises(InputError) as caught:
        read_option(text, firm.loaded.instance, firm.plan)
    assert told in str(caught.value)


def test_what_the_plan_lacks_cannot_be_moved_or_replaced():
    firm = planned("never GDL", "never BLR")
    for text, told in (
        ("open GDL one period later", "opens GDL in no future"),
        ("GDL instead of BLR", "a site at none"),
    ):
        with pytest.raises(InputError, match=told):
            read_option(text, firm.loaded.instance, firm.plan)


def test_a_name_of_several_places_is_ambiguous():
    firm = planned("locations.BLR.name = Guadalajara")
    with pytest.raises(InputError, match=r"several are called 'guadalajara'.*expected an identifier: GDL or BLR"):
        read_option("bot at guadalajara", firm.loaded.instance, firm.plan)


def test_a_country_has_a_way_for_each_of_its_places():
    other = {**FIRM["locations"]["BLR"], "name": "Hyderabad"}
    firm = planned(f"add locations.HYD = {json.dumps(other)}", "never HYD")
    found = read_option("india instead of mexico", firm.loaded.instance, firm.plan)
    assert written(found.taken) == [["never GDL", "open BLR by 1"], ["never GDL", "open HYD by 1"]]
