"""Proves the audit trail of one council, or of all, to whoever asks."""

import hashlib
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from councils.checkpoints import Fault, Folder, read_folder, signing_key
from councils.kernel.commands import PlainCommand, Refused
from councils.models import Council
from councils.services.proving import Printed, Proof, prove


def printed_digest(value: str) -> Printed:
    """Read ``17:0123…``, or the digest alone, with spaces as it is printed."""
    found = re.fullmatch(
        r"(?:(\d{1,9}):)?([0-9a-f]{64})", "".join(value.lower().split())
    )
    if found is None:
        message = "a printed digest is 64 letters and figures, from 0 to 9 and a to f"
        raise ArgumentTypeError(message)
    return Printed(found[2], int(found[1]) if found[1] else None)


class Command(PlainCommand):
    """Exit 1 and name the first entry that does not hold, if one does not."""

    help = (
        "Walks the audit trail; names the first broken entry, if there is one. With"
        " checkpoints or printed digests it also shows a trail that was made anew by"
        " somebody who has the portal’s key."
    )
    example = "verify_audit --council ashcombe --checkpoints /media/auditor"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", metavar="SLUG")
        parser.add_argument(
            "--checkpoints",
            metavar="FOLDER",
            nargs="?",
            type=Path,
            const=Path(settings.CHECKPOINT_DIR),
            help="a folder of checkpoints; without a name, the portal’s own",
        )
        parser.add_argument(
            "--printed",
            metavar="ENTRY:DIGEST",
            nargs="+",
            default=[],
            type=printed_digest,
            help="the trail’s digest on a PDF’s last page; needs --council",
        )
        parser.add_argument(
            "--pdf",
            metavar="FILE",
            nargs="+",
            default=[],
            type=Path,
            help="files that an entry of the trail must vouch for; none is opened",
        )
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["printed"] and not options["council"]:
            message = "Say with --council whose trail a printed digest is of."
            raise Refused(message)
        folder = _folder(options["checkpoints"])
        proof = prove(
            _councils(options["council"]),
            folder=folder,
            printed=options["printed"],
            files={str(path): _digest(path) for path in options["pdf"]},
        )
        if options["json"]:
            self.say_json(_as_json(proof, folder))
        else:
            self._say(proof, folder)
        if not proof.is_whole:
            sys.exit(1)

    def _say(self, proof: Proof, folder: Folder | None) -> None:
        for sentence in proof.vouched:
            self.stdout.write(sentence)
        if folder is not None and folder.checkpoints:
            newest = folder.checkpoints[-1]
            self.stdout.write(
                f"Checkpoints read: {len(folder.checkpoints)}, the newest of"
                f" {newest.made_at:%-d %B %Y, %H:%M %Z}."
            )
        if proof.is_whole:
            trails = "trail" if proof.walked == 1 else "trails"
            self.stdout.write(f"Whole: {proof.walked} audit {trails}.")
        for slug, broken in proof.broken.items():
            self.stderr.write(
                f"{slug}: entry {broken.sequence} does not hold. {broken.why}"
            )
        for fault in proof.faults:
            self.stderr.write(f"{fault.file}: {fault.why}")


def _councils(slug: str | None) -> list[Council]:
    councils = Council.objects.all()
    if slug:
        councils = councils.filter(slug=slug)
        if not councils:
            message = f"There is no council called {slug}."
            raise Refused(message)
    return list(councils)


def _folder(path: Path | None) -> Folder | None:
    if path is None:
        return None
    if not path.is_dir():
        message = f"{path} is not a folder."
        raise Refused(message)
    found = read_folder(path, signing_key(settings.CHECKPOINT_KEY).public_key())
    if not found.checkpoints and not found.faults:
        # An emptied folder must not pass for one that agrees.
        return Folder((), (Fault(str(path), "There is no checkpoint in it."),))
    return found


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"{path} cannot be opened: {error.strerror}."
        raise Refused(message) from error


def _as_json(proof: Proof, folder: Folder | None) -> dict[str, Any]:
    return {
        "whole": proof.is_whole,
        "trails": proof.walked,
        "first_broken": {slug: asdict(one) for slug, one in proof.broken.items()},
        "checkpoints": None if folder is None else len(folder.checkpoints),
        "faults": [asdict(fault) for fault in proof.faults],
        "vouched": list(proof.vouched),
    }
