"""Making checkpoints: once a day, and whenever an operator asks."""

import logging
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from councils.checkpoints import (
    Checkpoint,
    Head,
    latest,
    signing_key,
    taking_turns,
    write_whole,
)
from councils.kernel.refusals import DomainError
from councils.models import AuditHead

logger = logging.getLogger(__name__)


class NoCheckpoint(DomainError):
    """A checkpoint could not be made or sent; the message says why."""


def make_checkpoint() -> Checkpoint:
    """Sign where every trail stands, keep it in the folder, and send it away.

    No actor: the schedule or whoever operates the portal does this. Two at once make
    two, one after the other.

    Raises:
        NoCheckpoint: the folder cannot be written, or the mail could not be sent.
    """
    with taking_turns(_folder()):
        made = _make()
    send_latest()
    return made


def make_daily_checkpoint() -> None:
    """Make today's checkpoint; asked again on the same day, only send it if unsent.

    Raises:
        NoCheckpoint: as ``make_checkpoint``.
    """
    with taking_turns(_folder()):
        last = last_checkpoint()
        today = timezone.localdate()
        if last is None or timezone.localdate(last.made_at) != today:
            _make()
    send_latest()


def last_checkpoint() -> Checkpoint | None:
    """Give the newest checkpoint in the folder, if it is one of ours and whole."""
    found = latest(_folder())
    if found is None:
        return None
    path, data = found
    try:
        return Checkpoint.read(data, signing_key(settings.CHECKPOINT_KEY).public_key())
    except ValueError as error:
        logger.error("checkpoint: %s does not hold: %s", path.name, error)  # noqa: TRY400
        return None


def public_key() -> str:
    """Give the key with which outsiders check a checkpoint's signature."""
    key = signing_key(settings.CHECKPOINT_KEY).public_key()
    return key.public_bytes_raw().hex()


def send_latest() -> None:
    """Mail the newest checkpoint where one is to be mailed and it was not yet.

    Each carries the digest of the one before, so the newest vouches for all of them.
    """
    found = latest(_folder())
    if found is None or not settings.CHECKPOINT_MAIL_TO:
        return
    path, data = found
    sent = path.with_name(f".sent-{path.name}")
    if sent.exists():
        return
    mail = EmailMessage(
        f"Checkpoint of the audit trails at {settings.PORTAL_BASE_URL}",
        _WORDS.format(name=path.name, key=public_key()),
        to=settings.CHECKPOINT_MAIL_TO,
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach(path.name, data, "application/json")
    try:
        mail.send()
    except (OSError, SMTPException, ValueError) as error:
        message = f"{path.name} is made, but could not be mailed: {error}."
        raise NoCheckpoint(message) from error
    sent.touch()


_WORDS = """\
The attached file says where the audit trail of every council stood. Keep it: should the
database ever be changed behind the portal's back, it is the proof.

File: {name}
Signed by (Ed25519, public key): {key}
"""


def _make() -> Checkpoint:
    heads = [
        Head(
            council=str(head.council_id),
            slug=head.council.slug,
            sequence=head.sequence,
            chain=head.chain,
        )
        for head in AuditHead.objects.select_related("council").order_by("council_id")
    ]
    before, newest = last_checkpoint(), latest(_folder())
    # Where the newest does not hold, the series goes on all the same, and says so.
    made = Checkpoint(
        number=Checkpoint.number_in(newest[0].name) + 1 if newest else 1,
        made_at=timezone.now(),
        heads=tuple(heads),
        before=None if before is None else before.digest,
    )
    data = made.signed(signing_key(settings.CHECKPOINT_KEY))
    try:
        write_whole(_folder() / made.name, data)
    except OSError as error:
        message = f"{made.name} could not be written: {error.strerror}."
        raise NoCheckpoint(message) from error
    logger.info("checkpoint: %s made", made.name)
    return made


def _folder() -> Path:
    return Path(settings.CHECKPOINT_DIR)
