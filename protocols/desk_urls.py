"""Addresses of the desk: what only the council's own people open."""

from django.urls import include, path

from protocols.views import desk, evidence, imports, lifecycle, reviews, year

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("year/", year.desk_year, name="desk_year"),
    path("protocols/new/", desk.protocol_start, name="protocol_start"),
    path(
        "protocols/<slug:protocol_slug>/draft/",
        desk.draft_start,
        name="draft_start",
    ),
    path(
        "protocols/<slug:protocol_slug>/review/",
        reviews.protocol_review,
        name="protocol_review",
    ),
    path(
        "protocols/<slug:protocol_slug>/review/rules/",
        reviews.review_rules,
        name="review_rules",
    ),
    path(
        "protocols/<slug:protocol_slug>/review/open/",
        reviews.review_open,
        name="review_open",
    ),
    path(
        "protocols/<slug:protocol_slug>/review/record/",
        reviews.review_record,
        name="review_record",
    ),
    path("reviews/<uuid:pk>/minute/", reviews.review_minute, name="review_minute"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence.csv", evidence.evidence_csv, name="evidence_csv"),
    path("import/", imports.import_upload, name="import_upload"),
    path("import/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path("import/<uuid:pk>/keep/", imports.import_keep, name="import_keep"),
    path("import/<uuid:pk>/drop/", imports.import_drop, name="import_drop"),
    path("versions/<uuid:pk>/", lifecycle.version_desk, name="version_desk"),
    path("versions/<uuid:pk>/source/", desk.source_file, name="source_file"),
    path("versions/<uuid:pk>/table/", lifecycle.version_table, name="version_table"),
    path(
        "versions/<uuid:pk>/take-back/",
        lifecycle.version_take_back,
        name="version_take_back",
    ),
    path(
        "versions/<uuid:pk>/recommend/",
        lifecycle.version_recommend,
        name="version_recommend",
    ),
    path("versions/<uuid:pk>/adopt/", lifecycle.version_adopt, name="version_adopt"),
    path("versions/<uuid:pk>/void/", lifecycle.version_void, name="version_void"),
    path("versions/<uuid:pk>/sign/", lifecycle.version_sign, name="version_sign"),
    path(
        "versions/<uuid:pk>/discard/", lifecycle.version_discard, name="version_discard"
    ),
    path(
        "versions/<uuid:pk>/withdraw/",
        lifecycle.version_withdraw,
        name="version_withdraw",
    ),
    path(
        "versions/<uuid:pk>/correct/", lifecycle.version_correct, name="version_correct"
    ),
    path("versions/<uuid:pk>/", include("protocols.readers_urls")),
    path("versions/<uuid:pk>/", include("protocols.editor_urls")),
]
