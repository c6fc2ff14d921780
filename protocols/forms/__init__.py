"""The forms of a protocol's pages."""
