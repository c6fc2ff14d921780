"""Addresses that belong to no council."""

urlpatterns: list = []
