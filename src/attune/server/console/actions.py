"""What an operator does with an account: one table, one page. staff.py does it; access.py says who may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attune.server.console import staffing
from attune.server.console.forms import Field, filled, refuse
from attune.server.console.guides import cadres
from attune.server.console.pages import back_to, page, show, tell
from attune.server.console.words import offered, words_of
from attune.server.errors import Refused
from attune.server.people import access, staff
from attune.server.people.models import Account, Pair, Role, Unit
from attune.server.people.pictures import NAMES, PREFIX

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Action:
    """`fields` are asked for; `do` does it. `is_for` says for which accounts it makes sense."""

    name: str
    icon: str
    fields: Callable[[HttpRequest, Account], list[Field]]
    do: Callable[[HttpRequest, Account, Values], object]
    is_for: Callable[[set[str]], bool] = lambda kinds: True
    is_grave: bool = False


def actions_for(asker: Any, account: Account) -> list[Action]:
    """The actions that `asker` may take for `account`, in the order of the page."""
    if not access.may_manage_account(asker, account):
        return []
    kinds = {role.kind for role in access.roles(account)}
    return [action for action in ACTIONS.values() if action.is_for(kinds)]


@require_http_methods(["GET", "HEAD", "POST"])
@page
def act(request: HttpRequest, id: UUID, name: str) -> HttpResponseBase:
    """The page of one action: its fields, then what came of it."""
    account = get_object_or_404(access.accounts_seen_by(request.user), pk=id)
    action = next((one for one in actions_for(request.user, account) if one.name == name), None)
    if action is None:
        raise Http404
    fields = action.fields(request, account)
    if request.method == "POST":
        found = filled(request, fields)
        if found.is_well:
            try:
                with transaction.atomic():
                    action.do(request, account, found.values)
                tell(request, f"action.{name}.done", name=account.name)
                return back_to(reverse("console-account", args=[account.pk]))
            except Refused as refused:
                refuse(found, refused)
    return show(
        request,
        "action",
        "unit",
        422 if request.method == "POST" else 200,
        account=account,
        action=action,
        fields=fields,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_account(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """A new account with its first role at a unit."""
    unit = get_object_or_404(access.units_reached(request.user), pk=id)
    if not access.may_manage_accounts(request.user, unit):
        raise Http404
    fields = [
        Field("name", "account.name", hint="account.name_hint"),
        Field("username", "sign_in.username", hint="account.username_hint"),
        *_role_fields(request),
        _picture_field(request, [unit]),
        Field("language", "me.language", "choice", options=_languages(request), value=request.user.language),
    ]
    if request.method == "POST":
        found = filled(request, fields)
        if found.is_well:
            try:
                account = _make(unit, found.values)
                tell(request, "account.made", name=account.name)
                return back_to(reverse("console-account", args=[account.pk]))
            except Refused as refused:
                refuse(found, refused)
    return show(
        request, "new_account", "unit", 422 if request.method == "POST" else 200, unit=unit, fields=fields
    )


@transaction.atomic
def _make(unit: Unit, values: Values) -> Account:
    account = staff.add_account(
        username=values["username"],
        name=values["name"],
        language=values["language"],
        picture=values["picture"],
    )
    staff.give_role(account, values["kind"], unit, since=access.today(), cadre=_cadre(values))
    return account


# ---------------------------------------------------------------- fields


def _role_fields(request: HttpRequest) -> list[Field]:
    words = words_of(request)
    kinds = [(kind, words.t(f"role.{kind}")) for kind in Role.Kind.values]
    listed = [("", words.t("account.no_cadre")), *cadres(words.language)]
    return [
        Field("kind", "account.role", "choice", options=kinds, value=str(Role.Kind.WORKER)),
        Field("cadre", "account.cadre", "choice", hint="account.cadre_hint", options=listed, is_needed=False),
    ]


def _cadre(values: Values) -> str:
    """A cadre that was chosen and does not fit the role is left out, so that nobody has to choose twice."""
    return str(values["cadre"]) if values["kind"] == Role.Kind.WORKER else ""


def _day(name: str, label: str) -> Field:
    return Field(name, label, "date", value=access.today().isoformat())


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    return staffing.named(access.units_reached(request.user, access.Kind.OPERATOR))


def _languages(request: HttpRequest) -> list[tuple[str, str]]:
    words = words_of(request)
    names = dict.fromkeys([*offered(), request.user.language])
    return [
        (name, words.t(f"language.{name}") if words.knows(f"language.{name}") else name) for name in names
    ]


def _held(account: Account) -> list[Role]:
    open_ = Q(until=None) | Q(until__gt=access.today())
    return list(account.roles.filter(open_).select_related("unit").order_by("since", "pk"))


def _give_role(request: HttpRequest, account: Account) -> list[Field]:
    return [
        Field("unit", "account.unit", "choice", options=_units(request)),
        *_role_fields(request),
        _day("since", "account.since"),
    ]


def _end_role(request: HttpRequest, account: Account) -> list[Field]:
    words = words_of(request)
    options = [
        (str(role.pk), words.t("account.role_at", role=words.t(f"role.{role.kind}"), unit=role.unit.name))
        for role in _held(account)
    ]
    return [Field("role", "account.role", "choice", options=options), _day("on", "account.until")]


def _move(request: HttpRequest, account: Account) -> list[Field]:
    at = [(str(role.unit_id), role.unit.name) for role in _held(account) if role.kind == Role.Kind.WORKER]
    leaving = [Field("since", "account.unit_left", "choice", options=at)] if len(at) > 1 else []
    return [
        *leaving,
        Field("to", "account.unit_new", "choice", options=_units(request)),
        _day("on", "account.since"),
    ]


def _pair(request: HttpRequest, account: Account) -> list[Field]:
    found = staffing.supervisors_seen_by(request.user, access.today())
    options = [(pk, name) for pk, name in found if pk != str(account.pk)]
    return [
        Field("supervisor", "account.supervisor", "choice", hint="account.supervisor_hint", options=options),
        _day("since", "account.since"),
    ]


def _end_pair(request: HttpRequest, account: Account) -> list[Field]:
    pairs = staffing.pairs_seen_by(request.user, Q(worker=account, covers=None), access.today())
    options = [(str(pair.pk), pair.supervisor.name) for pair in pairs]
    return [Field("pair", "account.supervisor", "choice", options=options), _day("on", "account.until")]


def _cover(request: HttpRequest, account: Account) -> list[Field]:
    found = staffing.supervisors_seen_by(request.user, access.today())
    return [
        Field(
            "by",
            "account.covering",
            "choice",
            options=[(pk, name) for pk, name in found if pk != str(account.pk)],
        ),
        _day("since", "account.since"),
        Field("until", "account.until", "date", hint="account.until_hint"),
    ]


def _picture_field(request: HttpRequest, units: Iterable[Unit], value: str = "") -> Field:
    """The drawings, each with who has it at these units already: two workers of one phone must not look alike."""
    words = words_of(request)
    taken = {role.account.picture: role.account.name for unit in units for role in access.workers_of(unit)}
    options = [("", words.t("account.no_picture"))]
    for name in NAMES:
        said, whose = words.t(f"picture.{name}"), taken.get(PREFIX + name)
        is_mine = name == value
        text = said if whose is None or is_mine else words.t("account.picture_of", picture=said, name=whose)
        options.append((name, text))
    return Field(
        *("picture", "account.picture", "choice"),
        hint="account.picture_hint",
        options=options,
        value=value,
        is_needed=False,
    )


def _picture(request: HttpRequest, account: Account) -> list[Field]:
    units = [role.unit for role in _held(account) if role.kind == Role.Kind.WORKER]
    return [_picture_field(request, units, account.picture.removeprefix(PREFIX))]


def _password(request: HttpRequest, account: Account) -> list[Field]:
    return [
        Field(
            "password", "me.password_new", "password", hint="me.password_hint", autocomplete="new-password"
        ),
        Field("forget", "account.forget_second", "tick", is_needed=False),
    ]


# ---------------------------------------------------------------- doing


def _do_give(request: HttpRequest, account: Account, values: Values) -> object:
    unit = Unit.objects.get(pk=values["unit"])
    return staff.give_role(account, values["kind"], unit, since=values["since"], cadre=_cadre(values))


def _do_end_role(request: HttpRequest, account: Account, values: Values) -> object:
    role = account.roles.select_related("unit").get(pk=values["role"])
    return staff.end_role(account, role.kind, role.unit, on=values["on"])


def _do_move(request: HttpRequest, account: Account, values: Values) -> object:
    since = Unit.objects.get(pk=values["since"]) if "since" in values else None
    return staff.transfer(account, to=Unit.objects.get(pk=values["to"]), on=values["on"], since=since)


def _do_pair(request: HttpRequest, account: Account, values: Values) -> object:
    return staff.pair(Account.objects.get(pk=values["supervisor"]), account, since=values["since"])


def _do_end_pair(request: HttpRequest, account: Account, values: Values) -> object:
    pair = Pair.objects.select_related("supervisor").get(pk=values["pair"])
    return staff.end_pair(pair.supervisor, account, on=values["on"])


def _do_cover(request: HttpRequest, account: Account, values: Values) -> object:
    by = Account.objects.get(pk=values["by"])
    return staff.cover(account, by, since=values["since"], until=values["until"])


def _do_leave(request: HttpRequest, account: Account, values: Values) -> object:
    return staff.leave(account, on=values["on"], now=timezone.now())


def _do_picture(request: HttpRequest, account: Account, values: Values) -> object:
    staff.set_picture(account, values["picture"])
    return None


def _do_password(request: HttpRequest, account: Account, values: Values) -> object:
    staff.set_password(account, values["password"], forget_second_factor=values["forget"])
    return None


def _is_one(kind: str, kinds: set[str]) -> bool:
    return kind in kinds


_worker, _supervisor = partial(_is_one, Role.Kind.WORKER), partial(_is_one, Role.Kind.SUPERVISOR)
_table: Sequence[Action] = (
    Action("role", "plus", _give_role, _do_give),
    Action("end-role", "leave", _end_role, _do_end_role, bool),
    Action("move", "unit", _move, _do_move, _worker),
    Action("pair", "people", _pair, _do_pair, _worker),
    Action("end-pair", "people", _end_pair, _do_end_pair, _worker),
    Action("cover", "calendar", _cover, _do_cover, _supervisor),
    Action("picture", "person", _picture, _do_picture, _worker),
    Action("password", "key", _password, _do_password),
    Action(
        "leave",
        "leave",
        lambda request, account: [_day("on", "account.until")],
        _do_leave,
        bool,
        is_grave=True,
    ),
)
ACTIONS = {action.name: action for action in _table}
