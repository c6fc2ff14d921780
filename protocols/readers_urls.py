"""The addresses of who has confirmed a version, under that version's."""

from django.urls import path

from protocols.views import readers

urlpatterns = [
    path("readers/", readers.version_readers, name="version_readers"),
    path("readers.csv", readers.version_readers_csv, name="version_readers_csv"),
    path("readers/remind/", readers.readers_remind, name="readers_remind"),
    path("readers/sheet/", readers.readers_sheet, name="readers_sheet"),
    path("readers/paper/", readers.readers_paper, name="readers_paper"),
]
