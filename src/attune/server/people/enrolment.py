"""One-time codes that put a worker on a phone: sixteen letters and digits, good for ten minutes, used once."""

from __future__ import annotations

import hashlib
import re
import secrets as dice
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from attune.server.errors import Refused
from attune.server.people import access, admission
from attune.server.people.admission import Admission, Arriving
from attune.server.people.models import Account, Enrolment, Unit

GOOD_FOR = timedelta(minutes=10)
# No letter that looks like a digit or like another: a code may have to be read out.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is shown, once: the server itself keeps its hash alone."""

    code: str
    expires_at: datetime

    @property
    def link(self) -> str:
        """What the QR code holds. The code stands in the fragment, which no browser sends and no log holds."""
        return f"{settings.ADDRESS}/#/join/{self.code}"

    @property
    def spelled(self) -> str:
        """In fours, for reading out and typing in."""
        return "-".join(self.code[at : at + 4] for at in range(0, _LENGTH, 4))


def make_code(*, worker: Account, unit: Unit, by: Account | None, now: datetime) -> Code:
    """A code that puts `worker` on a phone of `unit`. `by` is who makes it; None for the command line.

    Raises Refused where `by` may not, or where `worker` has no work at `unit`.
    """
    if by is not None and not access.may_enrol(by, worker, unit):
        raise Refused(
            "forbidden", "Only an operator, or the worker's supervisor, makes this code.", status=403
        )
    if not access.reaches(worker, unit):
        raise Refused(
            "no_work_there", f"{worker.name} has no role at {unit.name}. Give one first.", status=409
        )
    code = "".join(dice.choice(_LETTERS) for _ in range(_LENGTH))
    Enrolment.objects.create(
        code_hash=_hash(code), account=worker, unit=unit, made_by=by, made_at=now, expires_at=now + GOOD_FOR
    )
    return Code(code, now + GOOD_FOR)


@transaction.atomic
def use_code(code: str, arriving: Arriving, *, now: datetime) -> Admission:
    """Put the worker of `code` on the phone that shows it. The same phone may ask again until the code ends.

    Raises Refused: unknown_code, code_ended, code_used (by another phone), no_work_there, other_unit.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related(
            "account", "unit", "made_by"
        )  # not the phone: who waited for the lock would not see one made meanwhile
        .filter(code_hash=_hash(code))
        .first()
    )
    if enrolment is None:
        raise Refused("unknown_code", "This code is not known. Check it, or ask for a new one.", status=403)
    if now >= enrolment.expires_at:
        raise Refused("code_ended", "This code is older than ten minutes. Ask for a new one.", status=403)
    if enrolment.used_by is not None and not _is_same(enrolment, arriving.device):
        raise Refused("code_used", "Another phone has used this code. Ask for a new one.", status=403)
    if not access.reaches(enrolment.account, enrolment.unit):
        raise Refused("no_work_there", "You have no work at this unit now. Ask your supervisor.", status=403)
    phone = enrolment.used_by or admission.phone_for(
        arriving, enrolment.unit, enrolment.account, by=enrolment.made_by, now=now
    )
    enrolment.used_by, enrolment.used_at = phone, enrolment.used_at or now
    enrolment.save(update_fields=["used_by", "used_at"])
    # The token follows from the code and the phone, so that a second answer is the same as the first.
    return admission.admit(enrolment.account, phone, arriving, seed=f"{_plain(code)}\n{phone.pk}", now=now)


def _is_same(enrolment: Enrolment, device: UUID) -> bool:
    """Is it the phone that used the code, under the id that it sent or the one that it was given?"""
    phone = enrolment.used_by
    return phone is not None and phone.lost_at is None and device in (phone.pk, phone.copy_of_id)


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()


def _hash(code: str) -> str:
    return hashlib.sha256(_plain(code).encode("utf-8", "surrogateescape")).hexdigest()
