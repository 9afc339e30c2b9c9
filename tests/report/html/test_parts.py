"""What reports are made of: purposes of money, inputs and what stands on them, the map, tables of other questions."""

import json
from itertools import combinations, pairwise

import pytest
from tests.report.html import conftest

from coeplan.core.errors import InputError
from coeplan.report.html.chart_map import LARGEST, Spot, View, _placed
from coeplan.report.html.elements import NARROW, WIDE
from coeplan.report.html.given import given_blocks
from coeplan.report.html.letters import held, input_words, names_of, words
from coeplan.report.html.plan_inputs import _sought
from coeplan.report.html.plan_money import PURPOSES
from coeplan.report.html.plan_risks import _evenly
from coeplan.report.html.plan_stakes import MOVED, stakes
from coeplan.report.html.plan_subject import Subject
from coeplan.report.html.plan_where import _spots, where
from coeplan.report.html.rendering import inline_svg, png_file, svg_file
from coeplan.report.html.world_outline import outline_of, world_outline
from coeplan_models import Category, Instance
from coeplan_models.instance import Objective


def test_no_line_ends_between_a_number_and_its_unit():
    said = "It costs USD 18.19 M (5.0 %), 300 k less in MEX 3; 4 Mexicans"
    assert held(said) == "It costs USD\u00a018.19\u00a0M (5.0\u00a0%), 300\u00a0k less in MEX\u00a03; 4 Mexicans"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("locations.IN_BLR.roles.swe_mid.yearly_cost", "Bengaluru: swe mid, yearly cost"),
        ('locations.MX_GDL.yearly_cost."*"', "Guadalajara: yearly cost"),
        ("areas.*.workload", "All areas: workload"),
        ("operating_models.*.fee_per_head", "All operating models: fee per head"),
        ("locations.MX_*.wage_growth", "MX_*: wage growth"),
        ("operating_models.captive.overhead_steps[1].cost", "Captive: overhead step 2, cost"),
        (
            "operating_models.as_a_service.country_overrides.IND.fee_per_head[0].fee",
            "As a service in IND: fee per head 1, fee",
        ),
        ("operating_models.captive.overrides.MX_GDL.lock_in", "Captive in Guadalajara: lock in"),
        ("discount_rate", "Discount rate"),
    ],
)
def test_inputs_are_told_in_words(path, said):
    instance = Instance.model_validate_json(json.dumps(conftest.SAMPLE["SAMPLE"]))
    assert input_words(names_of(instance), path) == said


def test_the_map_tells_the_most_of_a_site_that_is_a_bridge(hostile):
    plan, instance = hostile
    last = {"t03.fast", "t03.slow"}
    kept = {
        name: tuple(row for row in getattr(plan, name) if row.node not in last or row.location != "IN_BLR")
        for name in ("sites", "teams")
    }
    kept["sites"] = tuple(
        row.model_copy(update={"heads": 9.0 * (row.node == "t02.slow") + row.heads * (row.node == "t01")})
        if row.location == "MX_GDL"
        else row
        for row in kept["sites"]
    )
    subject = Subject.of(plan.model_copy(update=kept), instance, None)
    figure = where(subject).blocks[0]
    assert " with 0 (at most 10 in 2028-Q1) heads at the end" in figure.finding
    assert any(spot.label.endswith(" 0, at most 10") for spot in _spots(subject))


def test_every_category_serves_one_purpose():
    listed = [category for those in PURPOSES.values() for category in those]
    assert sorted(listed) == sorted(Category)


def with_figures(plan, changes, figures):
    """The sample with changed terms and figures, and its plan."""
    document = json.loads(json.dumps(conftest.SAMPLE["SAMPLE"]))
    for path, value in changes.items():
        *steps, last = path.split(".")
        holder = document
        for step in steps:
            holder = holder.setdefault(step, {})
        holder[last] = value
    document["figures"] = {path: {"low": low, "high": high} for path, (low, high) in figures.items()}
    instance = Instance.model_validate_json(json.dumps(document))
    same = plan.model_copy(update={"instance_hash": instance.fingerprint()})
    return {each.path: each.at_stake for each in stakes(Subject.of(same, instance, None))}


def paid(plan, category, location):
    chance = {node.id: node.probability for node in plan.nodes}
    rows = [row for row in plan.amounts if row.category is category and row.location == location]
    return sum(chance[row.node] * row.discounted for row in rows)


def test_what_stands_on_an_input_is_its_money_times_its_range(plan):
    found = with_figures(
        plan,
        {"operating_models.captive.country_overrides": {"POL": {"set_up_cost": 1.0}, "IND": {"set_up_cost": 400000}}},
        {
            "locations.MX_GDL.yearly_cost.*": (60000, 95000),
            "locations.IN_BLR.wage_growth": (0.0, 0.04),
            "operating_models.captive.country_overrides.IND.set_up_cost": (300000, 500000),
            "operating_models.captive.country_overrides.POL.set_up_cost": (1, 9),
            "operating_models.captive.set_up_cost": (1, 9),
            "operating_models.as_a_service.set_up_cost": (30000, 90000),
            "areas.support.overlap_floor": (0, 1),
            "discount_rate": (0.05, 0.1),
        },
    )
    assert found["locations.MX_GDL.yearly_cost.*"] == pytest.approx(paid(plan, Category.PAYROLL, "MX_GDL") * 0.5)
    # A rate grows over the horizon of 21 months: on average over half of it.
    growth = paid(plan, Category.PAYROLL, "IN_BLR") * 0.04 * 1.75 / 2
    assert found["locations.IN_BLR.wage_growth"] == pytest.approx(growth)
    india = found["operating_models.captive.country_overrides.IND.set_up_cost"]
    assert india == pytest.approx(paid(plan, Category.SET_UP, "IN_BLR") * 0.5)
    # The only captive is in India, whose own terms go before the model's; nothing is run in Poland.
    assert "operating_models.captive.country_overrides.POL.set_up_cost" not in found
    assert "operating_models.captive.set_up_cost" not in found
    assert found["operating_models.as_a_service.set_up_cost"] == pytest.approx(paid(plan, Category.SET_UP, "MX_GDL"))
    assert found["areas.support.overlap_floor"] is None
    assert found["discount_rate"] is None
    known = [amount for amount in found.values() if amount is not None]
    assert known == sorted(known, reverse=True)


def test_a_role_bears_its_part_of_the_pay(plan):
    roles = {"dev": {"yearly_cost": 90000}, "qa": {"yearly_cost": 30000}, "idle": {"yearly_cost": 10}}
    found = with_figures(
        plan,
        {
            "areas.support.role_mix": {"dev": 0.5, "qa": 0.5},
            "areas.product.role_mix": {"dev": 1.0},
            "locations.MX_GDL.roles": roles,
        },
        {
            f"locations.MX_GDL.roles.{role}.yearly_cost": (value["yearly_cost"], 2 * value["yearly_cost"])
            for role, value in roles.items()
        },
    )
    payroll = paid(plan, Category.PAYROLL, "MX_GDL")
    assert found["locations.MX_GDL.roles.dev.yearly_cost"] == pytest.approx(0.75 * payroll)
    assert found["locations.MX_GDL.roles.qa.yearly_cost"] == pytest.approx(0.25 * payroll)
    assert "locations.MX_GDL.roles.idle.yearly_cost" not in found


def test_a_band_counts_while_it_is_in_force(plan):
    bands = [{"from_heads": 0, "fee": 9000}, {"from_heads": 15, "fee": 8000}]
    path = "operating_models.as_a_service.fee_per_head[{}].fee"
    found = with_figures(
        plan,
        {"operating_models.as_a_service.fee_per_head": bands},
        {path.format(0): (9000, 18000), path.format(1): (8000, 16000)},
    )
    # The plan was charged by the first band throughout.
    assert found[path.format(0)] == pytest.approx(paid(plan, Category.FEE, "MX_GDL"))
    assert found[path.format(1)] == 0


def test_categories_are_moved_by_some_input():
    never = set(Category) - {category for those in MOVED.values() for category in those}
    assert never == {Category.LEVY, Category.FRICTION, Category.UNMET, Category.CONVERSION, Category.BREACH}


def test_labels_on_the_map_cover_no_site_and_no_label():
    near = [
        Spot(f"City {number} with a name", -100 + number, 20 + number / 2, 10.0 * number, "m") for number in range(1, 9)
    ]
    far = Spot("Far away 3", 150.0, -30.0, 3.0, "m")
    for canvas in (WIDE, NARROW):
        view = View.of([*near, far], canvas)
        placed = [each for each in _placed([*near, far], view, LARGEST[canvas.narrow]) if each.label]
        # A phone has no room for all; the table below the map has.
        assert 3 <= len(placed) <= 9
        assert len(placed) == 9 or canvas.narrow
        boxes = [
            (each.label_x - 2, each.label_y - 7.5, each.label_x + len(each.label) * 6.5, each.label_y + 7.5)
            for each in placed
        ]
        assert all(left >= 0 and right <= view.width for left, _, right, _ in boxes)
        assert all(top >= 0 and bottom <= view.height for _, top, _, bottom in boxes)
        for one, other in combinations(boxes, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_map_shows_every_place_inside_its_edges():
    spots = [Spot("North", 20.0, 69.0, 1.0, "m"), Spot("South", -70.0, -53.0, 1.0, "m")]
    view = View.of(spots, WIDE)
    for spot in spots:
        x, y = view.pixels(spot.longitude, spot.latitude)
        assert 20 < x < view.width - 20
        assert 20 < y < view.height - 20


def test_the_outline_is_decoded_from_its_arcs():
    """Two countries that share an arc: one walks it forth, the other back."""
    topology = {
        "transform": {"scale": [0.5, 0.25], "translate": [-10, 5]},
        "arcs": [[[0, 0], [0, 40]], [[0, 40], [20, 0], [0, -40], [-20, 0]], [[0, 0], [-20, 0], [0, 40], [20, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "1", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "2", "arcs": [[[2, ~0]]]},
                    {"type": "Polygon", "id": "010", "arcs": [[0, 1]]},
                ]
            }
        },
    }
    east, west = outline_of(topology)["coordinates"]
    assert east == [[(-10.0, 5.0), (-10.0, 15.0), (0.0, 15.0), (0.0, 5.0), (-10.0, 5.0)]]
    assert west == [[(-10.0, 5.0), (-20.0, 5.0), (-20.0, 15.0), (-10.0, 15.0), (-10.0, 5.0)]]


def test_the_outline_that_ships_is_whole():
    polygons = world_outline()["coordinates"]
    assert len(polygons) > 250
    for ring in (ring for polygon in polygons for ring in polygon):
        assert ring[0] == ring[-1]
        assert all(-180 <= longitude <= 180 and -60 < latitude < 84 for longitude, latitude in ring)


def test_charts_stand_alone_as_files(report):
    figure = next(each for each in report.figures if each.name == "models")
    drawn = svg_file(figure)
    assert drawn.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width=')
    assert drawn.endswith("</svg>\n")
    assert png_file(figure).startswith(b"\x89PNG\r\n")


def test_a_chart_draws_the_same_every_time(report):
    figure = next(each for each in report.figures if each.name == "waterfall")
    assert inline_svg(figure, WIDE) == inline_svg(figure, WIDE)
    assert "font-family" in inline_svg(figure, WIDE)


def test_two_places_of_one_name_are_told_apart(instance):
    document = instance.model_dump(mode="json")
    document["locations"]["IN_BLR"]["name"] = "Austin"
    names = names_of(Instance.model_validate_json(json.dumps(document)))
    assert [names.location(key) for key in ("AUS", "IN_BLR", "MX_GDL")] == [
        "Austin (AUS)",
        "Austin (IN_BLR)",
        "Guadalajara",
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [("two\n lines", "two lines"), ("tab\x07", "tab\\x07"), ("abc", "abc"), ("שלום", "\u2068שלום\u2069")],
)
def test_words_are_letters_on_one_line(said, shown):
    assert words(said) == shown


def test_tables_of_other_questions_find_their_section(tmp_path):
    (tmp_path / "thresholds.csv").write_text(
        "location,area,multiplier,winner,loser,since,before,exact,only\nGDL,dev,1.25,captive,aas,1234,,True,x\n"
    )
    (tmp_path / "regret_rows.csv").write_text("row,kind,title,worst_low,worst_high\nplan,plan,<b>,0,12.345678\n")
    found = given_blocks([tmp_path])
    (threshold,), (regret,) = found["how"], found["risks"]
    assert threshold.blocks[0].head[:4] == ("Location", "Area", "Winner", "Loser")
    assert threshold.blocks[0].rows == (("GDL", "dev", "captive", "aas", "1.25", "1,234", ""),)
    assert regret.blocks[0].rows == (("plan", "<b>", "0", "12.35"),)


def test_a_folder_without_such_tables_is_refused(tmp_path):
    (tmp_path / "claims.csv").write_bytes(b"\x00\xff\xfe" * 9)
    with pytest.raises(InputError) as told:
        given_blocks([tmp_path / "none", tmp_path])
    assert [fault.code for fault in told.value.faults] == ["no_tables", "cannot_read"]


@pytest.mark.parametrize("number", [1, 16, 17, 100])
def test_of_many_futures_some_are_drawn_evenly(plan, number):
    leaves = [plan.leaf_totals[0].model_copy(update={"total": float(position)}) for position in range(number)]
    shown = [leaf.total for leaf in _evenly(leaves)]
    assert len(shown) == min(16, number)
    assert (shown[0], shown[-1]) == (0.0, number - 1.0)
    steps = [after - before for before, after in pairwise(shown)]
    assert max(steps, default=1) - min(steps, default=1) <= 1
    assert min(steps, default=1) >= 1


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({}, "Least expected cost"),
        ({"expectation_weight": 0.7, "cvar_weight": 0.3}, "0.70 x expected cost + 0.30 x mean of the worst 10 %"),
        ({"worst_case_weight": 0.5}, "1.00 x expected cost + 0.50 x cost of the worst future"),
        ({"expectation_weight": 0.0, "regret_weight": 1.0}, "Least largest regret"),
    ],
)
def test_what_is_sought_names_every_part_of_the_objective(weights, said):
    assert _sought(Objective(**weights)) == said
