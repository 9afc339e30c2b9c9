"""Garbage collection put off while many objects are made that all stay."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def collection_put_off() -> Generator[None]:
    """Put off the collection of cycles until the end of a block.

    The collector looks through all objects again and again while a model grows of which none is garbage: half the time
    of building a large one.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
