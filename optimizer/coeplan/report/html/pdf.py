"""From a page to PDF, without looking at anything else."""

from typing import Any

from coeplan.core.errors import CoeplanError

WITHIN = ("data",)
"""Addresses that may be followed: those that hold what they point to. Whatever asks for another is left out."""


class PdfError(CoeplanError):
    """A PDF cannot be made here."""


def pdf_of(page: str) -> bytes:
    """Return a page as PDF.

    Parameters
    ----------
    page : str
        A page of :func:`coeplan.report.html.document.html_page`.

    Returns
    -------
    bytes
        The PDF, A4, with headings as bookmarks.

    Raises
    ------
    PdfError
        Where the package that makes it, or a library that it needs, is not installed.
    """
    document, fetcher = _weasyprint()
    return bytes(document(string=page, url_fetcher=fetcher(allowed_protocols=WITHIN)).write_pdf())


def _weasyprint() -> tuple[Any, Any]:
    """Load what makes a document, and what fetches for it."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        # Without the system's Pango the package is there and does not load.
        raise PdfError(
            "a PDF needs the package weasyprint and the library Pango: pip install 'coeplan[pdf]', and Pango from your "
            f"system's packages. Or write --out report.html and print that from a browser ({error})"
        ) from error
    return HTML, URLFetcher
