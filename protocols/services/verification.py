"""Says whether a copy is genuine: by its digest, its PDF, or its JSON."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from protocols.document import Document, DocumentError, digest_of
from protocols.lifecycle import PUBLIC
from protocols.models import ProtocolVersion, StoredPdf
from protocols.querysets import VersionQuerySet
from protocols.services.records import SCHEMA as RECORD_SCHEMA
from protocols.services.register import standing_of

SHORTEST_DIGEST = 16  # hexadecimal digits: what is printed in short
WHOLE_DIGEST = 64


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the portal can say of a copy, in a sentence, with the version it is of."""

    is_genuine: bool
    sentence: str
    version: ProtocolVersion | None = None
    is_in_force: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the verdict as JSON."""
        version = self.version
        return {
            "genuine": self.is_genuine,
            "in_force": self.is_in_force,
            "sentence": self.sentence,
            "council": version and version.council.name,
            "protocol": version and version.protocol.slug,
            "version": version and version.number,
            "content_digest": version and version.content_digest,
        }


UNKNOWN = Verdict(
    is_genuine=False,
    sentence="This is not a copy of any protocol that a council keeps here.",
)


def verify_digest(digest: str, *, today: date) -> Verdict:
    """Find the version that a digest, whole or in short, belongs to."""
    digest = "".join(digest.split()).lower()
    is_hex = all(character in "0123456789abcdef" for character in digest)
    if not is_hex or not SHORTEST_DIGEST <= len(digest) <= WHOLE_DIGEST:
        return Verdict(
            is_genuine=False,
            sentence=(
                "A digest is 64 letters and figures, from 0 to 9 and a to f; the first"
                f" {SHORTEST_DIGEST} are enough."
            ),
        )
    for condition in (
        {"frozen_text__digest__startswith": digest},
        {"pdfs__sha256__startswith": digest},
        {"adoption_record__digest__startswith": digest},
    ):
        found = list(_public().filter(**condition)[:2])
        if len(found) == 1 or (found and len(digest) == WHOLE_DIGEST):
            return _genuine(found[0], today)
    return UNKNOWN


def verify_file(data: bytes, *, today: date) -> Verdict:
    """Say whether a PDF or a JSON file is a genuine copy, and of which version.

    A PDF is genuine only where it is, to the byte, one that the portal printed.
    """
    if data.startswith(b"%PDF-"):
        return _verify_pdf(data, today)
    try:
        value = json.loads(data)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return Verdict(
            is_genuine=False,
            sentence="This is neither a PDF nor a JSON file of a protocol.",
        )
    return _verify_json(value, today)


def _verify_pdf(data: bytes, today: date) -> Verdict:
    stored = StoredPdf.objects.filter(
        sha256=hashlib.sha256(data).hexdigest(), version__status__in=PUBLIC
    ).first()
    if stored is not None:
        return _genuine(_public().get(pk=stored.version_id), today)
    # Nothing inside a stranger's PDF is read: what is not ours to the byte is not ours.
    return Verdict(
        is_genuine=False,
        sentence=(
            "This is not a PDF that the portal printed, or it has been changed since."
            " Do not rely on what its pages say."
        ),
    )


def _verify_json(value: object, today: date) -> Verdict:
    if not isinstance(value, Mapping):
        return UNKNOWN
    try:
        found = _public().filter(**_digest_in(value)).first()
    except (DocumentError, ValueError, RecursionError):
        return UNKNOWN
    return UNKNOWN if found is None else _genuine(found, today)


def _digest_in(value: Mapping[str, Any]) -> dict[str, str]:
    """Work out the digest of a text's JSON, or of an adoption record's."""
    if value.get("schema") == RECORD_SCHEMA:
        return {"adoption_record__digest": digest_of(value)}
    return {"frozen_text__digest": Document.from_json(value).content_digest()}


def _genuine(version: ProtocolVersion, today: date) -> Verdict:
    standing, words = standing_of(version, today)
    in_force = standing == "in_force"
    return Verdict(
        is_genuine=True,
        sentence=(
            f"Genuine: {version} of {version.council}."
            + (" It is in force." if in_force else f" It is {words.lower()}.")
        ),
        version=version,
        is_in_force=in_force,
    )


def _public() -> VersionQuerySet:
    return (
        ProtocolVersion.objects.public()
        .select_related("council", "protocol", "frozen_text")
        .order_by("-in_force_from", "-number")
    )
