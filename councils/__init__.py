"""The ground floor: who exists, who holds which office, what was done and when."""
