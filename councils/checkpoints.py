"""Signed checkpoints: where every council's trail stood, kept outside the database.

A checkpoint is a file of canonical JSON (RFC 8785): a ``body`` and the Ed25519
signature of the body's own canonical JSON. Each body carries the digest of the one
before it, so that none can be left out, put in or exchanged unseen. Nothing here asks
the database: a folder of checkpoints can be carried away and looked at anywhere.
"""

import fcntl
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from councils.audit import Waypoint

SCHEMA = "protocol-portal/checkpoint/1"
PATTERN = f"checkpoint-{'[0-9]' * 6}.json"
UNFINISHED = ".unfinished-*"
LARGEST = 20 * 1024 * 1024  # bytes: some hundred thousand councils


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where one council's trail stood."""

    council: str
    slug: str
    sequence: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Where every trail stood at one moment; ``before`` is the digest of the last."""

    number: int
    made_at: datetime
    heads: tuple[Head, ...]
    before: str | None

    @property
    def name(self) -> str:
        """Give the name of its file."""
        return f"checkpoint-{self.number:06}.json"

    @staticmethod
    def number_in(name: str) -> int:
        """Give the number in the name of a file."""
        return int(name[-11:-5])

    @property
    def digest(self) -> str:
        """Give the SHA-256 of what is signed."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """Give what is signed."""
        return rfc8785.dumps(self._body())

    def signed(self, key: Ed25519PrivateKey) -> bytes:
        """Give the whole file."""
        signature = key.sign(self.canonical()).hex()
        return rfc8785.dumps({"body": self._body(), "signature": signature}) + b"\n"

    @classmethod
    def read(cls, data: bytes, key: Ed25519PublicKey) -> Self:
        """Read a file that the key has signed.

        Raises:
            ValueError: it is no checkpoint, or not one of this key's.
        """
        value = json.loads(data)
        try:
            body, signature = value["body"], bytes.fromhex(value["signature"])
            key.verify(signature, rfc8785.dumps(body))
            return cls._from(body)
        except InvalidSignature as error:
            message = "the signature is not of this text and the portal’s key"
            raise ValueError(message) from error
        except (AttributeError, KeyError, TypeError) as error:
            message = "it has not the form of a checkpoint"
            raise ValueError(message) from error

    def _body(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "number": self.number,
            "made_at": self.made_at.isoformat(),
            "before": self.before,
            "heads": [asdict(head) for head in self.heads],
        }

    @classmethod
    def _from(cls, body: Mapping[str, Any]) -> Self:
        if body["schema"] != SCHEMA:
            message = f"its schema is not {SCHEMA}"
            raise ValueError(message)
        return cls(
            number=body["number"],
            made_at=datetime.fromisoformat(body["made_at"]),
            before=body["before"],
            heads=tuple(Head(**head) for head in body["heads"]),
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """A checkpoint that does not hold, by the name of its file, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder of checkpoints comes to: those that hold, and what does not."""

    checkpoints: tuple[Checkpoint, ...]
    faults: tuple[Fault, ...]

    def waypoints(self) -> Mapping[UUID, list[Waypoint]]:
        """Give, for each council, the entries its trail has to pass through."""
        found: dict[UUID, list[Waypoint]] = defaultdict(list)
        for checkpoint in self.checkpoints:
            day = f"{checkpoint.made_at:%-d %B %Y}"
            source = f"checkpoint {checkpoint.number} of {day}"
            for head in checkpoint.heads:
                waypoint = Waypoint(head.sequence, head.chain, source)
                found[UUID(head.council)].append(waypoint)
        return found


def signing_key(secret: str) -> Ed25519PrivateKey:
    """Derive the key that signs from the secret that an operator keeps."""
    derived = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=SCHEMA.encode()
    ).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(derived)


def read_folder(folder: Path, key: Ed25519PublicKey) -> Folder:
    """Read all checkpoints of a folder and hold them to each other."""
    checkpoints: list[Checkpoint] = []
    faults: list[Fault] = []
    number, before = 0, None
    for path in sorted(folder.glob(PATTERN)):
        last, number = number, Checkpoint.number_in(path.name)
        if number > last + 1:
            faults.append(Fault(path.name, _missing(last + 1, number - 1)))
            before = None
        try:
            checkpoint = _read(path, key)
        except ValueError as error:
            faults.append(Fault(path.name, f"It does not hold: {_plain(error)}."))
            before = None
            continue
        if why := _out_of_order(checkpoint, number, before):
            faults.append(Fault(path.name, why))
        checkpoints.append(checkpoint)
        before = checkpoint
    return Folder(tuple(checkpoints), tuple(faults))


def latest(folder: Path) -> tuple[Path, bytes] | None:
    """Give the newest checkpoint of a folder as it lies there, unread."""
    paths = sorted(folder.glob(PATTERN))
    return (paths[-1], paths[-1].read_bytes()) if paths else None


@contextmanager
def taking_turns(folder: Path) -> Iterator[None]:
    """Let one process at a time add to a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and see it on the disk before going on.

    Raises:
        OSError: the disk is full or away; what was there before is still there.
    """
    for left_over in path.parent.glob(UNFINISHED):
        left_over.unlink(missing_ok=True)
    unfinished = path.with_name(f".unfinished-{path.name}")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path, key: Ed25519PublicKey) -> Checkpoint:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST)
    except OSError as error:
        raise ValueError(error.strerror) from error
    try:
        return Checkpoint.read(data, key)
    except RecursionError as error:
        message = "it has not the form of a checkpoint"
        raise ValueError(message) from error


def _out_of_order(
    checkpoint: Checkpoint, number: int, before: Checkpoint | None
) -> str:
    if checkpoint.number != number:
        return f"It holds checkpoint {checkpoint.number}, under another’s name."
    if before is not None and checkpoint.before != before.digest:
        return "It does not follow from the checkpoint before it."
    return ""


def _plain(error: ValueError) -> str:
    unread = json.JSONDecodeError | UnicodeDecodeError
    return "it is not whole" if isinstance(error, unread) else str(error)


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Checkpoint {first}, which came before it, is missing."
    return f"Checkpoints {first} to {last}, which came before it, are missing."
