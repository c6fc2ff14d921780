"""Says whether this host can read files from people safely, for ``manage.py check``."""

from typing import Any

from django.conf import settings
from django.core import checks

from councils.kernel.door.starting import answer_from_child
from councils.kernel.door.terms import Reader, UnreadableFile

WATCH = Reader(function="councils.kernel.door.folders:is_held")


def files_are_read_safely(**_: Any) -> list[checks.CheckMessage]:
    """Warn an operator, before a clerk hears it, of what the kernel cannot hold."""
    try:
        held = answer_from_child(b"", reader=WATCH)
    except UnreadableFile:
        return [_no_sandbox()]
    if held == b"held":
        return []
    message = "Whatever reads a file from people could open the portal's own files too."
    hint = "It takes Landlock: Linux 5.13, and a container that lets it through."
    return [checks.Warning(message, hint=hint, id="councils.W004")]


def _no_sandbox() -> checks.CheckMessage:
    if settings.READ_FILES_WITHOUT_SANDBOX:
        message = "Files from people are read without a sandbox."
    else:
        message = "No file from people is read: there is no sandbox to read it in."
    hint = (
        "Install libseccomp2, on Linux. READ_FILES_WITHOUT_SANDBOX=true reads files all"
        " the same, and trusts whoever sends them."
    )
    return checks.Warning(message, hint=hint, id="councils.W003")
