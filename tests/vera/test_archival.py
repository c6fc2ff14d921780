"""Whether what is printed keeps to PDF/A-3a and PDF/UA-1, asked of veraPDF itself."""

from dataclasses import replace

import pytest

from protocols.pdf import print_protocol, print_record
from protocols.pdf.finishing import declare_accessible, finish
from protocols.pdf.pages import protocol_sheets
from protocols.pdf.press import press
from tests.protocols.pdf import samples
from tests.vera.verapdf import validate

pytestmark = pytest.mark.vera

FLAVOURS = ("3a", "ua1")


def with_crest(crest):
    return samples.printed(council=replace(samples.ASHCOMBE, crest=crest))


KEEPS_TO_BOTH = {
    "short": samples.printed(),
    "long": samples.printed(samples.long_document()),
    "welsh": samples.printed(samples.document(samples.WELSH), council=samples.PENTRE),
    "hostile": samples.printed(samples.document(samples.HOSTILE)),
    "deep lists": samples.printed(samples.document(samples.DEEP)),
    "expectations": samples.printed(samples.document(samples.EXPECTATIONS)),
    "no crest": with_crest(None),
    "crest with clear ground": with_crest(samples.raster_crest("RGBA", "PNG")),
    "crest in grey": with_crest(samples.raster_crest("LA", "PNG")),
    "crest in printers' colours": with_crest(samples.raster_crest("CMYK", "JPEG")),
    "from paper": samples.from_paper(),
    "without rows": samples.from_paper(samples.document(rows=(), title=None)),
    "draft": samples.printed(is_draft=True, status="Draft", sign_off=None),
}


def only_declared(_document, pdf):
    declare_accessible(pdf)


def all_but_declared(document, pdf):
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    as_it_was = list(metadata.stream)
    finish(document, pdf)
    metadata.stream = as_it_was


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory):
    """Ask once for all files, since a JVM takes longer to start than to answer."""
    sheets = protocol_sheets(KEEPS_TO_BOTH["deep lists"])
    files = {name: print_protocol(each) for name, each in KEEPS_TO_BOTH.items()}
    files |= {
        "record": print_record(samples.printed_record()),
        "only declared": press(sheets, finisher=only_declared),
        "all but declared": press(sheets, finisher=all_but_declared),
    }
    folder = tmp_path_factory.mktemp("printed")
    places = samples.write_all(folder, files)
    return {
        (verdict.path.stem, verdict.flavour): verdict
        for verdict in validate(places.values(), FLAVOURS)
    }


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", [*KEEPS_TO_BOTH, "record"])
def test_what_is_printed_keeps_to_the_standard(verdicts, name, flavour):
    assert verdicts[name, flavour].failures == ()
    assert verdicts[name, flavour].is_valid


@pytest.mark.parametrize(
    ("name", "rule"),
    [("all but declared", "5-1:"), ("only declared", "7.4.2-1:")],
)
def test_a_file_that_is_not_finished_fails_by_the_rule_it_breaks(verdicts, name, rule):
    verdict = verdicts[name, "ua1"]

    assert not verdict.is_valid
    assert [failure.split(" ")[0] for failure in verdict.failures] == [rule]
