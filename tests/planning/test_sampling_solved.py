"""Sampled trees from files to plans: drawn at the door, edited, written out, solved and audited."""

import json

import pytest
from tests.exact import ExactEngine
from tests.planning.sampling import ALL, BASE, WAGES, sampled_instance

from coeplan.api.tree import export_explicit
from coeplan.audit.audit import audit
from coeplan.core.errors import InputError
from coeplan.io import load_instance, save_instance
from coeplan.whatif.apply import apply
from coeplan.whatif.parse import parse_edit
from coeplan_models import Deterministic, Driver, DriverKind, Instance


def loaded(*arguments, **options):
    return load_instance(sampled_instance(*arguments, **options)).instance


def test_exported_and_audited_it_has_the_same_optimum():
    instance = loaded(samples=100, leaves=4)
    explicit = load_instance(export_explicit(instance)).instance
    with ExactEngine() as engine:
        plan, other = engine.plan(instance), engine.plan(explicit)
    assert plan.value == pytest.approx(other.value, rel=1e-9)
    assert audit(instance, plan).passed
    assert [node.id for node in plan.nodes] == list(explicit.scenarios.nodes)


def test_without_volatility_it_is_the_deterministic_instance():
    certain = loaded({"wages": WAGES | {"volatility": 0}})
    growth = [1.03 ** (months / 12) for months in (0, 3, 9, 12, 24)]
    wages = Driver(driver=DriverKind.WAGES, country="MEX", values=tuple(growth))
    stated = certain.model_copy(update={"scenarios": Deterministic(drivers=(wages,))})
    with ExactEngine() as engine:
        assert engine.plan(certain).value == pytest.approx(engine.plan(stated).value, rel=1e-6)


def test_what_is_written_is_read_back_without_drawing(tmp_path, monkeypatch):
    instance = loaded()
    save_instance(instance, tmp_path / "drawn.json")
    monkeypatch.setattr("coeplan.sampling.draw.draw_panel", lambda *_: pytest.fail("it was drawn before"))
    again = load_instance(tmp_path / "drawn.json").instance
    assert again == instance
    assert again.fingerprint() == instance.fingerprint()


def test_edits_of_the_statement_draw_anew_and_others_do_not():
    instance = loaded()

    def edited(text):
        return apply(instance, [parse_edit(text)]).instance

    assert edited("scenarios.leaves = 3").scenarios.drawn.stages[-1].nodes == 3
    assert edited("scenarios.seed = 9").scenarios.drawn != instance.scenarios.drawn
    assert edited("areas.dev.workload = 5").scenarios.drawn == instance.scenarios.drawn
    assert edited("horizon.months = 6").scenarios.drawn != instance.scenarios.drawn


def test_faults_within_processes_have_their_keys_and_drawn_ones_their_line(tmp_path):
    said = json.loads(json.dumps(BASE))
    said["scenarios"] = {
        "kind": "sampled",
        "leaves": 2,
        "branchings": [2],
        "processes": {
            "wages": WAGES | {"volatility": "much"},
            "levy": ALL["levy"] | {"monts": 3},
            "x": {"kind": "new"},
        },
    }
    with pytest.raises(InputError) as error:
        load_instance(said)
    paths = {(fault.code, ".".join(map(str, fault.path))) for fault in error.value.faults}
    assert paths == {
        ("wrong_type", "scenarios.processes.wages.volatility"),
        ("unknown_key", "scenarios.processes.levy.monts"),
        ("unknown_kind", "scenarios.processes.x.kind"),
    }
    said["scenarios"]["processes"] = {"odd": ALL["expert"] | {"low": 0.0, "mid": 0.01, "high": 9}}
    (tmp_path / "odd.json").write_text(json.dumps(said, indent=1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_instance(tmp_path / "odd.json")
    (fault,) = error.value.faults
    assert (fault.code, fault.place.line is not None) == ("drawn_out_of_range", True)


def test_a_process_of_another_kind_replaces_the_one_written_over(tmp_path):
    base = json.loads(sampled_instance({"it": WAGES}, samples=20, leaves=2).model_dump_json())
    (tmp_path / "base.json").write_text(json.dumps(base), encoding="utf-8")
    over = {"extends": ["base.json"], "scenarios": {"processes": {"it": ALL["outage"]}}}
    (tmp_path / "over.json").write_text(json.dumps(over), encoding="utf-8")
    instance = load_instance(tmp_path / "over.json").instance
    assert isinstance(instance, Instance)
    assert instance.scenarios.processes["it"].kind == "outage"
