"""A clock that leaps stops what is sent; a machine that was off does not."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from councils.kernel.refusals import DomainError
from councils.models import Sweep
from councils.services import sweeps

pytestmark = pytest.mark.django_db
NAME = sweeps.PLANNING


@pytest.fixture
def at(time_machine):
    """Set the clock, as somebody or something else does; the machine stays up."""

    def at(moment: str) -> None:
        time_machine.move_to(f"{moment}+00:00", tick=False)

    at("2026-11-23 09:00:00")
    return at


def test_a_clock_that_goes_back_stops_until_it_has_come_forward_again(at):
    assert sweeps.begin(NAME)

    at("2026-11-23 07:00:00")
    assert not sweeps.begin(NAME)
    assert (
        sweeps.held_up(NAME)
        == "The clock went back: it was 23 November 2026, 09:00 UTC."
    )

    at("2026-11-23 09:01:00")
    assert sweeps.begin(NAME)
    assert sweeps.held_up(NAME) == ""


def test_a_clock_that_is_set_right_by_a_minute_stops_nothing(at):
    assert sweeps.begin(NAME)
    at("2026-11-23 08:59:00")
    assert sweeps.begin(NAME)


def test_two_hours_forward_stop_nothing(at):
    assert sweeps.begin(NAME)
    at("2026-11-23 11:00:00")
    assert sweeps.begin(NAME)


def test_more_than_two_days_forward_on_a_machine_that_was_up_stop_it(at):
    assert sweeps.begin(NAME)
    at("2026-11-26 09:00:00")
    assert not sweeps.begin(NAME)
    assert "forward by more than two days" in sweeps.held_up(NAME)


def test_three_days_off_stop_nothing(at):
    assert sweeps.begin(NAME)
    Sweep.objects.update(boot="another start of the machine")

    at("2026-11-26 09:00:00")

    assert sweeps.begin(NAME)


def test_three_days_in_which_only_the_portal_was_off_stop_nothing(at):
    assert sweeps.begin(NAME)
    three_days = 3 * 24 * 60 * 60
    row = Sweep.objects.get()
    Sweep.objects.update(uptime=row.uptime - three_days)

    at("2026-11-26 09:00:00")

    assert sweeps.begin(NAME)


@pytest.mark.parametrize("moment", ["2026-03-29 00:30:00", "2026-10-25 00:30:00"])
def test_neither_change_of_the_clocks_stops_anything(time_machine, moment):
    time_machine.move_to(f"{moment}+00:00", tick=False)
    assert sweeps.begin(NAME)
    time_machine.shift(3600)
    assert sweeps.begin(NAME)


def test_a_sweep_is_late_after_two_of_its_periods(at, time_machine):
    assert [s.name for s in sweeps.last_sweeps() if sweeps.is_late(s, _now())] == [
        "plan-reminders",
        "deliver-mail",
    ]
    sweeps.begin(NAME)
    sweeps.end(NAME)
    sweep = Sweep.objects.get()
    at("2026-11-23 11:00:00")
    assert not sweeps.is_late(sweep, _now())
    at("2026-11-23 11:00:01")
    assert sweeps.is_late(sweep, _now())


def test_the_command_says_what_holds_it_up_and_goes_on_when_told(at):
    sweeps.begin(NAME)
    at("2026-11-23 07:00:00")

    with pytest.raises(DomainError, match="The clock went back"):
        call_command("plan_reminders")
    out = StringIO()
    call_command("plan_reminders", "--trust-clock", "--json", stdout=out)

    assert json.loads(out.getvalue())["held_up"] is False


def _now():
    return sweeps.timezone.now()
