"""Formulas as MathML, which browsers draw by themselves: the site needs no script and no font for them."""

import html
import re
from typing import Any, cast

from latex2mathml import converter

_FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
"""What the Markdown extension ``arithmatex`` leaves of a formula: it keeps the TeX away from Markdown's own marks."""

_LEFT_OVER = re.compile(r"\\\w+")
"""A command that the converter does not know and passes on as it is written."""


class UnknownCommandError(ValueError):
    """A formula uses a TeX command that cannot be turned into MathML."""


def mathml(formula: str, *, block: bool) -> str:
    """Turn a formula into MathML.

    Parameters
    ----------
    formula : str
        The formula, in TeX.
    block : bool
        Whether it stands on a line of its own.

    Returns
    -------
    str
        A ``<math>`` element.

    Raises
    ------
    UnknownCommandError
        If a command of the formula is not known.
    """
    text = " ".join(formula.split())
    convert = cast("Any", converter).convert
    # The converter keeps the mark that escapes an underscore inside words.
    found = str(convert(text, display="block" if block else "inline")).replace(r"\_", "_")
    unknown = _LEFT_OVER.search(found)
    if unknown:
        raise UnknownCommandError(
            f"formula {text!r} holds {unknown[0]}; write it with a command that latex2mathml knows"
        )
    return found


def with_formulas(page: str) -> str:
    """Return the HTML of a page with every formula turned into MathML."""

    def convert(found: re.Match[str]) -> str:
        tag, opening, formula = found.groups()
        return f'<{tag} class="formula">{mathml(html.unescape(formula), block=opening == "[")}</{tag}>'

    return _FORMULA.sub(convert, page)
