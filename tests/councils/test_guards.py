"""What the database itself refuses, on PostgreSQL and on SQLite alike."""

from datetime import date

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.core.management.sql import (
    emit_post_migrate_signal,
    emit_pre_migrate_signal,
)
from django.db import DatabaseError, connection, models, transaction

from councils.audit import record
from councils.events import Event
from councils.kernel import guards
from councils.kernel.guards import flushing
from councils.models import AuditEvent, Meeting, Membership, Person
from councils.roles import Role
from tests.factories import (
    CommitteeFactory,
    CouncilFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
)

JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)


def refused(words):
    """Expect the database, and not Python, to refuse."""
    return pytest.raises(DatabaseError, match=words)


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def an_entry():
    council = CouncilFactory()
    return record(Event.COUNCIL_CREATED, council, council=council, actor=None)


def all_missing():
    return [
        name
        for app in apps.get_app_configs()
        for name in guards.missing(app, connection)
    ]


# ---- rows that are kept


@pytest.mark.parametrize(
    "column",
    ["sequence", "event", "details", "at", "salt", "commitment", "chain", "council_id"],
)
def test_an_audit_entry_is_never_changed(db, column):
    an_entry()
    value = "1" if column == "sequence" else f'"{column}"'
    other = {
        "sequence": "99",
        "at": "'2001-01-01 00:00:00+00'",
        "details": "'{\"a\": 1}'",
        "council_id": f"'{CouncilFactory().pk.hex}'",
    }.get(column, "'other'")

    run(f'UPDATE councils_auditevent SET "{column}" = {value}')  # noqa: S608 - the same
    with refused("this row is frozen"):
        run(f'UPDATE councils_auditevent SET "{column}" = {other}')  # noqa: S608


def test_an_audit_entry_is_never_deleted(db):
    entry = an_entry()

    with refused("this row is kept"):
        run("DELETE FROM councils_auditevent")
    with refused("this row is kept"), transaction.atomic():
        entry.delete()

    assert AuditEvent.objects.count() == 1


@pytest.mark.postgresql_only
@pytest.mark.parametrize(
    "table", ["councils_auditevent", "councils_membership", "councils_resolution"]
)
def test_a_kept_table_is_never_emptied(db, table):
    with refused("this table is kept"):
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.sqlite_only
def test_replacing_a_kept_row_is_refused_too(db):
    entry = an_entry()

    with refused("this row is kept"):
        run(
            "INSERT OR REPLACE INTO councils_auditevent"
            " SELECT * FROM councils_auditevent WHERE id = %s",
            entry.pk.hex,
        )


def test_a_term_is_kept_but_its_dates_may_be_put_right(db):
    term = MembershipFactory(role=Role.COUNCILLOR)

    term.starts_on, term.ends_on, term.origin = JANUARY, JUNE, "elected"
    term.save()

    other = PersonFactory(council=term.council)
    for change in ({"role": Role.OFFICER}, {"person": other}):
        with refused("this row is frozen"), transaction.atomic():
            Membership.objects.filter(pk=term.pk).update(**change)
    with refused("this row is kept"), transaction.atomic():
        term.delete()


def test_nobody_but_the_suite_empties_a_kept_table(db, settings):
    settings.PORTAL_MAY_FLUSH = False

    with pytest.raises(Exception, match="emptied by nobody"), flushing(connection):
        pass


# ---- offices of one holder


@pytest.mark.parametrize(
    "role", [Role.CLERK, Role.ACTING_CLERK, Role.CHAIR, Role.VICE_CHAIR]
)
@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (JUNE, None),
        (date(2025, 1, 1), JANUARY),
        (date(2025, 1, 1), None),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (JANUARY, JUNE),
    ],
)
def test_terms_of_an_office_with_one_holder_do_not_overlap(
    db, role, starts_on, ends_on
):
    first = MembershipFactory(role=role, starts_on=JANUARY, ends_on=JUNE)

    with refused("overlap|exclusion"), transaction.atomic():
        MembershipFactory(
            council=first.council, role=role, starts_on=starts_on, ends_on=ends_on
        )


def test_a_term_that_would_come_to_overlap_is_refused(db):
    first = MembershipFactory(role=Role.CHAIR, starts_on=JANUARY, ends_on=JUNE)
    MembershipFactory(council=first.council, role=Role.CHAIR, starts_on=JULY)

    with refused("overlap|exclusion"), transaction.atomic():
        Membership.objects.filter(pk=first.pk).update(ends_on=JULY)
    with refused("overlap|exclusion"), transaction.atomic():
        Membership.objects.filter(pk=first.pk).update(ends_on=None)


def test_terms_may_meet_and_others_may_overlap(db):
    first = MembershipFactory(role=Role.CHAIR, starts_on=JANUARY, ends_on=JUNE)
    council = first.council

    MembershipFactory(council=council, role=Role.CHAIR, starts_on=JULY)
    MembershipFactory(council=council, role=Role.VICE_CHAIR, starts_on=JANUARY)
    MembershipFactory(role=Role.CHAIR, starts_on=JANUARY)
    for _ in range(2):
        MembershipFactory(council=council, role=Role.COUNCILLOR, starts_on=JANUARY)

    assert Membership.objects.count() == 6


# ---- keys that carry the council


def stranger_as_person(council, other):
    Membership.objects.create(
        council=council,
        person=PersonFactory(council=other),
        role=Role.COUNCILLOR,
        starts_on=JANUARY,
    )


def stranger_as_line_manager(council, other):
    PersonFactory(council=council, line_manager=PersonFactory(council=other))


def stranger_as_committee(council, other):
    MeetingFactory(council=council, committee=CommitteeFactory(council=other))


def stranger_by_update(council, other):
    person = PersonFactory(council=council)
    Person.objects.filter(pk=person.pk).update(
        line_manager=PersonFactory(council=other)
    )


def stranger_by_moving_council(council, other):
    meeting = MeetingFactory(
        council=council, committee=CommitteeFactory(council=council)
    )
    Meeting.objects.filter(pk=meeting.pk).update(council=other)


@pytest.mark.parametrize(
    "point_into_another_council",
    [
        stranger_as_person,
        stranger_as_line_manager,
        stranger_as_committee,
        stranger_by_update,
        stranger_by_moving_council,
    ],
)
def test_no_row_points_into_another_council(db, point_into_another_council):
    council, other = CouncilFactory(), CouncilFactory()

    with refused("of another council|_council"), transaction.atomic():
        point_into_another_council(council, other)
        connection.check_constraints()


def test_every_key_between_two_tables_of_councils_carries_the_council(db):
    carried = {
        (model._meta.label, guard.column)
        for model in apps.get_models()
        for guard in guards.guards_of(model)
        if isinstance(guard, guards.SameCouncil)
    }

    for model in apps.get_models():
        columns = {field.name: field for field in model._meta.concrete_fields}
        if "council" not in columns:
            continue
        for field in columns.values():
            target = field.related_model
            if target is None or field.name == "council":
                continue
            if any(f.name == "council" for f in target._meta.concrete_fields):
                assert (model._meta.label, field.column) in carried


# ---- putting them in place


def test_no_guard_is_missing_after_migrating_once_and_twice(db):
    assert all_missing() == []

    call_command("migrate", verbosity=0)

    assert all_missing() == []


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_table_that_sqlite_makes_anew_has_its_guards_again():
    term = MembershipFactory(role=Role.CHAIR, starts_on=JANUARY)
    before = Membership._meta.get_field("origin")
    after = models.CharField(max_length=40, default="appointed")
    after.set_attributes_from_name("origin")
    after.model = Membership

    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor.alter_field(Membership, before, after, strict=True)
    lost = set(all_missing())
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert any("councils_membership" in name for name in lost)
    assert all_missing() == []
    with refused("this row is kept"):
        term.delete()
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor.alter_field(Membership, after, before, strict=True)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def test_a_guard_that_is_lost_is_reported_by_name(db):
    app = apps.get_app_config("councils")
    audit = [
        statement
        for statement in guards.statements_of(app, connection.vendor)
        if statement.name.startswith("guard_councils_auditevent_frozen")
    ]
    with connection.cursor() as cursor:
        for statement in audit:
            for sql in statement.drop:
                cursor.execute(sql)

    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])

    [warning] = [message for message in found if message.id == "councils.W001"]
    for statement in audit:
        assert statement.name in warning.msg
