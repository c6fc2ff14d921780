"""Addresses of a council's protocols; the clerk's are below ``desk``."""

from django.urls import include, path

from protocols.views import confirming, mine, reading

urlpatterns = [
    path("", reading.council_home, name="council_home"),
    path("desk/", include("protocols.desk_urls")),
    path("mine/", mine.my_page, name="my_page"),
    path("<slug:protocol_slug>/", reading.protocol_detail, name="protocol_detail"),
    path(
        "<slug:protocol_slug>/confirm/",
        confirming.version_confirm,
        name="version_confirm",
    ),
    path("<slug:protocol_slug>/protocol.pdf", reading.version_pdf, name="protocol_pdf"),
    path(
        "<slug:protocol_slug>/protocol.json", reading.version_json, name="protocol_json"
    ),
    path(
        "<slug:protocol_slug>/v/<int:number>/",
        reading.version_detail,
        name="version_detail",
    ),
    path(
        "<slug:protocol_slug>/v/<int:number>/record/",
        reading.version_record,
        name="version_record",
    ),
    path(
        "<slug:protocol_slug>/v/<int:number>/record.pdf",
        reading.version_pdf,
        {"kind": "record"},
        name="version_record_pdf",
    ),
    path(
        "<slug:protocol_slug>/v/<int:number>/protocol.pdf",
        reading.version_pdf,
        name="version_pdf",
    ),
    path(
        "<slug:protocol_slug>/v/<int:number>/protocol.json",
        reading.version_json,
        name="version_json",
    ),
]
