"""Addresses of a person's calendar in a council."""

from django.urls import path

from councils.views import calendars

urlpatterns = [
    path("", calendars.calendar_address, name="calendar_address"),
    path("make/", calendars.calendar_address_make, name="calendar_address_make"),
    path("revoke/", calendars.calendar_address_revoke, name="calendar_address_revoke"),
    path("<uuid:pk>.ics", calendars.calendar_deadline, name="calendar_deadline"),
    path("meetings/<uuid:pk>.ics", calendars.calendar_meeting, name="calendar_meeting"),
]
