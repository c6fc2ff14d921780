"""The sign-in pages that the portal uses of allauth's; people come in by invitation."""

from allauth.account import views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from councils.freshly import freshly_signed_in
from councils.views import invitations
from protocol_portal import account_pages, second_factor_views

urlpatterns = [
    path("", account_pages.account_home, name="account_home"),
    path(
        "address/",
        freshly_signed_in(account_pages.AddressView.as_view()),
        name="account_email",
    ),
    path(
        "address/confirm/<str:key>/",
        login_not_required(account_pages.ConfirmAddressView.as_view()),
        name="account_confirm_email",
    ),
    path("sessions/", account_pages.SessionsView.as_view(), name="usersessions_list"),
    path("sessions/<int:pk>/end/", account_pages.session_end, name="session_end"),
    path(
        "login/code/",
        login_not_required(mfa_views.authenticate),
        name="mfa_authenticate",
    ),
    path("reauthenticate/code/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/", mfa_views.index, name="mfa_index"),
    path(
        "second-factor/needed/",
        second_factor_views.second_factor_needed,
        name="second_factor_needed",
    ),
    path(
        "second-factor/set-up/",
        second_factor_views.SetUpView.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "second-factor/remove/",
        second_factor_views.RemoveView.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/codes/",
        second_factor_views.CodesView.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/codes/new/",
        second_factor_views.NewCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/download/",
        codes_views.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(
        "invitation/<str:token>/",
        invitations.invitation_accept,
        name="invitation_accept",
    ),
    path("login/", login_not_required(views.login), name="account_login"),
    path(
        "logout/",
        login_not_required(account_pages.SignOutView.as_view()),
        name="account_logout",
    ),
    path(
        "inactive/", login_not_required(views.account_inactive), name="account_inactive"
    ),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path(
        "password/reset/",
        login_not_required(views.password_reset),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        login_not_required(views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        login_not_required(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
