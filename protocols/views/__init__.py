"""The pages of a council's protocols."""
