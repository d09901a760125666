"""The journal as it is stored: entries, the channels that deliver them, what was set aside, and what is computed from them."""

from __future__ import annotations

from django.db import models

from attune.server.people.models import Account, Phone, Unit


class StoredEntry(models.Model):
    """An entry as a phone wrote it, once and for ever. Only an erasure touches it: it blanks `body`, the envelope stays.

    `envelope` is everything but the body; both are canonical JSON text, so that a rebuild gives the same bytes on every database.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=40)
    # None while the entry is about nobody.
    subject = models.CharField(max_length=60, null=True, db_index=True)
    # The unit whose people it belongs to; for a worker's own entries the unit of the phone.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    author = models.UUIDField()
    device = models.UUIDField()
    n = models.PositiveIntegerField()
    practice = models.BooleanField()
    envelope = models.TextField()
    body = models.TextField()
    received_at = models.DateTimeField()
    # The erasure entry that blanked it.
    erased_by = models.UUIDField(null=True)

    class Meta:
        # Not unique: a copied phone counts the same numbers again, and what it wrote is kept all the same.
        indexes = [models.Index(fields=["device", "n"], name="entry_counter")]


class Channel(models.Model):
    """A numbered stream. `last` is given out under a lock on this row, inside the transaction that stores the entries."""

    name = models.CharField(primary_key=True, max_length=60)
    last = models.PositiveBigIntegerField(default=0)


class Delivery(models.Model):
    """Number `number` of a channel: an entry, or (`entry` empty) the word to forget a subject that has moved away."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    entry = models.ForeignKey(StoredEntry, on_delete=models.PROTECT, null=True, related_name="deliveries")
    forget = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "number"], name="one_entry_per_number"),
            models.CheckConstraint(
                condition=models.Q(entry=None, forget__gt="") | models.Q(entry__isnull=False, forget=""),
                name="delivers_one_thing",
            ),
        ]


class Departure(models.Model):
    """A subject has left a channel: what it has of them up to `number` is delivered to nobody any more."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "subject"], name="one_departure_per_channel")
        ]


class Erased(models.Model):
    """An erasure names this entry, which may not have arrived yet: another phone may still hold it."""

    entry = models.UUIDField(db_index=True)
    erasure = models.ForeignKey(StoredEntry, on_delete=models.PROTECT, related_name="+")


class Home(models.Model):
    """The unit that cares for a subject: where it was first entered, until a transfer says another."""

    subject = models.CharField(primary_key=True, max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")


class SetAside(models.Model):
    """Something that a phone sent and the journal cannot take: kept as it came, with the reason, until a person has looked."""

    id = models.BigAutoField(primary_key=True)
    received_at = models.DateTimeField()
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="set_aside")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entry = models.CharField(max_length=60, db_index=True)
    # SHA-256 of `raw`, hex: sending it again keeps one row, another text under the same id is kept beside it.
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    # Places of the faults ("body.plan.0.state"), never their values.
    places = models.JSONField(default=list)
    raw = models.TextField()
    bytes = models.PositiveIntegerField()
    # Taken into the journal later (after an upgrade, or by the unit it belonged to).
    stored_at = models.DateTimeField(null=True)
    # A person has looked at it and nothing more is to be done. It stays here all the same.
    dismissed_at = models.DateTimeField(null=True)
    # Who dismissed it, or said that it belongs to the unit, and why.
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone", "entry", "digest"], name="set_aside_once_per_phone")
        ]


class Overdue(models.Model):
    """Somebody about whom entries arrived after their projection was computed. One row for each arrival, never changed: who computes
    takes away the rows that they have seen, so that what arrives meanwhile stays.
    """

    subject = models.CharField(max_length=60)


class _UpToDate(models.Manager["Projection"]):
    """Nobody reads a row that is behind the entries: what is overdue is computed first."""

    def get_queryset(self) -> models.QuerySet[Projection]:
        from attune.server.sync import projections

        projections.catch_up()
        return super().get_queryset()


class Projection(models.Model):
    """What follows from all entries of one person, computed anew after each arrival: canonical JSON, and the columns that lists need.

    One row for each id under which the person was entered, all with the same state. Lists show the row whose `lead` is its own
    subject.
    """

    subject = models.CharField(primary_key=True, max_length=60)
    # The smallest of the ids that are one person.
    lead = models.CharField(max_length=60, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.TextField()
    # Register number and initials: what a search looks in, and nothing else of the record.
    named = models.TextField()
    # Open imminent risk; the day of the next booked visit; the last visit.
    at_risk = models.BooleanField()
    due_on = models.DateField(null=True)
    seen_on = models.DateField(null=True)

    objects = _UpToDate()
    # The rows as they lie there, for those who compute them.
    kept = models.Manager["Projection"]()

    class Meta:
        indexes = [models.Index(fields=["unit", "due_on"], name="projection_due")]


class ServerFact(models.Model):
    """Single values of this database: `epoch`, new after every restore; `backed_up`, the moment of the last verified backup."""

    name = models.CharField(primary_key=True, max_length=40)
    value = models.TextField()
