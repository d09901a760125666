"""My unit: the tree below one's roles, who works there, an account, a phone, a new code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attune.server.console import staffing, withdrawals
from attune.server.console.actions import actions_for
from attune.server.console.codes import qr
from attune.server.console.pages import Kind, back_to, page, show, tell
from attune.server.console.words import words_of
from attune.server.people import access, staff
from attune.server.people.enrolment import make_code
from attune.server.people.models import Account, Enrolment, Phone, PhoneWorker, Unit
from attune.server.people.pictures import PREFIX


@require_safe
@page
def home(request: HttpRequest) -> HttpResponseBase:
    """The place where this person's work begins: people for who has people, else the unit."""
    held = {role.kind for role in request.console_roles}
    return back_to(reverse("console-people" if held & {Kind.WORKER, Kind.SUPERVISOR} else "console-units"))


@require_safe
@page
def mine(request: HttpRequest) -> HttpResponseBase:
    """The units of one's roles; one alone is opened at once."""
    units = {role.unit_id: role.unit for role in request.console_roles}
    if len(units) == 1:
        return back_to(reverse("console-unit", args=[next(iter(units))]))
    return show(
        request, "units", "unit", roles=sorted(request.console_roles, key=lambda role: role.unit.name)
    )


@require_safe
@page
def unit(request: HttpRequest, id: UUID) -> HttpResponseBase:
    found = _unit(request, id)
    today = access.today()
    return show(
        request,
        "unit",
        "unit",
        unit=found,
        above=staffing.breadcrumb(found, request.user),
        below=staffing.below(found, today),
        lines=staffing.lines_of(found, request.user, today),
        may_manage=access.may_manage_accounts(request.user, found),
        has_withdrawn=withdrawals.are_any(request.user, found),
        may_erase=access.reaches(request.user, found, Kind.MANAGER),
        # A colleague is told nothing of the others' phones and supervisors: that there is none would be wrong.
        knows_others=any(role.kind in (Kind.OPERATOR, Kind.SUPERVISOR) for role in request.console_roles),
    )


@require_safe
@page
def account(request: HttpRequest, id: UUID) -> HttpResponseBase:
    found = _account(request, id)
    today = access.today()
    roles = list(
        found.roles.filter(Q(until=None) | Q(until__gt=today)).select_related("unit").order_by("since", "pk")
    )
    held = [role.unit for role in roles if role.since <= today]
    return show(
        request,
        "account",
        "unit",
        account=found,
        is_me=found.pk == request.user.pk,
        picture=found.picture.removeprefix(PREFIX),
        roles=roles,
        supervised_by=staffing.pairs_seen_by(request.user, Q(worker=found), today),
        supervises=staffing.pairs_seen_by(request.user, Q(supervisor=found), today),
        phones=staffing.phones_of(found, request.user),
        enrol_at=[one for one in dict.fromkeys(held) if access.may_enrol(request.user, found, one)],
        actions=actions_for(request.user, found),
        sessions_of_others=access.may_manage_account(request.user, found),
    )


@require_POST
@page
def new_code(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """A one-time code as a QR code: shown once, on paper if wanted, and nowhere again."""
    found = _account(request, id)
    at = get_object_or_404(Unit, pk=_uuid(request.POST.get("unit", "")))
    code = make_code(worker=found, unit=at, by=request.user, now=timezone.now())
    made = Enrolment.objects.filter(account=found, made_by=request.user).latest("pk")
    picture = qr(code.link, words_of(request).t("code.qr", name=found.name))
    known = {"account": found, "unit": at, "code": code, "made": made, "picture": picture}
    return show(request, "code", "unit", address=settings.ADDRESS, **known)


@require_safe
@page
def code_state(request: HttpRequest, id: int) -> HttpResponseBase:
    """What became of a code that one has made: asked for again and again by its page."""
    made = get_object_or_404(Enrolment.objects.select_related("account"), pk=id, made_by=request.user)
    return show(request, "code_state", made=made, is_over=timezone.now() >= made.expires_at)


# ---------------------------------------------------------------- phones


@require_safe
@page
def phone(request: HttpRequest, id: UUID) -> HttpResponseBase:
    found = _phone(request, id)
    workers = [
        (one, _may_sign_out(request.user, one))
        for one in found.workers.select_related("account").order_by("account__name", "pk")
    ]
    return show(
        request,
        "phone",
        "fleet",
        phone=found,
        workers=workers,
        # A token that was stolen, or storage that was copied, goes on as a phone of its own: closing one does not close the other.
        kin=access.phones_seen_by(request.user)
        .filter(Q(copy_of=found) | Q(pk=found.copy_of_id), lost_at=None, unit=found.unit)
        .order_by("enrolled_at"),
        may_report=access.may_report_lost(request.user, found),
    )


@require_POST
@page
def sign_out_phone(request: HttpRequest, id: UUID, account: UUID) -> HttpResponseBase:
    worker = get_object_or_404(
        _phone(request, id).workers.select_related("account", "phone"), account=account
    )
    if not _may_sign_out(request.user, worker):
        raise Http404
    staff.sign_out(worker, now=timezone.now())
    tell(request, "phone.signed_out", name=worker.account.name)
    return back_to(_where_it_is_seen(request, id))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def report_lost(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """What happens when the phone is reported lost, for who would do it; then it is."""
    found = _phone(request, id)
    if not access.may_report_lost(request.user, found):
        raise Http404
    if request.method == "POST":
        count = staff.report_lost(found, now=timezone.now())
        tell(request, "phone.is_lost", n=count)
        return back_to(_where_it_is_seen(request, id))
    if found.lost_at is not None:
        return back_to(_where_it_is_seen(request, id))
    names = found.workers.filter(revoked_at=None).order_by("account__name", "pk")
    title = words_of(request).t("lost.title", id=str(found.pk)[-4:])
    listed = list(names.values_list("account__name", flat=True))
    return show(request, "lost", "fleet", phone=found, title=title, names=listed)


# ---------------------------------------------------------------- steps: what is not seen is not there


def _unit(request: HttpRequest, id: UUID) -> Unit:
    found: Unit = get_object_or_404(access.units_reached(request.user).select_related("parent"), pk=id)
    return found


def _account(request: HttpRequest, id: UUID) -> Account:
    found: Account = get_object_or_404(access.accounts_seen_by(request.user), pk=id)
    return found


def _phone(request: HttpRequest, id: UUID) -> Phone:
    found: Phone = get_object_or_404(Phone.objects.select_related("unit", "copy_of"), pk=id)
    seen = access.phones_seen_by(request.user).filter(pk=id).exists()
    if not seen and not access.may_report_lost(request.user, found):
        raise Http404
    return found


def _where_it_is_seen(request: HttpRequest, id: UUID) -> str:
    """The phone's page; the fleet for whom it is out of sight now that nobody of theirs is on it."""
    seen = access.phones_seen_by(request.user).filter(pk=id).exists()
    return reverse("console-phone", args=[id]) if seen else reverse("console-fleet")


def _may_sign_out(asker: Any, worker: PhoneWorker) -> bool:
    """Those who look after the phone may, for whom they know of; not a colleague."""
    if worker.revoked_at is not None:
        return False
    looked_after = access.phones_seen_by(asker).filter(pk=worker.phone_id).exists()
    return looked_after and access.accounts_seen_by(asker).filter(pk=worker.account_id).exists()


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
