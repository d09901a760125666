"""Coming in and going out: django-allauth's logic and limits, our pages and words. Addresses lie under /console/."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST, require_safe

from attune.server.console.codes import qr
from attune.server.console.forms import Field, faults_of
from attune.server.console.pages import back_to, frame, private, show, tell, trouble
from attune.server.console.words import offered, words_of
from attune.server.people import access

PASSWORD = Field("password", "sign_in.password", "password", autocomplete="current-password")
CODE = Field("code", "sign_in.code", "code", hint="sign_in.code_hint", autocomplete="one-time-code")


class Page:
    """Puts a view of django-allauth into our frame: our template, our fields, our words for its faults."""

    request: HttpRequest
    drawn: tuple[Field, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            request.console_roles = access.roles(request.user)
        return private(super().dispatch(request, *args, **kwargs))  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = known.get("form")
        faults = faults_of(form, words_of(self.request)) if form is not None and form.is_bound else {}
        fields = [
            Field(
                one.name,
                one.label,
                one.kind,
                one.hint,
                self._kept(one),
                autocomplete=one.autocomplete,
                fault=faults.get(one.name, ""),
            )
            for one in self.drawn
        ]
        return known | frame(self.request) | {"fields": fields, "fault": faults.get("__all__", "")}

    def _kept(self, one: Field) -> str:
        return self.request.POST.get(one.name, "") if one.kind == "text" else ""


class SignIn(Page, LoginView):
    template_name = "console/sign_in.html"
    drawn = (Field("login", "sign_in.username", autocomplete="username"), PASSWORD)


class SecondFactor(Page, AuthenticateView):
    template_name = "console/second_factor.html"
    drawn = (CODE,)


class SignOut(Page, LogoutView):
    template_name = "console/sign_out.html"


class ConfirmPassword(Page, ReauthenticateView):
    template_name = "console/confirm.html"
    drawn = (PASSWORD,)


class ConfirmCode(Page, ReauthenticateByCodeView):
    template_name = "console/confirm.html"
    drawn = (CODE,)


class ChangePassword(Page, PasswordChangeView):
    template_name = "console/change_password.html"
    success_url = reverse_lazy("mfa_index")
    drawn = (
        Field("oldpassword", "me.password_now", "password", autocomplete="current-password"),
        Field(
            "password1", "me.password_new", "password", hint="me.password_hint", autocomplete="new-password"
        ),
        Field("password2", "me.password_again", "password", autocomplete="new-password"),
    )

    def form_valid(self, form: Any) -> HttpResponse:
        tell(self.request, "me.password_changed")
        return super().form_valid(form)

    def get_default_success_url(self) -> str:
        return str(self.success_url)


class SetUpSecondFactor(Page, ActivateTOTPView):
    template_name = "console/set_up_second_factor.html"
    drawn = (CODE,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = super().get_context_data(**kwargs)
        secret = known["form"].secret
        return known | {
            "qr": qr(known["totp_url"], words_of(self.request).t("second.qr")),
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        tell(self.request, "second.is_on")
        return super().form_valid(form)


class TurnOffSecondFactor(Page, DeactivateTOTPView):
    template_name = "console/turn_off_second_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        tell(self.request, "second.is_off")
        return super().form_valid(form)


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponseBase:
    """One's own account: password, second factor, language, roles."""
    request.console_roles = access.roles(request.user)
    return private(
        show(request, "me", roles=request.console_roles, has_second_factor=is_mfa_enabled(request.user))
    )


@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    return trouble(request, "inactive", 403)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of this session; the account's own stays for the phones."""
    language = request.POST.get("language", "")
    if language in offered():
        request.session["language"] = language
    return back_to(str(reverse_lazy("mfa_index" if request.user.is_authenticated else "account_login")))
