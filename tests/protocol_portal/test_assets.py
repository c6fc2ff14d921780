"""What the pages are made of, as it was built."""

import re

import pytest

from protocol_portal import assets

ADDRESS_OF_A_PACKAGE = re.compile(r"\.tgz|\"resolved\"|registry", re.IGNORECASE)


@pytest.fixture(scope="module")
def built():
    assets.build()
    return assets.BUILD


def test_what_is_built_is_not_built_again(built):
    before = (built / "portal.css").stat().st_mtime_ns

    again = assets.build()

    assert again is False
    assert (built / "portal.css").stat().st_mtime_ns == before


def test_the_digest_follows_names_and_bytes(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("same")
    other.write_text("same")
    before = assets.digest_of([one])

    other_name = assets.digest_of([other])
    one.write_text("else")

    assert len({before, other_name, assets.digest_of([one])}) == 3


def test_the_lock_holds_digests_and_no_address_of_a_package():
    lock = (assets.ROOT / "package-lock.json").read_text()

    assert '"integrity": "sha512-' in lock
    assert not ADDRESS_OF_A_PACKAGE.search(lock)


def test_everything_named_is_built(built):
    missing = [name for name in assets.COPIED if not (built / name).stat().st_size]

    assert missing == []


def test_whatever_is_copied_has_its_licence_beside_it(built):
    licences = {file.stem for file in (built / "licences").iterdir()}
    licences |= {file.stem for file in (assets.STATIC / "licences").iterdir()}

    assert licences == {
        "govuk-frontend",
        "htmx",
        "sortablejs",
        "source-sans-3",
        "source-serif-4",
    }


def test_no_file_points_at_a_source_map(built):
    pointing = [
        file.name
        for file in built.iterdir()
        if file.is_file() and "sourceMappingURL" in file.read_text()
    ]

    assert pointing == []


def test_the_style_sheets_fetch_nothing_but_our_own_fonts(built):
    fetched = re.findall(r"url\(([^)]*)\)", (built / "portal.css").read_text())
    fetched += re.findall(r"url\(([^)]*)\)", (built / "print.css").read_text())

    assert fetched
    assert [url for url in fetched if not url.strip('"').startswith("fonts/")] == []


def test_the_government_s_typeface_and_crest_stay_out(built):
    styles = (built / "portal.css").read_text()

    assert "GDS Transport" not in styles
    assert "/assets/" not in styles


def test_a_missing_program_is_named_in_a_sentence(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "BUILD", tmp_path / "build")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(assets, "_install_command", lambda _: ["no-such-program"])
    monkeypatch.setattr(assets.sys, "executable", str(tmp_path / "python"))

    code = assets.main()

    assert code == 1
    assert "The program no-such-program is missing." in capsys.readouterr().err
