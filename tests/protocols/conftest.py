"""The browser for the pages of the protocols."""

from tests.browser import chromium, make_page

__all__ = ["chromium", "make_page"]
