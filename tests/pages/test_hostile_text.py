"""Hostile words in every field: shown as they were typed, and never obeyed."""

import json
import re
import unicodedata

import lxml.html
import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from councils.models import Meeting
from councils.services.calendars import make_address
from councils.services.invitations import invite
from protocols.services.printing import print_version
from tests.access import World
from tests.pages.hostile import FIRST, HostileCouncil, plain
from tests.pages.walking import every_answer
from tests.visits import visitor

# What a person fills with words of their own; each is filled in ``hostile.py``.
FILLED = {
    "Council.name",
    "Council.chair_title",
    "Council.vice_chair_title",
    "Council.clerk_title",
    "Council.councillors_title",
    "Council.officers_title",
    "PrincipalAuthority.name",
    "Person.name",
    "Committee.name",
    "Resolution.wording",
    "Resolution.minute_reference",
    "Resolution.void_reason",
    "Recommendation.minute_reference",
    "Recommendation.wording",
    "Clause.text",
    "Acknowledgement.reason",
    "ProtocolImport.name",
    "ProtocolImport.media_type",
    "ProtocolImport.document",
    "Correction.was",
    "Correction.now",
    "Correction.reason",
    "Protocol.title",
    "ProtocolVersion.title",
    "ProtocolVersion.particulars",
    "ProtocolVersion.minor_reason",
    "ProtocolVersion.reason",
    "FactorReset.reason",
    "FactorReset.identity_checked",
    "Review.why",
    "Review.note",
    "Review.minute_reference",
}
# What the portal makes, in part of the words above.
MADE = {
    *("AuditEvent.event", "AuditEvent.subject_type", "AuditEvent.details"),
    *("AuditEvent.salt", "AuditEvent.commitment", "AuditEvent.chain"),
    *("Invitation.token_digest", "Notice.key", "Notice.subject", "Notice.body"),
    *("Notice.failure", "DraftChange.label", "DraftChange.before"),
    *("ProtocolImport.source_lines", "ProtocolImport.refusal"),
    *("Recommendation.content_digest", "FrozenText.digest", "FrozenText.canonical"),
    *("SourceFile.name", "SourceFile.media_type", "SourceFile.sha256"),
    *("SignOff.office", "SignOff.content_digest"),
    *("AdoptionRecord.digest", "AdoptionRecord.canonical"),
    *("StoredPdf.sha256", "StoredPdf.printed_with"),
    *("StoredPage.body", "StoredPage.contents", "StoredPage.expectations"),
    *("StoredPage.routes", "StoredPage.digest"),
    *("PublicPage.address", "PublicPage.html", "PublicPage.etag"),
    *("PublicPage.stamp", "PublicPage.shape"),
    *("ProtocolVersion.numbering", "Council.crest_media_type", "Correction.fact"),
    *("AuditHead.chain", "User.password", "Tries.what", "Tries.whom"),
    *("AccountNotice.key", "AccountNotice.subject", "AccountNotice.body"),
    *("Notice.letter", "AccountNotice.letter", "MailChoice.token_digest"),
    *("AccountNotice.failure", "SentForm.digest", "SentForm.answer"),
    *("Deadline.key", "Deadline.title", "Deadline.why", "Deadline.path"),
    *("Council.reminder_days", "CalendarAddress.token_digest"),
    *("Sweep.name", "Sweep.held_up", "Sweep.boot"),
    *("Protocol.review_why", "ReviewRule.words"),
    *("Acknowledgement.offices", "Acknowledgement.content_digest"),
    "Acknowledgement.expectations",
}
# What is of one form only, and refused in any other.
OF_ONE_FORM = {
    *("Council.slug", "Council.colour", "Protocol.slug"),
    *("User.email", "Person.email", "Notice.address", "AccountNotice.address"),
    "PrincipalAuthority.monitoring_officer_email",
}
TEXTS = (models.CharField, models.TextField, models.JSONField)
# Filled, and on no page: how long it is kept is all that matters.
ON_NO_PAGE = {
    "ProtocolImport.media_type",
    "Resolution.void_reason",
    "Recommendation.wording",
}


def own_models():
    for app in ("councils", "protocols", "concerns"):
        yield from apps.get_app_config(app).get_models()


def text_fields():
    return {
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices
    }


def test_every_field_for_words_is_filled_or_made_or_of_one_form():
    assert text_fields() == FILLED | MADE | OF_ONE_FORM
    assert not FILLED & MADE
    assert not (FILLED | MADE) & OF_ONE_FORM


@pytest.fixture
def hostile(council, people) -> HostileCouncil:
    return HostileCouncil(council, people)


@pytest.fixture
def world(hostile) -> World:
    print_version(hostile.cast.council.pk, hostile.in_force.pk)
    council = hostile.cast.council
    make_address(council, actor=hostile.cast.councillor)
    return World(
        council=council,
        person=hostile.person,
        term=hostile.person.memberships.get(),
        meeting=Meeting.objects.filter(council=council).earliest("held_on"),
        election=hostile.election,
        review=hostile.review,
        token=invite(hostile.person, actor=hostile.cast.clerk),
        protocol_slug=hostile.in_force.protocol.slug,
        draft=hostile.draft,
        in_review=hostile.in_review,
        adopted=hostile.adopted,
        in_force=hostile.in_force,
        from_file=hostile.from_file,
        imported=hostile.imported,
        factor_reset=hostile.factor_reset,
    )


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from strings_in(key)
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def test_nothing_unseen_is_kept_anywhere(hostile):
    unseen = []
    for model in own_models():
        for row in model.objects.all():
            for field in model._meta.concrete_fields:
                if not isinstance(field, TEXTS):
                    continue
                for words in strings_in(getattr(row, field.attname)):
                    kinds = {
                        unicodedata.category(letter)
                        for letter in words
                        if letter != "\n"
                    }
                    if kinds & {"Cc", "Cf", "Cs"}:
                        unseen.append(f"{model.__name__}.{field.name}: {words[:80]!r}")

    assert unseen == []


def wrong_words(where, text, words, seen):
    """Give what is cut short or changed of hostile words, and note what was seen."""
    text = plain(text)
    for found in re.finditer(rf"{FIRST}\d{{4}}{FIRST}", text):
        field = words.codes[found[0]]
        expected = plain(words.expected[field])
        seen.add(field)
        rest = text[found.start() :]
        same = next(
            (
                at
                for at, (a, b) in enumerate(zip(expected, rest, strict=False))
                if a != b
            ),
            min(len(expected), len(rest)),
        )
        if same < len(expected) and rest[same : same + 1] not in {"…", ""}:
            yield f"{where}: {field} goes on {rest[same - 10 : same + 30]!r}"


ADDRESSES = {"href", "src", "action", "formaction", "hx-post", "hx-get", "hx-put"}
SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|/|\?|#|$)[^<>\"'\s]*")
NOT_OURS = ("style", "iframe", "object", "embed", "base", "applet", "frame")


def wrong_on(where, page, words, seen):
    """Give what a page does that it should not."""
    tree = lxml.html.document_fromstring(page)
    for element in tree.iter(lxml.etree.Element):
        if element.tag in NOT_OURS or element.get("http-equiv"):
            yield f"{where}: has <{element.tag}>"
        from_elsewhere = not element.get("src", "").startswith("/static/")
        if element.tag == "script" and (element.text or from_elsewhere):
            yield f"{where}: has a script of its own"
        for name, value in element.attrib.items():
            if name not in ADDRESSES:
                yield from wrong_words(f"{where} @{name}", value, words, seen)
            if not is_harmless(name, value):
                yield f"{where}: <{element.tag} {name}={value[:40]!r}>"
    # A picture on the page may have a title too.
    if "<html" in page and len(tree.findall("head/title")) != 1:
        yield f"{where}: has not one title"
    yield from wrong_words(where, tree.text_content(), words, seen)


# The square that a second factor is set up from, drawn here.
SQUARE = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+")


def is_harmless(name, value):
    if name == "src" and SQUARE.fullmatch(value):
        return True
    # Opens the app on the telephone that shows the page.
    if name == "href" and value.startswith("otpauth://totp/"):
        return True
    if name in ADDRESSES:
        return SAFE_ADDRESS.fullmatch(value)
    return not name.startswith("on") and name != "style"


def addresses_beside(hostile):
    """Name the pages of versions that the walk over every route leaves out."""
    slug = hostile.cast.council.slug
    for version in (hostile.in_review, hostile.adopted, hostile.discarded):
        yield reverse("version_desk", args=[slug, version.pk])
    for name in ("draft_edit", "draft_preview"):
        yield reverse(name, args=[slug, hostile.from_file.pk])
    yield reverse("protocol_review", args=[slug, hostile.from_paper.protocol.slug])
    for version in (hostile.first, hostile.from_paper):
        address = [slug, version.protocol.slug, version.number]
        yield from (
            reverse(n, args=address) for n in ("version_detail", "version_record")
        )


def asked(account, addresses):
    client = visitor(account)
    return [(address, client.get(address)) for address in addresses]


def test_every_page_shows_hostile_words_as_they_are(world, hostile, people):
    wrong, seen = [], set()
    others = [*addresses_beside(hostile)]
    for who in (None, people["clerk"], people["chair"]):
        for name, answer in [*every_answer(world, who), *asked(who, others)]:
            where = f"{name} to {who}"
            for header, value in answer.headers.items():
                if re.search(r"[^ -~]", value) or (
                    "<" in value and header != "Content-Disposition"
                ):
                    wrong.append(f"{where}: header {header} is {value!r}")
            kind = answer.headers.get("Content-Type", "").split(";")[0]
            if answer.status_code >= 500:
                wrong.append(f"{where}: {answer.status_code}")
            elif kind == "text/html" and answer.content:
                page = answer.content.decode()
                wrong += wrong_on(where, page, hostile.words, seen)
            elif kind == "application/json":
                text = "\n".join(strings_in(json.loads(answer.content)))
                wrong += wrong_words(where, text, hostile.words, seen)

    assert wrong == []
    assert set(hostile.words.expected) - seen == ON_NO_PAGE
