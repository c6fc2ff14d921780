"""The clerk's pages: what they ask, what they say, what they never show."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from councils import outbox
from councils.models import Council, Meeting, Membership, Person, User
from councils.roles import Role
from councils.services.people import set_away
from tests.builders import invited
from tests.factories import (
    PASSWORD,
    CommitteeFactory,
    CouncilFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
)


@pytest.fixture
def at_the_desk(client, clerk):
    client.force_login(clerk)
    return client


def page(name, council, *arguments):
    return reverse(name, args=[council.slug, *arguments])


def day(name, value):
    year, month, number = value.split("-")
    return {f"{name}_day": number, f"{name}_month": month, f"{name}_year": year}


def new_person(**changes):
    return {
        "name": "Ann Lee",
        "email": "ann@mail.example",
        "role": "councillor",
        "origin": "elected",
        "invite": "on",
        **day("starts_on", "2026-5-12"),
        **changes,
    }


def test_a_person_is_added_with_an_office_and_invited_in_one_step(at_the_desk, council):
    answer = at_the_desk.post(page("person_add", council), new_person(), follow=True)

    person = Person.objects.get(name="Ann Lee")
    assert answer.redirect_chain == [(person.get_absolute_url(), 302)]
    assert "Ann Lee is added and has been invited." in answer.text
    term = person.memberships.get()
    assert (term.role, term.starts_on, term.origin) == (
        "councillor",
        date(2026, 5, 12),
        "elected",
    )
    outbox.deliver()
    assert mail.outbox[0].recipients() == ["ann@mail.example"]


def test_what_was_typed_is_still_there_when_something_is_wrong(at_the_desk, council):
    answer = at_the_desk.post(
        page("person_add", council), new_person(email="", starts_on_month="13")
    )

    assert answer.status_code == 200
    assert "Enter an e-mail address to invite them" in answer.text
    assert "First day in office must be a real date" in answer.text
    assert 'value="Ann Lee"' in answer.text
    assert not Person.objects.filter(name="Ann Lee").exists()


def test_a_refusal_of_the_rules_leaves_neither_person_nor_invitation(
    at_the_desk, council, chair
):
    answer = at_the_desk.post(page("person_add", council), new_person(role="chair"))

    assert "Megan Mayor is Mayor from 4 May 2020" in answer.text
    assert not Person.objects.filter(name="Ann Lee").exists()


def test_what_a_form_does_not_ask_is_ignored(at_the_desk, council, clerk):
    other = CouncilFactory()

    at_the_desk.post(
        page("person_add", council),
        new_person(council=other.pk, user=clerk.pk, is_superuser="on", id=other.pk),
    )

    person = Person.objects.get(name="Ann Lee")
    assert person.council == council
    assert person.user is None
    assert not User.objects.filter(is_superuser=True).exists()


def test_names_are_shown_as_words_whatever_they_hold(at_the_desk, council):
    PersonFactory(council=council, name="<script>alert(1)</script> {{ 7|add:7 }}")

    text = at_the_desk.get(page("person_list", council)).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("person_detail", lambda other: PersonFactory(council=other)),
        ("person_change", lambda other: PersonFactory(council=other)),
        ("office_end", lambda other: MembershipFactory(council=other)),
        ("meeting_change", lambda other: MeetingFactory(council=other)),
    ],
)
def test_another_councils_row_is_nowhere_to_be_found(at_the_desk, council, name, row):
    address = page(name, council, row(CouncilFactory()).pk)

    assert at_the_desk.get(address).status_code == 404
    assert at_the_desk.post(address, {}).status_code in {404, 405}


def test_another_councils_people_and_committees_cannot_be_chosen(at_the_desk, council):
    other = CouncilFactory()
    stranger, committee = PersonFactory(council=other), CommitteeFactory(council=other)
    before = Membership.objects.count()

    handover = at_the_desk.post(
        page("office_handover", council),
        {
            "role": "chair",
            "to": "existing",
            "person": stranger.pk,
            "origin": "elected",
            **day("starts_on", "2026-5-12"),
        },
    )
    meeting = at_the_desk.post(
        page("meeting_add", council),
        {
            "committee": committee.pk,
            "kind": "ordinary",
            "format": "in_person",
            **day("held_on", "2026-5-12"),
        },
    )

    assert handover.status_code == meeting.status_code == 200
    assert "Select a valid choice" in handover.text
    assert "Select a valid choice" in meeting.text
    assert Membership.objects.count() == before
    assert not Meeting.objects.exists()


def test_the_list_of_people_says_who_can_sign_in_to_the_clerk_alone(
    client, council, clerk, councillor, chair
):
    invited(council, by=clerk)
    PersonFactory(council=council, name="No Mail", email="")
    away = date(2020, 1, 1)
    set_away(chair.persons.get(), actor=clerk, away_from=away, away_until=None)

    client.force_login(clerk)
    to_the_clerk = client.get(page("person_list", council)).text
    client.force_login(councillor)
    to_a_councillor = client.get(page("person_list", council)).text

    for words in ("Has an account", "Invited", "No e-mail address", "Add a person"):
        assert words in to_the_clerk
        assert words not in to_a_councillor
    assert "Town Clerk" in to_a_councillor
    assert "Away" in to_a_councillor
    assert "Only the clerk can change people and offices." in to_a_councillor
    assert "@withycombe.example" not in to_a_councillor.replace(councillor.email, "")


def test_the_list_of_people_takes_no_more_queries_for_more_people(
    at_the_desk, council, at_most_queries
):
    for _ in range(12):
        MembershipFactory(council=council)
    at_the_desk.get("/")  # Notes that the session is in use.

    with at_most_queries(12):
        at_the_desk.get(page("person_list", council))


def test_an_empty_page_of_meetings_says_what_to_do(at_the_desk, council):
    text = at_the_desk.get(page("meeting_list", council)).text

    assert "No meeting to come is recorded" in text
    assert page("meeting_add", council) in text


def test_a_meeting_of_a_committee_is_added_and_changed(at_the_desk, council):
    committee = CommitteeFactory(council=council, name="Policy Committee")
    answers = {"kind": "ordinary", "format": "hybrid", **day("held_on", "2027-3-2")}

    at_the_desk.post(
        page("meeting_add", council), {**answers, "committee": committee.pk}
    )
    meeting = Meeting.objects.get()
    assert str(meeting) == "Policy Committee, 2 March 2027"
    form = at_the_desk.get(page("meeting_change", council, meeting.pk)).text
    assert f'<option value="{committee.pk}" selected>' in form

    at_the_desk.post(
        page("meeting_change", council, meeting.pk), {**answers, "committee": "council"}
    )
    meeting.refresh_from_db()
    assert str(meeting) == "Full council, 2 March 2027"


def settings_of(council, **changes):
    return {
        "name": council.name,
        "nation": "england",
        "principal_authority": "",
        "chair_title": "Mayor",
        "vice_chair_title": "Deputy Mayor",
        "clerk_title": "Town Clerk",
        "councillors_title": "Councillors",
        "officers_title": "Officers",
        "quorum": "3",
        "clear_days": "3",
        "colour": "#5b2c83",
        **changes,
    }


def test_a_crest_is_shown_to_the_public_under_its_digest(at_the_desk, client, council):
    made = BytesIO()
    Image.new("RGBA", (60, 30)).save(made, "PNG")
    made.seek(0)
    made.name = "crest.png"

    at_the_desk.post(
        page("council_settings", council), settings_of(council, crest=made)
    )
    client.logout()
    answer = client.get(page("council_crest", council))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"].startswith("public")
    etag = answer.headers["ETag"]
    again = client.get(page("council_crest", council), headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_that_is_no_picture_is_refused_and_the_rest_not_saved(
    at_the_desk, council
):
    file = BytesIO(b"<svg onload='alert(1)'/>")
    file.name = "crest.png"

    answer = at_the_desk.post(
        page("council_settings", council), settings_of(council, crest=file, quorum="5")
    )

    assert "cannot be read as a PNG or JPEG" in answer.text
    council.refresh_from_db()
    assert (council.quorum, council.has_crest) == (3, False)


def test_the_style_sheet_holds_the_councils_colour_and_nothing_else(
    at_the_desk, client, council
):
    at_the_desk.post(page("council_settings", council), settings_of(council))
    answer = client.get(page("council_colours", council))

    assert answer.content == b":root{--council-colour:#5b2c83}\n"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("name", ["council_colours", "council_crest"])
def test_a_council_that_is_not_there_has_neither(db, client, name):
    assert client.get(reverse(name, args=["nowhere"])).status_code == 404


# ---- the invitation's page


def accept(token):
    return reverse("invitation_accept", args=[token])


def test_an_invited_person_chooses_a_password_and_is_let_in(client, council, clerk):
    person, token = invited(council, by=clerk)

    answer = client.post(accept(token), {"password": PASSWORD}, follow=True)

    assert answer.redirect_chain == [(page("my_page", council), 302)]
    assert answer.context["user"].email == person.email
    assert client.get(page("desk", council)).status_code == 200


def test_before_their_office_begins_they_come_to_the_councils_page(
    client, council, clerk
):
    person, token = invited(council, by=clerk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    person.memberships.update(starts_on=tomorrow, ends_on=None)

    answer = client.post(accept(token), {"password": PASSWORD}, follow=True)

    assert answer.redirect_chain == [(council.get_absolute_url(), 302)]


def test_a_weak_password_is_refused_on_the_page(client, council, clerk):
    _, token = invited(council, by=clerk)

    answer = client.post(accept(token), {"password": "short"})

    assert answer.status_code == 200
    assert "at least 12 characters" in answer.text
    assert not answer.context["user"].is_authenticated


def test_looking_at_an_invitation_does_not_use_it_up(client, council, clerk):
    _, token = invited(council, by=clerk)

    for _ in range(2):
        answer = client.get(accept(token))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]


def test_used_replaced_and_invented_links_get_one_answer(client, council, clerk):
    _, token = invited(council, by=clerk)
    client.post(accept(token), {"password": PASSWORD})
    client.logout()

    used, invented = client.get(accept(token)), client.get(accept("0" * 64))

    assert used.status_code == invented.status_code == 410
    assert used.content == invented.content
    assert "ask your clerk to invite you again" in used.text


def test_somebody_with_an_account_signs_in_and_comes_back(client, council, clerk):
    other: Council = CouncilFactory()
    term = MembershipFactory(council=other, role=Role.CLERK)
    account = term.person.user
    person = PersonFactory(council=council, email=account.email)
    client.force_login(clerk)
    client.post(page("person_invite", council, person.pk))
    outbox.deliver()
    client.logout()
    [address] = [
        word for word in mail.outbox[0].body.split() if "/accounts/invitation/" in word
    ]
    path = "/" + address.split("/", 3)[3]

    asked = client.get(path).text
    assert f"{reverse('account_login')}?next={path}" in asked
    client.force_login(account)
    client.post(path)

    person.refresh_from_db()
    assert person.user == account


def test_somebody_else_who_is_signed_in_is_told_to_sign_out(client, council, clerk):
    _, token = invited(council, by=clerk)
    client.force_login(clerk)

    assert "Somebody else is signed in" in client.get(accept(token)).text
    answer = client.post(accept(token), {"password": PASSWORD})

    assert "Somebody else is signed in" in answer.text
    assert not User.objects.filter(email__startswith="newcomer").exists()
