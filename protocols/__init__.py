"""The documents: their text, lifecycle, adoption, comparison, import and export."""
