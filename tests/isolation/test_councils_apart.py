"""What the database shows of a council, and to whom."""

import pytest
from django.apps import apps
from django.core import checks
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import isolate_apps

from councils.kernel import isolation
from councils.kernel.scopes import (
    holding_invitation,
    on_behalf_of,
    sweeping,
    within,
)
from councils.models import (
    AuditEvent,
    CouncilOwned,
    Invitation,
    Meeting,
    Membership,
    Notice,
    Person,
)
from councils.one_time import digest_of
from protocols.models import (
    Clause,
    FrozenText,
    Protocol,
    ProtocolImport,
    ProtocolVersion,
)
from tests.builders import invited
from tests.factories import MembershipFactory
from tests.isolation.two import as_role, council_tables, count
from tests.protocols.cast import a_draft, a_text, adopted, tabled

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db]

# What the public may read some rows of, spelled out by hand.
PUBLIC = {
    *(
        "AdoptionRecord",
        "AuditHead",
        "Committee",
        "Correction",
        "Election",
        "FrozenText",
    ),
    *("Meeting", "Person", "Protocol", "ProtocolVersion", "PublicPage"),
    *(
        "Recommendation",
        "Resolution",
        "Review",
        "ReviewRule",
        "SignOff",
        "StoredPage",
        "StoredPdf",
    ),
}
# What a sweep may look at, of every council.
SWEPT = {
    "Deadline": {
        *("kind", "audience", "person_id", "due_on", "remind_on", "met_at"),
    },
    "Membership": {"person_id", "role", "starts_on", "ends_on"},
    "Notice": {"status", "due_at", "leased_until"},
    "Person": {"away_from", "away_until"},
    "ProtocolImport": {"status", "leased_until"},
    "ProtocolVersion": {"status", "in_force_from", "in_force_until"},
    "Reminder": {"notice_id", "planned_on", "person_id"},
    "StoredPdf": {"version_id", "kind"},
}


def seen(model, council) -> int:
    return count(model, council=council)


def test_within_a_council_there_is_all_of_it_and_of_others_what_is_public(two):
    ours, theirs = two.ours.council, two.theirs.council
    whole = {model: seen(model, ours) for model in council_tables()}

    with within(ours.pk):
        of_ours = {model: seen(model, ours) for model in council_tables()}
        of_theirs = {m.__name__ for m in council_tables() if seen(m, theirs)}

    assert of_ours == whole
    assert of_theirs == PUBLIC


def test_without_a_council_there_are_public_rows_only(two):
    as_role("portal_app")

    shown = {m.__name__ for m in council_tables() if count(m)}

    assert shown == PUBLIC
    assert set(ProtocolVersion.objects.values_list("status", flat=True)) == {"signed"}
    texts = ProtocolVersion.objects.values_list("frozen_text__digest", flat=True)
    assert set(FrozenText.objects.values_list("digest", flat=True)) == set(texts)
    # Those who presided, proposed, seconded, signed or put a fact right; nobody else.
    assert set(Person.objects.values_list("name", flat=True)) == {
        *("Chair", "Councillor", "Second Councillor", "Clerk"),
    }


def test_of_a_text_that_awaits_its_signature_the_public_has_no_word(two):
    text = a_text(title="Protocol on meetings")
    version = adopted(two.ours, tabled(two.ours, a_draft(two.ours, text)))

    as_role("portal_app")

    assert ProtocolVersion.objects.filter(pk=version.pk).exists()
    assert not FrozenText.objects.filter(pk=version.frozen_text_id).exists()


def test_nobody_writes_into_another_council(two):
    ours, theirs = two.ours.council, two.theirs.council
    names = set(Person.objects.filter(council=theirs).values_list("name", flat=True))

    with within(ours.pk):
        assert Person.objects.filter(council=theirs).update(name="Mallory") == 0
        assert Clause.objects.filter(council=theirs).delete()[0] == 0
        for row in (
            Meeting(council=theirs, held_on="2030-01-01"),
            Person(council=theirs, name="Mallory"),
        ):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                row.save(force_insert=True)
        mine = Person.objects.filter(council=ours).first()
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Person.objects.filter(pk=mine.pk).update(council=theirs)
        Person.objects.filter(pk=mine.pk).update(name="Renamed")

    after = set(Person.objects.filter(council=theirs).values_list("name", flat=True))
    assert after == names
    assert Person.objects.filter(name="Renamed").count() == 1


def test_nobody_empties_a_table(two):
    as_role("portal_app")

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE protocols_clause")


def test_an_account_finds_itself_in_every_council_and_nobody_else(two):
    account = two.ours.councillor
    MembershipFactory(
        council=two.theirs.council,
        person__council=two.theirs.council,
        person__user=account,
    )

    with on_behalf_of(account.pk):
        terms = Membership.objects.values_list("person__user", "council__slug")

        assert set(terms) == {(account.pk, "larkmere"), (account.pk, "elsewhere")}
        assert not Notice.objects.exists()
        assert not AuditEvent.objects.exists()


def test_a_token_shows_its_own_invitation(two):
    _, token = invited(two.ours.council, by=two.ours.clerk, name="Another")

    with holding_invitation(digest_of(token)):
        assert Invitation.objects.count() == 1
    with holding_invitation(digest_of("guessed")):
        assert not Invitation.objects.exists()


def test_a_sweep_sees_dates_and_ids_of_every_council_and_nothing_else(two):
    for model in council_tables():
        table = model._meta.db_table
        columns = {field.column for field in model._meta.concrete_fields}
        allowed = SWEPT.get(model.__name__, set())
        allowed = {"id", "council_id", *allowed} if allowed else set()

        with sweeping():
            readable = {column for column in columns if _can_read(table, column)}

        assert (model.__name__, readable) == (model.__name__, allowed)
    with sweeping():
        of = set(Notice.objects.order_by("pk").values_list("council_id", flat=True))
    assert of == {two.ours.council.pk, two.theirs.council.pk}


def _can_read(table, column):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege(%s, %s, 'SELECT')", [table, column])
        return cursor.fetchone()[0]


def test_a_sweep_changes_nothing(two):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        sweeping(),
    ):
        ProtocolImport.objects.update(status="read")


def test_the_backup_reads_all_and_changes_nothing(two):
    whole = {model: count(model) for model in council_tables()}
    as_role("portal_backup")

    assert {model: count(model) for model in council_tables()} == whole
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Protocol.objects.update(title="Mallory")


def test_the_owner_sees_rows_only_while_it_migrates(two):
    with connection.cursor() as cursor:
        for model in council_tables():
            cursor.execute(
                f'GRANT SELECT ON "{model._meta.db_table}" TO {isolation.OWNER}'
            )
    as_role(isolation.OWNER)

    assert not any(count(model) for model in council_tables())
    isolation.set_migrating(connection, on=True)
    assert all(count(model) for model in council_tables())
    isolation.set_migrating(connection, on=False)


# ---- scopes end


def test_a_scope_inside_a_scope_gives_way_to_it_again(two):
    with within(two.ours.council.pk):
        with within(two.theirs.council.pk):
            inner = seen(Clause, two.theirs.council), seen(Clause, two.ours.council)
        outer = seen(Clause, two.theirs.council), seen(Clause, two.ours.council)

    assert [bool(n) for n in (*inner, *outer)] == [True, False, False, True]
    assert seen(Clause, two.ours.council)
    assert seen(Clause, two.theirs.council)


def test_a_scope_that_fails_inside_a_scope_gives_way_to_it_again(two):
    with within(two.ours.council.pk):
        with pytest.raises(DatabaseError), within(two.theirs.council.pk):
            Protocol.objects.create(council=two.ours.council, slug="x", title="x")

        assert seen(Clause, two.ours.council)
        assert not seen(Clause, two.theirs.council)


# ---- what is left out is found


def test_nothing_is_missing():
    found = [
        n for a in apps.get_app_configs() for n in isolation.missing(a, connection)
    ]
    assert found == []


@pytest.mark.parametrize(
    "undo",
    [
        "ALTER TABLE protocols_clause NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE protocols_clause DISABLE ROW LEVEL SECURITY",
        "DROP POLICY apart_council ON protocols_clause",
    ],
)
def test_a_table_left_open_is_named(undo):
    with connection.cursor() as cursor:
        cursor.execute(undo)

    found = checks.run_checks(tags=["database"], databases=["default"])
    [warning] = [message for message in found if message.id == "councils.W001"]
    assert "protocols_clause" in warning.msg


@isolate_apps("councils")
def test_a_model_must_be_a_council_s_or_say_why_not():
    class Loose(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "councils"

    class Explained(models.Model):  # noqa: DJ008
        of_no_council = "Bank holidays are a nation's."

        class Meta:
            app_label = "councils"

    class Owned(CouncilOwned):
        class Meta:
            app_label = "councils"

    assert isolation.unsaid([Loose, Explained, Owned]) == ["councils.Loose"]
