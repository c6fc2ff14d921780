"""The mechanisms that every app stands on; none of them knows a model."""
