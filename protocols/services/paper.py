"""Recording from paper: a text that the council adopted before it had the portal."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from councils.audit import record
from councils.kernel.refusals import DomainError
from councils.later import later
from councils.models import User
from councils.permissions import acting_person
from protocols.document import Document, Standing
from protocols.events import Event
from protocols.lifecycle import Status
from protocols.models import (
    LONG_AGO,
    Protocol,
    ProtocolVersion,
    SourceFile,
)
from protocols.permissions import may_import
from protocols.services.drafting import put_in_register
from protocols.services.force import protocol_versions_in_time, take_its_place
from protocols.services.publication import store_page
from protocols.services.records import keep_record
from protocols.services.texts import freeze, particulars_of


@transaction.atomic
def record_from_paper(
    protocol: Protocol,
    *,
    actor: User,
    document: Document,
    source_file: SourceFile | None,
    as_history: bool = False,
    until: date | None = None,
) -> ProtocolVersion:
    """Record a text as in force, or as history, with its printed labels and facts.

    What nobody knows stays not known; an unknown adoption date counts as long ago.
    ``until`` is the first day on which a text kept as history was no longer in force,
    needed only where no later version says so. There is no sign-off.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is empty, its date is in the future, or it cannot have
            been in force where the clerk puts it.
    """
    protocol = Protocol.objects.select_for_update(no_key=True).get(pk=protocol.pk)
    may_import(actor, protocol.council).require()
    _require_recordable(document)
    since = document.facts.adopted_on or LONG_AGO
    facts = replace(document.facts, status=Standing.ADOPTED)
    document = replace(document, facts=facts, title=document.title or protocol.title)
    put_in_register(protocol)
    protocol.last_number += 1
    protocol.save(update_fields=["last_number"])
    version = ProtocolVersion(
        council_id=protocol.council_id,
        protocol=protocol,
        number=protocol.last_number,
        title=document.title or protocol.title,
        particulars=particulars_of(document),
        made_by=acting_person(actor, protocol.council),
        recorded_from_paper=True,
        source_file=source_file,
        status=Status.RECORDED,
    )
    _require_place(protocol, since, as_history=as_history, until=until)
    before = take_its_place(version, since, beneath=as_history)
    if as_history and version.in_force_until is None:
        version.in_force_until = until
    version.frozen_text = freeze(version, document)
    version.save(force_insert=True)
    if not as_history:
        protocol.title = version.title
        protocol.save(update_fields=["title"])
    keep_record(version, before=before, sign_off=None)
    store_page(version)
    record(
        Event.VERSION_RECORDED,
        version,
        council=protocol.council,
        actor=actor,
        details={"number": version.number},
    )
    later("protocols.print_version", version.council_id, version.pk)
    return version


def _require_recordable(document: Document) -> None:
    if not document.rows:
        message = "There is no text in this file to record."
        raise DomainError(message)
    adopted_on = document.facts.adopted_on
    if adopted_on is not None and adopted_on > timezone.localdate():
        message = "The date of adoption is in the future."
        raise DomainError(message, field="adopted_on")


def _require_place(
    protocol: Protocol, since: date, *, as_history: bool, until: date | None
) -> None:
    later_ones = protocol_versions_in_time(protocol).filter(in_force_from__gt=since)
    if not as_history:
        if (after := later_ones.last()) is not None:
            message = (
                f"Version {after.number} came into force later than this text, so it"
                " can only be kept as history."
            )
            raise DomainError(message, field="keep_as")
        return
    if protocol_versions_in_time(protocol).filter(in_force_from__gte=since).exists():
        return
    if until is None:
        message = (
            "Nothing here came after this text. Give the day it stopped being in"
            " force, or record it as in force."
        )
        raise DomainError(message, field="until")
    if until < since:
        message = "It cannot have stopped being in force before it began."
        raise DomainError(message, field="until")
