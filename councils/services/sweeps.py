"""Sweeps note when they ran, and do nothing while the clock cannot be trusted.

A clock that goes back would send again what a day has had; one that leaps forward would
send what is not due. A machine that was off is neither: its uptime began anew, or went
on with the clock.
"""

import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from councils.models import Sweep

logger = logging.getLogger(__name__)

BACK = timedelta(minutes=2)  # clocks are set right by less than that all the time
FORWARD = timedelta(days=2)
BOOT = Path("/proc/sys/kernel/random/boot_id")

PLANNING = "plan-reminders"
SENDING = "deliver-mail"
PERIODS = {PLANNING: timedelta(hours=1), SENDING: timedelta(minutes=1)}


@transaction.atomic
def begin(name: str, *, trust_clock: bool = False) -> bool:
    """Note that a sweep begins; say whether it may, or the clock is not to be trusted.

    It may again by itself once the clock has come to the last known moment. Whoever
    knows that it is right says so with ``trust_clock``.
    """
    now, uptime = timezone.now(), _uptime()
    sweep, _ = Sweep.objects.select_for_update(no_key=True).get_or_create(name=name)
    sweep.held_up = "" if trust_clock else _in_the_way(sweep, now, uptime)
    if sweep.held_up:
        sweep.save(update_fields=["held_up"])
        logger.error("sweep: held up by the clock", extra={"task": name})
        return False
    sweep.began_at, sweep.boot, sweep.uptime = now, _boot(), uptime
    sweep.save(update_fields=["began_at", "boot", "uptime", "held_up"])
    return True


def end(name: str) -> None:
    """Note that a sweep has done all it found."""
    Sweep.objects.filter(name=name).update(ended_at=timezone.now())


def is_late(sweep: Sweep, now: datetime) -> bool:
    """Say whether a sweep has not ended for two of its periods."""
    period = PERIODS[sweep.name]
    return sweep.ended_at is None or now - sweep.ended_at > 2 * period


def last_sweeps() -> list[Sweep]:
    """Give the sweeps that people wait for, whether or not they ever ran."""
    known = Sweep.objects.in_bulk(PERIODS)
    return [known.get(name) or Sweep(name=name) for name in PERIODS]


def _in_the_way(sweep: Sweep, now: datetime, uptime: float) -> str:
    if sweep.began_at is None:
        return ""
    gone = now - sweep.began_at
    if gone < -BACK:
        return f"The clock went back: it was {sweep.began_at:%-d %B %Y, %H:%M} UTC."
    if sweep.boot != _boot() or sweep.uptime is None:
        return ""
    leap = gone - timedelta(seconds=uptime - sweep.uptime)
    if leap > FORWARD:
        return "The clock leapt forward by more than two days."
    return ""


def _boot() -> str:
    """Name this start of the machine; empty where the system does not say."""
    return BOOT.read_text().strip() if BOOT.is_file() else ""


def _uptime() -> float:
    """Give the seconds since the machine started, those asleep counted."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def held_up(name: str) -> str:
    """Say what holds a sweep up; empty where nothing does."""
    return Sweep.objects.filter(pk=name).values_list("held_up", flat=True).first() or ""
