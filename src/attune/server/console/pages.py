"""What all pages share: who may open them, what their templates know, and calm words for what is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from attune.server.console.words import is_invented, offered, words_of
from attune.server.errors import Refused
from attune.server.people import access
from attune.server.people.models import Role

R = TypeVar("R", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]
Kind = Role.Kind

# Place -> the roles that have it in their bar. What a page shows is decided by access.py, not here.
PLACES = {
    "people": (Kind.WORKER, Kind.SUPERVISOR),
    "unit": tuple(Kind),
    "fleet": (Kind.OPERATOR, Kind.SUPERVISOR),
    "rescue": (Kind.WORKER, Kind.SUPERVISOR),
}


def page(view: View) -> View:
    """A page for who is signed in and holds a role. What is refused gets a page that says what to do."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.console_roles = access.roles(request.user)
        if not request.console_roles:
            return trouble(request, "no_role", 403)
        try:
            return private(view(request, *args, **kwargs))
        except Refused as refused:
            return trouble(request, refused.code, refused.status, refused.message)

    return opened


def private(response: R) -> R:
    """Nobody keeps a page with people on it: not the browser, for who sits here next, and nobody between.

    A page that sends no referrer at all makes its forms come from "null", which the check against forgery refuses: our own host is
    told, and no other.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def show(
    request: HttpRequest, template: str, place: str = "", status: int = 200, **known: Any
) -> HttpResponse:
    """The page `template`, with what all templates know."""
    return private(render(request, f"console/{template}.html", known | frame(request, place), status=status))


def frame(request: HttpRequest, place: str = "") -> dict[str, Any]:
    """What all templates know: the words, the clock, the places in the bar, what was just done."""
    now = timezone.now()
    held = {role.kind for role in getattr(request, "console_roles", ())}
    return {
        "words": words_of(request),
        "now": now,
        "today": now.date(),
        "place": place,
        "places": [name for name, kinds in PLACES.items() if held.intersection(kinds)],
        "said": [message for message in messages.get_messages(request) if message.extra_tags == "console"],
        "languages": [(name, is_invented(name)) for name in offered()],
    }


def trouble(request: HttpRequest, code: str, status: int, message: str = "") -> HttpResponse:
    """What happened and what to do next, by the stable code of the error."""
    words = words_of(request)
    known = words.knows(f"trouble.{code}.title")
    return show(
        request,
        "trouble",
        status=status,
        title=words.t(f"trouble.{code}.title") if known else words.t("trouble.other.title"),
        text=words.t(f"trouble.{code}.text") if known else refused_words(request, code, message),
    )


def refused_words(request: HttpRequest, code: str, message: str = "") -> str:
    """A refusal in the reader's language; the server's own English sentence where there are no words for it."""
    words = words_of(request)
    key = f"refused.{code}"
    return words.t(key) if words.knows(key) else message or words.t("trouble.other.text")


def tell(request: HttpRequest, key: str, **params: Any) -> None:
    """One sentence on top of the next page: what was done."""
    messages.success(request, words_of(request).t(key, **params), extra_tags="console")


def tell_not_done(request: HttpRequest, key: str, **params: Any) -> None:
    """One sentence on top of the next page: what was tried and is as it was. It does not look like success."""
    messages.warning(request, words_of(request).t(key, **params), extra_tags="console")


def back_to(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address)
