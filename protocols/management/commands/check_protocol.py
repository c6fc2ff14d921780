"""Says what a clerk should look at in a text."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from councils.kernel.commands import PlainCommand
from protocols.checks import check
from protocols.services.lookup import document_at


class Command(PlainCommand):
    """List the findings of a text; exit 0 whatever they are."""

    help = "Lists what a clerk should look at in a file or a version."
    example = "check_protocol ashcombe/councillor-officer-protocol@2"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", metavar="FILE|council/protocol@version")
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        document, version = document_at(options["text"])
        council = None if version is None else version.council.name
        findings = (
            *document.findings,
            *check(document, council=council, today=timezone.localdate()),
        )
        if options["json"]:
            self.say_json([finding.to_json() for finding in findings])
            return
        for finding in findings:
            self.stdout.write(f"{finding.severity.value}: {finding.message}")
        if not findings:
            self.stdout.write("Nothing found.")
