"""The long proofs, run by `make prove`: many kills, many thousand steps."""
