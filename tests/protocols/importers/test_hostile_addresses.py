"""A file that names an address has nobody ask for anything there."""

import socket

import pytest

from protocols.importers.door import read_in_child
from tests.protocols.importers.files import with_part, words_of
from tests.protocols.importers.test_hostile_pdfs import pdf_of, stream

WORDS = "Papers go out early."
RELATIONS = "word/_rels/document.xml.rels"


@pytest.fixture
def listening():
    """Give a server that notes who connects, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}/"


def heard_of_nobody(server) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return True
    return False


def a_web_page(address: str) -> bytes:
    return f"""<!DOCTYPE html SYSTEM "{address}a.dtd">
    <html><head><base href="{address}"><link rel="stylesheet" href="{address}a.css">
    <meta http-equiv="refresh" content="0;url={address}">
    <script src="{address}"></script>
    <style>@import url({address});</style></head><body background="{address}">
    <iframe src="{address}"></iframe><object data="{address}"></object>
    <img src="{address}a.png" srcset="{address} 2x"><video src="{address}"></video>
    <svg><image href="{address}"/><use href="{address}#a"/></svg>
    <p>{WORDS}</p></body></html>""".encode()


def a_page_of_xml(address: str) -> bytes:
    return f"""<?xml version="1.0"?><?xml-stylesheet href="{address}"?>
    <!DOCTYPE html [<!ENTITY % a SYSTEM "{address}"> %a;
    <!ENTITY b SYSTEM "{address}">]>
    <html xmlns="http://www.w3.org/1999/xhtml"><body><p>{WORDS}</p></body></html>
    """.encode()


def a_linked_word_file(address: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = ("attachedTemplate", "image", "oleObject", "subDocument", "frame")
    links = "".join(
        f'<Relationship Id="x{kind}" Type="{office}/{kind}" Target="{address}"'
        ' TargetMode="External"/>'
        for kind in kinds
    )
    return with_part(
        "word/_rels/settings.xml.rels",
        f'<Relationships xmlns="{package}">{links}</Relationships>'.encode(),
    )


def a_linked_pdf(address: str) -> bytes:
    place = f"({address})".encode()
    action = b"<</S/URI/URI %s>>" % place
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/OpenAction %s/AA<</WC %s>>"
            b"/AcroForm<</Fields[]/XFA 9 0 R>>>>" % (action, action),
            8: b"<</Type/Filespec/FS/URL/F %s>>" % place,
            9: stream(b"<!DOCTYPE x SYSTEM '%s'><x/>" % address.encode()),
            6: stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F 8 0 R>>"),
        }
    )


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (a_web_page, "a.html"),
        (a_page_of_xml, "a.xhtml"),
        (a_linked_word_file, "a.docx"),
        (a_linked_pdf, "a.pdf"),
    ],
)
def test_nothing_that_a_file_names_is_fetched(listening, make, name):
    server, address = listening

    reading = read_in_child(make(address), name=name)

    assert WORDS in words_of(reading)
    assert heard_of_nobody(server)


def test_whoever_asks_is_heard(listening):
    server, _ = listening

    socket.create_connection(server.getsockname()).close()

    assert not heard_of_nobody(server)
