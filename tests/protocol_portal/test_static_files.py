"""Static files as a server gives them: named after their bytes, once and for all."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import override_settings

from protocol_portal import assets

STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    assets.build()
    root = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": STORAGE},
    }
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def test_the_style_sheet_asks_for_fonts_by_their_digest(collected):
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]

    styles = (collected / manifest["build/portal.css"]).read_text()
    fonts = re.findall(r'url\("fonts/([^"]*)"\)', styles)

    assert fonts
    for font in fonts:
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", font)
        assert (collected / "build" / "fonts" / font).is_file()


def test_our_scripts_import_no_other_by_a_bare_name(collected):
    importing = [
        script.name
        for script in collected.glob("build/*.js")
        if re.search(r"(?:^|[;}])import[\s{\"']", script.read_text())
    ]

    assert importing == []
