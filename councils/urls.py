"""Addresses of a council's own pages."""

urlpatterns: list = []
