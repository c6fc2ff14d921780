import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from protocols.document import Document, Facts, Kind
from protocols.pdf import (
    PressError,
    PrintedProtocol,
    print_protocol,
    print_record,
    printed_with,
)
from protocols.pdf.press import OwnAssets
from tests.protocols.pdf import reading, samples

FEWEST_DOTS = 75  # of ink, in five letters at 150 dots an inch
DRAFT = "Draft – not adopted"
PRINT_IN_ANOTHER_PROCESS = """
import django, hashlib
django.setup()
from protocols.pdf import print_protocol
from tests.protocols.pdf.samples import document, printed, WELSH
print(hashlib.sha256(print_protocol(printed(document(WELSH)))).hexdigest())
"""


@cache
def printed_file(printed: str) -> bytes:
    """Print each sample once, since tests only read it."""
    return print_protocol(SAMPLES[printed])


SAMPLES: dict[str, PrintedProtocol] = {
    "short": samples.printed(),
    "long": samples.printed(samples.long_document()),
    "hostile": samples.printed(samples.document(samples.HOSTILE)),
    "deep": samples.printed(samples.document(samples.DEEP)),
    "paper": samples.from_paper(samples.document(facts=Facts())),
    "draft": samples.printed(
        samples.long_document(3),
        is_draft=True,
        status="Draft",
        version=None,
        adoption=None,
        sign_off=None,
        history=(),
    ),
}


@pytest.mark.parametrize("name", ["short", "draft"])
def test_the_same_value_gives_the_same_bytes(name):
    assert print_protocol(SAMPLES[name]) == printed_file(name)


def test_another_process_prints_the_same_bytes():
    def digest(seed):
        return subprocess.run(
            [sys.executable, "-c", PRINT_IN_ANOTHER_PROCESS],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert digest("1") == digest("2") != ""


def test_one_other_word_gives_other_bytes():
    other = samples.document(samples.SHORT.replace("neither", "nobody"))

    assert print_protocol(samples.printed(other)) != printed_file("short")


def test_the_file_carries_the_text_as_data_under_its_digest():
    file = reading.reader(printed_file("long"))
    (attached,) = file.attachments["protocol.json"]
    (described,) = file.trailer["/Root"]["/AF"]
    document = Document.from_json(json.loads(attached))

    assert described.get_object()["/AFRelationship"] == "/Source"
    assert document == SAMPLES["long"].document
    digest = document.content_digest()
    shown = "".join(reading.words(printed_file("long"))[-1].split())
    assert digest in shown
    assert file.trailer["/ID"][0] == digest[:32]


def test_the_file_names_its_title_its_council_and_its_language():
    file = reading.reader(printed_file("short"))

    assert file.metadata.title == "Protocol on councillor and officer relations"
    assert file.metadata.author == "Ashcombe Town Council"
    assert file.trailer["/Root"]["/Lang"] == "en-GB"
    assert file.metadata.creation_date == samples.signed("").signed_at


def test_every_page_says_whose_it_is_which_version_when_adopted_and_its_number():
    pages = reading.words(printed_file("long"))

    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        assert "Ashcombe Town Council" in page
        assert "Protocol on councillor and officer relations" in page
        assert re.search(r"Version 2\b", page)
        assert re.search(r"Adopted (on )?11 May 2027", page)
        assert f"Page {number} of {len(pages)}" in page


def test_page_two_has_the_history_of_the_document_and_its_review_period():
    page = reading.words(printed_file("short"))[1]

    assert "2 11 May 2027 Adopted by Full Council" in page
    assert "1 Not known Recorded from paper" in page
    assert "Review period Every 4 years" in page
    assert "Next review 31 May 2031" in page


def test_the_facts_of_the_adoption_are_printed():
    whole = " ".join(reading.words(printed_file("short")))

    for fact in [
        "Meeting Full Council",
        "How it was held Hybrid",
        "Recommended by Policy Committee, 20 April 2027, minute P31",
        "Presided Cllr Prudence Oakley",
        "Members present 11",
        "Resolution RESOLVED to adopt the protocol as tabled",
        "Minute reference 107/27i",
        "Proposed by Cllr Idris Pugh",
        "Seconded by Cllr Winifred Marsh",
        "Vote 9 for, 1 against, 1 abstained",
        "Office Town Mayor",
        # British summer time, an hour before the clock that computers keep.
        "Signed 12 May 2027 at 09:30",
    ]:
        assert fact in whole


def test_what_nobody_knows_is_said_to_be_not_known():
    pages = reading.words(printed_file("paper"))

    assert "Date of adoption not known" in pages[1]
    assert "Adopted on Not known" in pages[0]
    assert "Review period Not known" in pages[1]
    whole = " ".join(pages)
    assert "Vote Not known" in whole
    assert "Recorded from paper by the Town Clerk" in whole
    assert "Signed by" not in whole


def test_every_page_of_a_draft_says_that_it_is_not_adopted():
    pages = reading.words(printed_file("draft"))

    assert all(DRAFT in page for page in pages)
    assert not any("Adopted 11 May" in page for page in pages)
    assert not any(DRAFT in page for page in reading.words(printed_file("long")))


def test_the_contents_give_the_page_of_each_heading():
    pages = reading.words(printed_file("long"))
    listed = " ".join(pages[1:3])
    headings = [
        f"{row.label} {row.text}"
        for row in SAMPLES["long"].document.rows
        if row.kind is Kind.SECTION and row.label
    ]

    assert len(headings) == 12
    for heading in headings:
        page = re.search(rf"{heading} (\d+)\b", listed)
        assert page
        assert heading in pages[int(page[1]) - 1]


def test_each_heading_has_a_bookmark_to_its_page():
    file = printed_file("long")
    pages = reading.words(file)
    marked = reading.bookmarks(file)

    assert ("About this document", 2) in marked
    assert marked[-1][1] == len(pages)
    sections = [each for each in marked if re.match(r"\d+ ", each[0])]
    assert len(sections) == 12
    for title, page in sections:
        assert title in pages[page - 1]


@pytest.mark.parametrize("filling", [0, 1, 2, 3])
def test_no_page_ends_with_a_heading_a_lead_in_or_a_bare_number(filling):
    # More and more lines before it bring every row to the foot of some page.
    file = print_protocol(samples.printed(samples.document(samples.broken_at(filling))))
    pages = [page.extract_text() for page in reading.reader(file).pages]
    feet = [page.partition("Ashcombe Town Council")[0].split("\n") for page in pages]
    last_lines = [
        next(line for line in reversed(foot) if line.strip()).strip()
        for foot in feet
        if any("word" in line for line in foot)
    ]

    assert len(last_lines) >= 4
    for line in last_lines:
        assert not re.search(r"(Heading \d+|Lead in:|\d\.1|\([ab]\)|•)$", line)


def test_every_word_of_the_text_is_on_the_pages():
    whole = "".join("".join(reading.words(printed_file("deep"))).split())

    for row in SAMPLES["deep"].document.rows:
        assert "".join(f"{row.label or ''}{row.text}".split()) in whole


def test_header_cells_say_what_they_head():
    file = printed_file("short")
    scopes = {
        element["/A"]["/Scope"]
        for element in reading.elements(file)
        if element.get("/S") == "/TH"
    }

    assert scopes == {"/Column", "/Row"}


def test_a_mark_of_a_list_is_its_label():
    entries = [
        element
        for element in reading.elements(printed_file("deep"))
        if element.get("/S") == "/LI" and len(element["/K"]) == 2
    ]

    assert len(entries) >= 6
    for entry in entries:
        kinds = [kid.get_object()["/S"] for kid in entry["/K"]]
        assert kinds == ["/Lbl", "/LBody"]


def test_headings_skip_no_level_for_a_screen_reader():
    levels = [
        int(element["/S"][2:])
        for element in reading.elements(printed_file("deep"))
        if re.fullmatch(r"/H\d", str(element.get("/S")))
    ]

    assert levels[0] == 1
    for before, after in pairwise(levels):
        assert after <= before + 1


def test_running_heads_are_not_read_out():
    file = reading.reader(printed_file("short"))
    contents = file.pages[1].get_contents().get_data()

    apart = re.findall(rb"/Artifact\s*<<\s*/Type\s*/Pagination\s*>>\s*BDC", contents)
    assert len(apart) == len(["council", "title", "version", "adopted", "page of"])


def test_hostile_words_are_printed_as_they_are():
    whole = " ".join(reading.words(printed_file("hostile")))

    assert '<script>alert(1)</script> {{ 7 }} {% now "Y" %}' in whole
    assert '<img src="http://tracker.example/x.png">' in whole
    assert "@import url(http://tracker.example/x.css)" in whole


def test_only_links_to_web_pages_survive():
    links = reading.web_links(printed_file("hostile"))

    assert "https://example.org/a?b=c&d=1" in links
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in links)
    address = "javascript:alert(1)"
    odd = print_protocol(samples.printed(verify_address=address))
    assert reading.web_links(odd) == set()
    assert address in " ".join(reading.words(odd))


def test_the_press_gives_nothing_but_our_own_files():
    fetcher = OwnAssets({})

    for address in ["http://tracker.example/x.png", "file:///etc/passwd", "data:,x"]:
        with pytest.raises(ValueError, match="not one of our own files"):
            fetcher.fetch(address)
    assert len(fetcher.refused) == 3


def test_a_crest_that_asks_for_another_file_is_not_printed():
    crest = replace(
        samples.CREST,
        data=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        b'<image href="http://tracker.example/x.png" width="9" height="9"/></svg>',
    )
    council = replace(samples.ASHCOMBE, crest=crest)

    with pytest.raises(PressError, match=r"tracker\.example"):
        print_protocol(samples.printed(council=council))


def test_a_crest_that_is_no_picture_is_refused_in_plain_words():
    crest = replace(samples.CREST, data=b"GIF89a", media_type="image/png")
    council = replace(samples.ASHCOMBE, crest=crest)

    with pytest.raises(PressError, match="cannot be read as a picture"):
        print_protocol(samples.printed(council=council))


def test_signs_that_no_face_has_are_named_and_unseen_ones_left_out():
    whole = " ".join(reading.words(printed_file("hostile")))

    assert "[unicorn face]" in whole
    assert "[check mark]" in whole
    assert "[sign u+e000]" in whole
    assert "é ŵ fine" in whole
    assert "Marks unseen: abcd[31m" in whole


def test_welsh_letters_are_drawn(tmp_path):
    # Text can be found in a file whose letters are blank: only a picture tells.
    words = [letter * 5 for letter in "ŵŷŴŶâêîôûẁẃẅỳý"]
    line = " ".join([*words, *(f"*{word}*" for word in words)])
    rows = f"section - | {line}\n  paragraph - | {line} **{' '.join(words)}**"
    file = print_protocol(samples.printed(samples.document(rows)))
    pictured = reading.pictured_words(file, 3, tmp_path)

    drawn = [word for word, picture in pictured if reading.ink(picture) >= FEWEST_DOTS]
    for word in words:
        assert drawn.count(word) == 5


def test_a_machine_without_the_libraries_is_told_which_packages_to_install(
    tmp_path, monkeypatch
):
    broken = tmp_path / "weasyprint"
    broken.mkdir()
    (broken / "__init__.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\")"
    )
    monkeypatch.syspath_prepend(tmp_path)
    for name in [*sys.modules]:
        if name.partition(".")[0] == "weasyprint" or name == "protocols.pdf.press":
            monkeypatch.delitem(sys.modules, name)

    with pytest.raises(PressError, match=r"libpango-1\.0-0 libpangoft2-1\.0-0"):
        print_protocol(SAMPLES["short"])


def test_who_only_serves_pages_does_not_load_the_press():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, protocols.pdf; print('weasyprint' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "protocol_portal.settings"},
    )

    assert loaded.stdout.strip() == "False"


def test_the_press_is_named_with_its_version():
    assert re.fullmatch(r"WeasyPrint \d+\.\d+.*", printed_with())


def test_a_record_names_all_that_it_vouches_for():
    data = print_record(samples.printed_record())
    pages = reading.words(data)
    whole = "".join("".join(pages).split())

    assert len(pages) <= 2
    for digest in [
        "5e" * 32,
        "ab" * 32,
        "0c" * 32,
        samples.document().content_digest(),
    ]:
        assert digest in whole
    for words in ["RESOLVED to adopt", "Cllr Idris Pugh", "Cllr Winifred Marsh"]:
        assert words in " ".join(pages)
    assert "The minute has two parts." in " ".join(pages)
    attached = reading.reader(data).attachments["adoption-record.json"]
    assert attached == [samples.printed_record().source]
    assert data == print_record(samples.printed_record())
