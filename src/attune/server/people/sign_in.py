"""Signing in on a phone with password and second factor, by django-allauth's own checks and limits."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from attune.server.errors import Refused
from attune.server.people import access, admission
from attune.server.people.admission import Admission, Arriving
from attune.server.people.models import Account, Phone, Unit


def sign_in(
    request: HttpRequest, *, username: str, password: str, otp: str | None, arriving: Arriving, now: datetime
) -> Admission:
    """Let the worker in on the phone that is arriving.

    Raises Refused: wrong_sign_in, otp_needed, too_often, left (no work now), other_unit.
    """
    account = checked(request, username=username, password=password, otp=otp)
    with transaction.atomic():
        unit = _unit_for(account, arriving)
        phone = admission.phone_for(arriving, unit, account, by=account, now=now)
        return admission.admit(account, phone, arriving, now=now)


def checked(request: HttpRequest, *, username: str, password: str, otp: str | None) -> Account:
    """The account that these open. A wrong name, password or code looks the same from outside."""
    try:
        account = get_adapter().authenticate(request, username=username, password=password)
    except ValidationError:
        raise _too_often() from None
    if account is None:
        raise _wrong()
    if is_mfa_enabled(account):
        _check_second_factor(account, otp)
    return account


def _check_second_factor(account: Account, otp: str | None) -> None:
    if otp is None:
        raise Refused("otp_needed", "Type the six digits that your authenticator app shows.", status=403)
    form = AuthenticateForm(data={"code": otp}, user=account)
    if form.is_valid():
        return
    codes = [fault.code for fault in form.errors.as_data().get("code", [])]
    raise _too_often() if "too_many_login_attempts" in codes else _wrong()


def _unit_for(account: Account, arriving: Arriving) -> Unit:
    """The unit at which the worker signs in: that of the phone, if there is work; else where the worker's own work is."""
    held = access.roles(account)
    if not held:
        raise Refused("left", "You have no work in this programme now. Ask your supervisor.", status=403)
    known = Phone.objects.select_related("unit").filter(pk=arriving.device, lost_at=None).first()
    if known is not None and any(role.unit.holds(known.unit) for role in held):
        return known.unit
    # The newest role as a worker, else the newest of another kind.
    return max(held, key=lambda role: (role.kind == access.Kind.WORKER, role.since, str(role.pk))).unit


def _wrong() -> Refused:
    return Refused("wrong_sign_in", "The name, the password or the code is not right.", status=403)


def _too_often() -> Refused:
    return Refused("too_often", "Too many tries. Wait five minutes, then try again.", status=429)
