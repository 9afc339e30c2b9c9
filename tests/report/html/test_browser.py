"""A report in headless Chromium, and as PDF. Without the browser this is left out, unless it is asked for."""

import os
import sys
from pathlib import Path

import pytest

from coeplan.report.html.pdf import PdfError, pdf_of

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = os.environ.get("COEPLAN_REQUIRE_BROWSER") == "1"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]


SHOWN = """
    [...document.querySelectorAll("figure svg")]
        .filter(each => each.checkVisibility())
        .map(each => [each.parentElement.className, each.getBoundingClientRect().right])
"""


@pytest.fixture(scope="module")
def browser():
    """Chromium, driven by playwright."""
    if not CHROMIUM.is_file():
        told = f"needs {CHROMIUM}: install Chromium from your system's packages"
        pytest.fail(told) if REQUIRED else pytest.skip(told)
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra test")
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def file(page, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("width", "shown"), [(375, "narrow"), (1280, "wide")])
def test_a_browser_shows_it_without_a_word_or_a_request(browser, file, width, shown):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))

    def answer(route):
        asked.append(route.request.url)
        if route.request.url == file:
            route.continue_()
        else:
            route.abort()

    tab.route("**/*", answer)
    tab.goto(file)
    tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert said == []
    assert asked == [file]
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    drawn = tab.evaluate(SHOWN)
    assert [name for name, _ in drawn] == [shown] * 10
    assert all(0 < right <= width for _, right in drawn)
    assert tab.evaluate("document.scripts.length") == 0
    tab.close()


@pytest.mark.slow
def test_it_is_printed_as_pdf_without_looking_elsewhere(page, caplog):
    pytest.importorskip("weasyprint", reason="needs the extra pdf", exc_type=ImportError)
    made = pdf_of(page.replace("</main>", '<img src="https://example.invalid/x.png" alt=""></main>'))
    assert made.startswith(b"%PDF-")
    assert len(made) > 20_000
    assert "disallowed protocol: https://example.invalid/x.png" in caplog.text


def test_a_pdf_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfError, match=r"coeplan\[pdf\]"):
        pdf_of("<p>")
