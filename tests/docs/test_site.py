"""The built site: complete, and sufficient to itself."""

import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

import coeplan

pytest.importorskip("mkdocs", reason="needs the docs extra")

from coeplan_docs.names import verbs

ROOT = Path(__file__).parents[2]
FETCHED_FROM_CSS = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
FETCHES = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}


class Fetched(HTMLParser):
    """Collects what a browser would fetch for a page."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag in FETCHES and FETCHES[tag] in named and named.get("rel") != "canonical":
            self.addresses.append(named[FETCHES[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as ``mkdocs build --strict`` makes it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def read(site, *parts):
    return site.joinpath(*parts, "index.html").read_text(encoding="utf-8")


def test_pages_fetch_nothing_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        parser = Fetched()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.addresses, "the theme's own style at least"
        assert [each for each in parser.addresses if re.match(r"(https?:)?//", each)] == [], page
    for style in site.rglob("*.css"):
        assert not FETCHED_FROM_CSS.search(style.read_text(encoding="utf-8")), style


def test_scripts_are_the_themes_own(site):
    scripts = {path.relative_to(site).parts[:2] for path in site.rglob("*.js")} - {("search", "search_index.js")}
    assert scripts == {("assets", "javascripts")}


def test_formulas_are_drawn(site):
    page = read(site, "model", "equations")
    assert page.count('display="block"') > 70
    for text in (page, read(site, "model", "readings")):
        assert "<math" in text
        assert "arithmatex" not in text
        assert "\\(" not in re.sub(r"<code>.*?</code>", "", text, flags=re.DOTALL)


def test_all_public_names_are_told(site):
    page = read(site, "reference", "python")
    for name in coeplan.__all__:
        home = getattr(coeplan, name)
        assert f'id="{home.__module__}.{home.__qualname__}"' in page


def test_all_verbs_are_told(site):
    page = read(site, "cli")
    headings = re.findall(r'<h[23] id="([a-z-]+)">', page)
    assert headings == [verb.replace(" ", "-") for verb in verbs()]
    assert "study run" in verbs()
    for verb in verbs():
        assert f"Usage: coeplan {verb} " in page
    assert "Exit codes:" in page


def test_every_dependency_is_accounted_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    told_of = ("test", "docs", "dev", "dask", "studies", "pdf", "notebook")
    stated = [*project["dependencies"], *(each for extra in told_of for each in extras[extra])]
    names = {re.split(r"[<>=!~ ]", each)[0] for each in stated if not each.startswith("coeplan[")}
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## Dependencies")[2]
    rows = re.findall(r"^\| (`.*?`) \|", told, re.MULTILINE)
    assert names == {name for row in rows for name in re.findall(r"`(.*?)`", row)}


def test_tested_versions_are_plain_and_satisfy_what_is_asked_for():
    from packaging.requirements import Requirement

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for stated in [*project["dependencies"], *(each for extra in extras.values() for each in extra)]:
        asked = Requirement(stated)
        if asked.name != "coeplan":
            assert asked.specifier.contains(pinned[asked.name.lower()]), stated
