"""Sign-off: the chair attests exactly the text that the council adopted."""

from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.refusals import InvalidTransition, OutOfDate
from councils.later import later
from councils.models import User
from councils.permissions import acting_person, roles_of
from councils.roles import Role
from protocols.events import Event
from protocols.lifecycle import VERSION, Status
from protocols.models import Protocol, ProtocolVersion, SignOff
from protocols.permissions import may_sign
from protocols.services.force import take_its_place
from protocols.services.publication import store_page
from protocols.services.records import keep_record
from protocols.services.review import TEXT_HAS_CHANGED

NOT_ADOPTED = "There is nothing here that awaits a signature."


@transaction.atomic
def sign_version(
    version: ProtocolVersion, *, actor: User, content_digest: str
) -> ProtocolVersion:
    """Sign what the council adopted, and put it in force from the meeting's date.

    ``content_digest`` is that of the text the person was shown. The version before is
    superseded. Printing is asked for after commit.

    Raises:
        PermissionDenied: the actor is not the one who signs for this council today.
        InvalidTransition: the version is not adopted, or is signed already.
        OutOfDate: the stored text is not the one that was shown; nothing is signed.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(
        pk=version.protocol_id
    )
    version = (
        protocol.versions.select_related(
            "council",
            "frozen_text",
            "resolution__meeting__committee",
            "resolution__presided_by",
            "resolution__proposed_by",
            "resolution__seconded_by",
        )
        # Both the record and the page name who recommended it.
        .prefetch_related("recommendations__meeting__committee")
        .get(pk=version.pk)
    )
    VERSION.require(version.status, Status.SIGNED)
    may_sign(actor, version).require()
    frozen_text, resolution = version.frozen_text, version.resolution
    if resolution is None or frozen_text is None:
        raise InvalidTransition(NOT_ADOPTED)
    if frozen_text.digest != content_digest:
        raise OutOfDate(TEXT_HAS_CHANGED)

    sign_off = SignOff.objects.create(
        council_id=version.council_id,
        version=version,
        signed_by=acting_person(actor, version.council),
        office=_office(actor, version),
        content_digest=frozen_text.digest,
        signed_at=timezone.now(),
    )
    since = version.effective_on or resolution.meeting.held_on
    before = take_its_place(version, since)
    version.status = Status.SIGNED
    version.save(update_fields=["status", "in_force_from", "in_force_until"])
    protocol.title = version.title
    protocol.save(update_fields=["title"])
    keep_record(version, before=before, sign_off=sign_off)
    store_page(version)
    record(
        Event.VERSION_SIGNED,
        version,
        council=version.council,
        actor=actor,
        details={"content_digest": content_digest, "number": version.number},
    )
    if before is not None:
        record(Event.VERSION_SUPERSEDED, before, council=version.council, actor=actor)
    later("protocols.print_version", version.council_id, version.pk)
    return version


def _office(actor: User, version: ProtocolVersion) -> str:
    council = version.council
    if Role.CHAIR in roles_of(actor, council):
        return council.chair_title
    return council.vice_chair_title
