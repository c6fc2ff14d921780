"""Finds a text by what a person types: a file, or council/protocol@version."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from councils.kernel.door.terms import UnreadableFile
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import within
from councils.models import Council
from protocols.document import Document, DocumentError
from protocols.importers.door import read_in_child
from protocols.models import ProtocolVersion
from protocols.services.texts import document_of

_ADDRESS = re.compile(r"(?P<council>[\w-]+)/(?P<protocol>[\w-]+)(?:@(?P<number>\d+))?")


class NotFound(DomainError):
    """Nothing answers to what was typed."""


def document_at(words: str) -> tuple[Document, ProtocolVersion | None]:
    """Give the text of a file, or of ``council/protocol@version``.

    Without a version it is the one in force.

    Raises:
        DomainError: there is no such file or version, or it cannot be read.
    """
    path = Path(words)
    if path.is_file():
        return read_file(path), None
    if (match := _ADDRESS.fullmatch(words)) is None:
        message = f"There is no file called {words}."
        raise NotFound(message)
    number = match["number"]
    with working_in(match["council"]):
        version = version_at(
            match["council"], match["protocol"], None if number is None else int(number)
        )
        return document_of(version), version


@contextmanager
def working_in(council_slug: str) -> Iterator[Council]:
    """Work on the rows of a council that a person named by its address.

    Raises:
        DomainError: there is no such council.
    """
    council = Council.objects.filter(slug=council_slug).first()
    if council is None:
        message = f"There is no council called {council_slug}."
        raise NotFound(message)
    with within(council.pk):
        yield council


def read_file(path: Path) -> Document:
    """Read a file of any kind, a document's own JSON among them.

    Raises:
        DomainError: it is not there or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be opened: {error.strerror}."
        raise NotFound(message) from error
    try:
        if path.suffix == ".json":
            return Document.from_json(json.loads(data))
        return read_in_child(
            data,
            name=path.name,
            without_sandbox=settings.READ_FILES_WITHOUT_SANDBOX,
        ).document
    except (UnreadableFile, DocumentError) as error:
        message = f"{path.name}: {error}"
        raise NotFound(message) from error
    except ValueError as error:
        message = f"{path.name} is not JSON."
        raise NotFound(message) from error


def version_at(
    council_slug: str, protocol_slug: str, number: int | None
) -> ProtocolVersion:
    """Give a version by its address; the one in force where no number is given.

    Raises:
        DomainError: there is none.
    """
    versions = ProtocolVersion.objects.filter(
        council__slug=council_slug, protocol__slug=protocol_slug
    ).select_related(
        "council", "protocol", "frozen_text", "resolution__meeting__committee"
    )
    if number is None:
        version = versions.in_force(timezone.localdate()).first()
        missing = f"{council_slug}/{protocol_slug} has no version in force."
    else:
        version = versions.filter(number=number).first()
        missing = f"{council_slug}/{protocol_slug} has no version {number}."
    if version is None:
        raise NotFound(missing)
    return version


def draft_at(council_slug: str, protocol_slug: str) -> ProtocolVersion:
    """Give the draft of a protocol that was changed last.

    Raises:
        DomainError: there is none.
    """
    version = (
        ProtocolVersion.objects.filter(
            council__slug=council_slug,
            protocol__slug=protocol_slug,
            frozen_text__isnull=True,
        )
        .exclude(status="discarded")
        .select_related("council", "protocol")
        .order_by("-made_at")
        .first()
    )
    if version is None:
        message = f"{council_slug}/{protocol_slug} has no draft."
        raise NotFound(message)
    return version
