
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import attune.server.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=attune.server.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("picture", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="en", max_length=20)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=attune.server.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "Country"),
                            ("region", "Region"),
                            ("district", "District"),
                            ("facility", "Facility"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("path", models.CharField(db_index=True, editable=False, max_length=400)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=attune.server.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("worker", "Worker"),
                            ("supervisor", "Supervisor"),
                            ("trainer", "Trainer"),
                            ("manager", "Manager"),
                            ("editor", "Editor"),
                            ("operator", "Operator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cadre", models.CharField(blank=True, max_length=80)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roles", to="people.unit"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("subject", models.CharField(db_index=True, max_length=60)),
                ("through", models.CharField(max_length=60)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("enrolled_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("app", models.CharField(blank=True, max_length=40)),
                ("release", models.CharField(blank=True, max_length=100)),
                ("unsent", models.PositiveIntegerField(default=0)),
                ("oldest_unsent_on", models.DateField(null=True)),
                ("keeps", models.CharField(blank=True, max_length=10)),
                ("clock_offset_ms", models.BigIntegerField(null=True)),
                ("turn", models.CharField(blank=True, max_length=40)),
                ("previous_turn", models.CharField(blank=True, max_length=40)),
                ("lost_at", models.DateTimeField(null=True)),
                (
                    "copy_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="people.phone",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="phones", to="people.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.phone",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=attune.server.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "covers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covered_by",
                        to="people.pair",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised_by",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("supervisor", models.F("worker")), _negated=True),
                        name="pair_is_of_two",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PhoneWorker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("next_token_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("signing_key", models.CharField(max_length=120)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phones",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="workers", to="people.phone"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("phone", "account"), name="one_token_per_phone_and_worker"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoreKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("store", models.CharField(max_length=60)),
                ("recovery_key", models.TextField()),
                ("codes", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stores", to="people.phone"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("phone", "store"), name="one_key_per_phone_and_store")
                ],
            },
        ),
    ]
