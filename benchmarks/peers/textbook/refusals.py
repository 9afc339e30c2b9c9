"""What the textbook formulation does not know, and says so."""

from collections.abc import Iterator

from coeplan.planning import Numbers


class UnsupportedError(Exception):
    """The instance has what a peer does not support."""


def refuse_unsupported(numbers: Numbers) -> None:
    """Refuse an instance that the textbook formulation would read wrongly.

    Raises
    ------
    UnsupportedError
        If there is such a thing; every one is named.
    """
    found = list(_entries_after_build_up(numbers))
    if found:
        raise UnsupportedError(
            f"{numbers.instance.name}: the textbook formulation knows build-up from a start alone, but "
            f"{', '.join(found)} can be entered by a conversion; leave out the conversion or the build-up, "
            "or run without this peer"
        )


def _entries_after_build_up(numbers: Numbers) -> Iterator[str]:
    """Sites with a build-up, and heads that depend on it, that a conversion may lead to."""
    for site in numbers.sites:
        each = numbers.arrangements[site]
        depends = each.terms.min_heads > 0 or each.terms.take_or_pay_heads > 0
        if each.terms.build_up > 0 and depends and numbers.arcs_into[site]:
            yield f"{each.model!r} at {numbers.location_ids[each.location]!r}"
