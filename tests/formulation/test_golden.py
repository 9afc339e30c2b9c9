"""The rows, bounds and costs that the model has, against those that people have looked at.

After a change that is meant: ``python -m tests.formulation.write_golden``, and look at the difference.
"""

from pathlib import Path

import pytest

from coeplan.formulation.build import EQUATIONS
from coeplan.formulation.variables import VARIABLES

from . import golden, write_golden
from .contents import BOUNDS, CONTENTS, ROWS, Content
from .golden import FOLDER, Golden, differences, path_of, sections
from .names import FAMILIES


def named(content: Content) -> str:
    return content.file


def read(content: Content) -> Golden:
    return Golden.of(path_of(content).read_text(encoding="utf-8"))


@pytest.mark.parametrize("content", CONTENTS, ids=named)
def test_the_model_says_what_the_golden_file_says(content: Content) -> None:
    found = differences(read(content).sections, list(sections(content)))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("content", CONTENTS, ids=named)
def test_a_golden_file_explains_itself_and_is_written_as_it_would_be(content: Content) -> None:
    held = read(content)
    assert held.comments, "a comment says how the numbers of a row come about"
    assert path_of(content).read_text(encoding="utf-8") == held.written(held.sections)
    for heading, rows in held.sections:
        subjects = [row.partition(": ")[0] for row in rows]
        assert rows, f"{heading} shows nothing"
        assert len(set(subjects)) == len(subjects)


def test_no_golden_file_is_missing_or_an_orphan() -> None:
    assert {path_of(content) for content in CONTENTS} == set(FOLDER.rglob("*.txt"))


def test_every_equation_and_every_family_of_variables_is_shown() -> None:
    assert list(ROWS) == [each.name for each in EQUATIONS]
    families = {*(each.name for each in VARIABLES), "breach"}
    assert set(BOUNDS) == set(FAMILIES) == families


ROW = "== one, money in 1"


@pytest.mark.parametrize(
    ("held", "model"),
    [
        ("row[t00]: 1 heads[t00] >= 2", "row[t00]: 1 heads[t00] >= 2.0000001"),
        ("row[t00]: 1 heads[t00] >= 2", "row[t00]: 1 heads[t00] <= 2"),
        ("row[t00]: 1 heads[t00] >= 2", "row[t00]: 1 heads[t01] >= 2"),
        ("row[t00]: 1 heads[t00] >= 2", "row[t01]: 1 heads[t00] >= 2"),
        ("row[t00]: 1 heads[t00] >= 2", "row[t00]: 1 heads[t00] - 1 team[t00] >= 2"),
    ],
)
def test_a_difference_is_told_with_both_lines(held: str, model: str) -> None:
    (said, *_) = differences([(ROW, [held])], [(ROW, [model])])
    assert said.startswith("== one, money in 1: row[t00]\n    golden 1 heads[t00] >= 2\n    model  ")


def test_a_row_an_instance_or_a_unit_of_money_that_is_gone_is_a_difference() -> None:
    rows = ["row[t00]: 1 heads[t00] >= 2", "row[t01]: 1 heads[t01] >= 2"]
    assert differences([(ROW, rows)], [(ROW, rows[:1])]) == [
        "== one, money in 1: row[t01]\n    golden 1 heads[t01] >= 2\n    model  None"
    ]
    assert len(differences([(ROW, rows[:1])], [(ROW, rows[:1]), ("== two, money in 1", [])])) == 1
    assert len(differences([(ROW, rows)], [("== one, money in 10", rows)])) == 1
    assert differences([(ROW, rows)], [(ROW, ["row[t00]: 1 heads[t00] >= 2.00000001", rows[1]])]) == []


def test_golden_files_can_be_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content,) = (each for each in CONTENTS if each.file == "variables/unmet")
    held = path_of(content).read_text(encoding="utf-8")
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    write_golden.main(["variables/unmet"])
    assert [each.name for each in tmp_path.rglob("*.txt")] == ["unmet.txt"]
    assert differences(read(content).sections, Golden.of(held).sections) == []
    path_of(content).write_text(held, encoding="utf-8")
    write_golden.main(["variables/unmet"])
    assert path_of(content).read_text(encoding="utf-8") == held, "comments are kept"


def test_comments_stay_with_their_rows() -> None:
    text = "# about all\n== one, money in 1\nrow[a]: 1\n# about b\n# and more\nrow[b]: 2\n"
    held = Golden.of(text)
    assert held.written(held.sections) == text
    now = [("== one, money in 1000", ["row[b]: 3", "row[a]: 4"])]
    assert held.written(now) == "# about all\n== one, money in 1000\n# about b\n# and more\nrow[b]: 3\nrow[a]: 4\n"
    gone = held.written([("== one, money in 1", ["row[a]: 1"])])
    assert gone == "# about all\n== one, money in 1\nrow[a]: 1\n\n# about b\n# and more\n"
