"""Tables of a plan as files."""

import pandas as pd
import pytest

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan.plans.tables import plan_tables
from coeplan.report.files import made_folder, write_frames, write_instance, write_tables


def test_parquet_gives_back_what_was_written(plan, instance, tmp_path):
    paths = write_tables(plan, tmp_path / "deep" / "tables", instance)
    tables = plan_tables(plan, instance)
    assert [path.name for path in paths] == [f"{name}{end}" for name in tables for end in (".csv", ".parquet")]
    for name, table in tables.items():
        read = pd.read_parquet(tmp_path / "deep" / "tables" / f"{name}.parquet")
        pd.testing.assert_frame_equal(read, table, check_dtype=False)


def test_csv_holds_numbers_in_full(plan, tmp_path):
    write_tables(plan, tmp_path)
    read = pd.read_csv(tmp_path / "amounts.csv")
    assert read["discounted"].tolist() == [row.discounted for row in plan.amounts]
    assert b"\r" not in (tmp_path / "amounts.csv").read_bytes()


def test_nothing_but_the_tables_is_left_behind(plan, tmp_path):
    (tmp_path / "amounts.csv").write_text("old", encoding="utf-8")
    paths = write_tables(plan, tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert (tmp_path / "amounts.csv").read_text(encoding="utf-8").startswith("node,category")


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be made"):
        made_folder(tmp_path / "file" / "below")


def test_an_instance_beside_its_plan_is_the_same_when_read_again(instance, tmp_path):
    path = write_instance(instance, tmp_path)
    assert path == tmp_path / "instance.json"
    assert load_instance(path).instance.fingerprint() == instance.fingerprint()


def test_any_tables_can_be_written(tmp_path):
    paths = write_frames({"one": pd.DataFrame({"a": [1.5]})}, tmp_path / "new")
    assert [path.name for path in paths] == ["one.csv", "one.parquet"]
    assert paths[0].read_text(encoding="utf-8") == "a\n1.5\n"
