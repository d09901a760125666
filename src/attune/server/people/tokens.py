"""Tokens: what a phone shows to prove that it is this worker on this phone.

Only the hash of a token is kept. The next token of a phone is made from the present one and the secret of this
installation, and its hash is known from the start. So an answer that was lost can be given again, the same; two requests
at once learn the same next token; and a phone that has moved on by one since the backup that was restored is still known.
"""

from __future__ import annotations

import hashlib
import secrets as dice
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from attune.server.errors import Refused
from attune.server.people import secrets
from attune.server.people.models import PhoneWorker, Role

# How old a token is when the next one is handed out.
RENEW_AFTER = timedelta(days=7)


class PhoneToken(HttpBearer):
    """Bearer authentication of the API: `request.auth` is the PhoneWorker whose token was shown."""

    def authenticate(self, request: HttpRequest, token: str) -> PhoneWorker:
        return bearer(token, now=timezone.now())


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token, and the hashes to keep: its own and that of the one that will follow it."""

    token: str
    hash: str
    next_hash: str


def issue(seed: str | None = None) -> Issued:
    """A new token: random, or the same for the same `seed`, which must itself be a secret or be made of one."""
    token = dice.token_urlsafe(32) if seed is None else secrets.derive("attune-token-1", seed)
    return Issued(token, digest(token), digest(_after(token)))


def bearer(token: str, *, now: datetime) -> PhoneWorker:
    """The worker on a phone who shows `token`. Raises Refused (401) with a code that says what the phone is to do."""
    shown = digest(token)
    worker = (
        PhoneWorker.objects.select_related("phone__unit", "account")
        .filter(Q(token_hash=shown) | Q(next_token_hash=shown))
        .first()
    )
    if worker is None:
        raise _denied("unknown_token", "This phone is not known here, or not any more. Sign in again.")
    if worker.phone.lost_at is not None:
        raise _denied("phone_lost", "This phone was reported lost. Enrol it again if it was found.")
    if not worker.account.is_active or not _has_work(worker, now):
        raise _denied("left", "You have no work in this programme now. Ask your supervisor.")
    if worker.revoked_at is not None:
        raise _denied("revoked", "This phone was signed out for you. Sign in again.")
    if worker.token_hash != shown:
        _move_on(worker, token, now)
    return worker


def renewed(token: str, worker: PhoneWorker, *, now: datetime) -> str:
    """The token that the phone of `worker`, who has just shown `token`, is to show from now on: mostly the same one."""
    if now - worker.issued_at < RENEW_AFTER:
        return token
    following = _after(token)
    if worker.next_token_hash != digest(following):
        worker.next_token_hash = digest(following)
        worker.save(update_fields=["next_token_hash"])
    return following


def digest(token: str) -> str:
    """SHA-256, hex. Tokens are 256 random bits, so that a plain hash cannot be searched."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _after(token: str) -> str:
    return secrets.derive("attune-token-1", f"after\n{token}")


def _move_on(worker: PhoneWorker, token: str, now: datetime) -> None:
    """The next token is shown for the first time: the one before ends."""
    worker.token_hash, worker.next_token_hash, worker.issued_at = digest(token), digest(_after(token)), now
    worker.save(update_fields=["token_hash", "next_token_hash", "issued_at"])


def _has_work(worker: PhoneWorker, now: datetime) -> bool:
    return Role.objects.filter(Role.on(now.date()), account=worker.account).exists()


def _denied(code: str, message: str) -> Refused:
    return Refused(code, message, status=401)
