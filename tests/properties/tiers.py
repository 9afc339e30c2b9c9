"""One property, two tiers: few examples always, many in the slow tier."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

Property = Callable[..., None]


def for_all(fast: int, slow: int, **strategies: SearchStrategy[Any]) -> Callable[[Property], Property]:
    """Make a test of a property.

    Parameters
    ----------
    fast, slow : int
        Examples of the fast tier and of the slow one.
    **strategies
        Where the property's arguments of the same name come from; its other arguments are fixtures or parameters.

    Notes
    -----
    Both tiers are derandomized: they look at the same examples in every run. The slow tier looks further.
    """

    def made(body: Property) -> Property:
        def test(examples: int, **fixtures: Any) -> None:
            asked = settings(
                max_examples=examples,
                derandomize=True,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=[HealthCheck.too_slow],
            )
            asked(given(**strategies)(body))(**fixtures)

        test.__name__, test.__doc__, test.__module__ = body.__name__, body.__doc__, body.__module__
        stated = inspect.signature(body).parameters.values()
        fixtures = [each for each in stated if each.name not in strategies]
        number = inspect.Parameter("examples", inspect.Parameter.KEYWORD_ONLY)
        test.__signature__ = inspect.Signature(  # pyright: ignore[reportFunctionMemberAccess]
            [*(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in fixtures), number]
        )
        tiers = [pytest.param(fast, id="few"), pytest.param(slow, id="many", marks=pytest.mark.slow)]
        return pytest.mark.parametrize("examples", tiers)(test)

    return made
