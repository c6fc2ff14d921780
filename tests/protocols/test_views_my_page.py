"""One's own page: what it says to whom, and how few questions it takes."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from councils.models import Council, Deadline, Membership, Person
from councils.roles import Role
from councils.services.deadlines import Due, set_deadlines
from protocols.document import (
    Concerned,
    Document,
    Kind,
    Office,
    Recipient,
    Route,
    Row,
    Side,
    Stage,
    StageKind,
)
from protocols.services.answering import confirm, say_not_accepted
from protocols.services.asking import ask
from protocols.services.drafting import new_protocol, start_draft
from protocols.services.paper import record_from_paper
from protocols.services.review import table_version
from protocols.services.texts import write_rows
from tests.protocols.cast import LONG_SINCE, a_council, a_text, adopted, shown, signed
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db
PAGE = "/larkmere/mine/"


@pytest.fixture
def cast():
    return a_council()


def promise(text, holder=Side.COUNCILLORS, owed_by=Side.OFFICERS):
    return Row(
        lineage=uuid4(),
        depth=1,
        kind=Kind.CLAUSE,
        text=text,
        holder=holder,
        owed_by=owed_by,
    )


def a_route(raised_by, about, *recipients, alternate=None):
    stages = tuple(
        Stage(
            kind=StageKind.INFORMAL,
            recipient=Office(role=role, printed=role.value),
            alternate=alternate and Office(role=alternate, printed=alternate.value),
        )
        for role in recipients
    )
    return Route(raised_by=raised_by, about=about, stages=stages)


def in_force(cast, *rows, routes=(), title="Protocol on relations", protocol=None):
    version = record_from_paper(
        protocol or new_protocol(cast.council, actor=cast.clerk, title=title),
        actor=cast.clerk,
        document=Document(
            title=title,
            rows=rows or a_text().rows,
            concern_routes=tuple(routes),
        ),
        source_file=None,
    )
    ask(cast.council)  # as a worker does
    return version


def next_in_force(cast, version, *rows, routes=()):
    """Adopt and sign the next text of a protocol."""
    from_draft = replace(a_text(), rows=rows, concern_routes=tuple(routes))
    return adopted_and_signed(cast, version.protocol, from_draft)


def adopted_and_signed(cast, protocol, text):
    draft = start_draft(protocol, actor=cast.clerk)
    write_rows(draft, text.rows)
    tabled = table_version(draft, actor=cast.clerk, content_digest=shown(draft))
    version = signed(cast, adopted(cast, tabled, days_ago=1))
    ask(cast.council)
    return version


def read(cast, name):
    answer = visitor(cast.user(name)).get(PAGE)
    assert answer.status_code == 200
    return answer.context["page"]


def page_words(cast, name):
    return words(visitor(cast.user(name)).get(PAGE))


def whos(cards):
    return [(card.who, card.words) for card in cards]


# What binds whom.


def test_it_says_what_one_can_expect_and_what_is_expected(cast):
    row = promise("answers within a week")
    duty = promise("respect at all times", Side.OFFICERS, Side.COUNCILLORS)
    version = in_force(cast, row, duty)

    [text] = read(cast, "councillor").texts
    [mirrored] = read(cast, "officer").texts

    assert whos(text.can_expect) == [("From officers", "answers within a week")]
    assert whos(text.expected) == [("To officers", "respect at all times")]
    assert whos(mirrored.expected) == [("To councillors", "answers within a week")]
    assert text.can_expect[0].url == f"{version.get_absolute_url()}#c-{row.lineage}"
    public = words(visitor().get(version.get_absolute_url()))
    assert f'id="c-{row.lineage}"' in public


def test_two_offices_show_both_and_each_card_says_in_which_capacity(cast):
    Membership.objects.create(
        council=cast.council,
        person=cast.persons["chair"],
        role=Role.COUNCILLOR,
        starts_on=LONG_SINCE,
    )
    in_force(
        cast,
        promise("answers within a week"),
        promise("fair hearing in meetings", Side.COUNCILLORS, Side.CHAIRS),
    )

    [text] = read(cast, "chair").texts

    assert whos(text.can_expect) == [
        ("As a councillor, from officers", "answers within a week"),
        ("As a councillor, from chairs", "fair hearing in meetings"),
    ]
    assert whos(text.expected) == [
        ("As Mayor, to councillors", "fair hearing in meetings")
    ]


def test_what_everyone_owes_everyone_is_said_once(cast):
    in_force(
        cast,
        promise("civility", Side.EVERYONE, Side.EVERYONE),
        promise("fresh air", Side.EVERYONE, Side.OFFICERS),
    )

    [text] = read(cast, "officer").texts

    assert whos(text.mutual) == [("Like everyone, of each other", "civility")]
    assert whos(text.can_expect) == [("Like everyone, from officers", "fresh air")]
    assert whos(text.expected) == [("To everyone", "fresh air")]


def test_the_councils_own_words_are_used(cast):
    Council.objects.filter(pk=cast.council.pk).update(
        councillors_title="Members", officers_title="Staff"
    )
    in_force(cast, promise("answers"), promise("time", Side.CLERK, Side.COUNCILLORS))

    [text] = read(cast, "councillor").texts
    [clerks] = read(cast, "clerk").texts

    assert whos(text.can_expect) == [("From staff", "answers")]
    assert whos(text.expected) == [("To the Town Clerk", "time")]
    assert whos(clerks.can_expect) == [("As Town Clerk, from members", "time")]
    assert whos(clerks.expected) == [("As one of the staff, to members", "answers")]


def test_an_office_that_ended_yesterday_binds_nobody_today(cast):
    person = cast.persons["chair"]
    Membership.objects.create(
        council=cast.council,
        person=person,
        role=Role.COUNCILLOR,
        starts_on=LONG_SINCE,
    )
    in_force(cast, promise("fair hearing", Side.COUNCILLORS, Side.CHAIRS))
    assert read(cast, "chair").texts[0].expected

    Membership.objects.filter(person=person, role=Role.CHAIR).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )

    assert not read(cast, "chair").texts[0].expected


def test_a_text_that_says_nothing_of_one_is_only_named(cast):
    in_force(cast, promise("a chain of office", Side.CHAIRS, Side.CLERK))

    page = read(cast, "councillor")

    assert not page.texts
    assert [text.title for text in page.others] == ["Protocol on relations"]
    assert "No protocol in force sets out anything" in page_words(cast, "councillor")


def test_without_a_protocol_it_says_so_kindly(cast):
    page = page_words(cast, "councillor")

    assert "No protocol is in force yet" in page
    assert "Nothing waits for you. Thank you" in page


def test_markup_in_a_text_is_shown_as_words(cast):
    in_force(cast, promise("<script>alert(1)</script> **plainly**"))

    page = page_words(cast, "councillor")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; plainly" in page


# What waits.


def due(cast, title, in_days, **more):
    day = timezone.localdate() + timedelta(days=in_days)
    set_deadlines(
        cast.council,
        [
            Due(
                kind=Deadline.Kind.REVIEW,
                subject_id=uuid4(),
                due_on=day,
                title=title,
                path="/larkmere/desk/",
                **more,
            )
        ],
    )


def test_what_waits_is_listed_soonest_first_and_only_for_its_people(cast):
    theirs = {"audience": "person", "person": cast.persons["councillor"]}
    due(cast, "Later", 40, **theirs)
    due(cast, "Sooner", 4, **theirs)
    due(cast, "Not yet", 400, opens_on=timezone.localdate() + timedelta(1), **theirs)
    due(cast, "Of the clerk", 5)
    due(cast, "To sign", -1, audience="chair")

    def titles(name):
        return [asked.title for asked in read(cast, name).asked]

    assert titles("councillor") == ["Sooner", "Later"]
    assert titles("clerk") == ["Of the clerk"]
    assert titles("deputy") == ["Of the clerk"]
    assert titles("chair") == ["To sign"]
    assert titles("vice_chair") == titles("officer") == []


def test_what_an_office_has_to_do_in_years_waits_on_the_desk(cast):
    due(cast, "Within a quarter", 92)
    due(cast, "In a year", 365)

    assert [asked.title for asked in read(cast, "clerk").asked] == ["Within a quarter"]


def test_a_long_list_says_how_many_more_there_are(cast):
    theirs = {"audience": "person", "person": cast.persons["councillor"]}
    for number in range(23):
        due(cast, f"Thing {number}", number, **theirs)

    page = read(cast, "councillor")

    assert (len(page.asked), page.more_asked) == (20, 3)
    assert "3 more, later." in page_words(cast, "councillor")


def test_the_vice_chair_signs_while_the_chair_is_away(cast):
    due(cast, "To sign", 3, audience="chair")
    Person.objects.filter(pk=cast.persons["chair"].pk).update(
        away_from=timezone.localdate()
    )

    assert [asked.title for asked in read(cast, "vice_chair").asked] == ["To sign"]
    assert not read(cast, "chair").asked


def test_what_is_late_is_said_calmly(cast):
    theirs = {"audience": "person", "person": cast.persons["councillor"]}
    due(cast, "Late", -3, **theirs)

    [asked] = read(cast, "councillor").asked

    assert (asked.status, asked.status_label[:7]) == ("overdue", "Was due")


# What changed.


def test_who_never_confirmed_is_only_shown_that_they_are_asked(cast):
    version = in_force(cast, promise("answers within a week"))

    [text] = read(cast, "councillor").texts

    asked = Deadline.objects.get(
        subject_id=version.protocol_id, person=cast.persons["councillor"]
    )
    assert (text.asked_url, text.asked_by) == (asked.path, asked.due_on)
    assert (text.confirmed_on, text.changes) == (None, ())
    assert "What changed" not in page_words(cast, "councillor")


def confirmed(cast, version, name="councillor"):
    return confirm(
        version.protocol, actor=cast.user(name), content_digest=shown(version)
    )


def words_of(change) -> tuple[str, str]:
    """Give an expectation as it read before and as it reads now."""
    before = "".join(piece.words for piece in change.before)
    return before, "".join(piece.words for piece in change.after)


def test_what_is_new_changed_and_gone_stands_old_beside_new(cast):
    kept, changed, gone = (promise(f"{word} once") for word in ("kept", "said", "left"))
    others = promise("for officers alone", Side.OFFICERS, Side.CLERK)
    first = in_force(cast, kept, changed, gone, others)
    confirmed(cast, first)
    new = promise("come lately")
    second = next_in_force(
        cast,
        first,
        kept,
        replace(changed, text="said twice"),
        new,
        replace(others, text="for officers still"),
    )

    [text] = read(cast, "councillor").texts

    assert [(change.label, *words_of(change)) for change in text.changes] == [
        ("Changed", "said once", "said twice"),
        ("New", "", "come lately"),
        ("No longer there", "left once", ""),
    ]
    assert text.changes[1].url == f"{second.get_absolute_url()}#c-{new.lineage}"
    assert text.confirmed_on == timezone.localdate()
    page = page_words(cast, "councillor")
    assert "[removed: </span>once<" in page
    assert "[added: </span>twice<" in page


def test_the_same_words_owed_by_others_are_a_change_that_is_explained(cast):
    row = promise("answers within a week")
    first = in_force(cast, row)
    confirmed(cast, first)
    next_in_force(cast, first, replace(row, owed_by=Side.CLERK))

    [change] = read(cast, "councillor").texts[0].changes

    assert change.note == (
        "The words are the same; who may expect it, or owes it, is not."
    )


def test_nothing_that_concerns_one_is_said_so(cast):
    row = promise("answers within a week")
    others = promise("keys", Side.OFFICERS, Side.CLERK)
    first = in_force(cast, row, others)
    confirmed(cast, first)
    next_in_force(cast, first, row, replace(others, text="keys and lamps"))

    assert not read(cast, "councillor").texts[0].changes
    assert "Nothing that concerns you." in page_words(cast, "councillor")


def test_the_latest_confirmation_counts_and_no_other_answer(cast):
    row = promise("first")
    version = in_force(cast, row)
    confirmed(cast, version)
    version = next_in_force(cast, version, replace(row, text="second"))
    say_not_accepted(
        version.protocol,
        actor=cast.councillor,
        content_digest=shown(version),
        reason="It goes too far.",
    )
    [change] = read(cast, "councillor").texts[0].changes
    assert words_of(change) == ("first", "second")

    confirmed(cast, version)

    assert not read(cast, "councillor").texts[0].changes


def test_nobody_sees_what_others_confirmed(cast):
    version = in_force(cast, promise("answers within a week"))
    confirmed(cast, version, "second_councillor")

    assert read(cast, "councillor").texts[0].confirmed_on is None


# Whom to turn to.


def contacts(cast, name):
    return [
        (entry.contact.about, entry.contact.name, entry.contact.office)
        for entry in read(cast, name).contacts
    ]


def test_it_names_the_person_in_the_office_that_the_text_names(cast):
    in_force(
        cast,
        routes=[
            a_route(Concerned.COUNCILLORS, Concerned.OFFICERS, Recipient.CLERK),
            a_route(Concerned.COUNCILLORS, Concerned.CLERK, Recipient.CHAIR),
            a_route(Concerned.OFFICERS, Concerned.COUNCILLORS, Recipient.CLERK),
        ],
    )

    assert contacts(cast, "councillor") == [
        ("officers", "Clerk", "Town Clerk"),
        ("the Town Clerk", "Chair", "Mayor"),
    ]
    assert contacts(cast, "officer") == [("councillors", "Clerk", "Town Clerk")]


def test_oneself_is_passed_over_for_the_alternate(cast):
    in_force(
        cast,
        routes=[
            a_route(
                Concerned.OFFICERS,
                Concerned.COUNCILLORS,
                Recipient.CLERK,
                alternate=Recipient.VICE_CHAIR,
            )
        ],
    )

    assert contacts(cast, "clerk") == [("councillors", "Vice Chair", "Vice-Chair")]
    [entry] = read(cast, "clerk").contacts
    assert entry.contact.note == ("The text names the Town Clerk first. That is you.")


def test_oneself_is_passed_over_for_the_next_office_where_there_is_no_alternate(cast):
    in_force(
        cast,
        routes=[a_route(Concerned.COUNCILLORS, Concerned.CLERK, Recipient.CHAIR)],
    )

    assert contacts(cast, "chair") == [("the Town Clerk", "Vice Chair", "Vice-Chair")]
    [entry] = read(cast, "chair").contacts
    assert entry.contact.note == (
        "The text names the Mayor first. That is you. It names nobody else who could"
        " take it up. The next office is the Vice-Chair’s."
    )


def test_nobody_receives_a_concern_about_themselves(cast):
    in_force(
        cast,
        routes=[
            a_route(
                Concerned.COUNCILLORS,
                Concerned.CLERK,
                Recipient.CLERK,
                alternate=Recipient.CHAIR,
            )
        ],
    )

    assert contacts(cast, "councillor") == [("the Town Clerk", "Chair", "Mayor")]


def test_an_empty_office_and_somebody_away_are_passed_over(cast):
    in_force(
        cast,
        routes=[
            a_route(
                Concerned.COUNCILLORS,
                Concerned.OFFICERS,
                Recipient.CLERK,
                Recipient.DEPUTY_CLERK,
                Recipient.CHAIR,
            )
        ],
    )
    assert contacts(cast, "councillor") == [("officers", "Clerk", "Town Clerk")]

    Membership.objects.filter(person=cast.persons["clerk"]).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    Person.objects.filter(pk=cast.persons["deputy"].pk).update(
        away_from=timezone.localdate()
    )

    assert contacts(cast, "councillor") == [("officers", "Chair", "Mayor")]


def test_a_way_outside_is_named_by_its_office(cast):
    in_force(
        cast,
        routes=[
            a_route(
                Concerned.ANYONE, Concerned.COUNCILLORS, Recipient.MONITORING_OFFICER
            )
        ],
    )

    assert contacts(cast, "officer") == [("councillors", "", "the Monitoring Officer")]


def test_ones_own_line_manager_is_named(cast):
    Person.objects.filter(pk=cast.persons["officer"].pk).update(
        line_manager=cast.persons["deputy"]
    )
    in_force(
        cast,
        routes=[
            a_route(Concerned.OFFICERS, Concerned.COUNCILLORS, Recipient.LINE_MANAGER)
        ],
    )

    assert contacts(cast, "officer") == [("councillors", "Deputy", "your line manager")]


def test_a_silent_text_is_said_to_be_silent(cast):
    in_force(cast, promise("answers within a week"))

    assert "where a concern of yours about officers goes" in page_words(
        cast, "councillor"
    )
    assert "where a concern of yours about councillors goes" in page_words(
        cast, "officer"
    )


# Who may, and how much it asks.


def test_who_holds_no_office_today_is_told_on_the_home_page(cast):
    assert visitor(cast.councillor).get(PAGE).status_code == 200
    Membership.objects.filter(person=cast.persons["councillor"]).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    visit = visitor(cast.councillor)

    assert visit.get(PAGE).status_code == 404
    assert "You hold no office today" in words(visit.get("/"))
    assert "You hold no office today" not in words(visitor(cast.officer).get("/"))
    assert "You hold no office today" not in words(visitor().get("/"))


def test_the_way_to_it_is_shown_to_those_in_office(cast):
    in_force(cast, promise("answers within a week"))

    assert f'href="{PAGE}"' in words(visitor(cast.officer).get("/larkmere/"))
    assert f'href="{PAGE}"' not in words(visitor().get("/larkmere/"))


def test_no_protocol_takes_its_address(cast):
    version = in_force(cast, promise("answers"), title="Mine")

    assert version.protocol.slug != "mine"
    assert visitor().get(version.get_absolute_url()).status_code == 200


def test_another_councils_people_do_not_see_it(cast):
    other = a_council(name="Elsewhere Council", slug="elsewhere")

    assert visitor(other.councillor).get(PAGE).status_code == 404
    assert visitor(other.councillor).get("/elsewhere/mine/").status_code == 200


def crowd(cast, size):
    """Fill a council: protocols, expectations, people, deadlines, confirmations."""
    for number in range(size):
        person = Person.objects.create(council=cast.council, name=f"Person {number}")
        Membership.objects.create(
            council=cast.council,
            person=person,
            role=Role.COUNCILLOR,
            starts_on=LONG_SINCE,
        )
        rows = [promise(f"Promise {number}.{place}") for place in range(size * 5)]
        routes = [a_route(Concerned.COUNCILLORS, Concerned.ANYONE, Recipient.CLERK)]
        title = f"Protocol {number}"
        version = in_force(cast, *rows, routes=routes, title=title)
        if number % 2:
            confirmed(cast, version)
            next_in_force(cast, version, promise(f"Only this {number}"))
        theirs = {"audience": "person", "person": cast.persons["councillor"]}
        due(cast, f"Thing {number}", number, **theirs)


@pytest.mark.parametrize(
    ("who", "size"), [("councillor", 1), ("councillor", 8), ("clerk", 8), ("chair", 8)]
)
def test_it_takes_eight_questions_at_most_however_much_there_is(
    cast, who, size, at_most_queries, settings
):
    # A server asks besides whether an account must show a second factor.
    settings.SECOND_FACTOR_COMPULSORY = who == "councillor"
    crowd(cast, size)
    visit = visitor(cast.user(who))
    visit.get(PAGE)  # notes when the session was last seen

    with at_most_queries(8):
        answer = visit.get(PAGE)

    texts = answer.context["page"].texts
    assert len(texts) == size
    changed = [text for text in texts if text.changes]
    assert len(changed) == (size // 2 if who == "councillor" else 0)
