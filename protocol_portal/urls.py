"""Every address of the portal; those that begin with a council come last."""

from django.urls import include, path

from councils.views import calendars, mail_choices
from protocol_portal import mail_page, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz/live", views.health_live, name="health_live"),
    path("healthz/ready", views.health_ready, name="health_ready"),
    path("mail/", mail_page.kept_mail, name="kept_mail"),
    path("mail/stop/<str:token>/", mail_choices.mail_stop, name="mail_stop"),
    path("mail/start/<str:token>/", mail_choices.mail_start, name="mail_start"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("accounts/", include("protocol_portal.account_urls")),
    path("", include("protocols.public_urls")),
    # Else it would be taken for a protocol; no protocol is called so.
    path("<slug:council_slug>/calendar/", include("councils.calendar_urls")),
    # What the public reads is asked for most, so it is tried first.
    path("<slug:council_slug>/", include("protocols.urls")),
    path("<slug:council_slug>/", include("councils.urls")),
]

handler400 = "protocol_portal.views.bad_request"
handler403 = "protocol_portal.views.forbidden"
handler404 = "protocol_portal.views.not_found"
handler500 = "protocol_portal.views.server_error"
