"""The browser for the specimen pages."""

from tests.browser import chromium, make_page

__all__ = ["chromium", "make_page"]
