"""The sign-in pages that the portal uses of allauth's; people come in by invitation."""

from allauth.account import views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from django.db.transaction import atomic
from django.urls import path, re_path

from councils.freshly import freshly_signed_in
from councils.gate import Audience, open_to
from councils.views import factor_resets, invitations, mail_choices
from protocol_portal import account_pages, second_factor_views

anybody = open_to(Audience.EVERYBODY)
signed_in = open_to(Audience.SIGNED_IN)

urlpatterns = [
    path("", signed_in(account_pages.account_home), name="account_home"),
    path(
        "address/",
        signed_in(freshly_signed_in(account_pages.AddressView.as_view())),
        name="account_email",
    ),
    path(
        "address/confirm/<str:key>/",
        anybody(account_pages.ConfirmAddressView.as_view()),
        name="account_confirm_email",
    ),
    path(
        "sessions/",
        signed_in(account_pages.SessionsView.as_view()),
        name="usersessions_list",
    ),
    path(
        "sessions/<int:pk>/end/",
        signed_in(account_pages.session_end),
        name="session_end",
    ),
    path(
        "login/code/",
        anybody(mfa_views.authenticate),
        name="mfa_authenticate",
    ),
    path(
        "reauthenticate/code/",
        signed_in(mfa_views.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path("second-factor/", signed_in(mfa_views.index), name="mfa_index"),
    path(
        "second-factor/needed/",
        signed_in(second_factor_views.second_factor_needed),
        name="second_factor_needed",
    ),
    path(
        "second-factor/set-up/",
        signed_in(second_factor_views.SetUpView.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "second-factor/remove/",
        signed_in(second_factor_views.RemoveView.as_view()),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/codes/",
        signed_in(second_factor_views.CodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/codes/new/",
        signed_in(second_factor_views.NewCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/download/",
        signed_in(codes_views.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("mail/", mail_choices.mail_choices, name="mail_choices"),
    path("resets/", factor_resets.factor_resets, name="factor_resets"),
    path("resets/<uuid:pk>/", factor_resets.factor_reset, name="factor_reset"),
    path(
        "resets/<uuid:pk>/drop/",
        factor_resets.factor_reset_drop,
        name="factor_reset_drop",
    ),
    path(
        "invitation/<str:token>/",
        invitations.invitation_accept,
        name="invitation_accept",
    ),
    path("login/", anybody(views.login), name="account_login"),
    path("logout/", anybody(views.logout), name="account_logout"),
    path("inactive/", anybody(views.account_inactive), name="account_inactive"),
    path(
        "reauthenticate/",
        signed_in(views.reauthenticate),
        name="account_reauthenticate",
    ),
    # What is changed and who is told of it stand or fall together.
    path(
        "password/change/",
        signed_in(atomic(views.password_change)),
        name="account_change_password",
    ),
    path(
        "password/reset/",
        anybody(views.password_reset),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        anybody(views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anybody(atomic(views.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        anybody(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
