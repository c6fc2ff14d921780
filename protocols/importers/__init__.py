"""Readers that turn what a council has (Word, PDF, text, HTML) into a Document."""
