"""A brief as PDF: the HTML page printed by WeasyPrint, tagged for screen readers (PDF/UA), from nothing but what the page holds."""

from __future__ import annotations

from typing import Any

from ...errors import OptionError
from .house import House
from .model import Brief
from .page import to_html


def to_pdf(brief: Brief, house: House) -> bytes:
    """Return a brief as PDF, the same bytes for the same brief on one machine; `OptionError` where WeasyPrint is not installed.

    No address is ever asked: what the page needs stands in it, and a house style that names anything else is told so.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except (ImportError, OSError):
        raise OptionError(
            "format: a PDF is made with WeasyPrint, which is not installed: pip install 'bilat[brief]' (and Pango, from your system's packages), or take --format docx"
        ) from None

    class Held(URLFetcher):  # type: ignore[misc]
        """Gives what an address holds itself, and asks none."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                raise FatalURLFetchingError(url)
            return super().fetch(url, headers)

    made: bytes
    try:
        made = HTML(string=to_html(brief, house), url_fetcher=Held(allowed_protocols=("data",))).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"bilat")
    except FatalURLFetchingError as error:
        raise OptionError(f"template: {str(error)[:160]}: a brief asks no address; put what it needs into brief.css as a data: address, or give a logo.svg") from None
    return made
