"""Who may open which page: a row for every named route, spelled out by hand.

A row is what each persona is answered: 200 the page, 302 sent on (signed out: to sign
in), 403 no with a reason, 404 they may not know of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from councils import calendar_links, outbox, stop_links
from councils.models import (
    CalendarAddress,
    Council,
    Deadline,
    Election,
    FactorReset,
    MailKind,
    Meeting,
    Membership,
    Notice,
    Person,
)
from protocols.models import ProtocolImport, ProtocolVersion, Review

PERSONAS = (
    *("signed out", "outsider", "superuser"),
    *("councillor", "officer", "chair", "vice_chair", "deputy", "clerk"),
)
Row = tuple[int, ...]

EVERYBODY: Row = (200, 200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN: Row = (302, 200, 200, 200, 200, 200, 200, 200, 200)
SENT_ON: Row = (302, 302, 302, 302, 302, 302, 302, 302, 302)
# What only an account that has it may open.
NOT_THEIRS: Row = (302, 404, 404, 404, 404, 404, 404, 404, 404)
OPERATORS: Row = (302, 404, 200, 404, 404, 404, 404, 404, 404)
OWN_PEOPLE: Row = (302, 404, 404, 200, 200, 200, 200, 200, 200)
CLERK_AND_DEPUTY: Row = (302, 404, 404, 403, 403, 403, 403, 200, 200)
CLERK: Row = (302, 404, 404, 403, 403, 403, 403, 403, 200)
TRAIL_READERS: Row = (302, 404, 404, 403, 403, 200, 200, 200, 200)
# What is posted and then sent on.
DONE_BY_OWN_PEOPLE: Row = (302, 404, 404, 302, 302, 302, 302, 302, 302)
DONE_BY_CLERK: Row = (302, 404, 404, 403, 403, 403, 403, 403, 302)
DONE_BY_CLERK_AND_DEPUTY: Row = (302, 404, 404, 403, 403, 403, 403, 302, 302)


@dataclass
class World:
    """What the addresses are of."""

    council: Council
    person: Person
    term: Membership
    meeting: Meeting
    election: Election
    review: Review
    token: str
    protocol_slug: str
    draft: ProtocolVersion
    in_review: ProtocolVersion
    adopted: ProtocolVersion
    in_force: ProtocolVersion
    from_file: ProtocolVersion
    imported: ProtocolImport
    factor_reset: FactorReset


Arguments = Callable[[World], tuple[object, ...]]


def nothing(_: World) -> tuple[object, ...]:
    """Give no argument."""
    return ()


def council(world: World) -> tuple[object, ...]:
    """Give the council."""
    return (world.council.slug,)


def of(name: str) -> Arguments:
    """Give the council and the key of one of its rows."""
    return lambda world: (world.council.slug, getattr(world, name).pk)


def clause(world: World) -> tuple[object, ...]:
    """Give the council, a draft, and its first row."""
    return (*of("draft")(world), world.draft.clauses.earliest("position").lineage)


def first_route(world: World) -> tuple[object, ...]:
    """Give the council, a draft, and the place of its first route."""
    return (*of("draft")(world), 0)


def protocol(world: World) -> tuple[object, ...]:
    """Give the council and a protocol in force."""
    return (world.council.slug, world.protocol_slug)


def number(world: World) -> tuple[object, ...]:
    """Give the council, a protocol in force, and the version's number."""
    return (world.council.slug, world.protocol_slug, world.in_force.number)


def token(world: World) -> tuple[object, ...]:
    """Give the token of an invitation."""
    return (world.token,)


def stop_link(world: World) -> tuple[object, ...]:
    """Give the token by which somebody stops the reminders to them."""
    choice = outbox.choice_of(world.person, MailKind.REMINDERS)
    return (stop_links.token_of(choice.pk),)


def calendar_token(world: World) -> tuple[object, ...]:
    """Give the token of somebody's calendar."""
    addresses = CalendarAddress.objects.filter(council=world.council)
    return (calendar_links.token_of(addresses.earliest("made_at").pk),)


def to_sign(world: World) -> tuple[object, ...]:
    """Give the council and the day by which a text is to be signed."""
    due = Deadline.objects.open().filter(council=world.council, kind="signature")
    return (world.council.slug, due.earliest("due_on").pk)


def a_mail(world: World) -> tuple[object, ...]:
    """Give the council and a mail, by choice one that could not be delivered."""
    mails = Notice.objects.filter(person=world.person)
    return (world.council.slug, mails.earliest("status", "made_at").pk)


def reset_key(_: World) -> tuple[object, ...]:
    """Give a key that was never sent."""
    return ("1", "never-sent")


def never_sent(_: World) -> tuple[object, ...]:
    """Give the key of a link that was never sent."""
    return ("never-sent",)


def a_number(_: World) -> tuple[object, ...]:
    """Give a number that nothing has."""
    return (0,)


def of_the_reset(world: World) -> tuple[object, ...]:
    """Give a request to reset a second factor."""
    return (world.factor_reset.pk,)


def digest(_: World) -> tuple[object, ...]:
    """Give a digest."""
    return ("0" * 64,)


ACCESS: dict[str, tuple[Arguments, Row]] = {
    # protocol_portal
    "home": (nothing, EVERYBODY),
    "health_live": (nothing, EVERYBODY),
    "health_ready": (nothing, EVERYBODY),
    "kept_mail": (nothing, EVERYBODY),
    "mail_stop": (stop_link, EVERYBODY),
    "mail_start": (stop_link, EVERYBODY),
    "mail_choices": (nothing, SIGNED_IN),
    "calendar_feed": (calendar_token, EVERYBODY),
    # accounts: who is signed in already is sent on from the page to sign in
    "account_login": (nothing, (200, 302, 302, 302, 302, 302, 302, 302, 302)),
    "account_logout": (nothing, (302, 200, 200, 200, 200, 200, 200, 200, 200)),
    "account_inactive": (nothing, EVERYBODY),
    "account_reauthenticate": (nothing, SIGNED_IN),
    "account_home": (nothing, SIGNED_IN),
    "account_email": (nothing, SIGNED_IN),
    "account_confirm_email": (never_sent, EVERYBODY),
    "usersessions_list": (nothing, SIGNED_IN),
    "session_end": (a_number, NOT_THEIRS),
    # Nobody of the cast has a second factor, so there is nothing of it to show.
    "second_factor_needed": (nothing, SIGNED_IN),
    "mfa_index": (nothing, SIGNED_IN),
    "mfa_activate_totp": (nothing, SIGNED_IN),
    "mfa_deactivate_totp": (nothing, NOT_THEIRS),
    "mfa_view_recovery_codes": (nothing, NOT_THEIRS),
    "mfa_generate_recovery_codes": (nothing, SIGNED_IN),
    "mfa_download_recovery_codes": (nothing, NOT_THEIRS),
    "mfa_reauthenticate": (nothing, SENT_ON),
    "mfa_authenticate": (nothing, SENT_ON),
    "factor_resets": (nothing, OPERATORS),
    "factor_reset": (of_the_reset, OPERATORS),
    "factor_reset_drop": (of_the_reset, (302, 404, 302, *[404] * 6)),
    "account_change_password": (nothing, SIGNED_IN),
    "account_reset_password": (nothing, EVERYBODY),
    "account_reset_password_done": (nothing, EVERYBODY),
    "account_reset_password_from_key": (reset_key, EVERYBODY),
    "account_reset_password_from_key_done": (nothing, EVERYBODY),
    "invitation_accept": (token, EVERYBODY),
    # councils
    "council_colours": (council, EVERYBODY),
    "council_crest": (council, EVERYBODY),
    "council_settings": (council, CLERK),
    "crest_remove": (council, DONE_BY_CLERK),
    "person_list": (council, OWN_PEOPLE),
    "person_add": (council, CLERK),
    "people_several": (council, CLERK),
    "people_template": (council, CLERK),
    "person_detail": (of("person"), CLERK),
    "person_change": (of("person"), CLERK),
    "person_away": (of("person"), CLERK),
    "person_leave": (of("person"), CLERK),
    "person_invite": (of("person"), DONE_BY_CLERK),
    "office_begin": (of("person"), CLERK),
    "office_end": (of("term"), CLERK),
    "office_handover": (council, CLERK),
    # A councillor's second factor: the chair agrees, and nobody else hears of it.
    "factor_reset_agree": (
        of("factor_reset"),
        (302, 404, 404, 404, 404, 200, *[404] * 3),
    ),
    "calendar_address": (council, OWN_PEOPLE),
    "calendar_address_make": (council, DONE_BY_OWN_PEOPLE),
    "calendar_address_revoke": (council, DONE_BY_OWN_PEOPLE),
    # The mayor presided and is not away, so it waits for nobody else.
    "calendar_deadline": (to_sign, (302, 404, 404, 404, 404, 200, *[404] * 3)),
    "calendar_meeting": (of("meeting"), OWN_PEOPLE),
    "mail_list": (council, CLERK_AND_DEPUTY),
    "mail_try_again": (a_mail, DONE_BY_CLERK_AND_DEPUTY),
    "mail_try_all_again": (council, DONE_BY_CLERK_AND_DEPUTY),
    "meeting_list": (council, OWN_PEOPLE),
    "meeting_add": (council, CLERK_AND_DEPUTY),
    "meeting_change": (of("meeting"), CLERK_AND_DEPUTY),
    "committee_add": (council, CLERK_AND_DEPUTY),
    "election_add": (council, CLERK_AND_DEPUTY),
    "election_change": (of("election"), CLERK_AND_DEPUTY),
    "election_remove": (of("election"), CLERK_AND_DEPUTY),
    "after_election": (of("election"), CLERK),
    "trail": (council, TRAIL_READERS),
    "trail_csv": (council, TRAIL_READERS),
    # protocols: reading
    "council_home": (council, EVERYBODY),
    "protocol_detail": (protocol, EVERYBODY),
    "protocol_pdf": (protocol, EVERYBODY),
    "protocol_json": (protocol, EVERYBODY),
    "version_detail": (number, EVERYBODY),
    "version_confirm": (protocol, OWN_PEOPLE),
    "version_record": (number, EVERYBODY),
    "version_record_pdf": (number, EVERYBODY),
    "version_pdf": (number, EVERYBODY),
    "version_json": (number, EVERYBODY),
    "verify": (nothing, EVERYBODY),
    "verify_address": (digest, EVERYBODY),
    "my_page": (council, OWN_PEOPLE),
    # protocols: the desk
    "desk": (council, OWN_PEOPLE),
    "desk_year": (council, CLERK_AND_DEPUTY),
    "protocol_start": (council, CLERK_AND_DEPUTY),
    "draft_start": (protocol, DONE_BY_CLERK_AND_DEPUTY),
    # protocols: reviews
    "protocol_review": (protocol, OWN_PEOPLE),
    "review_rules": (protocol, CLERK_AND_DEPUTY),
    "review_open": (protocol, CLERK_AND_DEPUTY),
    "review_record": (protocol, CLERK_AND_DEPUTY),
    "review_minute": (of("review"), CLERK_AND_DEPUTY),
    "evidence": (council, OWN_PEOPLE),
    "evidence_csv": (council, OWN_PEOPLE),
    # protocols: the editor
    "draft_edit": (of("draft"), CLERK_AND_DEPUTY),
    "draft_preview": (of("draft"), OWN_PEOPLE),
    "draft_step": (of("draft"), DONE_BY_CLERK_AND_DEPUTY),
    "draft_undo": (of("draft"), DONE_BY_CLERK_AND_DEPUTY),
    # Sent empty, a form is shown again with what is wrong.
    "clause_revise": (clause, CLERK_AND_DEPUTY),
    "clause_autosave": (clause, CLERK_AND_DEPUTY),
    "draft_title": (of("draft"), CLERK_AND_DEPUTY),
    "draft_numbering": (of("draft"), CLERK_AND_DEPUTY),
    "draft_review": (of("draft"), DONE_BY_CLERK_AND_DEPUTY),
    "route_change": (first_route, CLERK_AND_DEPUTY),
    "route_remove": (first_route, DONE_BY_CLERK_AND_DEPUTY),
    "route_alternate": (first_route, DONE_BY_CLERK_AND_DEPUTY),
    "import_upload": (council, CLERK_AND_DEPUTY),
    "import_detail": (of("imported"), CLERK_AND_DEPUTY),
    "import_keep": (of("imported"), CLERK_AND_DEPUTY),
    "import_drop": (of("imported"), DONE_BY_CLERK_AND_DEPUTY),
    "source_file": (of("from_file"), OWN_PEOPLE),
    "version_desk": (of("draft"), OWN_PEOPLE),
    "version_table": (of("draft"), CLERK_AND_DEPUTY),
    "version_discard": (of("draft"), CLERK),
    "version_take_back": (of("in_review"), CLERK_AND_DEPUTY),
    "version_recommend": (of("in_review"), CLERK_AND_DEPUTY),
    "version_adopt": (of("in_review"), CLERK_AND_DEPUTY),
    "version_void": (of("adopted"), CLERK),
    # The mayor presided and is not away, so nobody else signs.
    "version_sign": (of("adopted"), (302, 404, 404, 403, 403, 200, 403, 403, 403)),
    "version_withdraw": (of("in_force"), CLERK),
    "version_readers": (of("in_force"), CLERK),
    "version_readers_csv": (of("in_force"), CLERK),
    "readers_remind": (of("in_force"), DONE_BY_CLERK),
    "readers_sheet": (of("in_force"), CLERK),
    "readers_paper": (of("in_force"), CLERK),
    "version_correct": (of("in_force"), CLERK),
}
# What has no page of its own: it is posted.
POSTED = {
    *("mail_start", "mail_try_again", "mail_try_all_again"),
    *("calendar_address_make", "calendar_address_revoke"),
    *("crest_remove", "person_invite", "draft_start", "import_keep", "import_drop"),
    *("draft_step", "draft_undo", "clause_revise", "clause_autosave"),
    *("route_remove", "route_alternate", "session_end"),
    *("draft_title", "draft_numbering", "draft_review", "trail_csv"),
    *("version_readers_csv", "readers_remind"),
    "factor_reset_drop",
}
