"""Several people at once: a preview of each row, and then all of them or none."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from councils.kernel.refusals import OutOfDate
from councils.models import AuditEvent, Invitation, Notice, Person
from councils.people_tables import TypedRow
from councils.roles import Role
from councils.services.newcomers import What, plan_rows, plan_seen
from councils.services.several import NotAllRight, add_several
from tests.builders import holder, invited
from tests.factories import CommitteeFactory, MembershipFactory, PersonFactory
from tests.visits import visitor

ANN = TypedRow(name="Ann Lee", email="Ann@Mail.example", office="councillor")
BEN = TypedRow(name="Ben Moor", office="Cllr", first_day="1 6 2026")
FOR_ALL = {"origin": "elected", "starts_on_day": "12", "starts_on_month": "5"}
FOR_ALL["starts_on_year"] = "2026"


@pytest.fixture
def address(council):
    return reverse("people_several", args=[council.slug])


@pytest.fixture
def desk(clerk):
    return visitor(clerk)


def filled(*rows, **more):
    """Give what the page sends with some rows filled in."""
    sent = {}
    for n, row in enumerate(rows):
        for place in ("name", "email", "office", "committee", "first_day"):
            sent[f"row-{n}-{place}"] = getattr(row, place)
    return {**FOR_ALL, "do": "check", **sent, **more}


def carried(answer, do="add"):
    """Give what the preview sends, as its form carries it."""
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {"do": do}


def planned(council, *rows):
    return plan_rows(council, rows, starts_on=date(2026, 5, 12), origin="elected")


def test_nothing_is_kept_until_the_clerk_has_seen_what_will_come_of_it(
    desk, address, council
):
    before = (Person.objects.count(), AuditEvent.objects.count())
    preview = desk.post(address, filled(ANN, BEN))

    assert (Person.objects.count(), AuditEvent.objects.count()) == before
    assert "Nothing has been kept yet" in preview.text
    assert "New person, with an invitation" in preview.text
    assert "No e-mail address, so no invitation" in preview.text

    done = desk.post(address, carried(preview), follow=True)

    assert "2 people are added." in done.text
    assert "One invitation is on the way." in done.text
    ann, ben = (Person.objects.get(name=n) for n in ("Ann Lee", "Ben Moor"))
    assert [str(p.memberships.get().starts_on) for p in (ann, ben)] == [
        "2026-05-12",
        "2026-06-01",
    ]
    assert ann.email == "ann@mail.example"
    assert Invitation.objects.get().person == ann
    assert Notice.objects.get().person == ann


def test_the_trail_has_what_adding_each_alone_would_have(clerk, council, desk, address):
    before = AuditEvent.objects.count()
    desk.post(address, carried(desk.post(address, filled(ANN, BEN))))

    events = AuditEvent.objects.order_by("sequence").values_list("event", flat=True)
    assert list(events)[before:] == [
        *("councils.person.added", "councils.office.begun"),
        *("councils.person.added", "councils.office.begun"),
        "councils.person.invited",
    ]


def test_one_wrong_row_keeps_all_from_being_added_and_says_so_beside_it(
    desk, address, chair
):
    mayor = TypedRow(name="Cat Wood", office="chair")
    nameless = TypedRow(email="not an address", office="councillor", first_day="soon")
    people = Person.objects.count()

    answer = desk.post(address, filled(ANN, mayor, nameless))

    assert "Person 2: Megan Mayor is Mayor from" in answer.text
    assert "Person 3: Enter the person’s full name." in answer.text
    assert "Person 3: Enter an e-mail address such as" in answer.text
    assert "Person 3: Enter the first day as a real date" in answer.text
    assert 'value="Ann Lee"' in answer.text
    assert "Person 1:" not in answer.text
    assert Person.objects.count() == people


def test_five_more_rows_keep_what_was_typed_and_complain_of_nothing(desk, address):
    wrong = TypedRow(name="Ann Lee", email="nonsense", office="councillor")
    answer = desk.post(address, filled(wrong, do="more", starts_on_month="13"))

    assert len(answer.context["rows"]) == 6
    assert "There is a problem" not in answer.text
    for value in ("Ann Lee", "nonsense", "13"):
        assert f'value="{value}"' in answer.text


def test_a_file_and_a_pasted_table_come_to_the_same_preview(desk, address):
    table = "Name;E-mail;Office\nAnn Lee;ann@mail.example;Cllr\n"
    file = SimpleUploadedFile("new.csv", b"\xef\xbb\xbf" + table.encode(), "text/csv")

    from_file = desk.post(address, {**FOR_ALL, "file": file})
    pasted = desk.post(address, {**FOR_ALL, "pasted": table.replace(";", "\t")})

    for preview in (from_file, pasted):
        (row,) = preview.context["rows"]
        assert (row.name, row.title) == ("Ann Lee", "Councillor")
        desk.post(address, carried(preview))
    assert Person.objects.filter(name="Ann Lee").count() == 1


def test_a_file_that_is_no_table_is_refused_and_what_was_typed_stays(desk, address):
    file = SimpleUploadedFile("new.xlsx", b"PK\x03\x04 xl/workbook.xml")

    answer = desk.post(address, filled(ANN, file=file))

    assert "choose “Save as”, then CSV" in answer.text
    assert 'value="Ann Lee"' in answer.text


def test_a_long_list_with_a_wrong_row_is_put_right_in_its_table(desk, address):
    lines = [f"Person {n},p{n}@mail.example,Councillor" for n in range(60)]
    lines[41] = "Person 41,nowhere,Councillor"
    table = "\n".join(["Name,E-mail,Office", *lines])

    answer = desk.post(address, {**FOR_ALL, "pasted": table})

    assert "Row 42, Person 41: Enter an e-mail address" in answer.text
    assert "Person 59,p59@mail.example" in answer.text
    better = answer.context["form"]["pasted"].value().replace("nowhere", "p@q.example")
    assert len(desk.post(address, {**FOR_ALL, "pasted": better}).context["rows"]) == 60


def test_somebody_wants_to_change_what_the_preview_showed(desk, address):
    preview = desk.post(address, filled(ANN, BEN))

    back = desk.post(address, carried(preview, do="change"))

    assert 'value="Ann Lee"' in back.text
    assert 'value="1 6 2026"' in back.text
    assert back.context["form"]["starts_on"].value().isoformat() == "2026-05-12"
    assert Person.objects.filter(name="Ann Lee").count() == 0


def test_a_known_address_gets_another_office_or_nothing(council, councillor, clerk):
    colin = councillor.persons.get()
    known = [
        TypedRow(name="C. Councillor", email=councillor.email, office="officer"),
        TypedRow(name=colin.name, email=councillor.email.upper(), office="councillor"),
    ]

    rows = planned(council, *known)
    add_several(
        council,
        actor=clerk,
        typed=[TypedRow(**_as_dict(row), first_day="12 5 2026") for row in known],
        origin="appointed",
    )

    assert [row.what for row in rows] == [What.OFFICE, What.NOTHING]
    assert "knows this address as Colin Councillor" in rows[0].notes[0]
    assert {*colin.memberships.values_list("role", flat=True)} == {
        "officer",
        "councillor",
    }
    assert not Invitation.objects.exists()


def _as_dict(row):
    return {"name": row.name, "email": row.email, "office": row.office}


def test_one_person_in_two_rows_is_added_once_and_invited_once(council, clerk):
    committee = CommitteeFactory(council=council, name="Staffing")
    seat = TypedRow(
        name="Ann Lee",
        email="ann@mail.example",
        office="committee_member",
        committee="staffing",
        first_day="12 5 2026",
    )
    ann = TypedRow(
        name="Ann Lee",
        email="ann@mail.example",
        office="councillor",
        first_day="12 5 2026",
    )

    add_several(council, actor=clerk, typed=[ann, seat, ann], origin="elected")

    person = Person.objects.get(name="Ann Lee")
    assert person.memberships.count() == 2
    assert person.memberships.filter(committee=committee).exists()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [ANN, TypedRow(name="Ben", email="ann@mail.example", office="officer")],
            "Row 1 gives this address to Ann Lee.",
        ),
        (
            [
                TypedRow(name="Ann", office="chair"),
                TypedRow(name="Ben", office="Mayor"),
            ],
            "Row 1 has Ann as Mayor. One person at a time",
        ),
        ([TypedRow(name="Ann", office="King")], "There is no office of that name."),
        ([TypedRow(name="Ann")], "Choose the office."),
        (
            [TypedRow(name="Ann", office="committee_chair")],
            "Choose the committee.",
        ),
        (
            [TypedRow(name="Ann", office="councillor", committee="None such")],
            "There is no committee of that name.",
        ),
        ([TypedRow(name="A" * 121, office="councillor")], "at most 120 characters"),
    ],
)
def test_what_cannot_be_is_said_of_its_row(council, rows, sentence):
    assert sentence in str(planned(council, *rows)[-1].wrong)


def test_who_was_invited_and_may_still_come_in_is_not_invited_again(council, clerk):
    person, _ = invited(council, by=clerk)

    (row,) = planned(
        council, TypedRow(name="Newcomer", email=person.email, office="officer")
    )

    assert (row.what, row.is_invited) == (What.OFFICE, False)


def test_an_address_that_several_read_is_warned_of(council):
    (row,) = planned(
        council, TypedRow(name="Ann", email="clerk@mail.example", office="officer")
    )

    assert "looks like a shared mailbox" in row.notes[0]


def test_what_has_changed_since_the_preview_is_shown_anew(
    desk, address, council, clerk
):
    preview = desk.post(address, filled(ANN))
    PersonFactory(council=council, name="Annabel", email="ann@mail.example", user=None)

    answer = desk.post(address, carried(preview))

    assert "Something has changed here" in answer.text
    assert "knows this address as Annabel" in answer.text
    assert Person.objects.filter(email="ann@mail.example").count() == 1


def test_the_service_refuses_what_the_preview_did_not_see(council, clerk, chair):
    rows = [TypedRow(name="Ann", office="chair", first_day="12 5 2026")]
    with pytest.raises(NotAllRight):
        add_several(council, actor=clerk, typed=rows, origin="elected")
    ben = [TypedRow(name="Ben", office="officer", first_day="12 5 2026")]
    with pytest.raises(OutOfDate):
        add_several(council, actor=clerk, typed=ben, origin="elected", seen="0" * 64)
    seen = plan_seen(planned(council, *ben))
    add_several(council, actor=clerk, typed=ben, origin="elected", seen=seen)
    assert Person.objects.filter(name="Ben").exists()


def test_what_is_typed_is_shown_as_words_and_never_obeyed(desk, address):
    hostile = TypedRow(
        name="<script>alert(1)</script>\u202e", office="councillor", email=""
    )
    preview = desk.post(address, filled(hostile))

    assert "<script>alert" not in preview.text
    desk.post(address, carried(preview))
    assert Person.objects.filter(name="<script>alert(1)</script>").exists()


def test_a_tampered_preview_leads_back_to_an_empty_form(desk, address):
    answer = desk.post(address, {"do": "add", "table": "x", "origin": "king"})

    assert answer.status_code == 200
    assert len(answer.context["rows"]) == 5


def test_the_template_names_its_columns(desk, council):
    answer = desk.get(reverse("people_template", args=[council.slug]))

    head = "﻿" + '"Name","E-mail","Office","Committee","First day"\r\n'
    assert answer.content.decode() == head


def test_a_preview_of_many_asks_no_more_of_the_database(
    desk, address, council, at_most_queries
):
    for _ in range(10):
        MembershipFactory(council=council, role=Role.COUNCILLOR)
    rows = [TypedRow(name=f"P {n}", email=f"p{n}@x.example") for n in range(40)]
    lines = "\n".join(f"{r.name},{r.email},councillor" for r in rows)
    sent = {**FOR_ALL, "pasted": f"Name,Email,Office\n{lines}"}
    desk.get("/")

    with at_most_queries(20):
        assert len(desk.post(address, sent).context["rows"]) == 40


def test_adding_many_takes_a_few_queries_each(council, clerk, at_most_queries):
    def rows(word, number):
        return [
            TypedRow(
                name=f"{word} {n}",
                email=f"{word}{n}@x.example",
                office="councillor",
                first_day="12 5 2026",
            )
            for n in range(number)
        ]

    add_several(council, actor=clerk, typed=rows("a", 1), origin="elected")
    with at_most_queries(10 + 20 * 19):
        add_several(council, actor=clerk, typed=rows("b", 20), origin="elected")


def test_only_the_clerk_may(council, deputy, address):
    assert visitor(deputy).get(address).status_code == 403
    acting = holder(council, Role.ACTING_CLERK, "Ada Acting")
    assert visitor(acting).get(address).status_code == 200
