"""Councils kept apart by the database itself: row-level security on PostgreSQL."""
