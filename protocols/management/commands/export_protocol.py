"""Writes one version of a protocol as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from councils.kernel.commands import PlainCommand, Refused
from protocols.exports import to_json_bytes, to_markdown
from protocols.models import ProtocolVersion, StoredPdf
from protocols.services.lookup import draft_at, version_at, working_in
from protocols.services.printing import print_preview, print_version
from protocols.services.texts import document_of


class Command(PlainCommand):
    """Write one version as PDF, JSON or Markdown."""

    help = "Writes one version as a file; without --version the one in force."
    example = (
        "export_protocol ashcombe councillor-officer-protocol --format pdf"
        " --output protocol.pdf"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("council", metavar="COUNCIL")
        parser.add_argument("protocol", metavar="PROTOCOL")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--version", type=int, metavar="N", dest="number")
        which.add_argument(
            "--draft", action="store_true", help="the draft, which says so on each page"
        )
        parser.add_argument("--format", choices=["pdf", "json", "md"], required=True)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--json", action="store_true", help="say what was written, as JSON"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        address = options["council"], options["protocol"]
        with working_in(options["council"]):
            if options["draft"]:
                version = draft_at(*address)
            else:
                version = version_at(*address, options["number"])
            content = _content(version, options["format"])
        output: Path = options["output"]
        try:
            output.write_bytes(content)
        except OSError as error:
            message = f"{output} cannot be written: {error.strerror}."
            raise Refused(message) from error
        if options["json"]:
            self.say_json({"version": version.number, "output": str(output)})
        else:
            self.stdout.write(f"{version}: written to {output}.")


def _content(version: ProtocolVersion, file_format: str) -> bytes:
    if file_format == "json":
        return to_json_bytes(document_of(version))
    if file_format == "md":
        words = to_markdown(document_of(version))
        notice = "" if version.is_frozen else "> DRAFT. Not adopted by the council.\n\n"
        return (notice + words).encode()
    if not version.is_frozen or version.status == "adopted":
        return print_preview(version)
    print_version(version.council_id, version.pk)
    stored = StoredPdf.objects.get(version=version, kind=StoredPdf.Kind.PROTOCOL)
    return bytes(stored.data)
