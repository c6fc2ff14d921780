"""What is kept for ever can be neither changed nor deleted nor emptied, by SQL either.

Which rows those are, and what of them may change, is listed here by hand.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from councils.kernel.guards import Frozen
from councils.models import (
    AuditEvent,
    AuditHead,
    FactorReset,
    Membership,
    Reminder,
    Resolution,
)
from protocols.models import (
    Acknowledgement,
    AdoptionRecord,
    Correction,
    FrozenText,
    ProtocolVersion,
    Review,
    SignOff,
    SourceFile,
    StoredPdf,
)
from protocols.services.adoption import void_resolution
from protocols.services.ending import Fact, Withdrawn, correct_fact, withdraw_version
from protocols.services.meetings import MeetingHeld
from tests.protocols.cast import a_council, adopted, signed
from tests.protocols.dated import with_its_dates

pytestmark = pytest.mark.django_db

# What may still change of a kept row, and nothing else may.
KEPT: dict[type[models.Model], set[str]] = {
    AuditEvent: set(),
    Membership: {"starts_on", "ends_on", "origin"},
    Resolution: set(),
    ProtocolVersion: {"status", "in_force_until"},
    FrozenText: set(),
    SourceFile: set(),
    SignOff: set(),
    AdoptionRecord: set(),
    Correction: set(),
    StoredPdf: set(),
    Reminder: set(),
    Review: {"minute_reference"},
    Acknowledgement: set(),
}
COLUMNS = [
    (model, field.name)
    for model in KEPT
    for field in model._meta.concrete_fields
    if field.name not in KEPT[model]
]


@pytest.fixture
def rows():
    """One row of each kind, as full as it comes."""
    cast = a_council()
    version = adopted(cast)
    version = void_resolution(version, actor=cast.clerk, reason="A slip.")
    voided = Resolution.objects.get()
    version = signed(cast, adopted(cast, version))
    correct_fact(
        version,
        actor=cast.clerk,
        fact=Fact.VOTE,
        was="7 to 2",
        now="7 to 1",
        reason="The minutes say so.",
    )
    held = MeetingHeld(held_on=timezone.localdate() - timedelta(days=1))
    withdraw_version(
        version, actor=cast.clerk, withdrawn=Withdrawn(meeting=held, members_present=5)
    )
    owned = {"council": cast.council, "data": b"%PDF-", "sha256": "0" * 64}
    by = {"uploaded_by": cast.persons["clerk"], "uploaded_at": timezone.now()}
    SourceFile.objects.create(name="ours.txt", media_type="text/plain", **by, **owned)
    StoredPdf.objects.create(
        version=version, kind="protocol", printed_at=timezone.now(), **owned
    )
    with_its_dates(version, cast.persons["clerk"])
    first = {model: model._default_manager.first() for model in KEPT}
    return {**first, Resolution: voided}


OTHERS: tuple[tuple[type[models.Field], object], ...] = (
    (models.ForeignKey, uuid4()),
    (models.UUIDField, uuid4()),
    (models.IntegerField, 999),
    (models.DateTimeField, datetime(2001, 2, 3, tzinfo=UTC)),
    (models.DateField, date(2001, 2, 3)),
    (models.BinaryField, b"other"),
    (models.JSONField, {"other": 1}),
    (models.Field, "other"),
)


def another(field: models.Field, value: object) -> object:
    """Give a value that the column could hold, and does not."""
    if isinstance(field, models.BooleanField):
        return not value
    return next(other for kind, other in OTHERS if isinstance(field, kind))


def test_every_kind_of_row_that_is_kept_is_listed_here():
    kept = {
        model
        for model in apps.get_models()
        for guard in getattr(model, "guards", ())
        if isinstance(guard, Frozen)
    }

    # These two move on by their own rules, which their own tests try.
    assert kept == {*KEPT, AuditHead, FactorReset}


def test_no_column_of_a_kept_row_can_be_changed(rows):
    changed = []

    for model, name in COLUMNS:
        row, field = rows[model], model._meta.get_field(name)
        value = another(field, getattr(row, field.attname))
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{name: value})
                changed.append(f"{model.__name__}.{name}")
                transaction.set_rollback(True)
        except DatabaseError as refusal:
            assert "frozen" in str(refusal) or "of another council" in str(refusal)  # noqa: PT017

    # What is empty may be filled in once; that is not changing it.
    assert changed == []


def test_what_may_change_of_a_kept_row_does(rows):
    for model, names in KEPT.items():
        for name in names:
            field = model._meta.get_field(name)
            value = getattr(rows[model], field.attname)
            model._default_manager.filter(pk=rows[model].pk).update(**{name: value})
    term = Membership.objects.filter(pk=rows[Membership].pk)
    assert term.update(ends_on=timezone.localdate()) == 1


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_no_kept_row_can_be_deleted(rows, model):
    with (
        pytest.raises(DatabaseError, match="this row is kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608

    assert model._default_manager.exists()


@pytest.mark.postgresql_only
@pytest.mark.parametrize(
    "table", [*(model._meta.db_table for model in KEPT), "councils_council"]
)
def test_no_kept_table_can_be_emptied_by_itself_or_with_another(rows, table):
    connection.check_constraints()  # What is still to be checked would forbid it too.

    with (
        pytest.raises(DatabaseError, match="this table is kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'TRUNCATE "{table}" CASCADE')
