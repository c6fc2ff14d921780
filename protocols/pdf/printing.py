"""Prints: a protocol or an adoption record in, the bytes of one PDF out."""

from importlib import import_module, metadata

from protocols.pdf.assets import PressError
from protocols.pdf.pages import Sheets, protocol_sheets, record_sheets
from protocols.pdf.printed import PrintedProtocol, PrintedRecord

__all__ = ["PressError", "print_protocol", "print_record", "printed_with"]

LIBRARIES_MISSING = (
    "Printing needs system libraries that are missing here. On Debian or Ubuntu:"
    " apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def print_protocol(printed: PrintedProtocol) -> bytes:
    """Print one text of a protocol; the same value gives the same bytes.

    Raises:
        PressError: this machine cannot print, or a page asked for what is not ours.
    """
    return _pressed(protocol_sheets(printed))


def print_record(printed: PrintedRecord) -> bytes:
    """Print the record of a version's adoption; the same value gives the same bytes.

    Raises:
        PressError: this machine cannot print, or a page asked for what is not ours.
    """
    return _pressed(record_sheets(printed))


def printed_with() -> str:
    """Name the press and its version, which is kept beside the bytes it made."""
    return f"WeasyPrint {metadata.version('weasyprint')}"


def _pressed(sheets: Sheets) -> bytes:
    # The one import that waits until it is needed: WeasyPrint costs a second and its
    # libraries may be missing, and whoever only serves pages never prints.
    try:
        press = import_module("protocols.pdf.press")
    except OSError as error:
        raise PressError(LIBRARIES_MISSING) from error
    data: bytes = press.press(sheets)
    return data
