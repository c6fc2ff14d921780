"""A person's calendar: what it holds, in whose hands, and as real programs read it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from icalendar import Calendar

from councils import calendar_links
from councils.calendar_files import LONDON, Dates, Entry, file_of
from councils.kernel.scopes import within
from councils.models import AuditEvent, CalendarAddress, Deadline, Membership
from councils.one_time import digest_of
from councils.services.calendars import make_address, revoke_address
from councils.services.deadlines import Due, meet_deadlines, set_deadlines
from councils.services.meetings import MeetingFacts, change_meeting
from councils.services.standing import meeting_seen
from tests.factories import CommitteeFactory, MeetingFactory
from tests.visits import visitor, words

PAGE = "/withycombe/calendar/"
KEY = UUID(int=7)
TODAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day_in_summer(time_machine):
    time_machine.move_to(NOON, tick=False)


def feed(account, council):
    with within(council.pk):
        address = make_address(council, actor=account)
    return reverse("calendar_feed", args=[calendar_links.token_of(address.pk)])


def due(council, title, *, days=10, **more):
    with within(council.pk):
        wanted = Due(
            kind="review",
            subject_id=UUID(int=hash(title) % 2**64),
            due_on=TODAY + timedelta(days=days),
            title=title,
            path=f"/{council.slug}/desk/",
            **more,
        )
        set_deadlines(council, [wanted])
        return Deadline.objects.get(council=council, key=wanted.key)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def titles(client, address):
    return {str(event["summary"]) for event in read(client, address).events}


# ---- what is in it


def test_a_person_s_calendar_holds_what_waits_for_them_and_when_the_council_meets(
    client, council, clerk, councillor
):
    person = councillor.persons.get()
    due(council, "Read and confirm", audience="person", person=person)
    due(council, "Read it too", audience="person", person=clerk.persons.get())
    due(council, "Review it")
    due(council, "Sign it", audience="chair")
    MeetingFactory(council=council, held_on=TODAY + timedelta(days=3))
    committee = CommitteeFactory(council=council, name="Policy Committee")
    MeetingFactory(council=council, committee=committee, held_on=date(2026, 4, 1))
    MeetingFactory(council=council, held_on=date(2026, 3, 31))
    of_councillor, of_clerk = feed(councillor, council), feed(clerk, council)

    meetings = {"Full council, ordinary meeting", "Policy Committee, ordinary meeting"}
    assert titles(client, of_councillor) == {"Read and confirm", *meetings}
    assert titles(client, of_clerk) == {"Read it too", "Review it", *meetings}


def test_what_waits_for_an_office_follows_whoever_holds_it_today(
    client, council, chair, vice_chair
):
    due(council, "Sign it", audience="chair")
    of_chair, of_vice_chair = feed(chair, council), feed(vice_chair, council)
    assert titles(client, of_chair) == {"Sign it"}
    assert titles(client, of_vice_chair) == set()

    with within(council.pk):
        person = chair.persons.get()
        person.away_from = TODAY
        person.save()

    assert titles(client, of_chair) == set()
    assert titles(client, of_vice_chair) == {"Sign it"}


def test_what_is_done_is_there_no_more(client, council, clerk):
    deadline = due(council, "Review it")
    address = feed(clerk, council)
    assert titles(client, address) == {"Review it"}

    with within(council.pk):
        ids = [deadline.subject_id]
        meet_deadlines(council, kind="review", subject_ids=ids)

    assert titles(client, address) == set()


def test_another_council_s_dates_are_not_in_it(client, council, clerk, outsider):
    elsewhere = outsider.persons.get().council
    due(council, "Review ours")
    due(elsewhere, "Review theirs")
    MeetingFactory(council=elsewhere, held_on=TODAY)

    assert titles(client, feed(clerk, council)) == {"Review ours"}
    assert "Review theirs" in titles(client, feed(outsider, elsewhere))


def test_a_date_is_a_whole_day_with_a_name_and_a_link_and_no_more(
    client, council, clerk, settings
):
    settings.PORTAL_BASE_URL = "https://portal.example:8443"
    due(council, "Review it", why="Because of what Ann Lee said.")

    [event] = read(client, feed(clerk, council)).events

    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstart"].dt == date(2026, 7, 11)
    assert event["dtend"].dt == date(2026, 7, 12)
    assert str(event["url"]) == "https://portal.example:8443/withycombe/desk/"
    assert str(event["uid"]).endswith("@portal.example")
    assert event["dtstamp"].dt == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert set(event) == {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL"),
        *("SEQUENCE", "CLASS", "TRANSP"),
    }
    assert "Ann Lee" not in event.to_ical().decode()


def test_what_programs_need_to_subscribe_is_said(client, council, clerk):
    calendar = read(client, feed(clerk, council))

    assert calendar["method"] == "PUBLISH"
    assert calendar["version"] == "2.0"
    assert "Withycombe Town Council" in calendar["x-wr-calname"]
    assert calendar["refresh-interval"].dt == timedelta(hours=6)
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"


def test_a_meeting_that_moves_keeps_its_key_and_says_that_it_moved(
    client, council, clerk
):
    meeting = MeetingFactory(council=council, held_on=TODAY)
    meeting.refresh_from_db()
    address = feed(clerk, council)
    [before] = read(client, address).events

    with within(council.pk):
        facts = MeetingFacts(
            held_on=TODAY + timedelta(days=7), kind="ordinary", format="in_person"
        )
        change_meeting(meeting, actor=clerk, facts=facts, seen=meeting_seen(meeting))
    [after] = read(client, address).events

    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == TODAY + timedelta(days=7)
    assert after["last-modified"].dt == NOON


def test_the_keys_are_the_same_at_every_fetch_and_differ_from_one_another(
    client, council, clerk
):
    for number in range(5):
        due(council, f"Review {number}")
    address = feed(clerk, council)

    first, second = (
        [str(event["uid"]) for event in read(client, address).events] for _ in range(2)
    )
    assert first == second
    assert len(set(first)) == 5


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [(date(2026, 3, 29), 0, 1), (date(2026, 10, 25), 1, 0)],
    ids=["forward", "back"],
)
def test_an_hour_is_one_of_london_on_either_side_of_a_change_of_the_clocks(
    day, before, after
):
    evenings = [
        datetime(*eve.timetuple()[:3], 19, tzinfo=LONDON)
        for eve in (day - timedelta(days=1), day)
    ]
    entries = tuple(
        Entry(
            key=UUID(int=number),
            title="Full council",
            starts=evening.astimezone(UTC),
            ends=evening.astimezone(UTC) + timedelta(hours=2),
            link="https://portal.example/",
        )
        for number, evening in enumerate(evenings)
    )
    dates = Dates(name="Dates", host="portal.example", entries=entries)

    calendar = Calendar.from_ical(file_of(dates, as_of=NOON))

    for event, offset in zip(calendar.events, (before, after), strict=True):
        assert event["dtstart"].params["TZID"] == "Europe/London"
        assert (event.start.hour, event.end.hour) == (19, 21)
        assert event.start.utcoffset() == timedelta(hours=offset)
    [zone] = calendar.timezones
    # What the file itself says of the clocks, for who has no other table of them.
    at = [
        zone.to_tz(lookup_tzid=False).utcoffset(e.replace(tzinfo=None))
        for e in evenings
    ]
    assert at == [timedelta(hours=before), timedelta(hours=after)]


def test_no_title_breaks_out_of_its_line():
    title = "Ünsafe; “a, b” \\n\nEND:VEVENT\nBEGIN:VEVENT " + "ü" * 200
    entry = Entry(key=KEY, title=title, starts=TODAY, link="https://portal.example/")
    dates = Dates(name=title, host="portal.example", entries=(entry,))

    file = file_of(dates, as_of=NOON)

    [event] = Calendar.from_ical(file).events
    assert str(event["summary"]) == title
    assert max(map(len, file.split(b"\r\n"))) <= 75


def test_whole_days_need_no_zone(client, council, clerk):
    due(council, "Review it")

    assert read(client, feed(clerk, council)).timezones == []


# ---- in whose hands it is


def test_an_address_that_was_revoked_or_never_made_has_nothing_at_it(
    client, council, clerk
):
    due(council, "Review it")
    address = feed(clerk, council)
    assert client.get(address).status_code == 200

    with within(council.pk):
        revoke_address(council, actor=clerk)
    revoked = client.get(address)
    unknown = client.get(reverse("calendar_feed", args=["0" * 64]))

    assert revoked.status_code == unknown.status_code == 404
    assert revoked.content == unknown.content


def test_an_account_that_is_closed_closes_its_calendar(client, council, clerk):
    address = feed(clerk, council)
    assert client.get(address).status_code == 200

    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)

    assert client.get(address).status_code == 404


def test_a_new_address_takes_the_place_of_the_old(client, council, clerk):
    first, second = feed(clerk, council), feed(clerk, council)

    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_whoever_leaves_is_shown_an_empty_calendar_from_the_next_day_on(
    client, council, councillor, time_machine
):
    MeetingFactory(council=council, held_on=TODAY + timedelta(days=3))
    address = feed(councillor, council)
    Membership.objects.filter(person__user=councillor).update(ends_on=TODAY)
    assert len(titles(client, address)) == 1

    time_machine.move_to(NOON + timedelta(days=1), tick=False)

    assert titles(client, address) == set()


def test_only_the_council_s_own_people_have_one(council, outsider, clerk):
    with within(council.pk):
        for step in (make_address, revoke_address):
            with pytest.raises(PermissionDenied):
                step(council, actor=outsider)

        assert make_address(council, actor=clerk).person == clerk.persons.get()


def test_neither_the_database_nor_the_trail_holds_the_token(council, clerk):
    token = feed(clerk, council).split("/")[-1].removesuffix(".ics")

    with within(council.pk):
        row = CalendarAddress.objects.values().get()
        trail = list(AuditEvent.objects.values_list("event", "details"))

    assert row["token_digest"] == digest_of(token)
    assert token not in repr((row, trail))
    assert trail[-1] == ("councils.calendar_address.made", {})


def test_two_people_of_one_council_have_each_their_own(council, clerk, councillor):
    assert feed(clerk, council) != feed(councillor, council)

    with within(council.pk):
        assert CalendarAddress.objects.filter(revoked_at=None).count() == 2


# ---- how it is fetched


def test_nothing_is_sent_again_until_something_has_changed(
    client, council, clerk, time_machine
):
    due(council, "Review it")
    address = feed(clerk, council)
    first = client.get(address)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    known = {"if-none-match": first["ETag"]}

    time_machine.move_to(NOON + timedelta(days=1), tick=False)
    again = client.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")

    due(council, "Review another")
    assert client.get(address, headers=known).status_code == 200


def test_it_is_read_and_nothing_else(client, council, clerk):
    address = feed(clerk, council)

    assert client.head(address).status_code == 200
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(address).status_code == 405


def test_a_calendar_takes_few_queries_whatever_is_in_it(
    client, council, clerk, at_most_queries
):
    for number in range(30):
        due(council, f"Review {number}")
        MeetingFactory(council=council, held_on=TODAY + timedelta(days=number))
    address = feed(clerk, council)

    with at_most_queries(7):
        assert len(titles(client, address)) == 31


# ---- the page


def test_an_address_is_shown_once_and_in_full_and_works(council, councillor, client):
    visit = visitor(councillor)
    assert "Make an address" in words(visit.get(PAGE))

    shown = words(visit.post(f"{PAGE}make/", follow=True))
    with within(council.pk):
        link = calendar_links.link_to(CalendarAddress.objects.get().pk)

    assert link in shown
    assert link.replace("http", "webcal", 1) in shown
    assert client.get(link).status_code == 200
    assert link not in words(visit.get(PAGE))
    assert "Make a new address" in words(visit.get(PAGE))

    visit.post(f"{PAGE}revoke/", follow=True)
    assert client.get(link).status_code == 404
    assert "Make an address" in words(visit.get(PAGE))


def test_one_deadline_is_a_file_for_whom_it_is_meant(council, clerk, councillor):
    deadline = due(council, "Review it")
    address = reverse("calendar_deadline", args=["withycombe", deadline.pk])
    assert address in words(visitor(clerk).get(PAGE))

    response = visitor(clerk).get(address)
    [event] = Calendar.from_ical(response.content).events

    assert str(event["summary"]) == "Review it"
    assert response["Content-Disposition"].startswith("attachment")
    assert visitor(councillor).get(address).status_code == 404


def test_one_meeting_is_a_file_that_says_whose_it_is(council, councillor, outsider):
    meeting = MeetingFactory(council=council, held_on=TODAY)
    address = reverse("calendar_meeting", args=["withycombe", meeting.pk])
    assert address in words(visitor(councillor).get("/withycombe/desk/meetings/"))

    [event] = Calendar.from_ical(visitor(councillor).get(address).content).events

    assert str(event["summary"]).startswith("Withycombe Town Council: Full council")
    assert visitor(outsider).get(address).status_code == 404
