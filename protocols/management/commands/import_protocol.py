"""Reads files as protocols: prints what they say, or keeps them for a council."""

import mimetypes
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from rich.progress import track

from councils.kernel.commands import PlainCommand, Refused
from councils.models import Council, Person, User
from councils.roles import Role
from protocols.checks import check
from protocols.document import Document
from protocols.services.importing import (
    Answers,
    KeepAs,
    Upload,
    keep_import,
    read_import,
    upload_file,
)
from protocols.services.lookup import read_file, working_in


class Command(PlainCommand):
    """Read protocols from files, and keep them where a council is named."""

    help = "Reads each file; with --council keeps it as a draft, or as in force."
    example = "import_protocol protocol.docx --council ashcombe --from-paper"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--council", metavar="SLUG", help="keep it for this council"
        )
        parser.add_argument(
            "--from-paper",
            action="store_true",
            help="record it as in force, adopted before the council had the portal",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="keep nothing; needs no database"
        )
        parser.add_argument(
            "--json", action="store_true", help="print each text as a JSON document"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        if options["dry_run"] or not options["council"]:
            documents = [_checked(read_file(path)) for path in self._progress(files)]
        else:
            documents = [self._keep(path, options) for path in self._progress(files)]
        if options["json"]:
            values = [document.to_json() for document in documents]
            self.say_json(values[0] if len(values) == 1 else values)
            return
        for path, document in zip(files, documents, strict=True):
            self.stdout.write(
                f"{path.name}: {document.title or 'no title'},"
                f" {len(document.rows)} rows, {len(document.unread)} lines unread,"
                f" {len(document.findings)} findings"
            )

    def _progress(self, files: list[Path]) -> Iterable[Path]:
        return track(
            files, description="Reading", disable=not files[1:] or not _on_a_terminal()
        )

    def _keep(self, path: Path, options: dict[str, Any]) -> Document:
        document = _checked(read_file(path))
        with transaction.atomic(), working_in(options["council"]) as council:
            actor = _clerk_of(council)
            incoming = upload_file(
                council,
                actor=actor,
                upload=Upload(
                    name=path.name,
                    media_type=mimetypes.guess_type(path.name)[0] or "",
                    data=path.read_bytes(),
                ),
            )
            read_import(council.pk, incoming.pk)
            keep_import(
                incoming,
                actor=actor,
                answers=Answers(
                    keep_as=(
                        KeepAs.IN_FORCE if options["from_paper"] else KeepAs.DRAFT
                    ),
                    title=document.title or path.stem,
                    facts=document.facts,
                ),
            )
        return document


def _on_a_terminal() -> bool:
    return sys.stdout.isatty()


def _checked(document: Document) -> Document:
    return document.with_findings(
        (*document.findings, *check(document, today=timezone.localdate()))
    )


def _clerk_of(council: Council) -> User:
    clerk = (
        Person.objects.filter(council=council, user__isnull=False)
        .holding(Role.CLERK, Role.ACTING_CLERK, day=timezone.localdate())
        .select_related("user")
        .first()
    )
    if clerk is None or clerk.user is None:
        message = f"{council} has no clerk who could be said to have brought this in."
        raise Refused(message)
    return clerk.user
