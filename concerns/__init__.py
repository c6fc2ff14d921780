"""The confidential floor: concerns, and nobody but their parties."""
