"""Garbage collection is put off for a while, and only for a while."""

import gc

import pytest

from coeplan.core.garbage import collection_put_off


def test_it_is_off_inside_and_on_again_afterwards():
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collection_put_off():
        assert not gc.isenabled()
        _ = 1 / 0
    assert gc.isenabled()


def test_who_has_turned_it_off_finds_it_off():
    gc.disable()
    try:
        with collection_put_off():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
