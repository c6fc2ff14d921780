"""Addresses of a council's protocols."""

urlpatterns: list = []
