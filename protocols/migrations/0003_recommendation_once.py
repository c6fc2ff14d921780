from django.db import migrations, models
from django.db.migrations.state import StateApps


def cancel_what_was_recorded_twice(apps: StateApps, _: object) -> None:
    """Keep the first record of what a meeting recommended; a second was a slip."""
    recommendations = apps.get_model("protocols", "Recommendation").objects
    standing = recommendations.filter(cancelled_at__isnull=True).order_by("recorded_at")
    kept = set()
    for each in standing:
        if (of := (each.version_id, each.meeting_id)) in kept:
            recommendations.filter(pk=each.pk).update(cancelled_at=each.recorded_at)
        kept.add(of)


class Migration(migrations.Migration):
    dependencies = [("protocols", "0002_protocol_in_register")]

    operations = [
        migrations.RunPython(cancel_what_was_recorded_twice, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("version", "meeting"),
                name="protocols_recommendation_of_meeting_once",
            ),
        ),
    ]
