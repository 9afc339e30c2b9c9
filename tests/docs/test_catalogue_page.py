"""The page of the catalogue against its files, which are read here line by line and not by the page's own code."""

import re
from pathlib import Path

import pytest

from coeplan.io.catalogue import CatalogueEntry
from coeplan_docs import catalogue as page_of
from coeplan_docs.catalogue import catalogue_page, linked, number, plain
from coeplan_models import Figure, Source

FILES = sorted((Path(__file__).parents[2] / "instances" / "catalogue").glob("*.yaml"))
FIGURE = re.compile(r'^  "?([^"\s]+?)"?: \{(.*)\}$', re.MULTILINE)
END = r"(low|mid|high): (-?[0-9.]+)"


@pytest.fixture(scope="module")
def page():
    return catalogue_page()


def section(page, name):
    """What the page says of an entry."""
    start = page.index(f"{{#{name}}}")
    return re.split(r"^##", page[start:], maxsplit=1, flags=re.MULTILINE)[0]


def part(text, key):
    """The lines below a key at the margin of a file."""
    found = re.search(rf"^{key}:\n((?:  .*\n?)*)", text, re.MULTILINE)
    return found[1] if found else ""


def rows(text):
    """The cells of the rows of a table, by the first."""
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    return {cells[0].strip("`"): cells[1:] for cells in table[2:]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_of_an_entry_stands_there_with_its_ends_and_sources(page, path):
    text = path.read_text(encoding="utf-8")
    assert f"[`catalogue:{path.stem}`](#{path.stem})" in page
    shown = rows(section(page, path.stem))
    stated = dict(FIGURE.findall(part(text, "figures")))
    own = re.compile(rf"^(locations|operating_models)\.{path.stem}\.")
    assert set(shown) == {own.sub("", key) for key in stated}
    for key, said in stated.items():
        ends = dict(re.findall(END, said))
        cells = shown[own.sub("", key)]
        told = [float(cell.replace(",", "")) if cell else None for cell in cells[:3]]
        assert told == [float(ends[end]) if end in ends else None for end in ("low", "mid", "high")], key
        basis, year = re.search(r'basis: "(.*?)"', said), re.search(r"year: (\d+)", said)
        beginning = ", ".join(found[1] for found in (basis, year) if found)
        assert cells[4].startswith(beginning), key
        for source in re.findall(r'"([^"]+)"', (re.findall(r"sources: \[(.*?)\]", said) or [""])[0]):
            assert f"[{source}](#source-{source})" in cells[4], key


def test_every_source_stands_there_once_with_title_and_address(page):
    listed = page.partition("## Sources")[2]
    sources = {}
    for path in FILES:
        sources |= dict(FIGURE.findall(part(path.read_text(encoding="utf-8"), "sources")))
    assert len(sources) > 50
    shown = rows(listed)
    assert set(shown) == {f'<a id="source-{key}"></a>{key}' for key in sources}
    for key, said in sources.items():
        cells = shown[f'<a id="source-{key}"></a>{key}']
        title = re.search(r'title: "(.*?)"(?:,|$)', said)[1]
        assert cells[0] == plain(title)
        address = re.search(r'address: "(.*?)"(?:,|$)', said)
        assert bool(cells[2]) == bool(address and address[1])


def test_what_an_entry_states_in_words_is_told(page):
    assert (
        "Beside numbers: `country` MEX, `region` latin&#95;america, `time_zone` America/Mexico&#95;City.\n"
        in section(page, "MX_GDL")
    )
    assert "`client_bears_hiring` false" in section(page, "bot")
    assert "`locations` none" in section(page, "shelter")
    assert "Builds on `catalogue:captive`." in section(page, "bot")
    assert "\nBuild-operate-transfer: a local builder runs a site that may pass over to a captive.\n" in section(
        page, "bot"
    )
    assert "Written by" not in page


def test_text_shows_as_it_is():
    assert plain("a | b * c_d `e` <f> [g]") == ("a &#124; b &#42; c&#95;d &#96;e&#96; &lt;f&gt; &#91;g&#93;")
    assert plain("two\nlines") == "two lines"


def test_numbers_keep_their_digits():
    assert [number(each) for each in (None, 0.0, 0.0548, 1008000.0, -103.311)] == [
        "",
        "0",
        "0.0548",
        "1,008,000",
        "-103.311",
    ]


def test_of_an_address_what_is_one_becomes_a_link():
    assert linked("https://a.org/x_y ; copy b.org/z") == (
        '<a href="https://a.org/x_y">https://a.org/x&#95;y</a> ; copy b.org/z'
    )
    assert linked("Python package airportsdata") == "Python package airportsdata"
    assert linked('https://a.org/"><script>') == (
        '<a href="https://a.org/&quot;&gt;&lt;script&gt;">https://a.org/"&gt;&lt;script&gt;</a>'
    )


def test_a_row_that_files_cannot_spoil(monkeypatch):
    entry = CatalogueEntry(
        "bot",
        {"operating_models": {"bot": {"name": "a|b"}}},
        {"x": Figure(mid=1, note="<b>|", sources=("S",))},
        {"S": Source(title="|")},
    )
    monkeypatch.setattr(page_of, "catalogue", lambda: (entry,))
    page = catalogue_page()
    assert rows(section(page, "bot"))["x"][5] == "&lt;b&gt;&#124;"
    assert "| a&#124;b |" in page
