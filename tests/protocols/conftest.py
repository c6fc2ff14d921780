"""The browser for the pages of the ground floor."""

from tests.browser import chromium, make_page

__all__ = ["chromium", "make_page"]
