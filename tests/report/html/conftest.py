"""A page of a plan whose names want to break it, rendered once for all tests that look at it."""

import copy
import runpy
from pathlib import Path

import pytest

SAMPLE = runpy.run_path(str(Path(__file__).parents[2] / "plans" / "sample.py"))

SCRIPT = "<script>alert(1)</script>"
QUOTES = '"it\'s" onload=x & </title></svg>'
FROM_RIGHT = "مركز غوادالاخارا"
PICTURES = "Bengaluru 🚀 {{ 7*7 }}"
LONG = "Very" + "long" * 60
TURNED = "a\u202eb"


def hostile_document():
    """The sample's instance with names, sources and descriptions that a page must only show."""
    document = copy.deepcopy(SAMPLE["SAMPLE"])
    places = document["locations"]
    for key, name, at in (
        ("AUS", QUOTES, (30.2, -97.7)),
        ("MX_GDL", FROM_RIGHT, (20.5, -103.3)),
        ("IN_BLR", PICTURES, (13.2, 77.7)),
    ):
        places[key] |= {"name": name, "latitude": at[0], "longitude": at[1]}
    document["title"] = SCRIPT
    document["description"] = f"{SCRIPT}\n{LONG} {TURNED}"
    document["areas"]["support"]["name"] = SCRIPT
    document["operating_models"]["captive"]["name"] = LONG
    document["policies"] = {"few": {"kind": "count_limit", "of": "sites", "limit": 9, "description": SCRIPT}}
    document["sources"] = {"S": {"title": SCRIPT, "address": "javascript:alert(1)", "bias": QUOTES}}
    document["figures"] = {
        "locations.MX_GDL.yearly_cost.*": {"low": 60000, "high": 90000, "unit": SCRIPT, "sources": ["S"]},
        "discount_rate": {"mid": 0.08, "basis": "estimate"},
    }
    return document


@pytest.fixture(scope="session")
def hostile():
    """A plan and its instance, full of names that are no names."""
    from coeplan.api.load import load

    instance = load(hostile_document())
    plan = SAMPLE["sample_plan"]()
    return plan.model_copy(update={"instance_hash": instance.fingerprint(), "title": SCRIPT}), instance


@pytest.fixture(scope="session")
def report(hostile):
    from coeplan.report.html.plan_report import plan_report

    return plan_report(*hostile, audited=True)


@pytest.fixture(scope="session")
def page(report):
    """The page as text."""
    from coeplan.report.html.document import html_page

    return html_page(report)


@pytest.fixture
def plan():
    return SAMPLE["sample_plan"]()


@pytest.fixture
def instance():
    return SAMPLE["sample_instance"]()
