"""Addresses of a council's own pages."""

from django.urls import path

from councils import views

urlpatterns: list = []
