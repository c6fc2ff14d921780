from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0004_reviews_and_acknowledgements")]

    operations = [
        migrations.AddField(
            model_name="protocol",
            name="sets_own_review_rules",
            field=models.BooleanField(default=False),
        ),
    ]
