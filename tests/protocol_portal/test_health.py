"""Health: whether it answers, and when it was last looked for what is due."""

import pytest
from django.urls import reverse

from councils.services import sweeps
from tests.visits import visitor, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(time_machine):
    time_machine.move_to("2026-11-23 09:00:00+00:00", tick=False)
    return time_machine


def test_it_says_when_it_was_last_looked_and_that_it_is_late(client, moment):
    assert client.get("/healthz/ready").text.splitlines() == [
        "ready",
        "plan-reminders: never, late",
        "deliver-mail: never, late",
    ]
    for name in sweeps.PERIODS:
        sweeps.begin(name)
        sweeps.end(name)

    moment.move_to("2026-11-23 09:05:00+00:00", tick=False)

    response = client.get("/healthz/ready")
    assert response.status_code == 200
    assert response.text.splitlines() == [
        "ready",
        "plan-reminders: 2026-11-23T09:00+00:00",
        "deliver-mail: 2026-11-23T09:00+00:00, late",
    ]


def test_it_says_what_holds_a_sweep_up_to_the_host_and_to_the_clerk(
    client, council, clerk, moment
):
    sweeps.begin(sweeps.PLANNING)
    moment.move_to("2026-11-23 06:00:00+00:00", tick=False)
    sweeps.begin(sweeps.PLANNING)

    assert "held up: The clock went back" in client.get("/healthz/ready").text
    page = visitor(clerk).get(reverse("mail_list", args=[council.slug]))
    assert "The clock went back" in words(page)
