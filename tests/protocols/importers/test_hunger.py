"""However hungry a file is, reading it takes less memory than a server has to spare."""

import subprocess
import sys

from councils.kernel.door.terms import ROOT
from tests.protocols.importers.files import DOCUMENT, body, with_part
from tests.protocols.importers.test_hostile_pdfs import packed, pdf_of

# In a small process of its own: a child is counted with what its parent held.
READ = """
import resource, sys
from pathlib import Path
from councils.kernel.door.terms import UnreadableFile
from protocols.importers.door import read_in_child
for place in sys.argv[1:]:
    try:
        read_in_child(Path(place).read_bytes(), name=place)
    except UnreadableFile:
        pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_no_file_takes_more_than_512_megabytes(tmp_path):
    hungry = {
        "page.pdf": pdf_of({4: packed(b"0 0 m " * 60_000_000)}),
        "word.docx": with_part(
            DOCUMENT, body("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 15_000)
        ),
    }
    for name, data in hungry.items():
        (tmp_path / name).write_bytes(data)

    said = subprocess.check_output(
        [sys.executable, "-c", READ, *sorted(map(str, tmp_path.iterdir()))],
        cwd=ROOT,
        text=True,
    )

    assert 100 * 1024 < int(said) < 512 * 1024  # kilobytes
