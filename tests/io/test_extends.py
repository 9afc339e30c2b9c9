"""Files written over others: merging, places that survive it, circles, and what ships as catalogue."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coeplan.core import resources
from coeplan.io import LoadedInstance, load_instance
from coeplan.io.extends import MOST_LEVELS, written_over
from coeplan.io.tree import boxed, plain
from coeplan_models import Fault

Refused = Callable[[Any], tuple[Fault, ...]]
Files = Callable[..., Path]


@pytest.fixture
def files(tmp_path: Path, good: str) -> Files:
    """Write files, ``base.yaml`` among them, and return the path of ``top.yaml``."""

    def write(**texts: str) -> Path:
        for name, text in {"base": good, **texts}.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "top.yaml"

    return write


def over(base: Any, above: Any) -> Any:
    return plain(written_over(boxed(base), boxed(above)))


MERGES: list[tuple[Any, Any, Any]] = [
    ({"a": 1, "b": 2}, {"b": 3, "c": 4}, {"a": 1, "b": 3, "c": 4}),
    ({"a": {"x": 1, "y": {"z": 2}}}, {"a": {"y": {"w": 3}}}, {"a": {"x": 1, "y": {"z": 2, "w": 3}}}),
    ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
    ({"a": {"x": 1}}, {"a": 5}, {"a": 5}),
    ({"a": 5}, {"a": {"x": 1}}, {"a": {"x": 1}}),
    ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
    ({"a": {"x": 1, "y": 2}}, {"a": {"x": None}}, {"a": {"y": 2}}),
    ({"a": 1}, {"b": None}, {"a": 1, "b": None}),
    (
        {"policies": {"p": {"kind": "forbid", "location": "X", "price": 3}}},
        {"policies": {"p": {"kind": "start_limit", "limit": 1, "price": None}}},
        {"policies": {"p": {"kind": "start_limit", "limit": 1}}},
    ),
    (
        {"policies": {"p": {"kind": "start_limit", "limit": 1, "price": 3}}},
        {"policies": {"p": {"kind": "start_limit", "limit": 2}}},
        {"policies": {"p": {"kind": "start_limit", "limit": 2, "price": 3}}},
    ),
    (
        {"policies": {"p": {"kind": "start_limit", "limit": 1}}},
        {"policies": {"p": {"enabled": False}}},
        {"policies": {"p": {"kind": "start_limit", "limit": 1, "enabled": False}}},
    ),
    (
        {"scenarios": {"kind": "stages", "stages": [], "drivers": []}},
        {"scenarios": {"kind": "fan", "known_from": 1}},
        {"scenarios": {"kind": "fan", "known_from": 1}},
    ),
    ({"areas": {"p": {"kind": "x", "a": 1}}}, {"areas": {"p": {"kind": "y"}}}, {"areas": {"p": {"kind": "y", "a": 1}}}),
]


@pytest.mark.parametrize(("base", "above", "expected"), MERGES)
def test_merging(base: Any, above: Any, expected: Any) -> None:
    assert over(base, above) == expected


def test_merging_changes_neither_file() -> None:
    base, above = boxed({"a": {"x": 1}}), boxed({"a": {"y": 2, "x": None}})
    written_over(base, above)
    assert (plain(base), plain(above)) == ({"a": {"x": 1}}, {"a": {"y": 2, "x": None}})


def test_a_file_over_another(files: Files) -> None:
    top = files(top="extends: base.yaml\nname: top\nareas:\n  support: {min_team: 3}\n  platform: {workload: 7}\n")
    loaded = load_instance(top)
    assert loaded.instance.name == "top"
    assert loaded.instance.areas["support"].min_team == 3
    assert loaded.instance.areas["support"].critical
    assert loaded.files == (str(top), str(top.parent / "base.yaml"))


def test_the_later_file_wins_and_the_file_itself_last(files: Files) -> None:
    top = files(
        one="discount_rate: 0.01\ncoordination_cost: 1\nterminal_months: 1\n",
        two="discount_rate: 0.02\ncoordination_cost: 2\n",
        top="extends: [base.yaml, one.yaml, two.yaml]\ndiscount_rate: 0.03\n",
    )
    found = load_instance(top).instance
    assert (found.discount_rate, found.coordination_cost, found.terminal_months) == (0.03, 2, 1)


def test_paths_are_relative_to_the_file_that_says_them(files: Files) -> None:
    top = files(top="extends: sub/middle.yaml\n", sub__middle="extends: ../base.yaml\nname: middle\n")
    assert load_instance(top).instance.name == "middle"
    assert load_instance(top).files[2] == str(top.parent / "base.yaml")


def test_a_file_named_from_several_sides_is_read_once(files: Files) -> None:
    left_right = dict.fromkeys(("left", "right"), "extends: base.yaml\n")
    loaded = load_instance(files(top="extends: [left.yaml, right.yaml]\n", **left_right))
    assert len(loaded.files) == 4


def test_places_survive_merging(files: Files, refused: Refused) -> None:
    top = files(top="extends: base.yaml\nareas:\n  support:\n    min_team: -1\n    critical: 1\n")
    base = str(top.parent / "base.yaml")
    assert [(fault.code, str(fault.place)) for fault in refused(top)] == [
        ("out_of_range", f"{top}:4:15"),
        ("wrong_type", f"{top}:5:15"),
    ]
    loaded = load_instance(files(top="extends: base.yaml\nareas:\n  support:\n    min_team: 1\n"))
    assert str(loaded.place_of(("areas", "support", "min_team"))) == f"{top}:4:15"
    assert str(loaded.place_of(("areas", "support", "critical"))) == f"{base}:11:15"
    assert str(loaded.place_of(("areas", "platform"))) == f"{base}:15:3"


def test_a_fault_in_a_file_below_is_said_there(files: Files, good: str, refused: Refused) -> None:
    top = files(top="extends: base.yaml\n", base=good.replace("min_team: 2", "min_team: two"))
    (fault,) = refused(top)
    assert str(fault.place) == f"{top.parent / 'base.yaml'}:10:15"


CIRCLES = [
    ({"top": "extends: top.yaml\n"}, "top.yaml:1:10"),
    ({"top": "extends: other.yaml\n", "other": "name: x\nextends: [base.yaml, top.yaml]\n"}, "other.yaml:2:22"),
]


@pytest.mark.parametrize(("texts", "place"), CIRCLES)
def test_circles(files: Files, refused: Refused, texts: dict[str, str], place: str) -> None:
    top = files(**texts)
    (fault,) = refused(top)
    assert fault.code == "extends_circle"
    assert str(fault.place) == f"{top.parent}/{place}"


def test_files_that_all_name_each_other_take_no_time(files: Files, refused: Refused) -> None:
    names = [f"f{number}" for number in range(25)]
    everyone = ", ".join(f"{name}.yaml" for name in names)
    top = files(top="extends: f0.yaml\n", **dict.fromkeys(names, f"extends: [{everyone}]\n"))
    assert {fault.code for fault in refused(top)} == {"extends_circle"}


def test_a_doubling_chain_takes_no_time(files: Files) -> None:
    chain = {f"f{n}": f"extends: [f{n + 1}.yaml, f{n + 1}.yaml]\n" for n in range(30)}
    top = files(top="extends: f0.yaml\nname: doubled\n", **chain, f30="extends: base.yaml\n")
    assert load_instance(top).instance.name == "doubled"


def test_too_long_a_chain(files: Files, refused: Refused) -> None:
    chain = {f"f{n}": f"extends: f{n + 1}.yaml\n" for n in range(MOST_LEVELS + 1)}
    (fault,) = refused(files(top="extends: f0.yaml\n", **chain))
    assert fault.code == "extends_too_deep"
    assert fault.place is not None
    assert fault.place.line == 1


BAD_EXTENDS = [
    ("extends: 5\n", "bad_extends", "1:1"),
    ("extends: {a: 1}\n", "bad_extends", "1:1"),
    ("extends: [base.yaml, 5]\n", "bad_extends", "1:22"),
    ("extends:\n", "bad_extends", "1:1"),
    ("extends: ''\n", "bad_extends", "1:1"),
    (f"extends: [{'base.yaml, ' * 101}]\n", "bad_extends", "1:1"),
    ("name: x\nextends: bas.yaml\n", "file_not_found", "2:10"),
    ("extends: [base.yaml, bas.yaml]\n", "file_not_found", "1:22"),
    ("extends: .\n", "cannot_read", "1:10"),
    ("extends: list.yaml\n", "wrong_type", "1:10"),
    ("extends: base.csv\n", "unknown_format", None),
]


@pytest.mark.parametrize(
    ("text", "code", "place"), BAD_EXTENDS, ids=[code + text[:12] for text, code, _ in BAD_EXTENDS]
)
def test_bad_extends(files: Files, refused: Refused, text: str, code: str, place: str | None) -> None:
    top = files(top=text, list="[1, 2]\n")
    (fault,) = refused(top)
    assert fault.code == code
    assert place is None or str(fault.place) == f"{top}:{place}"


def test_all_files_that_cannot_be_read_are_said_at_once(files: Files, refused: Refused) -> None:
    top = files(top="extends: [none.yaml, broken.yaml]\n", broken="a: 1\na: 2\n")
    assert [fault.code for fault in refused(top)] == ["file_not_found", "duplicate_key"]


def test_a_mapping_may_extend_files(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    top = files()
    monkeypatch.chdir(top.parent)
    loaded = load_instance({"extends": "base.yaml", "name": "from-python"})
    assert loaded.instance.name == "from-python"
    assert loaded.place_of(("name",)) is None
    assert str(loaded.place_of(("headquarters",))) == "base.yaml:3:15"


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of two files that ships with the package."""
    folder = tmp_path / "shipped" / "catalogue"
    (folder / "sub").mkdir(parents=True)
    (folder / "poland.yaml").write_text("extends: sub/europe.yaml\nlocations:\n  PL: {attrition: 0.1}\n")
    (folder / "sub" / "europe.yaml").write_text(
        "locations:\n  PL:\n    roles: {boss: {yearly_cost: 5}}\n    fit_out: 7\nfigures:\n  locations.PL.fit: {}\n"
    )
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path / "nowhere")
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path / "shipped")
    return folder


def test_catalogue(files: Files, catalogue: Path) -> None:
    loaded: LoadedInstance = load_instance(
        files(top="extends: [base.yaml, 'catalogue:poland']\nareas: {platform: {critical: true}}\n")
    )
    assert loaded.instance.locations["PL"].fit_out == 7
    assert loaded.instance.locations["PL"].attrition == {"*": 0.1}
    assert str(loaded.place_of(("locations", "PL", "attrition"))) == "catalogue:poland:3:19"
    assert str(loaded.place_of(("locations", "PL", "fit_out"))) == "catalogue:sub/europe:4:14"
    assert loaded.files[2:] == ("catalogue:poland", "catalogue:sub/europe")
    # What a catalogue offers beyond the instance's needs is no misprint.
    assert loaded.warnings == ()


def test_a_fault_in_a_catalogue_names_it(files: Files, refused: Refused, catalogue: Path) -> None:
    (catalogue / "poland.yaml").write_text("locations:\n  PL:\n    attrition: high\n")
    (fault,) = refused(files(top="extends: [base.yaml, 'catalogue:poland']\n"))
    assert str(fault.place) == "catalogue:poland:3:16"


@pytest.mark.parametrize("name", ["polnd", "../shipped/catalogue/poland", "", "poland.yaml", "/etc/passwd"])
def test_unknown_catalogue(files: Files, refused: Refused, catalogue: Path, name: str) -> None:
    top = files(top=f"extends: 'catalogue:{name}'\n")
    (fault,) = refused(top)
    assert fault.code == "unknown_catalogue"
    assert str(fault.place) == f"{top}:1:10"
    assert fault.expected == "one of poland, sub/europe"
    assert name != "polnd" or fault.nearest == ("poland",)


def test_no_catalogue_at_all(files: Files, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path / "nowhere")
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path / "nowhere")
    (fault,) = refused(files(top="extends: catalogue:poland\n"))
    assert fault.expected == "a catalogue, but none is installed"
