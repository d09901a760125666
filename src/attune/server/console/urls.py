"""Addresses of the console. Names without `console-` are those that django-allauth asks for."""

from __future__ import annotations

from django.urls import path

from attune.server.console import (
    actions,
    erasing,
    files,
    fleet,
    people,
    rescue,
    sign_in,
    units,
    visits,
    withdrawals,
)

urlpatterns = [
    path("", units.home, name="console-home"),
    path("files/<str:mark>/<str:name>", files.serve, name="console-file"),
    path("sign-in", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("sign-out", sign_in.SignOut.as_view(), name="account_logout"),
    path("inactive", sign_in.inactive, name="account_inactive"),
    path("language", sign_in.choose_language, name="console-language"),
    path("me", sign_in.me, name="mfa_index"),
    path("me/password", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("me/second-factor", sign_in.SetUpSecondFactor.as_view(), name="mfa_activate_totp"),
    path("me/second-factor/off", sign_in.TurnOffSecondFactor.as_view(), name="mfa_deactivate_totp"),
    path("confirm", sign_in.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code", sign_in.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("unit", units.mine, name="console-units"),
    path("unit/<uuid:id>", units.unit, name="console-unit"),
    path("unit/<uuid:id>/new-account", actions.new_account, name="console-new-account"),
    path("unit/<uuid:id>/withdrawn", withdrawals.withdrawals, name="console-withdrawals"),
    path("unit/<uuid:id>/erase", erasing.find, name="console-erase-find"),
    path("account/<uuid:id>", units.account, name="console-account"),
    path("account/<uuid:id>/code", units.new_code, name="console-new-code"),
    path("account/<uuid:id>/<slug:name>", actions.act, name="console-action"),
    path("code/<int:id>", units.code_state, name="console-code-state"),
    path("fleet", fleet.fleet, name="console-fleet"),
    path("phone/<uuid:id>", units.phone, name="console-phone"),
    path("phone/<uuid:id>/lost", units.report_lost, name="console-phone-lost"),
    path("phone/<uuid:id>/sign-out/<uuid:account>", units.sign_out_phone, name="console-phone-sign-out"),
    path("people", people.people, name="console-people"),
    path("people/<str:subject>", people.person, name="console-person"),
    path("people/<str:subject>/erase", erasing.erase, name="console-erase"),
    path("visit/<uuid:id>", visits.visit, name="console-visit"),
    path("rescue", rescue.rescue, name="console-rescue"),
    path("rescue/<int:id>", rescue.set_aside, name="console-set-aside"),
    path("rescue/<int:id>/take-in", rescue.take_in, name="console-take-in"),
    path("rescue/<int:id>/belongs", rescue.belongs, name="console-belongs"),
    path("rescue/<int:id>/dismiss", rescue.dismiss, name="console-dismiss"),
]
