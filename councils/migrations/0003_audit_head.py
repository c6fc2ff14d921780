import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill_heads(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    AuditEvent = apps.get_model("councils", "AuditEvent")
    AuditHead = apps.get_model("councils", "AuditHead")
    alias = schema_editor.connection.alias
    last = (
        AuditEvent.objects.using(alias)
        .order_by("council_id", "-sequence")
        .values_list("council_id", "sequence", "chain")
    )
    heads = {}
    for council_id, sequence, chain in last.iterator():
        heads.setdefault(council_id, (sequence, chain))
    AuditHead.objects.using(alias).bulk_create(
        AuditHead(council_id=council_id, sequence=sequence, chain=chain)
        for council_id, (sequence, chain) in heads.items()
    )


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_sessions")]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("chain", models.CharField(max_length=64)),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "id"), name="councils_audithead_in_council"
                    ),
                    models.UniqueConstraint(
                        fields=("council",), name="councils_audithead_one_a_council"
                    ),
                ],
            },
        ),
        migrations.RunPython(fill_heads, migrations.RunPython.noop),
    ]
