from django.db import migrations, models


def leave_out_what_was_discarded(apps, schema_editor):
    protocols = apps.get_model("protocols", "Protocol").objects
    versions = apps.get_model("protocols", "ProtocolVersion").objects
    kept = versions.exclude(status="discarded").values("protocol_id")
    protocols.exclude(pk__in=kept).update(in_register=False)


class Migration(migrations.Migration):
    dependencies = [("protocols", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="protocol",
            name="in_register",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(
            leave_out_what_was_discarded, migrations.RunPython.noop, elidable=True
        ),
    ]
