"""Addresses that belong to no council."""

from django.urls import path

from protocols.views import verifying

urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:digest>/", verifying.verify_address, name="verify_address"),
]
