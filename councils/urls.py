"""Addresses of a council's own pages; all but its colours and crest are its desk's."""

from django.urls import path

from councils.views import (
    after_election,
    council,
    factor_resets,
    mail,
    meetings,
    people,
    several,
    trail,
)

urlpatterns = [
    path("colours.css", council.council_colours, name="council_colours"),
    path("crest", council.council_crest, name="council_crest"),
    path("desk/settings/", council.council_settings, name="council_settings"),
    path("desk/settings/crest/remove/", council.crest_remove, name="crest_remove"),
    path("desk/people/", people.person_list, name="person_list"),
    path("desk/people/add/", people.person_add, name="person_add"),
    path("desk/people/several/", several.people_several, name="people_several"),
    path("desk/people/several.csv", several.people_template, name="people_template"),
    path("desk/people/handover/", people.office_handover, name="office_handover"),
    path("desk/people/<uuid:pk>/", people.person_detail, name="person_detail"),
    path("desk/people/<uuid:pk>/change/", people.person_change, name="person_change"),
    path("desk/people/<uuid:pk>/appoint/", people.office_begin, name="office_begin"),
    path("desk/people/<uuid:pk>/away/", people.person_away, name="person_away"),
    path("desk/people/<uuid:pk>/leave/", people.person_leave, name="person_leave"),
    path("desk/people/<uuid:pk>/invite/", people.person_invite, name="person_invite"),
    path("desk/offices/<uuid:pk>/end/", people.office_end, name="office_end"),
    path(
        "desk/second-factor/<uuid:pk>/",
        factor_resets.factor_reset_agree,
        name="factor_reset_agree",
    ),
    path("desk/mail/", mail.mail_list, name="mail_list"),
    path("desk/mail/again/", mail.mail_try_all_again, name="mail_try_all_again"),
    path("desk/mail/<uuid:pk>/again/", mail.mail_try_again, name="mail_try_again"),
    path("desk/meetings/", meetings.meeting_list, name="meeting_list"),
    path("desk/meetings/add/", meetings.meeting_add, name="meeting_add"),
    path(
        "desk/meetings/<uuid:pk>/change/",
        meetings.meeting_change,
        name="meeting_change",
    ),
    path("desk/committees/add/", meetings.committee_add, name="committee_add"),
    path("desk/elections/add/", meetings.election_add, name="election_add"),
    path(
        "desk/elections/<uuid:pk>/change/",
        meetings.election_change,
        name="election_change",
    ),
    path(
        "desk/elections/<uuid:pk>/remove/",
        meetings.election_remove,
        name="election_remove",
    ),
    path(
        "desk/elections/<uuid:pk>/after/",
        after_election.after_election,
        name="after_election",
    ),
    path("desk/trail/", trail.trail, name="trail"),
    path("desk/trail.csv", trail.trail_csv, name="trail_csv"),
]
