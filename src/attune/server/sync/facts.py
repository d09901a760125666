"""Single values that the server keeps of itself: the epoch of its database, the last verified backup, the device it writes as."""

from __future__ import annotations

import secrets

from attune.server.ids import uuid7
from attune.server.sync.models import ServerFact


def epoch() -> str:
    """A word that is new after each restore. Made on first use."""
    return _made("epoch", secrets.token_hex(8))


def new_epoch() -> str:
    """Begin a new epoch, because what the phones saw of this database may not be in it any more."""
    ServerFact.objects.update_or_create(name="epoch", defaults={"value": secrets.token_hex(8)})
    return epoch()


def server_device() -> str:
    """The id under which the server itself writes entries: an erasure that the console makes."""
    return _made("device", str(uuid7()))


def backed_up() -> str | None:
    """The moment of the last backup that was read back."""
    found = ServerFact.objects.filter(name="backed_up").first()
    return None if found is None else found.value


def hold(name: str) -> None:
    """Let nobody else hold `name` until this transaction ends. On SQLite nobody else writes meanwhile anyway."""
    _made(name, "")
    ServerFact.objects.select_for_update().get(name=name)


def _made(name: str, value: str) -> str:
    found = ServerFact.objects.filter(name=name).first()
    if found is None:
        found, _ = ServerFact.objects.get_or_create(name=name, defaults={"value": value})
    return str(found.value)
