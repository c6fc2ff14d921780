"""Makes files, good and hostile, for the tests of the door."""

import io
import zipfile

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from councils.kernel.door.terms import LIMITS, Limits, UnreadableFile
from protocols.importers.door import read_in_child

DOCUMENT = "word/document.xml"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def a_word_file(*paragraphs: str) -> bytes:
    file, document = io.BytesIO(), docx.Document()
    for words in paragraphs or ("Protocol", "1. General", "1.1 Papers go out early."):
        document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """Put another part in the place of one in a good Word file."""
    before, after = io.BytesIO(a_word_file()), io.BytesIO()
    with (
        zipfile.ZipFile(before) as old,
        zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return after.getvalue()


def body(inside: str) -> bytes:
    return f"<w:document {NAMESPACE}><w:body>{inside}</w:body></w:document>".encode()


def a_pdf(*lines: str, password: str | None = None, script: bool = False) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for place, line in enumerate(lines or ("Protocol", "1.1 Papers go out early.")):
        canvas.drawString(72, 760 - 30 * place, line)
    canvas.save()
    writer = PdfWriter(clone_from=io.BytesIO(file.getvalue()))
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert('hello')"),
            }
        )
    if password is not None:
        writer.encrypt(password)
    after = io.BytesIO()
    writer.write(after)
    return after.getvalue()


def refused(data: bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read_in_child(data, name=name, limits=limits)
    sentence = str(refusal.value)
    assert sentence.endswith((".", "again."))
    assert "Traceback" not in sentence
    assert "Error" not in sentence
    return sentence


def words_of(reading) -> str:
    document = reading.document
    rows = " ".join(f"{row.label or ''} {row.text}" for row in document.rows)
    return f"{document.title or ''} {rows} {[u.text for u in document.unread]}"
