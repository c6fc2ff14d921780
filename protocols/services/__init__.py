"""Everything that changes a protocol; nothing else does."""
