"""The figures that the portal is held to, measured and printed; never a test."""
