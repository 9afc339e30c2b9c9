"""The page of the model against the model."""

import inspect
import re
from importlib import resources

import pyomo.environ as pyo
import pytest
from ruamel.yaml import YAML

from coeplan.api.load import load_instance
from coeplan.formulation import objective
from coeplan.formulation.build import EQUATIONS, build
from coeplan.formulation.variables import VARIABLES
from coeplan.planning import gather

pytest.importorskip("latex2mathml", reason="needs the docs extra")

from coeplan_docs.equations import chapter_of, equations_page, markdown_of
from coeplan_docs.formulas import UnknownCommandError, mathml, with_formulas
from coeplan_docs.notation import CHAPTERS, letters_of, variables

NAMES = [each.name for each in EQUATIONS]
FORMULA = re.compile(r"\\\[(.*?)\\\]", re.DOTALL)
LETTER = re.compile(r"\\(?:bar|underline|overline)\s*\{?\s*\\?[A-Za-z]+\}?|\\[A-Za-z]+|[A-Za-z]")
NO_LETTERS = re.compile(
    r"\\mathrm\{[^}]*\}|\\text\{(?!breach)[^}]*\}"
    r"|\\(?:sum|frac|left|right|ge|le|in|cup|to|quad|min|max|lfloor|rfloor|lceil|rceil|circ)(?![A-Za-z])"
)


@pytest.fixture(scope="module")
def starter():
    """The instance that ``coeplan new`` writes: small, with a fan, fee bands, a conversion and a policy."""
    text = resources.files("coeplan.api").joinpath("starter.yaml").read_text(encoding="utf-8")
    return build(gather(load_instance(YAML(typ="safe").load(text)).instance))


def formulas(text):
    return FORMULA.findall(markdown_of(inspect.cleandoc(text)))


def letters(formula):
    return {re.sub(r"[{}\s]", "", each) for each in LETTER.findall(NO_LETTERS.sub(" ", formula))}


def test_sections_are_the_equations_in_order():
    sections = re.findall(r"^### `(\w+)` ", equations_page(), re.MULTILINE)
    assert sections == NAMES


def test_equations_are_the_rows_of_a_model(starter):
    rows = [rows.local_name for rows in starter.model.component_objects(pyo.Constraint)]
    assert sorted(rows) == sorted(NAMES)


def test_no_name_is_given_twice():
    assert len(set(NAMES)) == len(NAMES)


def test_the_table_of_variables_holds_those_of_a_model(starter):
    table = equations_page().partition("## Variables")[2].partition("## Coverage")[0]
    listed = re.findall(r"^\| `(\w+)` ", table, re.MULTILINE)
    assert listed == [*(each.name for each in VARIABLES), "breach"]
    assert set(starter.columns) == set(listed)


@pytest.mark.parametrize("equation", EQUATIONS, ids=NAMES)
def test_an_equation_has_words_and_a_formula(equation):
    words, *rest = markdown_of(inspect.cleandoc(equation.description)).split("\n\n")
    assert len(words.split()) >= 4
    assert words.rstrip().endswith((".", ":")), "the first paragraph is a sentence"
    assert len(formulas(equation.description)) == 1
    assert rest


@pytest.mark.parametrize("equation", EQUATIONS, ids=NAMES)
def test_every_letter_of_a_formula_is_explained(equation):
    known = set().union(*(letters(symbol.tex) for symbol in letters_of(chapter_of(equation))))
    used = set().union(*(letters(formula) for formula in formulas(equation.description)))
    assert used - known == set()


def test_the_objective_is_explained():
    (formula,) = formulas(inspect.getdoc(objective.objective))
    known = set().union(*(letters(symbol.tex) for symbol in letters_of("objective")))
    assert letters(formula) - known == set()
    assert formula in equations_page()


def test_chapters_of_the_notation_are_those_of_the_equations():
    assert set(CHAPTERS) == {chapter_of(each) for each in EQUATIONS}


def test_every_variable_has_a_letter():
    assert set(variables()) == {*(each.name for each in VARIABLES), "breach"}


@pytest.mark.parametrize("equation", EQUATIONS, ids=NAMES)
def test_a_formula_becomes_mathml(equation):
    (formula,) = formulas(equation.description)
    assert "<math" in mathml(formula, block=True)


def test_an_unknown_command_is_refused():
    with pytest.raises(UnknownCommandError, match="nosuchthing"):
        mathml(r"x \le \nosuchthing", block=False)


def test_words_in_a_formula_are_plain():
    assert "<mtext>build_up</mtext>" in mathml(r"S + \text{build\_up}", block=False)


def test_formulas_of_a_page_are_drawn_in_place():
    page = r'<p>a <span class="arithmatex">\(x &lt; 1\)</span></p><div class="arithmatex">\[y\]</div>'
    drawn = with_formulas(page)
    assert "arithmatex" not in drawn
    assert drawn.count("<math") == 2
    assert 'display="inline"' in drawn.partition("</span>")[0]
    assert 'display="block"' in drawn.partition("</span>")[2]
    assert "<mo>&#x0003C;</mo>" in drawn


def test_docstrings_are_turned_into_markdown():
    text = "Heads\n    of ``x``, with :math:`f` known.\n\n.. math:: a\n    \\le b"
    assert markdown_of(text) == "Heads of `x`, with \\(f\\) known.\n\n\\[a \\le b\\]\n"
