import numpy as np
import pytest

from coeplan.formulation.matrix import MatrixChange, MatrixModel, pack, unpack


def fields(model):
    return model.arrays() | {"offset": model.offset}


def test_goes_through_bytes_without_its_names(knapsack):
    copy = MatrixModel.from_bytes(knapsack.to_bytes())
    assert copy.column_names is None
    assert copy.offset == knapsack.offset
    for name, array in knapsack.arrays().items():
        assert np.array_equal(copy.arrays()[name], array), name


def test_bytes_hold_no_pickle():
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        pack({"x": np.array([{}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        import io

        buffer = io.BytesIO()
        np.savez(buffer, x=np.array([{}], dtype=object))
        unpack(buffer.getvalue())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"upper": np.ones(2)}, "upper has length 2, expected 3"),
        ({"row_start": np.array([0, 2])}, "row_start must rise from 0 to the number of entries, 3"),
        ({"row_start": np.array([0])}, "row_start has length 1, expected 2"),
        ({"column_index": np.array([0, 1, 3])}, "column_index must lie in 0 to 2"),
        ({"column_index": np.array([0.0, 1.0, 2.0])}, "column_index must hold whole numbers"),
        ({"column_index": np.array([0, 1, 2**40])}, "more than the solver can index"),
        ({"cost": np.array([1.0, np.nan, 0.0])}, "cost must be finite, but entry 1 is not"),
        ({"cost": np.zeros((3, 1))}, "cost must have one dimension"),
        ({"lower": np.array([0.0, np.inf, 0.0])}, "lower cannot be inf, as entry 1 is"),
        ({"row_upper": np.array([np.nan])}, "row_upper cannot be nan"),
        ({"offset": np.inf}, "offset must be finite"),
        ({"column_names": ("a",)}, "column_names has length 1, expected 3"),
    ],
)
def test_refuses_what_does_not_fit(knapsack, change, message):
    with pytest.raises(ValueError, match=message):
        MatrixModel(**(fields(knapsack) | change))


def test_leaves_the_arrays_of_the_caller_alone(knapsack):
    cost = np.zeros(3)
    model = MatrixModel(**(fields(knapsack) | {"cost": cost}))
    cost[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        model.cost[0] = 2.0


def test_names_what_is_wrong_with_a_solution(knapsack):
    assert knapsack.violation(np.array([1.0, 1.0, 0.0])) is None
    assert knapsack.violation(np.array([1.0, 1.0, 1.0])) == "weight is violated by 0.2"
    assert knapsack.violation(np.array([0.0, 2.0, 0.0])).startswith("b is out of its bounds by 1")
    assert knapsack.violation(np.array([0.0, 0.5, 0.0])) == "b is not whole by 0.5"
    assert knapsack.violation(np.array([0.0, np.nan, 0.0])) == "b is nan"
    assert "has shape (2,)" in knapsack.violation(np.zeros(2))
    assert knapsack.violation(np.array([1.0 + 5e-7, 1.0, 0.0])) is None


def test_finds_contradictions_that_need_no_solver(knapsack):
    assert knapsack.contradiction() is None
    crossed = knapsack.changed(MatrixChange(columns=[1], lower=[1.0], upper=[0.0]))
    assert crossed.contradiction() == "b cannot lie between 1.0 and 0.0"
    rows = knapsack.changed(MatrixChange(rows=[0], row_lower=[9.0], row_upper=[5.0]))
    assert rows.contradiction() == "weight cannot lie between 9.0 and 5.0"


def test_empty_rows_are_rows():
    model = MatrixModel(
        cost=[1.0],
        offset=0,
        lower=[0.0],
        upper=[1.0],
        integer=[False],
        row_start=[0, 0, 1, 1],
        column_index=[0],
        coefficient=[2.0],
        row_lower=[-1.0, 0.0, 1.0],
        row_upper=[1.0, 1.0, 2.0],
        row_names=("first", "second", "third"),
    )
    assert model.row_activity(np.array([0.5])).tolist() == [0.0, 1.0, 0.0]
    assert model.contradiction() == "third cannot lie between 1.0 and 2.0"


def test_changes_add_up_and_leave_the_rest(knapsack):
    change = MatrixChange(
        columns=[0],
        lower=[1.0],
        upper=[1.0],
        cost_columns=[2],
        cost=[7.0],
        rows=[0],
        row_lower=[-1],
        row_upper=[4],
        offset=3,
    )
    changed = knapsack.changed(MatrixChange.from_arrays(change.arrays()))
    assert changed.lower.tolist() == [1.0, 0.0, 0.0]
    assert changed.cost.tolist() == [-5.0, -4.0, 7.0]
    assert (changed.row_lower[0], changed.row_upper[0], changed.offset) == (-1.0, 4.0, 3.0)
    assert changed.row_name(0) == "weight"
    assert knapsack.lower.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": [0, 0], "lower": [0, 0], "upper": [1, 1]}, "columns names a place twice"),
        ({"columns": [0], "lower": [0, 0], "upper": [1, 1]}, "lower must hold one number for each of the 1 columns"),
        ({"rows": [0], "row_lower": [np.nan], "row_upper": [1]}, "row_lower must hold"),
        ({"cost_columns": [0], "cost": [np.inf]}, "cost must be finite"),
    ],
)
def test_refuses_changes_that_cannot_be_meant(change, message):
    with pytest.raises(ValueError, match=message):
        MatrixChange(**change)


@pytest.mark.parametrize("place", [-1, 3])
def test_refuses_changes_of_places_that_are_not_there(knapsack, place):
    with pytest.raises(ValueError, match="columns"):
        knapsack.changed(MatrixChange.fixing([place], [0.0]))
