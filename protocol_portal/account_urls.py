"""The sign-in pages that the portal uses of allauth's; people come in by invitation."""

from allauth.account import views
from django.urls import path, re_path

from councils.gate import Audience, open_to
from councils.views import invitations

anybody = open_to(Audience.EVERYBODY)
signed_in = open_to(Audience.SIGNED_IN)

urlpatterns = [
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
    path(
        "password/change/",
        signed_in(views.password_change),
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
        anybody(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        anybody(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
