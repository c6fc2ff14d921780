"""The clerk's list of who has confirmed a text: names for the clerk alone."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from councils.models import AuditEvent, Membership, Notice, Person, User
from councils.services.people import Particulars, Term, add_person
from protocols.models import Acknowledgement
from protocols.services.answering import confirm, say_not_accepted
from protocols.services.asking import ask
from protocols.services.readers import readers_of
from tests.protocols.answers import day_of
from tests.protocols.cast import a_council, adopted, shown, signed
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = a_council()
    for person in cast.persons.values():
        person.email = person.user.email
        person.save()
    return cast


@pytest.fixture
def version(cast):
    version = signed(cast, days_ago=9)
    ask(cast.council)
    return version


def at(version, name: str = "version_readers") -> str:
    return reverse(name, args=[version.council.slug, version.pk])


def answered(cast, version):
    """Let one confirm, and one say that they cannot accept it."""
    seen = {"content_digest": shown(version)}
    confirm(version.protocol, actor=cast.councillor, **seen)
    say_not_accepted(
        version.protocol, actor=cast.officer, reason="Clause two goes too far.", **seen
    )


def listed(cast, version, query: str = "") -> list[str]:
    page = visitor(cast.clerk).get(at(version) + query)
    return [reader.person.name for reader in page.context["shown"]]


def test_the_clerk_sees_who_has_confirmed_and_who_has_not(cast, version):
    answered(cast, version)

    page = words(visitor(cast.clerk).get(at(version)))

    assert "<strong>1 of 7</strong> people in office have confirmed it" in page
    assert f"Confirmed on {timezone.localdate():%-d %B %Y}" in page
    assert "Clause two goes too far." in page
    assert "5 have not answered yet" in page


@pytest.mark.parametrize(
    "who", ["deputy", "officer", "councillor", "chair", "vice_chair"]
)
@pytest.mark.parametrize("name", ["version_readers", "readers_sheet", "readers_paper"])
def test_nobody_else_does(cast, version, who, name):
    answered(cast, version)

    refused = visitor(cast.user(who)).get(at(version, name))

    assert refused.status_code == 403
    assert "Only the clerk can see who has confirmed" in refused.content.decode()
    assert visitor(cast.clerk).get(at(version, name)).status_code == 200


def test_filters_keep_each_other(cast, version):
    answered(cast, version)

    assert listed(cast, version, "?standing=confirmed") == ["Councillor"]
    assert listed(cast, version, "?standing=declined") == ["Officer"]
    assert listed(cast, version, "?standing=waiting&group=officers") == [
        "Clerk",
        "Deputy",
    ]
    assert len(listed(cast, version, "?group=councillors")) == 4
    page = visitor(cast.clerk).get(f"{at(version)}?standing=waiting&group=officers")
    [by_answer, by_side] = page.context["filters"]
    assert by_answer["choices"][2]["url"] == "?standing=confirmed&group=officers"
    assert by_side["choices"][1]["url"] == "?standing=waiting&group=councillors"


def test_a_filter_that_is_none_filters_nothing(cast, version):
    assert len(listed(cast, version, "?standing=evil&group=[]")) == 7


def test_a_day_that_has_passed_is_said_without_blame(cast, version, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=40))

    page = words(visitor(cast.clerk).get(at(version)))

    assert "the day was" in page
    assert "overdue" not in page.lower()


def test_whoever_left_is_not_counted_and_their_answer_stays(cast, version):
    answered(cast, version)
    long_ago = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=cast.persons["councillor"]).update(
        ends_on=long_ago
    )

    found = readers_of(version)

    assert len(found.readers) == 6
    assert found.confirmed == 0
    assert [reader.person.name for reader in found.former] == ["Councillor"]


def test_a_list_takes_as_many_queries_for_forty_as_for_seven(
    cast, version, at_most_queries
):
    today = timezone.localdate()
    for number in range(33):
        person = Person.objects.create(council=cast.council, name=f"Person {number}")
        Membership.objects.create(
            council=cast.council, person=person, role="councillor", starts_on=today
        )
    ask(cast.council)

    client = visitor(cast.clerk)
    with at_most_queries(14):
        page = client.get(at(version))

    assert len(page.context["shown"]) == 40


# ---- reminding


def reminded(cast, version) -> str:
    sent = visitor(cast.clerk).post(at(version, "readers_remind"), follow=True)
    return words(sent)


def test_whoever_is_left_is_reminded_once_a_day(cast, version):
    answered(cast, version)
    nowhere = cast.persons["chair"]
    User.objects.filter(pk=nowhere.user_id).update(email="")

    first = reminded(cast, version)
    second = reminded(cast, version)

    mails = Notice.objects.filter(key__startswith="reading:")
    names = set(mails.values_list("person__name", flat=True))
    assert names == {"Clerk", "Deputy", "Vice Chair", "Second Councillor"}
    assert "4 people are reminded by mail." in first
    assert "No mail reaches Chair" in first
    assert "Reminded today already:" in second
    events = AuditEvent.objects.filter(event="protocols.readers.reminded")
    assert [entry.details for entry in events] == [{"people": 4}]


@pytest.mark.parametrize("who", ["deputy", "chair", "councillor"])
def test_nobody_else_reminds(cast, version, who):
    refused = visitor(cast.user(who)).post(at(version, "readers_remind"))

    assert refused.status_code == 403
    assert not Notice.objects.filter(key__startswith="reading:").exists()


# ---- on paper


def test_the_sheet_names_whoever_is_left(cast, version):
    answered(cast, version)

    page = words(visitor(cast.clerk).get(at(version, "readers_sheet")))

    assert "Second Councillor" in page
    assert "Officer Officer" not in page
    assert version.content_digest[:12] in page


def test_signatures_are_recorded_all_together(cast, version):
    persons = [cast.persons[name].pk for name in ("chair", "officer")]
    answers = {"persons": persons, **day_of("signed_on", 2)}

    done = visitor(cast.clerk).post(at(version, "readers_paper"), answers, follow=True)

    assert "2 signatures are recorded." in words(done)
    kept = Acknowledgement.objects.order_by("person__name")
    assert [(a.person.name, a.recorded_by.name) for a in kept] == [
        ("Chair", "Clerk"),
        ("Officer", "Clerk"),
    ]
    assert "Signed on paper on" in words(visitor(cast.clerk).get(at(version)))


def test_one_that_cannot_be_recorded_keeps_all_back_and_is_named(cast, version):
    add_person(
        cast.council,
        actor=cast.clerk,
        particulars=Particulars(name="Newcomer"),
        term=Term(role="councillor", starts_on=timezone.localdate()),
    )
    newcomer = Person.objects.get(name="Newcomer")
    persons = [cast.persons["chair"].pk, newcomer.pk]
    answers = {"persons": persons, **day_of("signed_on", 2)}

    page = visitor(cast.clerk).post(at(version, "readers_paper"), answers)

    assert "Newcomer held no office on that day." in words(page)
    assert page.context["form"]["persons"].data == [str(pk) for pk in persons]
    assert not Acknowledgement.objects.exists()


def test_somebody_who_answered_meanwhile_is_not_recorded_again(cast, version):
    officer = cast.persons["officer"]
    confirm(version.protocol, actor=cast.officer, content_digest=shown(version))
    answers = {"persons": [officer.pk], **day_of("signed_on", 2)}

    page = visitor(cast.clerk).post(at(version, "readers_paper"), answers)

    assert "has answered since" in words(page)
    assert Acknowledgement.objects.count() == 1


# ---- as a table


def test_the_list_as_a_table_is_safe_in_a_spreadsheet_and_written_down(cast, version):
    Person.objects.filter(pk=cast.persons["chair"].pk).update(name="=1+1")
    answered(cast, version)

    answer = visitor(cast.clerk).post(at(version, "version_readers_csv"))

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 8
    assert "'=1+1" in {row[0] for row in rows}
    declined = next(row for row in rows if row[2] == "declined")
    assert declined[7] == "Clause two goes too far."
    assert AuditEvent.objects.filter(event="protocols.readers.exported").count() == 1


def test_of_a_text_that_is_not_in_force_there_is_no_list(cast):
    version = adopted(cast)

    assert visitor(cast.clerk).get(at(version)).status_code == 403
