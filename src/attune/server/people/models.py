"""Who works with Attune: accounts, the tree of units, roles held at units, supervision pairs, phones and their tokens.

Nothing here is deleted: a role, a pair, a token ends on a day. Who may see what is decided in `access.py` and nowhere else.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from attune.server.ids import uuid7


class Accounts(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str) -> Account:
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account: Account = self.model(username=username.lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One human being. Its id is the `author` of that person's entries, on every phone, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    # As the others call this person, in any script.
    name = models.CharField(max_length=120)
    # Which drawing stands for this person where names are not read: "picture/NAME" of the app.
    picture = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=20, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Accounts] = Accounts()

    def __str__(self) -> str:
        return str(self.id)  # never a name: this lands in logs and error pages


class Unit(models.Model):
    """A place in the health system. `path` holds the ids from the top down, so that what lies below is one prefix."""

    class Level(models.TextChoices):
        COUNTRY = "country"
        REGION = "region"
        DISTRICT = "district"
        FACILITY = "facility"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=400, db_index=True, editable=False)

    def save(self, *args: object, **kwargs: object) -> None:
        above = self.parent.path if self.parent else "/"
        self.path = f"{above}{self.id}/"
        super().save(*args, **kwargs)

    def holds(self, other: Unit) -> bool:
        """Is `other` this unit, or below it?"""
        return other.path.startswith(self.path)

    def __str__(self) -> str:
        return self.name


class Spell(models.Model):
    """Something that holds from a day on, until a day if it has ended. `until` is the first day on which it does not."""

    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: object) -> Q:
        """Those that hold on `day`."""
        return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


class Role(Spell):
    """What somebody may do, at a unit and what lies below it (see access.py)."""

    class Kind(models.TextChoices):
        WORKER = "worker"
        SUPERVISOR = "supervisor"
        TRAINER = "trainer"
        MANAGER = "manager"
        EDITOR = "editor"
        OPERATOR = "operator"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # A worker's cadre, an id of the guide's question `cadre`; empty for every other role.
    cadre = models.CharField(max_length=80, blank=True)


class Pair(Spell):
    """One supervisor and one worker. `covers` names the pair whose supervisor is away for this spell."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supervisor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="supervises")
    worker = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="supervised_by")
    covers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="covered_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(supervisor=models.F("worker")), name="pair_is_of_two")
        ]


class Phone(models.Model):
    """A device that has been enrolled, by the id it made for itself. It belongs to one unit, which never changes (phones.py); several
    workers may share it."""

    id = models.UUIDField(primary_key=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="phones")
    enrolled_at = models.DateTimeField()
    # The last sync, and what the phone said of itself then.
    seen_at = models.DateTimeField(null=True)
    app = models.CharField(max_length=40, blank=True)
    release = models.CharField(max_length=100, blank=True)
    unsent = models.PositiveIntegerField(default=0)
    oldest_unsent_on = models.DateField(null=True)
    keeps = models.CharField(max_length=10, blank=True)  # kept | not_kept | cannot_say
    clock_offset_ms = models.BigIntegerField(null=True)
    # Changes with every reply; a copy of the phone shows an old one.
    turn = models.CharField(max_length=40, blank=True)
    previous_turn = models.CharField(max_length=40, blank=True)
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    lost_at = models.DateTimeField(null=True)


class PhoneWorker(models.Model):
    """One worker on one phone: the token that opens the server, and the key that signs parcels."""

    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="workers")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="phones")
    # SHA-256 of the token, hex. The next one is handed out before the old one ends: a lost reply locks nobody out.
    token_hash = models.CharField(max_length=64, unique=True)
    next_token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Raw public key of ECDSA P-256 (65 bytes, uncompressed), base64. Parcels that are on their way were signed with an
    # earlier one, where a worker had to make a new one: those count too.
    signing_key = models.CharField(max_length=120)
    earlier_signing_keys = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone", "account"], name="one_token_per_phone_and_worker")
        ]


class StoreKey(models.Model):
    """What the server keeps of a phone's store: its recovery key and the one-time codes, both sealed (see secrets.py)."""

    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="stores")
    # "care:UNIT" or "private:ACCOUNT". The store of private wellbeing has no key here.
    store = models.CharField(max_length=60)
    recovery_key = models.TextField()
    # JSON [{"n": 3, "code": "…"}], sealed.
    codes = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phone", "store"], name="one_key_per_phone_and_store")]


class ServerKey(models.Model):
    """The key pair (ECDH P-256) to which parcels are sealed: one row, made on first use, never changed."""

    name = models.CharField(primary_key=True, max_length=20, default="parcels")
    # Raw public key (65 bytes), base64; private key (PKCS 8, PEM), sealed (see secrets.py).
    public = models.CharField(max_length=120)
    private = models.TextField()
    made_at = models.DateTimeField()


class Enrolment(models.Model):
    """A one-time code that puts a worker on a phone. Only its hash is kept."""

    code_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="enrolments")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # The phone that used it: a second try of the same phone, after a lost reply, gets the same answer.
    used_by = models.ForeignKey(Phone, on_delete=models.PROTECT, null=True, related_name="+")


class Reading(models.Model):
    """Somebody read a person's record. Append-only: the database itself refuses changes (see the first migration)."""

    at = models.DateTimeField(db_index=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=60, db_index=True)
    # Name of the route or command, never its path.
    through = models.CharField(max_length=60)
